"""What an office does at home about a request: assign, note, the protection stop, the victim flag. None of it is shared."""

from __future__ import annotations

from typing import Literal

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions.stating import Matter, Words, home_drafts, matter, note_of, state
from tripoint.capabilities.requests.colleagues import desk_holdings
from tripoint.capabilities.requests.consent.held_back import kept_from_office
from tripoint.capabilities.requests.contents import Described
from tripoint.capabilities.requests.models import Reader, Stop
from tripoint.capabilities.requests.permission import Acting, may_act, route
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.sharing_entries import (
    SCANNED,
    SHARE_ENDED,
    SHARED,
    ScannedFacts,
    SharedFacts,
    ShareEndedFacts,
)
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.registry import Facts
from tripoint.safeguards.protection_stop import ENDS

Ground = Literal["FEAR-OF-RETURN", "ASYLUM-CLAIM", "TORTURE-RISK"]


def assign(ledger: Ledger, who: Acting, dossier: str, to_office: str, to_officer: str | None = None) -> str:
    """Gives the matter to an office of the party, which may then see it, or to an officer who works there today.

    Raises ActionRefused("officer") for another, "consent-onward" while the partner's consent is owed (H2, H3).
    """
    if to_officer is not None:
        there = {str(one.officer_id) for one in desk_holdings(to_office, ledger.using)}
        if to_officer not in there:
            raise ActionRefused(Problem("officer", "to_officer"))
    found = to_pass_on(ledger, who, dossier)
    may_be_shown(ledger, found, to_office)
    facts = h.AssignedFacts(officer=who.officer, office=who.office, to_office=to_office, to_officer=to_officer)
    return _state(ledger, who, found, h.ASSIGNED, facts, None)


def share(ledger: Ledger, who: Acting, dossier: str, to_office: str, words: Words) -> str:
    """Lets another office of the party read the dossier, for the reason that `words` give. It may not act in it.

    Raises NotPermitted for an officer whose office itself only reads it, ActionRefused("share-reason"), and
    "consent-onward" while the partner's consent is owed (H2, H3).
    """
    found = to_pass_on(ledger, who, dossier)
    if not words.text.strip():
        raise ActionRefused(Problem("share-reason", "text"))
    if any(to_office in home.readers for home in found.homes):
        raise ActionRefused(Problem("state-shared", "to_office"))
    may_be_shown(ledger, found, to_office)
    facts = SharedFacts(officer=who.officer, office=who.office, to_office=to_office)
    return _state(ledger, who, found, SHARED, facts, words)


def end_share(ledger: Ledger, who: Acting, dossier: str, office: str) -> None:
    """Ends the sharing with an office."""
    found = to_pass_on(ledger, who, dossier)
    rows = Reader.objects.using(ledger.using).filter(
        home__in=[home.dossier for home in found.homes], office=office, shared=True
    )
    drafts = [
        Draft(SHARE_ENDED, ShareEndedFacts(officer=who.officer, office=who.office, ends=row.entry), None, row.home,
              (row.entry,))
        for row in rows
    ]  # fmt: skip
    if not drafts:
        raise NotPermitted(Problem("not-found"))
    state(ledger, who, drafts)


def file_scan(ledger: Ledger, who: Acting, dossier: str, words: Words) -> str:
    """Puts the photograph or scan of a letter, as it was stamped and signed, into the home dossier."""
    if words.attached is None:
        raise ActionRefused(Problem("scan"))
    found = matter(ledger, who, dossier)
    home, opening = home_drafts(ledger, found)
    facts = ScannedFacts(officer=who.officer, office=who.office, blobs=words.blobs)
    draft = Draft(SCANNED, facts, Described(**words.described(who)), home)
    return state(ledger, who, [*opening, draft])[-1].entry.id


def may_be_shown(ledger: Ledger, found: Matter, office: str) -> None:
    """Raises ActionRefused where what a partner marked H2 or H3 may not go to an office that the dossier is not with."""
    here = route(found.state, ledger.party, found.homes).union(*(home.readers for home in found.homes))
    if office not in here and kept_from_office(ledger, found.state.dossier, office):
        raise ActionRefused(Problem("consent-onward", "to_office"))


def to_pass_on(ledger: Ledger, who: Acting, dossier: str) -> Matter:
    """The request, if the officer may let others see it: an office that only reads it may not."""
    found = matter(ledger, who, dossier)
    if not may_act(who, found.state, ledger.party, found.homes):
        raise NotPermitted(Problem("reads-only"))
    return found


def note(ledger: Ledger, who: Acting, dossier: str, words: Words) -> str:
    """Leaves words for colleagues."""
    facts = h.HomeFacts(officer=who.officer, office=who.office)
    return _state(ledger, who, matter(ledger, who, dossier), h.NOTED, facts, words)


def stop(ledger: Ledger, who: Acting, dossier: str, ground: Ground, words: Words) -> str:
    """Sets a protection stop (S3); any officer on the route may. Each stop stands until it is lifted."""
    found = matter(ledger, who, dossier)
    facts = h.StoppedFacts(officer=who.officer, office=who.office, ground=ground)
    return _state(ledger, who, found, h.STOPPED, facts, words)


def lift_stop(ledger: Ledger, who: Acting, dossier: str, words: Words) -> None:
    """Ends every stop that stands. A legal reviewer's to do, and never alone for a stop of his or her own."""
    found = matter(ledger, who, dossier)
    if not who.has(ENDS):
        raise NotPermitted(Problem("role"))
    if not words.text.strip():
        raise ActionRefused(Problem("required", "text"))
    drafts = [_lift(one, who, words) for one in found.stops]
    if drafts:
        state(ledger, who, drafts)


def _lift(one: Stop, who: Acting, words: Words) -> Draft:
    facts = h.LiftedFacts(officer=who.officer, office=who.office, stop=one.entry)
    return Draft(h.LIFTED, facts, note_of(words), one.dossier, (one.entry,))


def flag_victim(ledger: Ledger, who: Acting, dossier: str, words: Words, *, flagged: bool = True) -> str:
    """Says that the person may be a victim, or that this has been decided otherwise (a legal reviewer's to say)."""
    facts = h.HomeFacts(officer=who.officer, office=who.office)
    return _state(ledger, who, matter(ledger, who, dossier), h.FLAGGED if flagged else h.CLEARED, facts, words)


def _state(ledger: Ledger, who: Acting, found: Matter, entry_type: str, facts: Facts, words: Words | None) -> str:
    home, opening = home_drafts(ledger, found)
    draft = Draft(entry_type, facts, note_of(words), home)
    return state(ledger, who, [*opening, draft])[-1].entry.id
