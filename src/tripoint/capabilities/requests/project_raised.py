"""What was raised with a supervisor at home, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.models import Raised
from tripoint.capabilities.requests.pressing_entries import RAISED
from tripoint.ledger.projection import Applied, Projector, register


class RaisedAtHome(Projector):
    """Notes which home dossier was raised in which office."""

    types = frozenset({RAISED})
    tables = (Raised,)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        rows = [
            Raised(entry=one.id, home=one.dossier, office=cast(h.HomeFacts, one.facts).office, at=one.time)
            for one in batch
        ]
        Raised.objects.using(using).bulk_create(rows)


register(RaisedAtHome())
