"""S1, the offence gate: the purpose decides what a request owes, and what it may ask for.

A criminal purpose needs a named offence from the code list, its penalty in the asker's law and a legal basis that
binds the two parties on that day. Arrest or extradition needs the penalty in both laws and the thresholds in force.
Identity, missing-person and humanitarian purposes carry no offence and permit no coercive step, so that no officer
invents a crime for a victim. Offences of expression, faith or State security have no code.

Sources: INTERPOL Constitution, Article 3; treaty VN-KH on extradition, 2013 (two years in both laws); Viet Nam,
Law 100/2025/QH15 on extradition (one year).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from pydantic import Field

from tripoint import reference
from tripoint.safeguards.finding import Coded, Finding

LIFE_MONTHS = 1200  # a term in years that no law exceeds; life and death stand above every threshold


class Penalty(Coded):
    """The highest penalty that a law sets for an offence. `months` counts for a term only."""

    kind: Literal["fine", "term", "life", "death"]
    months: int = Field(0, ge=0, le=LIFE_MONTHS)

    def reaches(self, months: int) -> bool:
        """Whether it is at least a term of `months`."""
        return self.kind in ("life", "death") or (self.kind == "term" and self.months >= months)

    @property
    def is_stated(self) -> bool:
        """Whether it says something: a term has a length."""
        return self.kind != "term" or self.months > 0


class Offence(Coded):
    """An offence (list offences) with its penalty in the asker's law and, where owed, in the other party's."""

    code: str = Field(max_length=16)
    penalty: Penalty | None = None
    penalty_there: Penalty | None = None


class Basis(Coded):
    """What the request stands on: an instrument (list instruments) and its article, or a plan and its item."""

    instrument: str = Field(max_length=32)
    place: str = Field("", max_length=16, pattern=r"^[0-9A-Za-z.()/-]*$")


def check(
    *,
    purpose: str,
    offences: Sequence[Offence],
    basis: Sequence[Basis],
    warrant: bool,
    coercive: bool,
    roles: Sequence[str],
    asker: str,
    asked: str,
    day: datetime.date,
) -> Iterator[Finding]:
    """What a request lacks, or carries without right, for its purpose on `day`.

    `warrant`: a warrant or judgment is named. `coercive`: a coercive step is asked for. `roles`: of the persons asked
    about (list subject_roles). `asker` and `asked` are parties.
    """
    if not reference.is_open("purposes", purpose, day):
        yield Finding("s1-purpose", "purpose", purpose)
        return
    owed = reference.purpose(purpose)
    if owed.needs_offence:
        yield from _offences(offences, owed, day)
    elif offences:
        yield Finding("s1-offence-none", "offences", f"{purpose} carries no offence")
    if coercive and not owed.permits_coercion:
        yield Finding("s1-coercive", "coercive", f"{purpose} permits no coercive step")
    if owed.needs_warrant and not warrant:
        yield Finding("s1-warrant", "warrant", f"{purpose} needs a warrant or judgment")
    if warrant and not owed.needs_offence:
        yield Finding("s1-warrant-none", "warrant", f"{purpose} carries no warrant")
    if owed.needs_legal_basis and not basis:
        yield Finding("s1-basis", "basis", f"{purpose} needs a legal basis")
    for one in basis:
        yield from _basis(one, purpose, asker, asked, day)
    if owed.needs_threshold:
        yield from _thresholds(offences, asker, asked, day)
    for role in roles:
        if not reference.is_open("subject_roles", role, day):
            yield Finding("s1-role", "subjects", role)
        elif purpose not in reference.get("subject_roles", role).words("purposes"):
            yield Finding("s1-role", "subjects", f"{role} does not go with {purpose}")


def check_call(
    *,
    purpose: str,
    offences: Sequence[Offence],
    basis: Sequence[Basis],
    asker: str,
    asked: str,
    day: datetime.date,
) -> Iterator[Finding]:
    """What a request by telephone owes at once: the purpose, its offence, and what it stands on.

    Penalties, article or item, and warrant are owed with its record.
    """
    if not reference.is_open("purposes", purpose, day):
        yield Finding("s1-purpose", "purpose", purpose)
        return
    owed = reference.purpose(purpose)
    if owed.needs_offence and not offences:
        yield Finding("s1-offence", "offences", "an offence is owed")
    elif offences and not owed.needs_offence:
        yield Finding("s1-offence-none", "offences", f"{purpose} carries no offence")
    for one in offences:
        if not reference.is_open("offences", one.code, day):
            yield Finding("s1-offence-code", "offences", one.code)
    if owed.needs_legal_basis and not basis:
        yield Finding("s1-basis", "basis", f"{purpose} needs a legal basis")
    for stands_on in basis:
        yield from _instrument(stands_on, purpose, asker, asked, day)


def may_bind(basis: Basis, asker: str, asked: str, day: datetime.date) -> bool:
    """Whether the instrument may be in force between these two: true also where no source says since when."""
    if not reference.is_open("instruments", basis.instrument, day):
        return False
    return reference.instrument(basis.instrument).binds(asker, asked, on=day) is not False


def basis_towards(
    basis: Sequence[Basis], asker: str, asked: Collection[str], others: Collection[str], day: datetime.date
) -> tuple[Basis, ...]:
    """Of what a request to several parties stands on, what counts towards those of `asked`: what may bind one of them, and
    what binds none of the `others` either, which is judged, and found wrong, with each."""
    return tuple(
        one for one in basis
        if any(may_bind(one, asker, party, day) for party in asked)
        or not any(may_bind(one, asker, party, day) for party in others)
    )  # fmt: skip


def _offences(offences: Sequence[Offence], owed: reference.Purpose, day: datetime.date) -> Iterator[Finding]:
    if not offences:
        yield Finding("s1-offence", "offences", "an offence is owed")
    for one in offences:
        if not reference.is_open("offences", one.code, day):
            yield Finding("s1-offence-code", "offences", one.code)
        if owed.needs_penalty_of_asker and not (one.penalty and one.penalty.is_stated):
            yield Finding("s1-penalty", "offences", f"{one.code}: the penalty in the asker's law")
        if owed.needs_penalty_of_asked and not (one.penalty_there and one.penalty_there.is_stated):
            yield Finding("s1-penalty-there", "offences", f"{one.code}: the penalty in the other law")


def _basis(basis: Basis, purpose: str, asker: str, asked: str, day: datetime.date) -> Iterator[Finding]:
    yield from _instrument(basis, purpose, asker, asked, day)
    if reference.is_open("instruments", basis.instrument, day) and not basis.place:
        yield Finding("s1-basis-place", "basis", f"{basis.instrument}: the article or item")


def _instrument(basis: Basis, purpose: str, asker: str, asked: str, day: datetime.date) -> Iterator[Finding]:
    if not reference.is_open("instruments", basis.instrument, day):
        yield Finding("s1-basis-code", "basis", basis.instrument)
        return
    instrument = reference.instrument(basis.instrument)
    if instrument.binds(asker, asked, on=day) is False or purpose not in instrument.purposes:
        yield Finding("s1-basis-binds", "basis", f"{basis.instrument} does not carry {purpose}, {asker} to {asked}")


def _thresholds(offences: Sequence[Offence], asker: str, asked: str, day: datetime.date) -> Iterator[Finding]:
    """A treaty's threshold holds in both laws, a law's own in that party's."""
    for instrument in reference.thresholds(frozenset((asker, asked)), day):
        months = instrument.threshold_months or 0
        for one in offences:
            laws = {asker: one.penalty, asked: one.penalty_there}
            for party in sorted(instrument.parties & laws.keys()):
                penalty = laws[party]
                if penalty is not None and not penalty.reaches(months):
                    detail = f"{one.code} in the law of {party}: under {months} months ({instrument.code.code})"
                    yield Finding("s1-threshold", "offences", detail)
