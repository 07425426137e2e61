"""Provinces by date: what a province of old is called today, and the other way round.

On 1 July 2025 Viet Nam's 63 provinces became 34 (National Assembly resolution 202/2025/QH15); on 1 March 2025 district
police ended. ISO 3166-2 still lists the 63, so the old ones carry ISO codes and the 34 the code `VN-G` with the
national number. A province that kept its name has two codes too, because its borders may have changed.
"""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass

from tripoint.reference.lists import Code, codes, get


@dataclass(frozen=True, slots=True)
class Province:
    """One province for the time between its first and last day."""

    code: Code
    party: str
    kind: str  # province or city (a city, or capital, of the same rank)
    borders: tuple[str, ...]  # pairs of parties whose border it touches, such as "VN-LA"
    replaced_by: tuple[str, ...]  # codes
    formed_from: tuple[str, ...]  # codes


@functools.cache
def province(code: str) -> Province:
    """The province with this code, of today or of old. Raises UnknownCode."""
    row = get("provinces", code)
    return Province(
        code=row,
        party=row.more["party"],
        kind=row.more["kind"],
        borders=row.words("borders"),
        replaced_by=row.words("replaced_by"),
        formed_from=row.words("formed_from"),
    )


def provinces(party: str | None = None, on: datetime.date | None = None) -> tuple[Province, ...]:
    """The provinces of a party (or of all), of all times or of the day `on`."""
    found = (province(row.code) for row in codes("provinces", on))
    return tuple(one for one in found if party is None or one.party == party)


def resolve_province(code: str, on: datetime.date) -> tuple[Province, ...]:
    """What stood, or stands, on the day `on` where the province `code` lies; itself if it was there that day.

    Forward a province of old gives the one that took it in; backward a new one gives all that it was formed from.
    Empty when the lists do not reach back that far. Raises UnknownCode for a code that never was.
    """
    start = province(code)
    if start.code.is_open_on(on):
        return (start,)
    is_forward = start.code.valid_until is not None and start.code.valid_until < on
    steps = start.replaced_by if is_forward else start.formed_from
    found = {one.code.code: one for step in steps for one in resolve_province(step, on)}
    return tuple(found.values())


def resolve_police_level(code: str, on: datetime.date) -> tuple[Code, ...]:
    """Which levels (list police_levels) do the work of the level `code` on the day `on`. Raises UnknownCode."""
    level = get("police_levels", code)
    if level.is_open_on(on):
        return (level,)
    return tuple(one for step in level.words("replaced_by") for one in resolve_police_level(step, on))
