"""S7, data stays home: only the answer travels, and each item says how it may be used and for how long it is kept.

Each item has an owner (the party that signs it), the purpose of its dossier, a handling code H0 to H3, an evaluation on
the 4×4 grid (source A, B, C, X; information 1 to 4) and a retention date of at most five years. The owner may recall it;
onward use needs the owner's consent where the code says so.

Sources: Rules on the Processing of Data, Articles 10 and 49; Europol handling codes and 4×4 evaluation; Viet Nam, Law on
personal data protection 2025; Lao PDR, Law on electronic data protection 2017.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from pydantic import Field

from tripoint import reference
from tripoint.safeguards.finding import Coded, Finding

LONGEST = datetime.timedelta(days=5 * 366)  # five years, whatever leap years they hold (RPD, Article 49)


class Graded(Coded):
    """Handling code, and evaluation of source and information."""

    handling: str = Field(max_length=4)
    source: str = Field(max_length=1)
    information: str = Field(max_length=1)


def check(item: Graded, field: str, *, described: bool, day: datetime.date) -> Iterator[Finding]:
    """Whether handling and evaluation are codes of that day; `described`: the entry has a describing part."""
    if not reference.is_open("handling_codes", item.handling, day):
        yield Finding("s7-handling", field, item.handling)
    elif item.handling == "H3" and not described:
        yield Finding("s7-handling-words", field, "H3 states its limits in words")
    if not reference.is_open("source_evaluations", item.source, day):
        yield Finding("s7-source", field, item.source)
    if not reference.is_open("information_evaluations", item.information, day):
        yield Finding("s7-information", field, item.information)


def check_retention(retain: datetime.date, *, day: datetime.date) -> Iterator[Finding]:
    """Whether what was written on `day` is kept for no longer than five years."""
    if not datetime.timedelta() <= retain - day <= LONGEST:  # a difference, as no day follows the last year's
        yield Finding("s7-retain", "retain", f"{retain} is not within five years of {day}")
