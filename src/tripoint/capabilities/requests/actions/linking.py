"""An officer says that two requests are on one matter, or that they are not, and closes one that was answered there."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions.addressee import refuse
from tripoint.capabilities.requests.actions.asker import withdraw
from tripoint.capabilities.requests.actions.drafting import EDITABLE, load
from tripoint.capabilities.requests.actions.stating import Words, home_drafts, matter, note_of, state
from tripoint.capabilities.requests.contents import ChannelReference
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.linking.entries import LINKED, PARTED, LinkedFacts
from tripoint.capabilities.requests.linking.leads import is_told, leads_of_form
from tripoint.capabilities.requests.linking.linked import said_of
from tripoint.capabilities.requests.models import RequestDraft, RequestState
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
    """The same about a draft, before it leaves: its author also before it is submitted. It holds for the request that
    the draft becomes."""
    row, form = load(ledger, who, draft)
    typed = leads_of_form(ledger, who, form, row.home) if row.state in EDITABLE else []
    other = _other(ledger, who, row.home, reference, [one.row.dossier for one in typed]).dossier
    _checked(said_of(ledger.using, row.home).get(other) if row.home else None, words, same=same)
    home = _home_of(ledger, who, row, form)
    facts = LinkedFacts(officer=who.officer, office=who.office, one=home, other=other)
    return state(ledger, who, [Draft(LINKED if same else PARTED, facts, note_of(words), home)])[0].entry.id


def _home_of(ledger: Ledger, who: Acting, row: RequestDraft, form: RequestForm) -> str:
    """The draft's home dossier; opened here where nothing was said of the draft before."""
    if not row.home:
        parties, about = (ledger.party,), form.call or None
        facts = h.HomeOpenedFacts(participants=parties, exercise=ledger.exercise, about=about)
        row.home = state(ledger, who, [Draft(h.OPENED, facts)])[0].entry.id
        row.save(using=ledger.using, update_fields=["home"])
    return row.home


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


def _other(
    ledger: Ledger, who: Acting, dossier: str, reference: str, told: Collection[str] = ()
) -> RequestState:  # fmt: skip
    """The request of that reference. What the officer may not open is unknown, unless a lead tells of it, or it is one
    of `told`."""
    wanted = reference.strip().upper()
    for row in RequestState.objects.using(ledger.using).filter(reference=wanted).order_by("key")[:MAX_PARTICIPANTS]:
        if row.dossier == dossier:
            raise ActionRefused(Problem("link-self", "reference"))
        try:
            return matter(ledger, who, row.dossier).state
        except NotPermitted:
            if row.dossier in told or is_told(ledger, dossier, row):
                return row
    raise ActionRefused(Problem("link-unknown", "reference"))


def _say(ledger: Ledger, who: Acting, entry_type: str, dossier: str, other: str, words: Words | None) -> str:
    home, opening = home_drafts(ledger, matter(ledger, who, dossier))
    facts = LinkedFacts(officer=who.officer, office=who.office, one=dossier, other=other)
    return state(ledger, who, [*opening, Draft(entry_type, facts, note_of(words), home)])[-1].entry.id
