"""Several addressees: the dossiers of one reference, and how a joint one stands with those whose receipts go elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.homes import homes_of_each
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.opening_rules import names_nobody
from tripoint.capabilities.requests.oral.entries import Stated
from tripoint.capabilities.requests.permission import Acting, may_see
from tripoint.capabilities.requests.project import Said, fold, opened, settle_phase
from tripoint.ledger.ledger import Ledger


class Listed(Said, Protocol):
    """A statement with its author's number."""

    @property
    def seq(self) -> int:
        """Its author's number in the dossier."""


def siblings(ledger: Ledger, who: Acting, state: RequestState) -> list[RequestState]:
    """The other dossiers of a request that this party sent to several under one reference, as the officer may see them."""
    if state.asker != ledger.party or not names_nobody(state.reference):
        return []
    rows = RequestState.objects.using(ledger.using).filter(asker=ledger.party, reference=state.reference)
    others = list(rows.exclude(dossier=state.dossier).order_by("addressee"))
    homes = homes_of_each(ledger.using, others, ledger.party)
    return [row for row in others if may_see(who, row, ledger.party, homes[row.key])]


def still_asked(ledger: Ledger, who: Acting, state: RequestState) -> list[RequestState]:
    """Those of them that have been neither withdrawn nor closed."""
    return [row for row in siblings(ledger, who, state) if not row.is_ended]


def others_of(dossier: str, opening: Said, facts: Stated, applied: Sequence[Listed]) -> list[RequestState]:
    """Rows of a request as its `applied` entries alone give them, to be shown: without receipts and clocks."""
    rows = opened(dossier, opening.party, opening.time, facts)
    in_order = sorted(applied, key=lambda one: one.seq)
    given = {one.facts.answers for one in in_order if isinstance(one.facts, e.GivenFacts)}
    for row in rows:
        for one in in_order:
            fold(row, one)
        asked = {one.id for one in in_order if one.type == e.ASKED and one.party == row.addressee}
        settle_phase(row, is_asked=bool(asked - given))
    return rows
