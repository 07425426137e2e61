"""Several addressees: how a joint request stands with those of whom this node has entries and no receipts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.oral_entries import Stated
from tripoint.capabilities.requests.project import Said, fold, opened, settle_phase


class Listed(Said, Protocol):
    """A statement with its author's number."""

    @property
    def seq(self) -> int:
        """Its author's number in the dossier."""


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
