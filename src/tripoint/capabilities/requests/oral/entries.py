"""A request by telephone: what leaves at once on one officer's word, and its record, which is owed within 24 hours.

A call says who asked whom, when, for which purpose and how urgently; it names no subject in codes and asks for nothing
that an officer may not ask alone. Until its record, which owes all that a written request owes, is named by an answer,
no answer is admitted (`requests.entries.as_stated`). Like all rules these see facts only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal, cast

from pydantic import Field

from tripoint import reference
from tripoint.capabilities.requests import kind_rules
from tripoint.capabilities.requests.contents import CalledContent, OpenedContent
from tripoint.capabilities.requests.entries import (
    CALLED,
    CLOSED,
    KIND,
    RECORDED,
    RELEASES,
    WITHDRAWN,
    Files,
    ListCode,
    OfficeCode,
    OpenedFacts,
    SubjectFacts,
    ToOffice,
)
from tripoint.capabilities.requests.kinds import KindName
from tripoint.capabilities.requests.opening_rules import opening_findings
from tripoint.ledger.encoding import LAST
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, OpeningFacts, Statement
from tripoint.safeguards import Finding, data_stays_home, offence_gate, political_motive, refuse
from tripoint.safeguards.both_sides import Pseudonym, check_release
from tripoint.safeguards.consular_notice import Custody
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.offence_gate import Basis, Offence

CALLERS = frozenset({"officer", "duty_officer", "supervisor"})
WITHIN = timedelta(hours=24)
"""From the call until its record is owed, and as far back as a call may be stated."""

SAME = ("participants", "exercise", "succeeds", "request_kind", "reference", "office", "to_office", "purpose", "urgency",
        "urgency_ground")  # fmt: skip
"""What a record repeats as it was called: the addressee has acted on it."""


class CalledFacts(OpeningFacts):
    """The coded part of a request by telephone. `called_at`: when the call was."""

    kind: Literal["request"] = "request"
    request_kind: KindName
    reference: str = Field(pattern=r"^[A-Z]{2}-[A-Z]{2}-20[0-9]{2}-[0-9]{4,7}$")
    office: OfficeCode
    to_office: OfficeCode
    author: Pseudonym
    called_at: datetime
    purpose: ListCode
    urgency: ListCode
    urgency_ground: ListCode | None = None
    asks: tuple[ListCode, ...] = Field(min_length=1, max_length=16)
    graded: Graded
    offences: tuple[Offence, ...] = Field((), max_length=16)
    basis: tuple[Basis, ...] = Field((), max_length=8)
    blobs: Files = ()

    @property
    def subjects(self) -> tuple[SubjectFacts, ...]:
        """None: a call names nobody in codes."""
        return ()

    @property
    def custody(self) -> tuple[Custody, ...]:
        """None: it is owed with the record."""
        return ()

    @property
    def to_offices(self) -> tuple[ToOffice, ...]:
        """None: one party is called."""
        return ()

    def office_of(self, party: str) -> str:
        """The office that was called."""
        return self.to_office

    @property
    def record_due(self) -> datetime:
        """Until when its record is owed."""
        return min(self.called_at, LAST) + WITHIN


Stated = OpenedFacts | CalledFacts
"""A request as it stands: written, or called and not recorded yet."""


def call_findings(facts: CalledFacts, *, party: str, at: datetime, retain: date, described: bool) -> Iterator[Finding]:
    """Everything that keeps a call from being stated at `at` or admitted. `described`: it has a describing part."""
    day = at.date()
    others = [one for one in facts.participants if one != party]
    if len(others) != 1:
        yield Finding("participant", "participants", "a request is between two parties")
        return
    if not facts.reference.startswith(f"{party}-{others[0]}-"):
        yield Finding("reference", "reference", "the reference names other parties")
    if not described:
        yield Finding("content", "text", "a call says in words what is asked")
    in_utc = facts.called_at.utcoffset() == timedelta()
    if not in_utc or not timedelta() <= at - facts.called_at <= WITHIN:
        yield Finding("oral-time", "called_at", "the call was within the last 24 hours")
    yield from kind_rules.check_call(facts, day=day)
    yield from kind_rules.check_urgency(facts, day)
    if reference.is_open("urgencies", facts.urgency, day) and not reference.urgency(facts.urgency).needs_ground:
        yield Finding("oral-urgency", "urgency", f"{facts.urgency} can be written")
    yield from offence_gate.check_call(
        purpose=facts.purpose, offences=facts.offences, basis=facts.basis, asker=party, asked=others[0], day=day
    )
    if political_motive.needs_review({}, facts.offences):
        yield Finding("oral-review", "offences", "two legal reviewers agree before such a request leaves")
    yield from data_stays_home.check(facts.graded, "graded", described=described, day=day)
    yield from data_stays_home.check_retention(retain, day=day)


def _called(statement: Statement) -> None:
    entry = statement.entry
    refuse(
        call_findings(
            cast(CalledFacts, statement.facts), party=entry.party, at=entry.time, retain=entry.retain,
            described=entry.content_digest is not None,
        )
    )  # fmt: skip


def record_findings(facts: OpenedFacts, called: CalledFacts) -> Iterator[Finding]:
    """What a record says otherwise than the call, and who may not release it."""
    for name in SAME:
        if getattr(facts, name) != getattr(called, name):
            yield Finding("oral-other", name, f"{name} is not as it was called")
    # The call left on one officer's word alone: that officer is not the second one.
    yield from check_release(author=called.author, released_by=facts.released_by)


def _recorded(statement: Statement) -> None:
    entry, facts = statement.entry, cast(OpenedFacts, statement.facts)
    earlier = {one.entry.type for one in statement.own}
    if RECORDED in earlier:
        raise Refused("state-recorded", "the call has been recorded")
    if earlier & {WITHDRAWN, CLOSED}:
        raise Refused("state-closed", "the request has been withdrawn or closed")
    refuse(record_findings(facts, cast(CalledFacts, statement.opening)))
    refuse(
        opening_findings(
            facts, party=entry.party, day=entry.time.date(), retain=entry.retain,
            described=entry.content_digest is not None,
        )
    )  # fmt: skip


_OF_REQUEST = frozenset({KIND})

TYPES.register(
    EntryType(CALLED, CalledFacts, CalledContent, _OF_REQUEST, roles=CALLERS, opens=True, rule=_called),
    EntryType(
        RECORDED, OpenedFacts, OpenedContent, _OF_REQUEST, "opener", roles=RELEASES, re=frozenset({CALLED}), re_least=1,
        needs_own=True, rule=_recorded,
    ),
)  # fmt: skip
