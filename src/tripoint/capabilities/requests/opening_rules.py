"""What keeps a request from being written or admitted, over its facts alone; for each party that is asked.

A request to several parties is one joint dossier that all of them share, or a dossier for each with one reference in
common that names none of them (rules 2026.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tripoint import reference
from tripoint.capabilities.requests import kind_rules
from tripoint.safeguards import Finding, data_stays_home, offence_gate, political_motive
from tripoint.safeguards.both_sides import check_release

if TYPE_CHECKING:
    from tripoint.capabilities.requests.entries import OpenedFacts

SEVERAL_SINCE = "2026.3"
"""Version of the rules that brought several addressees."""


def names_nobody(number: str) -> bool:
    """Whether a reference is one for several addressees: AA-2026-0001, without a second party."""
    return number[3:5].isdecimal()


def opening_findings(facts: OpenedFacts, *, party: str, day: date, retain: date, described: bool) -> Iterator[Finding]:
    """Everything that keeps a request from being written or admitted. `described`: it has a describing part."""
    others = [one for one in facts.participants if one != party]
    if not others:
        yield Finding("participant", "participants", "a request asks another party")
        return
    yield from _addressees(facts, party, others)
    if not described:
        yield Finding("content", "subjects", "a request names its subjects")
    for asked in others:
        yield from kind_rules.check(facts, asker=party, asked=asked, day=day)
    yield from kind_rules.check_urgency(facts, day)
    for asked in others:
        yield from offence_gate.check(
            purpose=facts.purpose, offences=facts.offences,
            basis=offence_gate.basis_towards(facts.basis, party, [asked], others, day),
            warrant=facts.warrant is not None, coercive=facts.coercive, roles=[one.role for one in facts.subjects],
            asker=party, asked=asked, day=day,
        )  # fmt: skip
    yield from political_motive.check(
        neutrality=facts.neutrality, offences=facts.offences, review=facts.review, author=facts.author,
        described=described, day=day,
    )  # fmt: skip
    yield from check_release(author=facts.author, released_by=facts.released_by)
    yield from data_stays_home.check(facts.graded, "graded", described=described, day=day)
    yield from data_stays_home.check_retention(retain, day=day)


def _addressees(facts: OpenedFacts, party: str, others: Sequence[str]) -> Iterator[Finding]:
    several = f"{party}-20"
    if len(others) == 1:
        if facts.to_office is None or facts.to_offices:
            yield Finding("to-offices", "to_office", "one office of the one party")
        if not facts.reference.startswith((f"{party}-{others[0]}-", several)):
            yield Finding("reference", "reference", "the reference names other parties")
        return
    if facts.to_office is not None or [one.party for one in facts.to_offices] != list(others):
        yield Finding("to-offices", "to_offices", "an office of each party asked, in the order of the parties")
    if not facts.reference.startswith(several):
        yield Finding("reference", "reference", "the reference of a request to several names no addressee")
    if needs_one_addressee(facts.purpose):
        yield Finding("one-addressee", "to_offices", f"{facts.purpose} names the penalty in the law of one other party")


def needs_one_addressee(purpose: str) -> bool:
    """Whether a purpose goes to one party at a time, as the penalty in that party's law is owed."""
    try:
        return reference.purpose(purpose).needs_penalty_of_asked
    except reference.UnknownCode:
        return False
