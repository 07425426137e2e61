"""S2, the political-motive check: fixed questions; any yes needs two legal reviewers and a written reason.

The questions (political, military, religious, racial; activist, journalist or leader of a minority; trial in absence;
terror list) are answered in every request, whatever its purpose. Some offences (list offences, `legal_review`) need the
review whatever the answers. The reviewers are two persons, and neither is the author. The reason is content; the facts
hold a digest of it with a random blind, so that its presence can be judged and nothing can be guessed once it is erased.

Sources: INTERPOL Constitution, Article 3, and Rules on the Processing of Data, Article 34; Human Rights Watch 2024 and
the case of Y Quynh Bdap on requests against activists and minorities.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from tripoint import reference
from tripoint.ledger.encoding import b64u
from tripoint.safeguards.both_sides import Pseudonym
from tripoint.safeguards.finding import Coded, Finding
from tripoint.safeguards.offence_gate import Offence

REVIEWERS = 2


class Review(Coded):
    """A legal review that was made before release. `reason`: see `reason_digest`."""

    reviewers: tuple[Pseudonym, ...] = Field(max_length=5)
    reason: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


def reason_digest(reason: str, blind: bytes) -> str:
    """SHA-256 of the 16-byte blind and the written reason, base64url; blind and reason stand in the content."""
    return b64u(hashlib.sha256(blind + reason.encode()).digest())


def needs_review(neutrality: Mapping[str, bool], offences: Sequence[Offence]) -> bool:
    """Whether an answer is yes, or an offence asks for it."""
    return any(neutrality.values()) or any(_needs_review(one.code) for one in offences)


def _needs_review(offence: str) -> bool:
    try:
        return reference.get("offences", offence).is_yes("legal_review")
    except reference.UnknownCode:
        return False  # the offence gate finds it


def check(
    *,
    neutrality: Mapping[str, bool],
    offences: Sequence[Offence],
    review: Review | None,
    author: str,
    described: bool,
    day: datetime.date,
) -> Iterator[Finding]:
    """What the check lacks. `author`: the pseudonym of who wrote it; `described`: the entry has a describing part."""
    asked = {code.code for code in reference.codes("neutrality_questions", day)}
    unanswered = sorted(asked - neutrality.keys())
    if unanswered:
        yield Finding("s2-unanswered", "neutrality", ", ".join(unanswered))
    unknown = sorted(neutrality.keys() - asked)
    if unknown:
        yield Finding("s2-question", "neutrality", ", ".join(unknown))
    if not needs_review(neutrality, offences):
        return
    if review is None:
        yield Finding("s2-review", "review", "two legal reviewers and a written reason are owed")
        return
    if len(set(review.reviewers)) < REVIEWERS or len(set(review.reviewers)) != len(review.reviewers):
        yield Finding("s2-reviewers", "review", "two distinct reviewers are owed")
    if author in review.reviewers:
        yield Finding("s2-reviewer-author", "review", "the author cannot review")
    if not described:
        yield Finding("s2-reason", "review", "the written reason stands in a content, and there is none")
