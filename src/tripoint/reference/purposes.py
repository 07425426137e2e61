"""What each purpose owes (safeguard S1: purpose decides).

Identity, missing-person and humanitarian purposes carry no offence and permit no coercive step, so that no officer
invents a crime for a victim.
"""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass

from tripoint.reference.lists import Code, codes, get


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose of a request and what a request for it must and must not carry."""

    code: Code
    needs_offence: bool  # True: an offence code is owed; False: none may stand there
    needs_penalty_of_asker: bool
    needs_penalty_of_asked: bool
    needs_legal_basis: bool
    needs_threshold: bool  # the penalties must reach the instrument's threshold
    needs_warrant: bool  # number, date and court of a warrant or judgment
    permits_coercion: bool
    needs_consent: bool  # an adult who is found decides whether the address is passed on


@functools.cache
def purpose(code: str) -> Purpose:
    """The purpose with this code. Raises UnknownCode."""
    row = get("purposes", code)
    return Purpose(
        code=row,
        needs_offence=row.is_yes("offence"),
        needs_penalty_of_asker=row.is_yes("penalty_asker"),
        needs_penalty_of_asked=row.is_yes("penalty_asked"),
        needs_legal_basis=row.is_yes("legal_basis"),
        needs_threshold=row.is_yes("threshold"),
        needs_warrant=row.is_yes("warrant"),
        permits_coercion=row.is_yes("coercive"),
        needs_consent=row.is_yes("consent"),
    )


def purposes(on: datetime.date | None = None) -> tuple[Purpose, ...]:
    """All purposes, or those open on the day `on`, in the order to show them."""
    return tuple(purpose(row.code) for row in codes("purposes", on))
