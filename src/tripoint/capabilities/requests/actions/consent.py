"""Originator control: ask an item's owner, answer as its owner, use it for danger to life, recall an own statement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.db.models import QuerySet

from tripoint.capabilities.requests.actions.stating import Matter, Words, home_drafts, matter_of_either, origin, state
from tripoint.capabilities.requests.consent import entries as c
from tripoint.capabilities.requests.consent.held_back import owing
from tripoint.capabilities.requests.consent.models import ConsentAsk, EmergencyProposal
from tripoint.capabilities.requests.contents import Described
from tripoint.capabilities.requests.home_entries import Note
from tripoint.capabilities.requests.models import HomeState
from tripoint.capabilities.requests.permission import RELEASE, Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.common_entries import ERASED, ErasedFacts
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import ContentState, Entry
from tripoint.safeguards.onward_use import Use, check


def ask_consent(ledger: Ledger, who: Acting, dossier: str, item: str, what: Use, words: Words) -> str:
    """Asks the owner of `item` (an entry's id) to consent to a use. Returns the entry's id.

    Raises ActionRefused: consent-free where the handling code leaves the use free, consent-waits while the same was
    asked and is not answered, s7-use, s7-recipient, s7-purpose for a use not told in full.
    """
    found = matter_of_either(ledger, who, dossier)
    asks = ConsentAsk.objects.using(ledger.using).filter(dossier=dossier, item=item, asker=ledger.party, decision="")
    if any(one.what == what for one in asks):
        raise ActionRefused(Problem("consent-waits"))
    facts = c.ConsentAskedFacts(**origin(ledger, who, found.state.dossier), item=item, what=what)
    return state(ledger, who, [Draft(c.ASKED, facts, Described(**words.described(who)), dossier, (item,))])[0].entry.id


def answer_consent(
    ledger: Ledger,
    who: Acting,
    dossier: str,
    asked: str,
    decision: Literal["given", "denied"],
    conditions: Iterable[str],
    words: Words,
) -> str:
    """Answers, as a supervisor or duty officer of the owner, what was asked; once. Returns the entry's id.

    `conditions` (list consent_conditions) go with a consent. Raises ActionRefused: consent-answered, consent-conditions.
    """
    found = matter_of_either(ledger, who, dossier, RELEASE)
    row = ConsentAsk.objects.using(ledger.using).filter(pk=asked, dossier=dossier).first()
    if row is None:
        raise NotPermitted(Problem("not-found"))
    facts = c.ConsentAnsweredFacts(
        **origin(ledger, who, found.state.dossier), asked=asked, decision=decision, conditions=tuple(conditions)
    )
    draft = Draft(c.ANSWERED, facts, Described(**words.described(who)), dossier, (asked, row.item))
    return state(ledger, who, [draft])[0].entry.id


def propose_emergency_use(ledger: Ledger, who: Acting, dossier: str, item: str, what: Use, words: Words) -> str:
    """Proposes, at home, to use an item without consent because a life is in imminent danger; `words` say why.

    Nothing may be used yet, and the owner is told nothing: a second officer decides. Returns the proposal's id.
    """
    found = matter_of_either(ledger, who, dossier)
    if not words.text.strip():
        raise ActionRefused(Problem("consent-danger", "text"))
    _usable(ledger, found, item, what)
    facts = c.UseProposedFacts(officer=who.officer, office=who.office, item=item, what=what)
    home, opening = home_drafts(ledger, found)
    draft = Draft(c.PROPOSED, facts, Note(language=words.language, text=words.text), home)
    return state(ledger, who, [*opening, draft])[-1].entry.id


def decide_emergency_use(ledger: Ledger, who: Acting, dossier: str, proposal: str, *, agreed: bool) -> str:
    """The second officer's word. Agreed, the use is stated in the proposer's words and goes to the owner at once.

    Raises ActionRefused: s12-second-officer for the proposer, consent-answered for a second decision.
    """
    found = matter_of_either(ledger, who, dossier, RELEASE)
    row = open_proposals(ledger, found.homes).filter(pk=proposal).first()
    if row is None:
        raise ActionRefused(Problem("consent-answered"))
    if row.officer == who.officer:
        raise ActionRefused(Problem("s12-second-officer"))
    decided = c.DecidedFacts(officer=who.officer, office=who.office, proposal=proposal, agreed=agreed)
    drafts = [Draft(c.DECIDED, decided, None, row.dossier, (proposal,))]
    if agreed:
        drafts.append(_use_draft(ledger, who, found, row))
    return state(ledger, who, drafts)[-1].entry.id


def recall(ledger: Ledger, who: Acting, dossier: str, entry: str, reason: Literal["correction", "recall"]) -> str:
    """Erases the describing part of an own statement everywhere; each holder states when it has complied.

    A supervisor's or duty officer's to do. Raises NotPermitted for what is not the party's own or not recallable.
    """
    matter_of_either(ledger, who, dossier, RELEASE)
    if entry not in {row.id for row in recallable(ledger, dossier)}:
        raise NotPermitted(Problem("not-found"))
    return state(ledger, who, [Draft(ERASED.name, ErasedFacts(reason=reason), None, dossier, (entry,))])[0].entry.id


def recallable(ledger: Ledger, dossier: str) -> list[Entry]:
    """Own statements with a describing part that their owner may recall."""
    rows = Entry.objects.using(ledger.using).filter(
        dossier=dossier, party=ledger.party, content_state=ContentState.PRESENT
    )
    kinds = {row.id: ledger.types.get(row.type) for row in rows}
    return [row for row in rows.order_by("n") if (kind := kinds[row.id]) is not None and kind.recall == "owner"]


def open_proposals(ledger: Ledger, homes: Iterable[HomeState]) -> QuerySet[EmergencyProposal]:
    """Proposals of uses for danger to life that wait for a second officer."""
    places = [home.dossier for home in homes]
    return EmergencyProposal.objects.using(ledger.using).filter(dossier__in=places, decided=False)


def _usable(ledger: Ledger, found: Matter, item: str, what: Use) -> None:
    """Raises at once what the rule of the shared statement would refuse when the second officer signs."""
    findings = list(check(what, stated=found.state.purpose, day=ledger.now().date()))
    if findings:
        raise ActionRefused.of(findings)
    if item not in owing(ledger, found.state.dossier, what.use):
        raise ActionRefused(Problem("consent-free", "use"))


def _use_draft(ledger: Ledger, who: Acting, found: Matter, row: EmergencyProposal) -> Draft:
    note = ledger.contents([row.entry]).get(row.entry)
    said = Words(note.language, note.text) if isinstance(note, Note) else None
    if said is None:
        raise ActionRefused(Problem("consent-danger"))
    dossier = found.state.dossier
    facts = c.UsedFacts(
        office=row.office, officer=ledger.pseudonym(row.officer, dossier), item=row.item, what=row.what,
        released_by=ledger.pseudonym(who.officer, dossier),
    )  # fmt: skip
    return Draft(c.USED, facts, Described(**said.described(who)), dossier, (row.item,))
