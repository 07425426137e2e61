"""The end of a shift: one officer hands over what stands open, the next accepts. Two signatures, one page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from tripoint.audit.models import ReadLog
from tripoint.capabilities.border import entries as e
from tripoint.capabilities.border.actions.book import book
from tripoint.capabilities.border.models import HandOver
from tripoint.capabilities.requests.actions.oral import records_owed
from tripoint.capabilities.requests.actions.stating import Words, state
from tripoint.capabilities.requests.home_entries import HomeFacts
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.permission import Acting, is_overdue
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Standing:
    """What an office has open: requests to answer, soonest first; which are late, never opened, or promised.

    `owed`: the office's own requests by telephone whose record is owed, soonest first.
    """

    open: tuple[RequestState, ...]
    late: frozenset[str]
    unread: frozenset[str]
    promised: frozenset[str]
    owed: tuple[RequestState, ...]


def standing(ledger: Ledger, office: str) -> Standing:
    """What the office must answer now, and what of it nobody of this party has opened yet."""
    to_us = Q(addressee_office=office) | Q(escalated_to=office)
    rows = RequestState.objects.using(ledger.using).filter(to_us, addressee=ledger.party, is_open=True)
    found = tuple(rows.order_by("due_at", "key"))
    ids = [row.dossier for row in found]
    read = set(ReadLog.objects.using(ledger.using).filter(dossier__in=ids).values_list("dossier", flat=True))
    now = ledger.now()
    return Standing(
        found,
        frozenset(row.dossier for row in found if is_overdue(row, now)),
        frozenset(ids) - read,
        frozenset(row.dossier for row in found if row.extended_until is not None),
        tuple(records_owed(ledger.using, ledger.party, office)),
    )


def hand_over(ledger: Ledger, who: Acting, words: Words) -> str:
    """Signs what stands open at the end of this officer's shift; returns the entry's id.

    The ledger counts; the officer adds words. One's own hand-over that nobody accepted yet is replaced. Raises
    ActionRefused("state-pending") while a colleague's waits.
    """
    place, opening = book(ledger, who)
    now = standing(ledger, who.office)
    facts = e.HandedOverFacts(
        officer=who.officer, office=who.office, open=len(now.open), late=len(now.late), unread=len(now.unread),
        promised=len(now.promised), requests=tuple(row.dossier for row in now.open[: e.MOST_HANDED]),
        owed=len(now.owed), records=tuple(row.dossier for row in now.owed[: e.MOST_HANDED]),
    )  # fmt: skip
    content = e.HandedOverContent(language=words.language, text=words.text.strip())
    draft = Draft(e.HANDED_OVER, facts, content, place)
    return state(ledger, who, [*opening, draft])[-1].entry.id


def accept(ledger: Ledger, who: Acting, hand_over: str) -> str:
    """The next officer's signature. Raises ActionRefused: hand-over-own, hand-over-accepted, state-replaced."""
    found = HandOver.objects.using(ledger.using).filter(pk=hand_over, office=who.office).first()
    if found is None:
        raise NotPermitted(Problem("not-found"))
    place, _none = book(ledger, who)
    facts = HomeFacts(officer=who.officer, office=who.office)
    try:
        return state(ledger, who, [Draft(e.ACCEPTED, facts, None, place, (hand_over,))])[-1].entry.id
    except ActionRefused as refused:
        said = {"state-accepted": "hand-over-accepted", "s12-second-officer": "hand-over-own"}
        raise type(refused)(*(Problem(said.get(one.code, one.code)) for one in refused.problems)) from refused
