"""Treaties, agreements, plans and laws that a request may stand on: whom they bind, from when until when."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tripoint.reference.lists import Code, codes, get

UNKNOWN = "unknown"
NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument. A law binds one party; a treaty or plan all that it names."""

    code: Code
    kind: str  # treaty, agreement, mou, minutes, plan, statement or law
    parties: frozenset[str]
    signed: datetime.date | None
    in_force: Mapping[str, datetime.date]  # by party; a party whose date is not known has no key
    is_in_force_anywhere: bool  # False: signed but known not to be in force yet
    threshold_months: int | None  # longest penalty that the offence must reach, in both laws for a treaty
    purposes: frozenset[str]

    def binds(self, *asked: str, on: datetime.date) -> bool | None:
        """Whether it is in force between these parties on that day; None when no source says since when.

        None is for a person to settle: an officer may rely on it, and the screen says that its entry into force is
        not confirmed.
        """
        if not set(asked) <= self.parties or not self.is_in_force_anywhere or not self.code.is_open_on(on):
            return False
        if self.signed is not None and on < self.signed and not self.in_force:
            return False
        dates = [self.in_force.get(party) for party in asked]
        if any(date is not None and on < date for date in dates):
            return False
        return None if None in dates else True


@functools.cache
def instrument(code: str) -> Instrument:
    """The instrument with this code. Raises UnknownCode."""
    row = get("instruments", code)
    parties = frozenset(row.words("parties"))
    in_force = row.more["in_force"]
    months = row.more["threshold_months"]
    return Instrument(
        code=row,
        kind=row.more["kind"],
        parties=parties,
        signed=datetime.date.fromisoformat(row.more["signed"]) if row.more["signed"] else None,
        in_force=MappingProxyType(_dates_by_party(in_force, parties)),
        is_in_force_anywhere=in_force != NOT_YET,
        threshold_months=int(months) if months else None,
        purposes=frozenset(row.words("purposes")),
    )


def _dates_by_party(text: str, parties: frozenset[str]) -> dict[str, datetime.date]:
    """Read `2020-10-02`, or `KH:2005-12-12 VN:2012-06-08`, or `unknown`, or `not yet`."""
    if text in (UNKNOWN, NOT_YET):
        return {}
    if ":" not in text:
        return dict.fromkeys(parties, datetime.date.fromisoformat(text))
    return {party: datetime.date.fromisoformat(date) for party, _, date in (one.partition(":") for one in text.split())}


def binding(asker: str, asked: str, purpose: str, on: datetime.date) -> tuple[Instrument, ...]:
    """What a request from `asker` to `asked` for this purpose may stand on that day, surely bound ones first.

    Domestic laws are left out: they bind one side only. `Instrument.binds` says True or None for each.
    """
    found = [instrument(row.code) for row in codes("instruments")]
    fitting = [one for one in found if purpose in one.purposes and one.binds(asker, asked, on=on) is not False]
    return tuple(sorted(fitting, key=lambda one: one.binds(asker, asked, on=on) is None))


def thresholds(parties: frozenset[str], on: datetime.date) -> tuple[Instrument, ...]:
    """Instruments and laws that set a least penalty for extradition between or in these parties on that day."""
    found = [instrument(row.code) for row in codes("instruments")]
    return tuple(
        one
        for one in found
        if one.threshold_months is not None
        and (one.parties <= parties)
        and one.binds(*sorted(one.parties), on=on) is not False
    )
