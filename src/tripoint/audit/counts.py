"""How often this node read a partner's items: what the partner learns each month (safeguard S12).

Legal and protection reads are left out, so that nobody can tell from the figures that a matter is under review.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncMonth

from tripoint.audit.models import ReadLog


@dataclass(frozen=True)
class MonthCount:
    """Reads of one party's items in one month; `month` is its first moment in the node's time zone."""

    month: datetime
    party: str
    reads: int


def reads_by_month(months: int = 12) -> list[MonthCount]:
    """Counts of the latest `months` months with any read, newest month first, then by party; the own party is left out."""
    counted = (
        ReadLog.objects.filter(protected=False)
        .exclude(party=settings.NODE.party)
        .annotate(month=TruncMonth("at"))
        .order_by()
        .values("month", "party")
        .annotate(reads=Count("id"))
        .order_by("-month", "party")
    )
    rows = [MonthCount(row["month"], row["party"], row["reads"]) for row in counted]
    kept = sorted({row.month for row in rows}, reverse=True)[:months]
    return [row for row in rows if row.month in kept]
