"""What the asker states when an answer is overdue: reminders, numbered, one a day; escalation to the office above.

At home an officer may raise a matter with the supervisor; that is in the home dossier and no partner sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import cast

from pydantic import Field

from tripoint import reference
from tripoint.capabilities.requests.clock import zone_of
from tripoint.capabilities.requests.contents import Described
from tripoint.capabilities.requests.entries import (
    CALLED,
    CLOSED,
    DESK,
    KIND,
    OPENED,
    WITHDRAWN,
    ListCode,
    OfficeCode,
    PartyCode,
    StatementFacts,
)
from tripoint.capabilities.requests.home_entries import ANYONE, HomeFacts, Note
from tripoint.capabilities.requests.home_entries import KIND as AT_HOME
from tripoint.capabilities.requests.oral.entries import Stated
from tripoint.ledger.encoding import LAST
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, Named, Statement
from tripoint.safeguards import data_stays_home, refuse

REMINDED = "request.reminded.v1"
ESCALATED = "request.escalated.v1"
RAISED = "home.raised.v1"

MOST_REMINDERS = 99
MOST_LEVELS = 6  # commune, district, province, department, general department, ministry
WITHOUT_REMINDER = "DANGER"  # the one ground that need not wait for a reminder


class RemindedFacts(StatementFacts):
    """The asker's reminder; `number` counts from 1 in each dossier, in a joint one for each addressee (`to`)."""

    number: int = Field(ge=1, le=MOST_REMINDERS)
    to: PartyCode | None = None


class EscalatedFacts(StatementFacts):
    """The asker turns to the office above the one that was to answer, in a joint dossier that of `to`."""

    to_office: OfficeCode
    ground: ListCode
    to: PartyCode | None = None


def _own(statement: Statement, *types: str) -> Iterator[Named]:
    return (one for one in statement.own if one.entry.type in types)


def _still_asked(statement: Statement) -> None:
    if any(_own(statement, WITHDRAWN, CLOSED)):
        raise Refused("state-closed", "the request has been withdrawn or closed")


def _earlier(statement: Statement, type_: str) -> list[Named]:
    """The author's earlier ones to the same addressee, who in a joint dossier, and only there, is named."""
    facts = cast(RemindedFacts | EscalatedFacts, statement.facts)
    asked = [one for one in statement.opening.participants if one != statement.opener]
    if (facts.to is None) != (len(asked) == 1) or (facts.to is not None and facts.to not in asked):
        raise Refused("to", "a joint request names the one of its addressees", "to")
    return [one for one in _own(statement, type_) if cast(RemindedFacts | EscalatedFacts, one.facts).to == facts.to]


def own_day(party: str, at: datetime) -> date:
    """The calendar day at a party's offices."""
    return min(at, LAST).astimezone(zone_of(party)).date()


def _reminded(statement: Statement) -> None:
    _still_asked(statement)
    refuse(data_stays_home.check_retention(statement.entry.retain, day=statement.entry.time.date()))
    earlier = _earlier(statement, REMINDED)
    if cast(RemindedFacts, statement.facts).number != len(earlier) + 1:
        raise Refused("state-number", f"the next reminder is number {len(earlier) + 1}", "number")
    party = statement.entry.party
    if earlier and own_day(party, statement.entry.time) <= own_day(party, earlier[-1].entry.time):
        raise Refused("state-reminded", "one reminder a day")


def _escalated(statement: Statement) -> None:
    _still_asked(statement)
    facts, day = cast(EscalatedFacts, statement.facts), statement.entry.time.date()
    if not reference.is_open("escalation_grounds", facts.ground, day):
        raise Refused("code", f"escalation_grounds: {facts.ground}", "ground")
    if facts.ground != WITHOUT_REMINDER and not _earlier(statement, REMINDED):
        raise Refused("state-not-reminded", "a reminder comes first", "ground")
    earlier = [cast(EscalatedFacts, one.facts).to_office for one in _earlier(statement, ESCALATED)]
    if facts.to_office in (cast(Stated, statement.opening).office_of(facts.to or ""), *earlier):
        raise Refused("state-escalated", "that office has been asked", "to_office")
    if len(earlier) >= MOST_LEVELS:
        raise Refused("state-escalated", f"at most {MOST_LEVELS} levels")


_OF_REQUEST = frozenset({KIND})
_THE_OPENING = frozenset({OPENED, CALLED})

TYPES.register(
    EntryType(
        REMINDED, RemindedFacts, Described, _OF_REQUEST, "opener", roles=DESK, re=_THE_OPENING, re_least=1,
        needs_own=True, rule=_reminded,
    ),
    EntryType(
        ESCALATED, EscalatedFacts, Described, _OF_REQUEST, "opener", "never", DESK, re=_THE_OPENING, re_least=1,
        needs_own=True, rule=_escalated,
    ),
    EntryType(RAISED, HomeFacts, Note, frozenset({AT_HOME}), roles=ANYONE),
)  # fmt: skip
