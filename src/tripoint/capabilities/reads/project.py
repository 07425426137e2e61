"""Entries about reading to tables."""

from __future__ import annotations

from collections.abc import Sequence

from tripoint.capabilities.reads import entries as e
from tripoint.capabilities.reads.models import Report, ReportDossier
from tripoint.ledger.projection import Applied, Projector, register


class Reads(Projector):
    """Folds openings and reports."""

    types = frozenset({e.OPENED, e.REPORTED})
    tables = (ReportDossier, Report)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        for one in batch:
            owner = next(party for party in one.opening.participants if party != one.opener)
            match one.facts:
                case e.ReadsFacts():
                    ReportDossier.objects.using(using).create(dossier=one.id, reporter=one.party, owner=owner)
                case e.ReportedFacts() as facts:
                    Report.objects.using(using).create(
                        entry=one.id, dossier=one.dossier, reporter=one.party, owner=owner, month=facts.month,
                        rows=[row.model_dump(mode="json") for row in facts.rows], at=one.time,
                    )  # fmt: skip
                case _:
                    pass


register(Reads())
