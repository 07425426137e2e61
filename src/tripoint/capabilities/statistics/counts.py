"""Counting requests of a period: by partner, kind, crime type, answered in time, refused by ground.

Numbers of matters only: no officer is counted or ranked (safeguard S14).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, F, Q, QuerySet, When

from tripoint.capabilities.requests.clock import zone_of
from tripoint.capabilities.requests.models import RequestState
from tripoint.ledger.ledger import Ledger
from tripoint.safeguards.minimum_counts import LEAST, hide_small

COLUMNS = ("requests", "asked", "answered", "in_time", "refused", "withdrawn", "open", "late")
"""What is counted of each group. `requests`: dossiers, a joint one once. `asked`: those once for each party that is asked,
of which the others are; it stands only where this party asks, as it is itself asked once."""
GROUPS = ("partner", "request_kind", "offence", "purpose", "refusal_ground")


@dataclass(frozen=True, slots=True)
class Line:
    """One group's counts in the order of the table's columns; None is hidden."""

    code: str
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Lines by one property, the largest first, and the counts of all of them. A joint request stands in the line of each
    partner, and of each ground, so there `requests` may come to less than its lines."""

    group: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: tuple[int | None, ...]


def period(party: str, since: date, until: date) -> Q:
    """Requests opened on the days from `since` to `until`, by the party's own days."""
    zone = zone_of(party)
    first = datetime.combine(since, time.min, zone)
    return Q(opened_at__gte=first, opened_at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))


def count(ledger: Ledger, group: str, *, way: str, since: date, until: date, now: datetime, outside: bool) -> Table:
    """The requests that this party asked (`way` "out") or was asked ("in") in a period, grouped by one of GROUPS.

    `outside`: for a reader outside the ministry: small numbers are hidden.
    """
    side, other = ("asker", "addressee") if way == "out" else ("addressee", "asker")
    rows = RequestState.objects.using(ledger.using).filter(period(ledger.party, since, until), **{side: ledger.party})
    if group == "refusal_ground":
        rows = rows.exclude(refused_at=None)
    columns = tuple(one for one in COLUMNS if one != "asked" or way == "out")
    lines = _grouped(rows, other if group == "partner" else group, columns, now)
    whole = rows.aggregate(n=_requests(columns))["n"]
    return _table(group, columns, lines, whole, outside)


def _requests(columns: Sequence[str]) -> Count:
    """Dossiers. A party that is asked has one row of each, which costs less to count."""
    return Count("dossier", distinct="asked" in columns)


def _grouped(
    rows: QuerySet[RequestState], name: str, columns: Sequence[str], now: datetime
) -> list[tuple[str, list[int]]]:
    settled = Case(When(answered_at__isnull=False, then=F("answered_at")), default=F("refused_at"))
    in_time = Q(due_at__isnull=False) & Q(settled_at__lte=F("due_at"))
    late = Q(is_open=True, due_at__lt=now, paused_since=None)
    conditions = {
        "asked": Q(dossier__isnull=False), "answered": Q(answered_at__isnull=False), "in_time": in_time,
        "refused": Q(refused_at__isnull=False), "withdrawn": Q(withdrawn_at__isnull=False), "open": Q(is_open=True), "late": late,
    }  # fmt: skip
    counters = {f"n_{one}": Count("dossier", filter=conditions[one]) for one in columns if one != "requests"}
    counters["n_requests"] = _requests(columns)
    found = rows.annotate(settled_at=settled).order_by().values(name).annotate(**counters)
    lines = [(row[name], [row[f"n_{one}"] for one in columns]) for row in found]
    return sorted(lines, key=lambda one: (-one[1][0], one[0]))


def _table(
    group: str, columns: tuple[str, ...], lines: list[tuple[str, list[int]]], whole: int, outside: bool
) -> Table:
    """`whole`: how many requests stand in the lines."""
    by_column: list[list[int | None]] = []
    totals: list[int | None] = []
    for place, name in enumerate(columns):
        column = [counts[place] for _, counts in lines]
        shown, total = hide_small(column) if outside else (list(column), sum(column))
        if name == "requests" and total is not None:
            total = None if outside and 0 < whole < LEAST else whole
        by_column.append(list(shown))
        totals.append(total)
    found = [Line(code, tuple(column[line] for column in by_column)) for line, (code, _) in enumerate(lines)]
    return Table(group, columns, tuple(found), tuple(totals))
