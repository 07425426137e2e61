"""What a request owes by its kind, over facts alone: judged where it is written and wherever it arrives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Protocol

from pydantic import Field

from tripoint import reference
from tripoint.capabilities.requests.kinds import KINDS, KindName, RequestKind
from tripoint.safeguards import Finding, consular_notice
from tripoint.safeguards.finding import Coded

if TYPE_CHECKING:
    from tripoint.capabilities.requests.entries import OpenedFacts

LIFE = frozenset({"LIFE", "CHILD"})
"""Grounds for urgency that mean a life in danger."""


class Asking(Protocol):
    """What a written request and a call say alike."""

    @property
    def request_kind(self) -> KindName: ...
    @property
    def purpose(self) -> str: ...
    @property
    def urgency(self) -> str: ...
    @property
    def urgency_ground(self) -> str | None: ...
    @property
    def asks(self) -> tuple[str, ...]: ...


class LocalHelp(Coded):
    """Where help is needed, on the asked party's side, and whether a life is in danger."""

    province: str = Field(max_length=32)
    life_in_danger: bool


def check(facts: OpenedFacts, *, asker: str, asked: str, day: date) -> Iterator[Finding]:
    """What keeps the request from being one of its kind on `day`."""
    kind = KINDS[facts.request_kind]
    yield from _asks(facts, kind, day, coercive=facts.coercive)
    if len(facts.subjects) < kind.least:
        yield Finding("content", "subjects", "a request of this kind names what it is about")
    for one in facts.subjects:
        if type_of_role(one.role) not in ("", *kind.subjects):
            yield Finding("subject-type", "subjects", f"{one.role} does not go with {kind.name}")
    consular = any(_says(kind, code, "consular") for code in facts.asks)
    if kind.custody:
        yield from consular_notice.check(
            facts.custody, subjects=len(facts.subjects), asks_consulate=consular, asker=asker, day=day
        )
    elif facts.custody:
        yield Finding("s9-custody", "custody", f"{kind.name} holds nobody")
    yield from _help(facts, kind, asked, day)


def check_call(facts: Asking, *, day: date) -> Iterator[Finding]:
    """What keeps a call from being one of its kind: it takes no coercive step, and nothing of a consulate's."""
    kind = KINDS[facts.request_kind]
    yield from _asks(facts, kind, day, coercive=True)
    for code in facts.asks:
        if _is_written(kind, code):
            yield Finding("oral-ask", "asks", f"{code} is asked in writing")
    if kind.help and facts.urgency != "IMMEDIATE":
        yield Finding("help-urgency", "urgency", "local help is immediate")


def check_urgency(facts: Asking, day: date) -> Iterator[Finding]:
    """What the urgency lacks."""
    if not reference.is_open("urgencies", facts.urgency, day):
        yield Finding("code", "urgency", facts.urgency)
        return
    ground = facts.urgency_ground
    if ground is not None and not reference.is_open("urgency_grounds", ground, day):
        yield Finding("code", "urgency_ground", ground)
    elif reference.urgency(facts.urgency).needs_ground and (
        ground is None or not reference.permits(ground, facts.urgency)
    ):
        yield Finding("urgency-ground", "urgency_ground", f"{ground} for {facts.urgency}")


def may_be_called(kind: KindName, ask: str, purpose: str) -> bool:
    """Whether a question of a kind may be asked by telephone for a purpose."""
    return _goes_with(KINDS[kind], ask, purpose) and not _is_written(KINDS[kind], ask)


def _asks(facts: Asking, kind: RequestKind, day: date, *, coercive: bool) -> Iterator[Finding]:
    if facts.purpose not in kind.purposes:
        yield Finding("kind-purpose", "purpose", f"{facts.purpose} does not go with {kind.name}")
    for code in facts.asks:
        if not reference.is_open(kind.asks, code, day):
            yield Finding("code", "asks", f"{kind.asks}: {code}")
            continue
        if not _goes_with(kind, code, facts.purpose):
            yield Finding("s1-ask", "asks", f"{code} is not asked for {facts.purpose}")
        if _says(kind, code, "coercive") and not coercive:
            yield Finding("s1-ask-coercive", "coercive", f"{code} is a coercive step")


def _help(facts: OpenedFacts, kind: RequestKind, asked: str, day: date) -> Iterator[Finding]:
    help_ = facts.help
    if not kind.help:
        if help_ is not None:
            yield Finding("help", "help", f"{kind.name} asks for no help at a place")
        return
    if help_ is None:
        yield Finding("help-place", "help", "the place where help is needed")
        return
    if not reference.is_open("provinces", help_.province, day) or reference.province(help_.province).party != asked:
        yield Finding("help-place", "help", f"{help_.province}: a province of {asked}")
    if facts.urgency != "IMMEDIATE":
        yield Finding("help-urgency", "urgency", "local help is immediate")
    if help_.life_in_danger and facts.urgency_ground not in LIFE:
        yield Finding("help-life", "urgency_ground", "a life in danger is the ground")


def type_of_role(role: str) -> str:
    """What a role (list subject_roles) is played by: a person, a vehicle …; empty for a role that is not listed."""
    try:
        return reference.get("subject_roles", role).more["type"]
    except reference.UnknownCode:
        return ""


def _goes_with(kind: RequestKind, code: str, purpose: str) -> bool:
    return not {"*", purpose}.isdisjoint(reference.get(kind.asks, code).words("purposes"))


def _is_written(kind: RequestKind, code: str) -> bool:
    """No call asks for a coercive step, or for what is a consulate's."""
    return _says(kind, code, "coercive") or _says(kind, code, "consular")


def _says(kind: RequestKind, code: str, column: str) -> bool:
    try:
        return reference.get(kind.asks, code).is_yes(column)
    except reference.UnknownCode:
        return False
