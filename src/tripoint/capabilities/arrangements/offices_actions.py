"""What officers do about the declaration of offices: an administrator proposes, a second officer publishes or refuses it."""

from __future__ import annotations

from collections.abc import Collection

from tripoint.capabilities.arrangements import declared_entries as d
from tripoint.capabilities.arrangements import problems  # noqa: F401 - brings the sentences of these refusals
from tripoint.capabilities.arrangements.actions import bulletin, kept
from tripoint.capabilities.arrangements.models import OfficesProposal
from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions.stating import state
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger


def propose_offices(ledger: Ledger, who: Acting, says: d.Declaration, readers: Collection[str]) -> str:
    """Proposes, at home, to declare this to `readers` (parties). Nothing is published yet. Returns the proposal's id.

    Raises NotPermitted for everybody but an administrator, and ActionRefused: no-peer, offices-order, offices-empty.
    """
    if not who.has(d.PROPOSES):
        raise NotPermitted(Problem("role"))
    known = set(ledger.peers.parties())
    if not readers or not set(readers) <= known:
        raise ActionRefused(Problem("no-peer", "readers"))
    facts = d.DeclarationProposedFacts(
        officer=who.officer, office=who.office, readers=tuple(sorted(set(readers))), says=says
    )
    opening = Draft(h.OPENED, h.HomeOpenedFacts(participants=(ledger.party,), exercise=ledger.exercise))
    return state(ledger, who, [opening, Draft(d.PROPOSED, facts, None, opening)])[-1].entry.id


def decide_offices(ledger: Ledger, who: Acting, proposal: str, *, agreed: bool) -> str:
    """The second officer's word. Agreed, the declaration is published in both officers' names. Returns the entry's id.

    Raises NotPermitted for who may not, ActionRefused: s12-second-officer for the proposer, offices-decided for a second
    decision, no-peer where a reader is no peer any more.
    """
    row = OfficesProposal.objects.using(ledger.using).filter(pk=proposal).first()
    if row is None:
        raise NotPermitted(Problem("not-found"))
    if not who.has(d.CONFIRMS):
        raise NotPermitted(Problem("role"))
    decided = d.DecidedFacts(officer=who.officer, office=who.office, proposal=proposal, agreed=agreed)
    drafts = [Draft(d.DECIDED, decided, None, row.dossier, (proposal,))]
    if agreed:
        drafts += _published(ledger, who, row)
    return state(ledger, who, drafts)[-1].entry.id


def _published(ledger: Ledger, who: Acting, row: OfficesProposal) -> list[Draft]:
    place, opening = bulletin(ledger, row.readers.split())
    says = d.Declaration.model_validate(row.says)
    facts = d.DeclaredFacts(
        office=row.office, officer=ledger.pseudonym(row.officer, place), released_by=ledger.pseudonym(who.officer, place),
        says=says,
    )  # fmt: skip
    return [*opening, Draft(d.DECLARED, facts, dossier=place, retain=kept(ledger))]
