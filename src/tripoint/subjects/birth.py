"""Dates as far as they are known: `1991`, `1991-05` or `1991-05-04`, always in the Gregorian calendar.

What an officer types may come from a paper dated in the Buddhist era (543 years ahead, used beside the common era in
Cambodia, Laos and Thailand) or in the lunar calendar. Such a date is recognised and explained; it is never
converted without being asked, because a silent guess would put a wrong person under suspicion.
"""

from __future__ import annotations

import calendar
import datetime
import re

from tripoint.text import fold_digits

PARTIAL = re.compile(r"\A(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z", re.ASCII)
TYPED = re.compile(r"\A(?:(?:(\d{1,2})[/. -])?(\d{1,2})[/. -])?(\d{4})\Z", re.ASCII)

BUDDHIST_ERA = 543
"""Years by which the Buddhist era is ahead of the common era."""

FIRST_YEAR = 1850
LAST_YEAR = 2200
"""Bounds that a model can check without a clock, wide enough for documents' last days."""

OLDEST_AGE = 120
"""Years; nobody's verified age has exceeded 122."""


class BirthDateUnclear(ValueError):
    """A typed date that is not taken as it stands.

    `code` names what is wrong and `hints` the values that the message needs, so that a screen can say it in the
    reader's language: `form` (not a date), `no_such_day` (typed), `buddhist_era` (typed, common), `future` (date),
    `too_old` (year, age), `short_year` (two digits).
    """

    def __init__(self, code: str, message: str, **hints: int | str) -> None:
        """Keep the code and the hints beside the English message."""
        super().__init__(message)
        self.code = code
        self.hints = hints


def is_partial_date(text: str) -> bool:
    """Whether `text` is a date in the stored form, of a day that exists, between FIRST_YEAR and LAST_YEAR."""
    found = PARTIAL.match(text)
    if found is None:
        return False
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    return FIRST_YEAR <= year <= LAST_YEAR and _exists(year, month, day)


def _exists(year: int, month: int | None, day: int | None) -> bool:
    if month is None:
        return True
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= calendar.monthrange(year, month)[1]


def parse_document_date(typed: str, today: datetime.date) -> str:
    """Read a date that a document bears: as a date of birth, but it may lie ahead. Raises BirthDateUnclear."""
    year, month, day = _read(typed)
    _refuse_buddhist_era(year, today)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BirthDateUnclear("form", "Write a year (1991), a month (05/1991) or a day (04/05/1991).")
    return _written(typed, year, month, day)


def parse_birth_date(typed: str, today: datetime.date) -> str:
    """Read a date of birth as an officer types it and give the stored form.

    Accepted: `1991`, `1991-05`, `1991-05-04`, and day first as all three countries write it: `05/1991`, `4/5/1991`,
    `4.5.1991`; Khmer, Lao and Thai digits too. Raises BirthDateUnclear for everything else, for a day that does not
    exist, a year of the Buddhist era, a day after `today` and an age over OLDEST_AGE.
    """
    year, month, day = _read(typed)
    _refuse_buddhist_era(year, today)
    written = _written(typed, year, month, day)
    if written > today.isoformat()[: len(written)]:
        raise BirthDateUnclear("future", f"{written} is still to come.", date=written)
    if year < today.year - OLDEST_AGE:
        raise BirthDateUnclear(
            "too_old", f"Born in {year}, the person would be {today.year - year}.", year=year, age=today.year - year
        )
    return written


def _read(typed: str) -> tuple[int, int | None, int | None]:
    text = fold_digits(typed).strip()
    stored, day_first = PARTIAL.match(text), TYPED.match(text)
    if stored is not None:
        year, month, day = (None if part is None else int(part) for part in stored.groups())
    elif day_first is not None:
        day, month, year = (None if part is None else int(part) for part in day_first.groups())
    elif re.search(r"[/. -]\d{2}\Z", text, re.ASCII) and not re.match(r"\d{4}", text, re.ASCII):
        raise BirthDateUnclear("short_year", "Write the year with four digits.")
    else:
        raise BirthDateUnclear("form", "Write a year (1991), a month (05/1991) or a day (04/05/1991).")
    assert year is not None
    return year, month, day


def _written(typed: str, year: int, month: int | None, day: int | None) -> str:
    if not _exists(year, month, day):
        raise BirthDateUnclear(
            "no_such_day",
            f"There is no such date: {typed.strip()}. If it comes from the lunar calendar, write the year alone.",
            typed=typed.strip(),
        )
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None)])


def _refuse_buddhist_era(year: int, today: datetime.date) -> None:
    common = year - BUDDHIST_ERA
    if year > today.year and today.year - OLDEST_AGE <= common <= today.year:
        raise BirthDateUnclear(
            "buddhist_era",
            f"{year} looks like a year of the Buddhist era. If so, write {common}, the year of the common calendar.",
            typed=year,
            common=common,
        )
