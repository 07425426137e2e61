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
FOUND = frozenset({"AT-ADDRESS", "IN-CUSTODY", "FOUND-WELL", "IDENTITY-YES", "DECEASED"})
"""Results (list trace_results) which say that a person here is the person asked about."""


def check(
    *, result: str, matched_by: str, consent: bool, purpose: str, field: str, day: datetime.date
) -> Iterator[Finding]:
    """What one person's answer lacks. `consent`: the person agreed that the address is passed on."""
    if not reference.is_open("trace_results", result, day):
        yield Finding("s8-result", field, result)
        return
    if result in FOUND and matched_by == "none":
        yield Finding("s8-matched-by", field, f"{result}: how the person was recognised")
    elif result in FOUND and purpose == "ARREST" and matched_by not in SECOND_IDENTIFIERS:
        yield Finding("s8-second-identifier", field, f"{result} for arrest on a name alone")
    if result == "AT-ADDRESS" and not consent and reference.purpose(purpose).needs_consent:
        yield Finding("s8-consent", field, f"an address for {purpose} without the person's consent")
