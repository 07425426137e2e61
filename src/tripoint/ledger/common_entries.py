"""Statements that every kind of dossier knows: notes, closing, successors, erasure, and what a node says of itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .encoding import ID_PATTERN
from .errors import Refused
from .registry import SYSTEM_ROLE, TYPES, Content, EntryType, Facts, OpeningFacts, Statement

OFFICERS = frozenset(("officer", "supervisor", "duty_officer", "legal_reviewer", "registrar"))


class Text(Content):
    """Free text with its language."""

    language: Literal["vi", "lo", "km", "en"]
    text: str = Field(min_length=1, max_length=20_000)
    officer: str = Field(pattern=r"^[A-Za-z0-9_-]{22}$")
    signatory: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)


class NoteFacts(Facts):
    """A note has no codes but the handling code its author gives it."""

    handling: Literal["H0", "H1", "H2", "H3"] = "H0"


class ClosedFacts(Facts):
    """Why a dossier ends; `successor` when another takes its place."""

    reason: Literal["done", "successor", "opened-in-error", "fork"]


class AcceptedFacts(Facts):
    """A participant takes part in a successor dossier."""

    succeeds: str = Field(pattern=ID_PATTERN)


class CarriedFacts(Facts):
    """The owner states again in a successor what it said in the dossier before."""

    entry: str = Field(pattern=ID_PATTERN)
    handling: Literal["H0", "H1", "H2", "H3"] = "H0"


class ErasedFacts(Facts):
    """Why the describing part of an entry must go everywhere."""

    reason: Literal["correction", "recall", "person-request", "court-order", "retention"]


class CompliedFacts(Facts):
    """This holder has destroyed the keys of the erased entry's content and files."""

    result: Literal["destroyed", "never-held"]


class DeclinedFacts(Facts):
    """This party's own policy does not take up the entry."""

    code: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")


class ExerciseFacts(OpeningFacts):
    """A dossier without a matter, for exercises, measurements and test vectors."""

    kind: Literal["exercise"]


def _only_in_exercises(statement: Statement) -> None:
    if not statement.opening.exercise:
        raise Refused("exercise", "a real node opens no exercise dossier")


def _owner_erases(statement: Statement) -> None:
    for target in statement.named:
        if target.entry.party != statement.entry.party:
            raise Refused("recall", "only the owner erases")
        kind = TYPES.get(target.entry.type)
        if kind is None or kind.recall != "owner":
            raise Refused("recall", target.entry.type)


def _others_comply(statement: Statement) -> None:
    if any(target.entry.party == statement.entry.party for target in statement.named):
        raise Refused("authority", "compliance is for the other holders to state")


def _accepts_what_it_succeeds(statement: Statement) -> None:
    if statement.opening.succeeds != getattr(statement.facts, "succeeds", None):
        raise Refused("state", "this dossier does not succeed that one")


def _carries_into_successor(statement: Statement) -> None:
    if statement.opening.succeeds is None:
        raise Refused("state", "only a successor dossier takes over statements")


EXERCISE = EntryType(
    "exercise.opened.v1",
    ExerciseFacts,
    kinds=frozenset({"exercise"}),
    roles=OFFICERS,
    recall="never",
    opens=True,
    rule=_only_in_exercises,
)
NOTED = EntryType("dossier.noted.v1", NoteFacts, Text, roles=OFFICERS, re_any=True)
CLOSED = EntryType("dossier.closed.v1", ClosedFacts, roles=OFFICERS, writers="opener", recall="never")
ACCEPTED = EntryType(
    "dossier.accepted.v1",
    AcceptedFacts,
    roles=OFFICERS,
    writers="others",
    recall="never",
    rule=_accepts_what_it_succeeds,
)
CARRIED = EntryType("dossier.carried.v1", CarriedFacts, Text, roles=OFFICERS, rule=_carries_into_successor)
ERASED = EntryType(
    "entry.erased.v1",
    ErasedFacts,
    roles=OFFICERS | {SYSTEM_ROLE},
    recall="never",
    re_any=True,
    re_least=1,
    rule=_owner_erases,
)
COMPLIED = EntryType(
    "entry.erasure-complied.v1",
    CompliedFacts,
    roles=frozenset({SYSTEM_ROLE}),
    recall="never",
    re=frozenset({"entry.erased.v1"}),
    re_least=1,
    rule=_others_comply,
)
DECLINED = EntryType(
    "entry.declined.v1",
    DeclinedFacts,
    roles=frozenset({SYSTEM_ROLE}),
    recall="never",
    re_any=True,
    re_least=1,
)

TYPES.register(EXERCISE, NOTED, CLOSED, ACCEPTED, CARRIED, ERASED, COMPLIED, DECLINED)
