"""What an officer does about an answer that does not come: remind, turn to the office above, tell the supervisor."""

from __future__ import annotations

from tripoint.capabilities.requests import pressing_entries as p
from tripoint.capabilities.requests.actions.books import sent_out
from tripoint.capabilities.requests.actions.stating import (
    Matter,
    Words,
    home_drafts,
    matter,
    matter_for,
    note_of,
    origin,
    state,
)
from tripoint.capabilities.requests.contents import Described
from tripoint.capabilities.requests.home_entries import HomeFacts
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.permission import Acting, is_overdue
from tripoint.capabilities.requests.problems import ActionRefused, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger


def remind(ledger: Ledger, who: Acting, dossier: str, words: Words, to: str = "") -> str:
    """Reminds the addressee, of a joint request the one named, that the limit has passed; the ledger numbers it.

    Returns the entry's id. Raises ActionRefused: state-in-time before the limit, state-reminded for a second one of the same day.
    """
    found, row = _asked(ledger, who, dossier, to)
    if not is_overdue(row, ledger.now()):
        raise ActionRefused(Problem("state-in-time"))
    facts = p.RemindedFacts(**origin(ledger, who, found.state.dossier), number=row.reminders + 1, to=to or None)
    letter, at_home = sent_out(ledger, who, found, Described(**words.described(who)))
    return state(ledger, who, [Draft(p.REMINDED, facts, letter, dossier, (dossier,)), *at_home])[0].entry.id


def escalate(ledger: Ledger, who: Acting, dossier: str, to_office: str, ground: str, words: Words, to: str = "") -> str:
    """Turns to the office above (list escalation_grounds), which then sees the dossier. Returns the entry's id.

    `to`: of a joint request the addressee, whose office it is.

    Raises ActionRefused: state-in-time before the limit and state-not-reminded before a reminder, unless a person is
    in danger; state-escalated for an office that was asked already.
    """
    found, row = _asked(ledger, who, dossier, to)
    if ground != p.WITHOUT_REMINDER and not is_overdue(row, ledger.now()):
        raise ActionRefused(Problem("state-in-time"))
    facts = p.EscalatedFacts(
        **origin(ledger, who, found.state.dossier), to_office=to_office, ground=ground, to=to or None
    )
    letter, at_home = sent_out(ledger, who, found, Described(**words.described(who)))
    return state(ledger, who, [Draft(p.ESCALATED, facts, letter, dossier, (dossier,)), *at_home])[0].entry.id


def raise_at_home(ledger: Ledger, who: Acting, dossier: str, words: Words) -> str:
    """Tells the supervisors of this office; it stands on their Today while the request is open."""
    found = matter(ledger, who, dossier)
    home, opening = home_drafts(ledger, found)
    raised = Draft(p.RAISED, HomeFacts(officer=who.officer, office=who.office), note_of(words), home)
    return state(ledger, who, [*opening, raised])[-1].entry.id


def _asked(ledger: Ledger, who: Acting, dossier: str, to: str) -> tuple[Matter, RequestState]:
    """The request, while its asker waits for an answer of the addressee, and how it stands with that one."""
    found = matter_for(ledger, who, dossier, side="asker")
    row = found.towards(to)
    if not row.is_open:
        raise ActionRefused(Problem("state-answered"))
    return found, row
