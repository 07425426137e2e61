"""S9 in part, consular notice: who is held abroad is told of the right to have the consul informed, and decides.

A request about a person in custody states since when and in which province, whether the person was told, what the
person decided, and who said so. Where the person has not asked for it, the request does not ask for what only a
consulate does: a police request must not become the notice that somebody declined, because who flees a State is in
danger when it learns of the custody.

Sources: Vienna Convention on Consular Relations (1963), Articles 36(1)(b) and 37(b); RPD, Article 34.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from pydantic import Field

from tripoint import reference
from tripoint.safeguards.finding import Coded, Finding
from tripoint.safeguards.forbidden_fields import MOST_SUBJECTS

MOST_GROUPS = 16
"""Different states of custody in one request: those taken on one day at one place stand in one."""
LOCAL_DAY = datetime.timedelta(days=1)
"""A party's own day may be a day ahead of the UTC day that the rules go by."""


class Custody(Coded):
    """Where persons of a request are held, and the notice to their consulate; `subjects` counts from 0."""

    subjects: tuple[int, ...] = Field(min_length=1, max_length=MOST_SUBJECTS)
    since: datetime.date
    province: str = Field(max_length=32)
    notice: str = Field(max_length=32)  # list consular_notices
    told: datetime.date | None = None  # when the person was told of the right
    by: str | None = Field(None, max_length=32)  # list consular_speakers: who decided, or who gave the notice


def check(
    custody: Sequence[Custody], *, subjects: int, asks_consulate: bool, asker: str, day: datetime.date
) -> Iterator[Finding]:
    """What a request about `subjects` persons in the custody of `asker` lacks on `day`.

    `asks_consulate`: something is asked that a consulate does (column `consular` of the list of asks).
    """
    named = sorted(place for one in custody for place in one.subjects)
    if named != list(range(subjects)):
        yield Finding("s9-custody", "custody", "each person is in one custody")
    for one in custody:
        yield from _check(one, asks_consulate, asker, day)


def _check(one: Custody, asks_consulate: bool, asker: str, day: datetime.date) -> Iterator[Finding]:
    if one.since - day > LOCAL_DAY:
        yield Finding("s9-since", "custody", f"{one.since} is still to come")
    if not reference.is_open("provinces", one.province, day) or reference.province(one.province).party != asker:
        yield Finding("s9-place", "custody", f"{one.province}: a province of {asker}")
    if not reference.is_open("consular_notices", one.notice, day):
        yield Finding("s9-notice", "custody", one.notice)
        return
    notice = reference.get("consular_notices", one.notice)
    if notice.is_yes("told") and (one.told is None or one.told < one.since or one.told - day > LOCAL_DAY):
        yield Finding("s9-told", "custody", f"{one.notice}: on which day the person was told")
    speaks = notice.more["speaks"]
    if speaks == "nobody":
        if one.by is not None:
            yield Finding("s9-by", "custody", f"{one.notice}: nobody has spoken")
    elif (
        one.by is None
        or not reference.is_open("consular_speakers", one.by, day)
        or reference.get("consular_speakers", one.by).more["speaks"] != speaks
    ):
        yield Finding("s9-by", "custody", f"{one.notice} by {one.by}")
    if asks_consulate and not notice.is_yes("asks_consulate"):
        yield Finding("s9-declined", "asks", f"{one.notice}: nothing is asked of the consulate")
