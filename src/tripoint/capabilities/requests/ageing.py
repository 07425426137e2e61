"""How old the open requests are, by partner and office: numbers only, so that no single matter shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Count, F, Q

from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.permission import EVERYWHERE, Acting

BANDS = ((0, 4), (4, 8), (8, 31), (31, None))  # days since it was opened: 0–3, 4–7, 8–30, over 30
DAY = timedelta(days=1)
Side = Literal["answer", "wait"]


@dataclass(frozen=True, slots=True)
class Aged:
    """Open requests of one partner at one office: by age in the order of BANDS, in all, and how many are overdue."""

    partner: str
    office: str
    bands: tuple[int, ...]
    total: int
    overdue: int


def ageing(using: str, who: Acting, party: str, side: Side, now: datetime) -> list[Aged]:
    """What `party` owes ("answer") or waits for ("wait"), for the officer's office or, for some roles, all of them."""
    mine, partner, office = (
        ("addressee", "asker", "addressee_office") if side == "answer" else ("asker", "addressee", "office")
    )
    rows = RequestState.objects.using(using).filter(**{mine: party}, is_open=True)
    if not who.has(EVERYWHERE):
        rows = rows.filter(**{office: who.office})
    counts = {f"band{place}": Count("pk", filter=_aged(now, *band)) for place, band in enumerate(BANDS)}
    late = Count("pk", filter=Q(due_at__lt=now, paused_since__isnull=True) | Q(due_at__lt=F("paused_since")))
    found = rows.order_by().values(partner, office).annotate(total=Count("pk"), late=late, **counts)
    aged = [
        Aged(row[partner], row[office], tuple(row[f"band{place}"] for place in range(len(BANDS))), row["total"],
             row["late"])
        for row in found
    ]  # fmt: skip
    return sorted(aged, key=lambda one: (-one.overdue, -one.total, one.partner, one.office))


def _aged(now: datetime, least: int, below: int | None) -> Q:
    """Opened at least `least` and less than `below` days ago; a time ahead of ours counts as today."""
    found = Q() if least == 0 else Q(opened_at__lte=now - least * DAY)
    return found if below is None else found & Q(opened_at__gt=now - below * DAY)
