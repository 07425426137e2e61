"""What the asking party's officers do once the request has left: reply to a question, withdraw, close."""

from __future__ import annotations

from collections.abc import Sequence

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.actions.books import sent_out
from tripoint.capabilities.requests.actions.stating import Matter, Words, matter_for, open_questions, origin, state
from tripoint.capabilities.requests.contents import Described, GivenContent
from tripoint.capabilities.requests.permission import Acting, is_settled
from tripoint.capabilities.requests.problems import ActionRefused, Problem
from tripoint.capabilities.requests.several import still_asked
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.registry import Content, Facts
from tripoint.safeguards.data_stays_home import Graded
from tripoint.subjects import AnySubject


def give(
    ledger: Ledger,
    who: Acting,
    dossier: str,
    asked: str,
    words: Words,
    graded: Graded,
    subjects: Sequence[AnySubject] = (),
) -> str:
    """Replies to the question `asked` (an entry's id); the addressee's clock goes on from its receipt."""
    found = matter_for(ledger, who, dossier, side="asker")
    if found.state.closed_at or found.state.withdrawn_at:  # nothing more about the person leaves for nothing
        raise ActionRefused(Problem("state-closed"))
    if asked not in {one.asked for one in open_questions(ledger.using, dossier)}:
        raise ActionRefused(Problem("state-given"))
    if not words.text.strip() and not words.attached and not subjects:
        raise ActionRefused(Problem("required", "text"))
    facts = e.GivenFacts(**origin(ledger, who, found.state.dossier), answers=asked, graded=graded, blobs=words.blobs)
    content = GivenContent(**words.described(who), subjects=tuple(subjects))
    return _state(ledger, who, found, e.GIVEN, facts, content, asked)


def withdraw(ledger: Ledger, who: Acting, dossier: str, reason: str, *, everywhere: bool = False) -> str:
    """Stops the search (list withdrawal_reasons): "found, stop". `everywhere`: in all dossiers of one reference at once.

    Returns the id of this dossier's entry.
    """
    found = [matter_for(ledger, who, dossier, side="asker")]
    if everywhere:
        others = still_asked(ledger, who, found[0].state)
        found += [matter_for(ledger, who, row.dossier, side="asker") for row in others]
    drafts = [
        Draft(e.WITHDRAWN, e.WithdrawnFacts(**origin(ledger, who, one.state.dossier), reason=reason), None, place, (place,))
        for one in found for place in [one.state.dossier]
    ]  # fmt: skip
    return state(ledger, who, drafts)[0].entry.id


def close(ledger: Ledger, who: Acting, dossier: str, usefulness: str | None = None) -> str:
    """Closes the request with one tap on what the answer was worth (list usefulness).

    Raises ActionRefused when an addressee's answer or refusal, or a withdrawal, is owed, or no word on an answer.
    """
    found = matter_for(ledger, who, dossier, side="asker")
    if not all(is_settled(row) for row in found.rows):
        raise ActionRefused(Problem("state-open"))
    if any(row.answered_at for row in found.rows) and usefulness is None:
        raise ActionRefused(Problem("required", "usefulness"))
    facts = e.ClosedFacts(**origin(ledger, who, found.state.dossier), usefulness=usefulness)
    return _state(ledger, who, found, e.CLOSED, facts, None, dossier)


def _state(
    ledger: Ledger, who: Acting, found: Matter, entry_type: str, facts: Facts, content: Content | None, named: str
) -> str:
    """States, and gives the letter its number in the office's outgoing book."""
    at_home: tuple[Draft, ...] = ()
    if isinstance(content, Described):
        content, at_home = sent_out(ledger, who, found, content)
    drafts = [Draft(entry_type, facts, content, found.state.dossier, (named,)), *at_home]
    return state(ledger, who, drafts)[0].entry.id
