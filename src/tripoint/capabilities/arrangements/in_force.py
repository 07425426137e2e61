"""Which limits and which calendar hold for a request: the same on both sides, and never changed backwards.

Limits hold for requests received from their first day on, once both commitments were receipted. A day's place in the
calendar is fixed when the day begins where the answer is given: the last calendar that the asker had receipted by then
decides, so a calendar that comes later, whatever time it claims, moves no day that has begun. For a request that was
answered, only calendars receipted before the answer count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from tripoint.capabilities.arrangements.models import Proposal, PublishedCalendar, Received
from tripoint.capabilities.requests.clock import Calendar, Limits, zone_of

MOST_CALENDARS = 64  # of one party, the last receipted: more would only slow the reader of a peer that floods
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """A calendar that the asker had receipted at `at`."""

    at: datetime
    first: date
    last: date
    holidays: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds between an asker and an answering party, over time."""

    party: str  # who answers
    proposals: tuple[Proposal, ...] = ()
    calendars: tuple[Known, ...] = ()

    def limits(self, delivered: datetime | None) -> Limits:
        """The limits for a request that was received at `delivered`."""
        if delivered is None:
            return Limits()
        begun = [(max(one.adopted_at, _begins(one.effective, self.party)), one.entry, one)
                 for one in self.proposals if one.adopted_at is not None]  # fmt: skip
        held = [one for one in begun if one[0] <= delivered]
        if not held:
            return Limits()
        last = max(held, key=lambda one: one[:2])[2]
        return Limits(last.hours, last.urgent_days, last.normal_days)

    def calendar(self, until: datetime | None = None) -> Calendar:
        """The days off and the days worked; `until`: only what was receipted before."""
        known = [one for one in self.calendars if until is None or one.at < until]
        holidays: set[date] = set()
        worked: set[date] = set()
        for day in {day for one in known for day in one.holidays | one.worked}:
            start = _begins(day, self.party)
            told = [one for one in known if one.first <= day <= one.last and one.at <= start]
            if told:
                (holidays if day in told[-1].holidays else worked if day in told[-1].worked else set()).add(day)
        return Calendar(frozenset(holidays), frozenset(worked))


def _begins(day: date, party: str) -> datetime:
    return datetime.combine(day, time.min, zone_of(party))


def terms(using: str, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Terms]:
    """The terms of each (asker, addressee), with three queries for all of them."""
    wanted = set(pairs)
    if not wanted:
        return {}
    answering = {party for _asker, party in wanted}
    rows = PublishedCalendar.objects.using(using).filter(party__in=answering)
    calendars = {row.entry: row for row in rows.order_by("entry")}
    received = list(Received.objects.using(using).filter(entry__in=calendars).order_by("entry"))
    pair = Q(pk__in=[])
    for asker, party in wanted:
        first, second = sorted((asker, party))
        pair |= Q(first=first, second=second)
    agreed = list(Proposal.objects.using(using).filter(pair, adopted_at__isnull=False).order_by("entry"))
    return {
        (asker, party): Terms(
            party,
            tuple(one for one in agreed if [one.first, one.second] == sorted((asker, party))),
            _known(calendars, [one for one in received if one.receiver in ("", asker)], party),
        )
        for asker, party in wanted
    }


def _known(calendars: dict[str, PublishedCalendar], received: Sequence[Received], party: str) -> tuple[Known, ...]:
    mine = [(one.at, calendars[one.entry]) for one in received if calendars[one.entry].party == party]
    mine.sort(key=lambda found: (found[0], found[1].dossier, found[1].seq))
    return tuple(
        Known(at, row.first, row.last, _days(row.holidays), _days(row.worked)) for at, row in mine[-MOST_CALENDARS:]
    )


def _days(texts: Sequence[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, texts))
