"""How long an answer may take: 8 hours, 3 or 7 working days, from the receipt of the request's delivery.

Working days are Monday to Friday by the answering party's own day, less its holidays. Their clock stands still while a
clarification waits on the asker, from the receipt of the question to the receipt of the reply; the 8-hour clock never
does. An extension sets a new last day. Everything here is pure: "overdue" is found when it is read. Two parties may
agree on other limits, and each publishes its holidays: `tripoint.capabilities.arrangements`.

Source of the limits: Directive (EU) 2023/977, Article 5; see `tripoint.reference.urgencies`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from tripoint import reference
from tripoint.ledger.encoding import LAST

DAY = timedelta(days=1)
SATURDAY = 5  # date.weekday()
ZONES = {"KH": timezone(timedelta(hours=7)), "LA": timezone(timedelta(hours=7)), "VN": timezone(timedelta(hours=7))}
"""A party's own day. None of the three has summer time; a party without a row counts in UTC."""

Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The answering party's days beside the common week: holidays, and weekend days on which it works."""

    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Limits:
    """What two parties agreed: hours for IMMEDIATE, working days for the others. None: the default of the list."""

    hours: int | None = None
    urgent_days: int | None = None
    normal_days: int | None = None

    def of(self, urgency: str) -> tuple[int | None, int | None]:
        """(hours, working days) for a degree of urgency, one of them None. Raises UnknownCode."""
        degree = reference.urgency(urgency)
        if degree.hours is not None:
            return self.hours or degree.hours, None
        days = self.urgent_days if urgency == "URGENT" else self.normal_days
        return None, days or degree.working_days


WEEK = Calendar()
DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Clock:
    """A request's limit. `hours` or `working_days` says the rule, `until` the last day of an extension, if any.

    `begun` and `due` are None until the request was received. `paused_since` is set while it stands still; `due` is
    then what it would be if it went on at that moment. `finished` is when the answer or refusal was stated.
    """

    begun: datetime | None
    due: datetime | None
    hours: int | None
    working_days: int | None
    until: date | None
    paused_since: datetime | None
    finished: datetime | None

    def left(self, now: datetime) -> timedelta | None:
        """Time by the wall until it is due; negative when late; None when it has not begun."""
        return None if self.due is None else self.due - (self.finished or self.paused_since or now)

    def is_late(self, now: datetime) -> bool:
        """Whether the limit has passed, or had passed when the answer was stated."""
        left = self.left(now)
        return left is not None and left < timedelta(0)

    def used(self, now: datetime) -> float:
        """The share of the time used, 0 to 1."""
        if self.begun is None or self.due is None:
            return 0.0
        whole = (self.due - self.begun).total_seconds()
        gone = ((self.finished or self.paused_since or now) - self.begun).total_seconds()
        return 1.0 if whole <= 0 else min(max(gone / whole, 0.0), 1.0)


def clock(
    *,
    urgency: str,
    party: str,
    delivered: datetime | None,
    pauses: Sequence[Pause] = (),
    until: date | None = None,
    finished: datetime | None = None,
    calendar: Calendar = WEEK,
    limits: Limits = DEFAULT,
) -> Clock:
    """The clock of a request to `party`.

    `delivered`: time in the receipt for the request. `pauses`: from the receipt of each question to that of its reply
    (None: not come yet). `until`: last day of the latest extension. `finished`: time of the answer or refusal.
    `calendar` and `limits`: those that hold between the two parties. Raises UnknownCode for an unknown urgency.
    """
    hours, days = limits.of(urgency)
    delivered, until = delivered and min(delivered, LAST), until and min(until, LAST.date())
    pauses = [(min(start, LAST), end and min(end, LAST)) for start, end in pauses]
    open_pause = min((start for start, end in pauses if end is None), default=None)
    paused_since = None if hours is not None or finished is not None else open_pause
    due: datetime | None = None
    if delivered is not None:
        if until is not None:
            due = datetime.combine(until + DAY, time.min, zone_of(party)).astimezone(UTC)
        elif hours is not None:
            due = delivered + timedelta(hours=hours)
        else:
            ended = [(start, end if end is not None else start) for start, end in pauses]
            due = advance(delivered, DAY * (days or 0), party, calendar, ended)
    return Clock(delivered, due, hours, days, until, paused_since, finished)


def zone_of(party: str) -> timezone:
    """The zone of a party's own day."""
    return ZONES.get(party, UTC)


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Monday to Friday and no holiday, or a weekend day that is worked."""
    return day in calendar.worked or (day.weekday() < SATURDAY and day not in calendar.holidays)


def advance(
    start: datetime,
    amount: timedelta,
    party: str,
    calendar: Calendar = WEEK,
    pauses: Sequence[tuple[datetime, datetime]] = (),
) -> datetime:
    """The moment at which `amount` of working time has gone by since `start`: whole days, without pauses."""
    zone, left, place = zone_of(party), amount, start
    stops = _joined(pauses)
    while True:
        here = place.astimezone(zone)
        midnight = datetime.combine(here.date() + DAY, time.min, zone)
        if not is_working_day(here.date(), calendar):
            place = midnight
            continue
        stop = next(((begin, end) for begin, end in stops if end > place and begin < midnight), None)
        if stop is not None and stop[0] <= place:
            place = stop[1]
            continue
        limit = midnight if stop is None else stop[0]
        if place + left <= limit:
            return (place + left).astimezone(UTC)
        left -= limit - place
        place = limit


def _joined(pauses: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for begin, end in sorted(one for one in pauses if one[0] < one[1]):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
