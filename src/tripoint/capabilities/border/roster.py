"""Reading rosters: who is on duty at a moment, where nobody is, where two are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from tripoint.capabilities.border.models import Shift

Span = tuple[datetime, datetime]


def shifts(using: str, office: str, begins: datetime, ends: datetime) -> list[Shift]:
    """The office's shifts that touch the time from `begins` until before `ends`, by their beginning."""
    rows = Shift.objects.using(using).filter(office=office, cancelled=False, ends__gt=begins, begins__lt=ends)
    return list(rows.order_by("begins", "entry"))


def on_duty(using: str, office: str, now: datetime) -> list[Shift]:
    """Who is on duty in the office now; none where the roster has a gap."""
    rows = Shift.objects.using(using).filter(office=office, cancelled=False, begins__lte=now, ends__gt=now)
    return list(rows.order_by("begins", "entry"))


def gaps_and_overlaps(found: Sequence[Span], begins: datetime, ends: datetime) -> tuple[list[Span], list[Span]]:
    """Times within [begins, ends) with nobody on duty, and times with more than one, each as few spans as can be."""
    edges = sorted({begins, ends, *(edge for span in found for edge in span if begins < edge < ends)})
    gaps: list[Span] = []
    overlaps: list[Span] = []
    for start, stop in pairwise(edges):
        count = sum(first <= start and stop <= last for first, last in found)
        if count != 1:
            _extend(gaps if count == 0 else overlaps, start, stop)
    return gaps, overlaps


def _extend(spans: list[Span], start: datetime, stop: datetime) -> None:
    if spans and spans[-1][1] == start:
        spans[-1] = (spans[-1][0], stop)
    else:
        spans.append((start, stop))
