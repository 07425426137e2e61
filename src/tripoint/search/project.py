"""The index follows the ledger: what is applied is to be indexed, what is erased leaves in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections

from tripoint.ledger.projection import Applied, Projector, register
from tripoint.ledger.registry import TYPES
from tripoint.search.models import Pending, Posting

_PART = 500


class Index(Projector):
    """Notes entries; `index.catch_up` reads their contents later, so that no delivery waits for it."""

    tables = (Posting, Pending)

    @property
    def types(self) -> frozenset[str]:  # type: ignore[override]  # what capabilities declare is known only when asked
        """Types with a describing part or a reference: the others have no words."""
        return frozenset(
            name
            for name, one in TYPES.types.items()
            if one.content is not None or "reference" in one.facts.model_fields
        )

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Notes the entries of `batch`."""
        Pending.objects.using(using).bulk_create([Pending(n=one.n) for one in batch], ignore_conflicts=True)

    def erased(self, using: str, entry_ids: Sequence[str]) -> None:
        """Takes the words of these entries out; what their facts say is indexed again."""
        for start in range(0, len(entry_ids), _PART):
            part = list(entry_ids[start : start + _PART])
            marks = ",".join(["%s"] * len(part))
            with connections[using].cursor() as cursor:
                cursor.execute(f"SELECT n FROM ledger_entry WHERE id IN ({marks}) AND applied IS NOT NULL", part)  # noqa: S608 - marks
                numbers = [row[0] for row in cursor.fetchall()]
            Posting.objects.using(using).filter(n__in=numbers).delete()
            Pending.objects.using(using).bulk_create([Pending(n=n) for n in numbers], ignore_conflicts=True)


register(Index())
