"""S8, a human decides matches: a name is a lead, never a decision.

An answer that says a person was found states how a person made sure: by the name alone, or by a second identifier
(fingerprint, document, photograph) that an officer compared. Where the purpose is arrest, the name alone does not do.
Where the person is an adult who decides for himself (missing person, victim, humanitarian), an address travels only
with that person's consent; "found and well" travels without.

Sources: the seven spellings of one name in `name_variants`; Rules on the Processing of Data, Article 12 (accuracy).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Literal

from tripoint import reference
from tripoint.safeguards.finding import Finding

MatchedBy = Literal["none", "name", "fingerprint", "document", "photo"]
SECOND_IDENTIFIERS: frozenset[str] = frozenset({"fingerprint", "document", "photo"})


def check(
    *,
    results: str,
    result: str,
    matched_by: str,
    consent: bool,
    purpose: str,
    field: str,
    day: datetime.date,
    person: bool = True,
) -> Iterator[Finding]:
    """What the answer about one subject lacks. `results`: the list of the kind's results.

    Its column `found` says yes where a result means that a person here is the person asked about, `address` where it
    passes on where somebody lives. `person`: the subject is one, and not a vehicle, say. `consent`: the person agreed
    that the address is passed on.
    """
    if not reference.is_open(results, result, day):
        yield Finding("s8-result", field, result)
        return
    row = reference.get(results, result)
    found = person and row.is_yes("found")
    if found and matched_by == "none":
        yield Finding("s8-matched-by", field, f"{result}: how the person was recognised")
    elif found and purpose == "ARREST" and matched_by not in SECOND_IDENTIFIERS:
        yield Finding("s8-second-identifier", field, f"{result} for arrest on a name alone")
    if row.is_yes("address") and not consent and reference.purpose(purpose).needs_consent:
        yield Finding("s8-consent", field, f"an address for {purpose} without the person's consent")
