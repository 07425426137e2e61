"""Dates, times, lengths of time, numbers and sizes as each language writes them (CLDR through Babel).

Times go in as aware datetimes and come out in the node's time zone, in 24 hours.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, ngettext

from tripoint.ledger.encoding import LAST

# CLDR's locale for a language; English as the region's ministries write it, day before month.
LOCALES = {"en": "en_GB", "vi": "vi", "lo": "lo", "km": "km"}

# Patterns (CLDR date fields) for a day with weekday, a full day, and a day of this year. Vietnamese offices write
# figures where CLDR spells months out; Khmer puts the word for "day" before the weekday.
PATTERNS = {
    "en": ("EEEE d MMMM y", "d MMM y", "d MMM"),
    "vi": ("EEEE, dd/MM/y", "dd/MM/y", "dd/MM"),
    "lo": ("EEEE, d MMMM y", "d MMM y", "d MMM"),
    "km": ("'ថ្ងៃ'EEEE d MMMM y", "d MMMM y", "d MMMM"),
}
KIB = 1024


def _code() -> str:
    code = (get_language() or "en").split("-")[0]
    return code if code in LOCALES else "en"


@lru_cache(maxsize=8)
def _locale(code: str) -> Locale:
    return Locale.parse(LOCALES[code])


def local(value: datetime) -> datetime:
    """In the node's time zone. What a partner claims may lie beyond what another zone has a date for."""
    return timezone.localtime(min(value, LAST))


def _as_day(value: date) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def _pattern(value: date, which: int) -> str:
    code = _code()
    return format_date(_as_day(value), PATTERNS[code][which], locale=_locale(code))


def day_in_full(value: date) -> str:
    """With the weekday: "Thursday 19 November 2026"."""
    return _pattern(value, 0)


def day(value: date) -> str:
    """With the year: "19 Nov 2026"."""
    return _pattern(value, 1)


def day_short(value: date) -> str:
    """Without the year when it is this year's: "19 Nov"."""
    return _pattern(value, 2 if _as_day(value).year == timezone.localdate().year else 1)


def month(value: date) -> str:
    """Month and year: "November 2026"."""
    return format_skeleton("yMMMM", _as_day(value), locale=_locale(_code()))


def time_of_day(value: datetime) -> str:
    """Hours and minutes: "10:24"."""
    return format_skeleton("Hm", local(value), locale=_locale(_code()))


def moment(value: datetime) -> str:
    """Day and time: "19 Nov 10:24"."""
    return f"{day_short(value)} {time_of_day(value)}"


def when(value: datetime) -> str:
    """The time alone when it is today's, else the day alone: for the narrow column of a list."""
    return time_of_day(value) if _as_day(value) == timezone.localdate() else day_short(value)


def length_of_time(value: timedelta) -> str:
    """In at most two units, rounded down: "1 day 2 hours", "2 hours 10 minutes", "3 minutes"; negative as positive."""
    minutes = int(abs(value).total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = []
    if days:
        parts.append(ngettext("%(number)s day", "%(number)s days", days) % {"number": number(days)})
    if hours and days < 4:  # beyond three days hours only distract
        parts.append(ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": number(hours)})
    if not days and (minutes or not parts):
        parts.append(ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": number(minutes)})
    return " ".join(parts)


def number(value: float) -> str:
    """With the language's group and decimal marks, in Latin digits: "1,234" or "1.234"."""
    code = _code()
    return format_decimal(value, locale=_locale(code), numbering_system="latn")


def size(octets: int) -> str:
    """Bytes in the largest unit that keeps the figure above one: "184 KB" (1 KB = 1,024 bytes)."""
    if octets < KIB:
        return f"{number(octets)} B"
    if octets < KIB * KIB:
        return f"{number(round(octets / KIB))} KB"
    return f"{number(round(octets / KIB / KIB, 1))} MB"
