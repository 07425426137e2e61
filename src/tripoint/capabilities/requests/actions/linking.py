"""An officer says that two requests are on one matter, or that they are not, and closes one that was answered there."""

from __future__ import annotations

from uuid import UUID

from tripoint.capabilities.requests.actions.addressee import refuse
from tripoint.capabilities.requests.actions.asker import withdraw
from tripoint.capabilities.requests.actions.drafting import load
from tripoint.capabilities.requests.actions.stating import Words, home_drafts, matter, note_of, state
from tripoint.capabilities.requests.contents import ChannelReference
from tripoint.capabilities.requests.leads import is_told
from tripoint.capabilities.requests.linked import said_of
from tripoint.capabilities.requests.linked_entries import LINKED, PARTED, LinkedFacts
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.registry import MAX_PARTICIPANTS

ANSWERED, DUPLICATE = "ANSWERED", "DUPLICATE"  # codes of refusal_grounds and withdrawal_reasons
__all__ = ["answered_there", "judge_draft", "link", "part"]


def link(ledger: Ledger, who: Acting, dossier: str, reference: str, words: Words | None = None) -> str:
    """Links the request with the one of that reference; both must be open to the officer, or the other told of as a
    lead. Returns the entry's id.

    Raises ActionRefused: link-unknown, link-self, link-there.
    """
    matter(ledger, who, dossier)
    other = _other(ledger, who, dossier, reference).dossier
    if said_of(ledger.using, dossier).get(other):
        raise ActionRefused(Problem("link-there", "reference"))
    return _say(ledger, who, LINKED, dossier, other, words)


def part(ledger: Ledger, who: Acting, dossier: str, reference: str, words: Words) -> str:
    """Says that the two are not on one matter, for the reason that `words` give; a link between them is taken back.

    Raises ActionRefused: as `link`, and `link-reason`, `link-apart` where that has been said.
    """
    matter(ledger, who, dossier)
    other = _other(ledger, who, dossier, reference).dossier
    _checked(said_of(ledger.using, dossier).get(other), words, same=False)
    return _say(ledger, who, PARTED, dossier, other, words)


def judge_draft(ledger: Ledger, who: Acting, draft: UUID, reference: str, words: Words, *, same: bool) -> str:
    """The same about a submitted draft, before it leaves: it holds for the request that it becomes."""
    row, _ = load(ledger, who, draft)
    if row.state != "submitted":
        raise ActionRefused(Problem("state-decided"))
    other = _other(ledger, who, row.home, reference).dossier
    _checked(said_of(ledger.using, row.home).get(other), words, same=same)
    facts = LinkedFacts(officer=who.officer, office=who.office, one=row.home, other=other)
    return state(ledger, who, [Draft(LINKED if same else PARTED, facts, note_of(words), row.home)])[0].entry.id


def answered_there(ledger: Ledger, who: Acting, dossier: str, reference: str, words: Words) -> str:
    """Ends a request that was answered under another reference: the asker withdraws it as asked twice, the addressee
    refuses it and names that reference, which the asker must know. Then the two are linked.
    Returns the id of the entry that ends it.

    Raises ActionRefused: as `link`, `withdraw` and `refuse`; `answered-not` where the other has no answer,
    `answered-apart` where the asker is no party to it.
    """
    found = matter(ledger, who, dossier).state
    other = _other(ledger, who, dossier, reference)
    if other.answered_at is None:
        raise ActionRefused(Problem("answered-not", "reference"))
    matter(ledger, who, other.dossier)  # an answer that the officer cannot open is nothing to rely on
    if found.asker == ledger.party:
        ended = withdraw(ledger, who, dossier, DUPLICATE)
    else:
        if {found.asker, found.addressee} != {other.asker, other.addressee}:
            raise ActionRefused(Problem("answered-apart", "reference"))
        elsewhere = ChannelReference(channel="TRIPOINT", number=other.reference, date=other.answered_at.date())
        ended = refuse(ledger, who, dossier, ANSWERED, Words(words.language), elsewhere)
    if not said_of(ledger.using, dossier).get(other.dossier):
        _say(ledger, who, LINKED, dossier, other.dossier, words)
    return ended


def _checked(said: bool | None, words: Words, *, same: bool) -> None:
    if said is same:
        raise ActionRefused(Problem("link-there" if same else "link-apart", "reference"))
    if not same and not words.text.strip():
        raise ActionRefused(Problem("link-reason", "text"))


def _other(ledger: Ledger, who: Acting, dossier: str, reference: str) -> RequestState:
    """The request of that reference. What the officer may not open is unknown, unless a lead tells of it."""
    wanted = reference.strip().upper()
    for row in RequestState.objects.using(ledger.using).filter(reference=wanted).order_by("key")[:MAX_PARTICIPANTS]:
        if row.dossier == dossier:
            raise ActionRefused(Problem("link-self", "reference"))
        try:
            return matter(ledger, who, row.dossier).state
        except NotPermitted:
            if is_told(ledger, dossier, row):
                return row
    raise ActionRefused(Problem("link-unknown", "reference"))


def _say(ledger: Ledger, who: Acting, entry_type: str, dossier: str, other: str, words: Words | None) -> str:
    home, opening = home_drafts(ledger, matter(ledger, who, dossier))
    facts = LinkedFacts(officer=who.officer, office=who.office, one=dossier, other=other)
    return state(ledger, who, [*opening, Draft(entry_type, facts, note_of(words), home)])[-1].entry.id
