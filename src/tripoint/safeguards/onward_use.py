"""S7, originator control: the owner of an item decides on its use as evidence, its way onward, and another purpose.

The handling code says which use is free: H0 keeps to the purpose alone, H1 keeps it out of evidence, H2 keeps it from
being passed on, H3 both. Another purpose than the request's always needs the owner's consent. Imminent danger to life
overrides, when two officers sign and the owner is told.

Sources: Europol handling codes; Rules on the Processing of Data, Articles 10 and 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from pydantic import Field

from tripoint import reference
from tripoint.safeguards.finding import Coded, Finding

EVIDENCE, ONWARD, PURPOSE = "EVIDENCE", "ONWARD", "PURPOSE"
OWN_OFFICE = "OWN-OFFICE"
_FREE = {EVIDENCE: "evidence", ONWARD: "onward"}  # use → column of the list of handling codes


class Use(Coded):
    """What is to be done with an item. `recipient` goes with ONWARD, `to_office` with an office of the holder's own
    party, `purpose` with PURPOSE. A consent covers exactly the use that it names."""

    use: str = Field(max_length=16)
    recipient: str | None = Field(None, max_length=32)
    to_office: str | None = Field(None, pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=40)
    purpose: str | None = Field(None, max_length=32)


def check(use: Use, *, stated: str, day: date) -> Iterator[Finding]:
    """Whether a use is told in full, in codes of that day; `stated`: the purpose of the request."""
    if not reference.is_open("consent_uses", use.use, day):
        yield Finding("s7-use", "use", use.use)
        return
    known = use.recipient is not None and reference.is_open("consent_recipients", use.recipient, day)
    if known != (use.use == ONWARD) or (use.recipient is not None and not known):
        yield Finding("s7-recipient", "recipient", str(use.recipient))
    if use.to_office is not None and use.recipient != OWN_OFFICE:
        yield Finding("s7-recipient", "to_office", use.to_office)
    other = use.purpose is not None and use.purpose != stated and reference.is_open("purposes", use.purpose, day)
    if other != (use.use == PURPOSE) or (use.purpose is not None and not other):
        yield Finding("s7-purpose", "purpose", str(use.purpose))


def owes_consent(use: str, handling: Iterable[str]) -> bool:
    """Whether an item with these handling codes needs its owner's consent for the use; one without a code never."""
    codes = [reference.get("handling_codes", one) for one in handling]
    column = _FREE.get(use)
    return bool(codes) and (column is None or any(not one.is_yes(column) for one in codes))
