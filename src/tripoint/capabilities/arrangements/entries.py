"""What may be said about limits and calendars, and the rules for it (docs/protocol-arrangements.md).

The rules see facts only; the day of a statement is the day of its `time` in UTC.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, cast

from pydantic import Field

from tripoint.ledger.agreement import declare
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, Facts, OpeningFacts, Statement
from tripoint.safeguards.both_sides import Pseudonym

ARRANGEMENT = "arrangement"
BULLETIN = "bulletin"
OPENED = "arrangement.opened.v1"
BULLETIN_OPENED = "bulletin.opened.v1"
CALENDAR = "calendar.published.v1"

AGREES = frozenset({"supervisor", "registrar"})
PUBLISHES = frozenset({"administrator", "registrar", "supervisor"})
CONFIRMS_CALENDAR = frozenset({"administrator"})
LONGEST_NOTICE = timedelta(days=366)  # from the proposal to its first day
LONGEST_SPAN = timedelta(days=731)  # of one calendar: two years, one of them a leap year
MOST_DAYS = 120  # holidays of two years; the three parties have 11 to 30 a year

OfficeCode = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=40)]


class ArrangementFacts(OpeningFacts):
    """Opens what two parties arrange between them."""

    kind: Literal["arrangement"] = "arrangement"


class BulletinFacts(OpeningFacts):
    """Opens what one party publishes to its peers; only the opener writes in it."""

    kind: Literal["bulletin"] = "bulletin"


class OriginFacts(Facts):
    """Whose word it is: an office, and an officer by pseudonym."""

    office: OfficeCode
    officer: Pseudonym


class LimitsFacts(OriginFacts):
    """Limits between two parties. `hours` by the clock; the others in working days of the answering party."""

    hours: int = Field(ge=1, le=72)
    urgent_days: int = Field(ge=1, le=60)
    normal_days: int = Field(ge=1, le=180)
    effective: date


class CalendarFacts(OriginFacts):
    """The days from `first` to `last`: `holidays` on which nobody works, `worked` weekend days on which one does."""

    first: date
    last: date
    holidays: tuple[date, ...] = Field(max_length=MOST_DAYS)
    worked: tuple[date, ...] = Field((), max_length=MOST_DAYS)


def _of_two(statement: Statement) -> None:
    if len(statement.opening.participants) != 2:
        raise Refused("participant", "an arrangement is between two parties")


def _to_peers(statement: Statement) -> None:
    if len(statement.opening.participants) < 2:
        raise Refused("participant", "a bulletin has readers")


def _proposed(statement: Statement) -> None:
    facts, day = cast(LimitsFacts, statement.facts), statement.entry.time.date()
    if facts.urgent_days > facts.normal_days:
        raise Refused("limits-order", "what is urgent takes no longer than what is not", "urgent_days")
    if not timedelta() < facts.effective - day <= LONGEST_NOTICE:
        raise Refused("effective", "it begins in the coming year", "effective")


def _published(statement: Statement) -> None:
    facts = cast(CalendarFacts, statement.facts)
    if not timedelta() <= facts.last - facts.first <= LONGEST_SPAN:
        raise Refused("span", "a calendar covers at most two years", "last")
    for field in ("holidays", "worked"):
        days = getattr(facts, field)
        if list(days) != sorted(set(days)):
            raise Refused("days-order", "days in their order, each once", field)
        if any(not facts.first <= day <= facts.last for day in days):
            raise Refused("span", "a day outside the calendar", field)
    if set(facts.holidays) & set(facts.worked):
        raise Refused("days-order", "a day is either a holiday or worked", "worked")


LIMITS = declare("limits", LimitsFacts, frozenset({ARRANGEMENT}), AGREES, _proposed)

TYPES.register(
    EntryType(
        OPENED, ArrangementFacts, None, frozenset({ARRANGEMENT}), "any", "never", AGREES, opens=True, rule=_of_two
    ),
    EntryType(
        BULLETIN_OPENED, BulletinFacts, None, frozenset({BULLETIN}), "any", "never", PUBLISHES, opens=True,
        rule=_to_peers,
    ),
    EntryType(
        CALENDAR, CalendarFacts, None, frozenset({BULLETIN}), "opener", "never", CONFIRMS_CALENDAR, rule=_published
    ),
    *LIMITS.types,
)  # fmt: skip
