"""Penalties by offence and party, only where a source gives them. Where this is empty, the officer states the penalty."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from tripoint.reference.lists import Code, codes, get


@dataclass(frozen=True, slots=True)
class Penalty:
    """The heaviest penalty that a party's law threatens for an offence: a proposal that the officer checks and signs."""

    code: Code
    offence: str
    party: str
    article: str
    longest_months: int  # longest term of imprisonment, beside life
    has_life: bool
    has_death: bool


def penalties(offence: str, party: str, on: datetime.date) -> tuple[Penalty, ...]:
    """What the sources say of this offence in this party's law on that day; mostly nothing. Raises UnknownCode."""
    get("offences", offence)
    return tuple(
        Penalty(
            code=row,
            offence=offence,
            party=party,
            article=row.more["law"],
            longest_months=int(row.more["max_months"]),
            has_life=row.is_yes("life"),
            has_death=row.is_yes("death"),
        )
        for row in codes("penalties", on)
        if row.more["offence"] == offence and row.more["party"] == party
    )
