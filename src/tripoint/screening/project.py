"""Screening follows the ledger: what is applied is to be compared, what is erased leaves in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from tripoint.ledger.models import Entry
from tripoint.ledger.projection import Applied, Projector, register
from tripoint.screening.models import Forgotten, Lead, Mark, Unmarked, Unnamed
from tripoint.screening.sources import ENDS, SOURCES

_PART = 400


class Screening(Projector):
    """Notes entries; `marks.catch_up` and the screening process read their contents later, so no delivery waits."""

    tables = (Mark, Unmarked, Unnamed, Forgotten, Lead)

    @property
    def types(self) -> frozenset[str]:  # type: ignore[override]  # what capabilities declare is known only when asked
        """The types that are compared, and those that end a draft."""
        return frozenset(SOURCES) | ENDS

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Notes the entries of `batch`."""
        over = {one.dossier for one in batch if one.type in ENDS or SOURCES[one.type].is_draft}
        if over:
            Lead.objects.using(using).filter(dossier__in=over).delete()
        ended = {one.dossier for one in batch if one.type in ENDS}
        if ended:
            Unnamed.objects.using(using).filter(dossier__in=ended).delete()
        _note(using, [(one.n, one.dossier) for one in batch if one.type in SOURCES])

    def erased(self, using: str, entry_ids: Sequence[str]) -> None:
        """Takes out what came from these entries; what else their dossiers hold is compared again."""
        for start in range(0, len(entry_ids), _PART):
            part = list(entry_ids[start : start + _PART])
            gone = Entry.objects.using(using).filter(id__in=part, type__in=list(SOURCES), applied__isnull=False)
            rows = list(gone.values_list("n", "dossier"))
            if not rows:
                continue
            numbers, dossiers = [row[0] for row in rows], sorted({row[1] for row in rows})
            Mark.objects.using(using).filter(n__in=numbers).delete()
            Lead.objects.using(using).filter(Q(dossier__in=dossiers) | Q(other__in=dossiers)).delete()
            Forgotten.objects.using(using).bulk_create([Forgotten(n=n) for n in numbers])
            left = Entry.objects.using(using).filter(
                dossier__in=dossiers, type__in=list(SOURCES), applied__isnull=False
            )
            _note(using, list(left.values_list("n", "dossier")))


def _note(using: str, entries: Sequence[tuple[int, str]]) -> None:
    Unmarked.objects.using(using).bulk_create([Unmarked(n=n) for n, _ in entries], ignore_conflicts=True)
    Unnamed.objects.using(using).bulk_create([Unnamed(n=n, dossier=one) for n, one in entries], ignore_conflicts=True)


register(Screening())
