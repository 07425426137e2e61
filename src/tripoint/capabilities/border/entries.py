"""What may be said about duty: hotlines to all peers; rosters, hand-overs and test calls at home.

A duty dossier has one participant, so it is in no feed: no partner learns who is on duty, only which office to call.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, cast

from pydantic import Field

from tripoint import reference
from tripoint.capabilities.arrangements.entries import BULLETIN, PUBLISHES, OfficeCode, OriginFacts
from tripoint.capabilities.requests.entries import EntryId, ListCode
from tripoint.capabilities.requests.home_entries import HomeFacts, OfficerId
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, Content, EntryType, Named, OpeningFacts, Statement

HOTLINE = "hotline.published.v1"
DUTY = "duty"
OPENED = "duty.opened.v1"
ROSTERED = "duty.rostered.v1"
CANCELLED = "duty.cancelled.v1"
HANDED_OVER = "duty.handed-over.v1"
ACCEPTED = "duty.accepted.v1"
CALLED = "duty.called.v1"

DESK = frozenset({"officer", "supervisor", "duty_officer"})
ROSTERS = frozenset({"supervisor", "duty_officer"})
LONGEST_SHIFT = timedelta(days=31)
MOST_HANDED = 200  # requests named in a hand-over; the counts beside them are whole

Telephone = Annotated[str, Field(pattern=r"^\+[0-9]{1,3}( ?[0-9]){4,16}$")]
"""An international number (ITU-T E.164), with blanks for the eye."""
Language = Literal["vi", "lo", "km", "en"]
LineCode = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=40)]


class HotlineFacts(OriginFacts):
    """A number that answers: at which office, for which level and place; `open` false takes it out of the directory."""

    line: LineCode
    at_office: OfficeCode
    level: ListCode
    place: ListCode | None = None
    round_the_clock: bool
    languages: tuple[Language, ...] = Field(min_length=1, max_length=4)
    open: bool = True


class HotlineContent(Content):
    """The numbers themselves."""

    number: Telephone
    spare: Telephone | None = None


class DutyFacts(OpeningFacts):
    """Opens the duty book of one office."""

    kind: Literal["duty"] = "duty"
    office: OfficeCode


class RosteredFacts(HomeFacts):
    """Who is on duty in this office from `begins` until before `ends`: an officer, whoever holds a post, or the desk."""

    on_duty: OfficerId | None = None
    post: int | None = Field(None, ge=1)
    begins: datetime
    ends: datetime


class RosteredContent(Content):
    """Where who is on duty is reached."""

    phone: Telephone
    email: str = Field("", max_length=120, pattern=r"^$|^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")


class HandedOverFacts(HomeFacts):
    """What stands open at the end of a shift; `requests` names the first of them by dossier.

    `owed`: records of the office's calls; `records` names the first of those calls. Hand-overs before had neither.
    """

    open: int = Field(ge=0)
    late: int = Field(ge=0)
    unread: int = Field(ge=0)
    promised: int = Field(ge=0)
    requests: tuple[EntryId, ...] = Field(max_length=MOST_HANDED)
    owed: int = Field(0, ge=0)
    records: tuple[EntryId, ...] = Field((), max_length=MOST_HANDED)


class HandedOverContent(Content):
    """Words for the next shift."""

    language: Language
    text: str = Field("", max_length=4_000)


class CalledFacts(HomeFacts):
    """A test call to a hotline and how it ended."""

    party: str = Field(pattern=r"^[A-Z]{2}$")
    line: LineCode
    result: ListCode


def _open_code(list_name: str, code: str, day: date, field: str) -> None:
    if not reference.is_open(list_name, code, day):
        raise Refused("code", f"{list_name}: {code}", field)


def _published(statement: Statement) -> None:
    facts, day = cast(HotlineFacts, statement.facts), statement.entry.time.date()
    _open_code("hotline_levels", facts.level, day, "level")
    if facts.place is not None:
        _open_code("provinces", facts.place, day, "place")
    if facts.open and statement.entry.content_digest is None:
        raise Refused("content", "a line in service has a number", "number")
    if len(set(facts.languages)) != len(facts.languages):
        raise Refused("days-order", "each language once", "languages")


def _alone(statement: Statement) -> None:
    if statement.opening.participants != (statement.entry.party,):
        raise Refused("participant", "a duty book has one party")


def _rostered(statement: Statement) -> None:
    facts = cast(RosteredFacts, statement.facts)
    if not timedelta() < facts.ends - facts.begins <= LONGEST_SHIFT:
        raise Refused("shift-times", "a shift ends after it begins, within a month", "ends")
    if facts.on_duty is not None and facts.post is not None:
        raise Refused("shift-who", "an officer or a post", "post")


def _last_hand_over(own: Sequence[Named]) -> tuple[Named | None, bool]:
    """The last hand-over and whether it has been accepted."""
    last = next((one for one in reversed(own) if one.entry.type == HANDED_OVER), None)
    taken = any(one.entry.type == ACCEPTED for one in own if last is not None and one.entry.seq > last.entry.seq)
    return last, taken


def _handed_over(statement: Statement) -> None:
    last, taken = _last_hand_over(statement.own)
    mine = cast(HomeFacts, statement.facts).officer
    if last is not None and not taken and cast(HomeFacts, last.facts).officer != mine:
        raise Refused("state-pending", "a colleague's hand-over waits to be accepted")


def _accepted(statement: Statement) -> None:
    """Of two who accept at once the ledger takes one; nobody accepts what he or she handed over."""
    last, taken = _last_hand_over(statement.own)
    if last is None or [one.entry.id for one in statement.named] != [last.entry.id]:
        raise Refused("state-replaced", "a newer hand-over has taken its place")
    if taken:
        raise Refused("state-accepted", "a colleague has accepted")
    if cast(HomeFacts, last.facts).officer == cast(HomeFacts, statement.facts).officer:
        raise Refused("s12-second-officer", "another officer accepts", "officer")


def _called(statement: Statement) -> None:
    facts = cast(CalledFacts, statement.facts)
    _open_code("call_results", facts.result, statement.entry.time.date(), "result")


_AT_DUTY = frozenset({DUTY})

TYPES.register(
    EntryType(
        HOTLINE, HotlineFacts, HotlineContent, frozenset({BULLETIN}), "opener", roles=PUBLISHES, rule=_published
    ),
    EntryType(OPENED, DutyFacts, None, _AT_DUTY, "any", "never", DESK, opens=True, rule=_alone),
    EntryType(ROSTERED, RosteredFacts, RosteredContent, _AT_DUTY, roles=ROSTERS, rule=_rostered),
    EntryType(CANCELLED, HomeFacts, None, _AT_DUTY, "any", "never", ROSTERS, re=frozenset({ROSTERED}), re_least=1),
    EntryType(
        HANDED_OVER, HandedOverFacts, HandedOverContent, _AT_DUTY, roles=DESK, needs_own=True, rule=_handed_over
    ),
    EntryType(
        ACCEPTED, HomeFacts, None, _AT_DUTY, "any", "never", DESK, re=frozenset({HANDED_OVER}), re_least=1,
        needs_own=True, rule=_accepted,
    ),
    EntryType(CALLED, CalledFacts, None, _AT_DUTY, "any", "never", DESK, rule=_called),
)  # fmt: skip
