"""What may be said in a request's dossier, by whom, and the safeguards that each statement must meet.

The rules here are judged by the author before it signs and by every receiver; they see facts only (docs/protocol.md,
"Verdicts"). The day of a statement is the day of its `time` in UTC: codes are taken as they stood then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal, cast

from pydantic import Field

from tripoint import reference
from tripoint.capabilities.requests import contents, kind_rules
from tripoint.capabilities.requests.kinds import KINDS, SINCE, KindName
from tripoint.capabilities.requests.opening_rules import SEVERAL_SINCE, names_nobody, opening_findings
from tripoint.ledger.admission import rules_order
from tripoint.ledger.blobs import BlobRef
from tripoint.ledger.encoding import ID_PATTERN
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import MAX_PARTICIPANTS, TYPES, EntryType, Facts, Named, OpeningFacts, Statement
from tripoint.safeguards import Finding, data_stays_home, human_decides, refuse
from tripoint.safeguards.both_sides import Pseudonym
from tripoint.safeguards.consular_notice import MOST_GROUPS, Custody
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.finding import Coded
from tripoint.safeguards.forbidden_fields import MOST_SUBJECTS
from tripoint.safeguards.offence_gate import Basis, Offence
from tripoint.safeguards.political_motive import Review

KIND = "request"
OPENED = "request.opened.v1"
CALLED = "request.called.v1"
RECORDED = "request.recorded.v1"
TAKEN = "request.taken.v1"
ASKED = "request.clarification-asked.v1"
GIVEN = "request.clarification-given.v1"
ANSWERED = "request.answered.v1"
REFUSED = "request.refused.v1"
EXTENDED = "request.extended.v1"
WITHDRAWN = "request.withdrawn.v1"
REDIRECTED = "request.redirected.v1"
CLOSED = "request.closed.v1"

DESK = frozenset({"officer", "supervisor", "duty_officer", "legal_reviewer"})
RELEASES = frozenset({"supervisor", "duty_officer"})
LONGEST_EXTENSION = timedelta(days=366)
UNRECORDED = "UNRECORDED"
"""The ground of who refuses a call of which no record came."""

OfficeCode = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=40)]
PartyCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
ListCode = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,31}$")]
EntryId = Annotated[str, Field(pattern=ID_PATTERN)]
Files = Annotated[tuple[BlobRef, ...], Field(max_length=1)]


class SubjectFacts(Coded):
    """A subject, without a name or number: its part in the matter, which says too whether it is a person or a thing."""

    role: ListCode


class ToOffice(Coded):
    """The office of one party that a joint request goes to."""

    party: PartyCode
    office: OfficeCode


class OpenedFacts(OpeningFacts):
    """The coded part of a request. One to one party has `to_office`; a joint one has `to_offices`, by party."""

    kind: Literal["request"] = "request"
    request_kind: KindName
    reference: str = Field(pattern=r"^[A-Z]{2}-([A-Z]{2}-)?20[0-9]{2}-[0-9]{4,7}$")
    office: OfficeCode
    to_office: OfficeCode | None = None
    to_offices: tuple[ToOffice, ...] = Field((), max_length=MAX_PARTICIPANTS)
    author: Pseudonym
    released_by: Pseudonym
    purpose: ListCode
    urgency: ListCode
    urgency_ground: ListCode | None = None
    asks: tuple[ListCode, ...] = Field(min_length=1, max_length=16)
    subjects: tuple[SubjectFacts, ...] = Field(max_length=MOST_SUBJECTS)
    custody: tuple[Custody, ...] = Field((), max_length=MOST_GROUPS)
    help: kind_rules.LocalHelp | None = None
    graded: Graded
    offences: tuple[Offence, ...] = Field((), max_length=16)
    basis: tuple[Basis, ...] = Field((), max_length=8)
    warrant: date | None = None
    coercive: bool = False
    neutrality: dict[str, bool] = Field(max_length=32)
    review: Review | None = None
    blobs: Files = ()

    def office_of(self, party: str) -> str:
        """The office of `party` that the request goes to; empty for one that is not asked."""
        return self.to_office or next((one.office for one in self.to_offices if one.party == party), "")


class StatementFacts(Facts):
    """What each later statement says of its origin."""

    office: OfficeCode
    officer: Pseudonym


class AskedFacts(StatementFacts):
    """What the addressee needs to know before it can answer."""

    asks: tuple[ListCode, ...] = Field(min_length=1, max_length=16)
    blobs: Files = ()


class GivenFacts(StatementFacts):
    """The asker's reply to a clarification asked for."""

    answers: EntryId
    graded: Graded
    blobs: Files = ()


class AnswerItem(Graded):
    """What became of one subject, which counts from 0: a result of the kind's list, or the ground of a refusal.

    A request without subjects is answered at the place 0.
    """

    subject: int = Field(ge=0, lt=MOST_SUBJECTS)
    result: ListCode | None = None
    ground: ListCode | None = None
    matched_by: human_decides.MatchedBy = "none"
    consent: bool = False


class AnsweredFacts(StatementFacts):
    """A part of the answer, the whole, or what is learned after the whole."""

    scope: Literal["part", "whole", "supplement"]
    items: tuple[AnswerItem, ...] = Field(min_length=1, max_length=MOST_SUBJECTS)
    blobs: Files = ()


class RefusedFacts(StatementFacts):
    """Why there will be no answer."""

    ground: ListCode


class ExtendedFacts(StatementFacts):
    """Why it takes longer, and until when. There is no text: a stopped matter must look like a slow one (S3)."""

    ground: ListCode
    until: date


class WithdrawnFacts(StatementFacts):
    """Why the search is to stop."""

    reason: ListCode


class RedirectedFacts(StatementFacts):
    """The office of the same party that is competent."""

    to_office: OfficeCode
    reason: ListCode


class ClosedFacts(StatementFacts):
    """What the answer was worth."""

    usefulness: ListCode | None = None


def _day(statement: Statement) -> date:
    return statement.entry.time.date()


def _codes(field: str, list_name: str, codes: tuple[str, ...], day: date) -> Iterator[Finding]:
    for code in codes:
        if not reference.is_open(list_name, code, day):
            yield Finding("code", field, f"{list_name}: {code}")


def _opened(statement: Statement) -> None:
    entry, facts = statement.entry, cast(OpenedFacts, statement.facts)
    if (facts.request_kind != "trace" or facts.custody or facts.help) and _is_older(statement):
        raise Refused("rules", f"{facts.request_kind} came with the rules of {SINCE}", "request_kind")
    if (facts.to_office is None or facts.to_offices or names_nobody(facts.reference)) and _is_older(
        statement, SEVERAL_SINCE
    ):
        raise Refused("rules", f"several addressees came with the rules of {SEVERAL_SINCE}", "to_offices")
    refuse(
        opening_findings(
            facts, party=entry.party, day=_day(statement), retain=entry.retain,
            described=entry.content_digest is not None,
        )
    )  # fmt: skip


def _is_older(statement: Statement, since: str = SINCE) -> bool:
    """Whether it was written under rules from before `since`: a node that knows only those would judge it void."""
    return rules_order(statement.entry.rules) < rules_order(since)


def _own(statement: Statement, *types: str) -> list[Named]:
    return [one for one in statement.own if one.entry.type in types]


def is_final(named: Named) -> bool:
    """Whether an addressee's statement settles the request: the whole answer, or a refusal."""
    return named.entry.type == REFUSED or (isinstance(named.facts, AnsweredFacts) and named.facts.scope == "whole")


def _not_after_final(statement: Statement) -> None:
    if any(is_final(one) for one in statement.own):
        raise Refused("state-final", "this party has already answered or refused")


def _retained(statement: Statement) -> None:
    refuse(data_stays_home.check_retention(statement.entry.retain, day=_day(statement)))


def _taken(statement: Statement) -> None:
    """An office takes a request once; after a redirect the competent office takes it."""
    last = _own(statement, TAKEN, REDIRECTED)
    if last and last[-1].entry.type == TAKEN:
        raise Refused("state-taken", "the request has been taken")


def _asked(statement: Statement) -> None:
    _retained(statement)
    _not_after_final(statement)
    facts = cast(AskedFacts, statement.facts)
    refuse(_codes("asks", "clarification_asks", facts.asks, _day(statement)))
    if facts.blobs:  # shown to who called it is evidence: it names the call's record
        as_stated(statement)


def _given(statement: Statement) -> None:
    _retained(statement)
    facts = cast(GivenFacts, statement.facts)
    if [one.entry.id for one in statement.named] != [facts.answers]:
        raise Refused("re", "names another entry than it answers", "answers")
    if any(cast(GivenFacts, one.facts).answers == facts.answers for one in _own(statement, GIVEN)):
        raise Refused("state-given", "the clarification has been given")
    refuse(data_stays_home.check(facts.graded, "graded", described=True, day=_day(statement)))


def as_stated(statement: Statement) -> OpenedFacts:
    """The request that an answer is about: the opening, or the record of a call, which an answer then names."""
    for facts in (statement.opening, *(one.facts for one in statement.named)):
        if isinstance(facts, OpenedFacts):
            return facts
    raise Refused("oral-unrecorded", "an answer to a call names its record", "re")


def _answered(statement: Statement) -> None:
    _retained(statement)
    facts, opening = cast(AnsweredFacts, statement.facts), as_stated(statement)
    described, day = statement.entry.content_digest is not None, _day(statement)
    is_settled = any(is_final(one) for one in statement.own)
    if is_settled != (facts.scope == "supplement"):
        raise Refused("state-final", "after the whole answer or a refusal come supplements, and only then", "scope")
    if any(item.ground for item in facts.items) and _is_older(statement):
        raise Refused("rules", f"a ground for one subject came with the rules of {SINCE}", "items")
    for place, item in enumerate(facts.items):
        field = f"items.{place}"
        if item.subject >= subject_count(opening):
            raise Refused("subject", "no such subject in the request", field)
        refuse(data_stays_home.check(item, field, described=described, day=day))
        refuse(item_findings(item, opening, field, day))
    if facts.scope == "whole":
        earlier = [cast(AnsweredFacts, one.facts).items for one in _own(statement, ANSWERED)]
        done = {item.subject for items in (facts.items, *earlier) for item in items}
        if done != set(range(subject_count(opening))):
            raise Refused("subject-open", "a subject is left out", "items")


def subject_count(opening: OpenedFacts) -> int:
    """How many answers a request is owed: one for each subject, and one where it names none."""
    return max(1, len(opening.subjects))


def item_findings(item: AnswerItem, opening: OpenedFacts, field: str, day: date) -> Iterator[Finding]:
    """What the answer about one subject lacks."""
    if (item.result is None) == (item.ground is None):
        yield Finding("s8-result", field, "a result or the ground of a refusal")
        return
    if item.ground is not None:
        if item.matched_by != "none" or item.consent:
            yield Finding("s8-result", field, "a refusal recognises nobody")
        yield from _ground(item.ground, opening.purpose, field, day)
        return
    person = bool(opening.subjects) and kind_rules.type_of_role(opening.subjects[item.subject].role) == "person"
    yield from human_decides.check(
        results=KINDS[opening.request_kind].results, result=str(item.result), matched_by=item.matched_by,
        consent=item.consent, purpose=opening.purpose, field=field, day=day, person=person,
    )  # fmt: skip


def _ground(ground: str, purpose: str, field: str, day: date) -> Iterator[Finding]:
    if not reference.is_open("refusal_grounds", ground, day):
        yield Finding("code", field, f"refusal_grounds: {ground}")
    elif not {"*", purpose} & set(reference.get("refusal_grounds", ground).words("purposes")):
        yield Finding("ground-purpose", field, f"{ground} does not go with {purpose}")


def _refused(statement: Statement) -> None:
    _retained(statement)
    _not_after_final(statement)
    ground, opening = cast(RefusedFacts, statement.facts).ground, statement.opening
    if ground == UNRECORDED and not isinstance(opening, OpenedFacts):
        refuse(_codes("ground", "refusal_grounds", (ground,), _day(statement)))
        return
    refuse(_ground(ground, cast(kind_rules.Asking, opening).purpose, "ground", _day(statement)))


def _extended(statement: Statement) -> None:
    _not_after_final(statement)
    facts, day = cast(ExtendedFacts, statement.facts), _day(statement)
    refuse(_codes("ground", "extension_grounds", (facts.ground,), day))
    if not timedelta() < facts.until - day <= LONGEST_EXTENSION:
        raise Refused("until", "the new date lies in the coming year", "until")


def _withdrawn(statement: Statement) -> None:
    if _own(statement, WITHDRAWN, CLOSED):
        raise Refused("state-closed", "the request has been withdrawn or closed")
    refuse(_codes("reason", "withdrawal_reasons", (cast(WithdrawnFacts, statement.facts).reason,), _day(statement)))


def _redirected(statement: Statement) -> None:
    _not_after_final(statement)
    facts = cast(RedirectedFacts, statement.facts)
    if facts.to_office == facts.office:
        raise Refused("office", "an office redirects to another", "to_office")
    refuse(_codes("reason", "redirect_reasons", (facts.reason,), _day(statement)))


def _closed(statement: Statement) -> None:
    if _own(statement, CLOSED):
        raise Refused("state-closed", "the request has been closed")
    usefulness = cast(ClosedFacts, statement.facts).usefulness
    refuse(_codes("usefulness", "usefulness", (usefulness,) if usefulness else (), _day(statement)))


_OF_REQUEST = frozenset({KIND})
_THE_OPENING = frozenset({OPENED, CALLED})

TYPES.register(
    EntryType(OPENED, OpenedFacts, contents.OpenedContent, _OF_REQUEST, roles=RELEASES, opens=True, rule=_opened),
    EntryType(
        TAKEN, StatementFacts, contents.Described, _OF_REQUEST, "others", "never", DESK, re=_THE_OPENING, re_least=1,
        needs_own=True, rule=_taken,
    ),
    EntryType(
        ASKED, AskedFacts, contents.Described, _OF_REQUEST, "others", roles=DESK, re=_THE_OPENING | {RECORDED}, re_least=1,
        needs_own=True, rule=_asked,
    ),
    EntryType(
        GIVEN, GivenFacts, contents.GivenContent, _OF_REQUEST, "opener", roles=DESK, re=frozenset({ASKED}), re_least=1,
        needs_own=True, rule=_given,
    ),
    EntryType(
        ANSWERED, AnsweredFacts, contents.AnsweredContent, _OF_REQUEST, "others", roles=DESK,
        re=_THE_OPENING | {RECORDED, GIVEN},
        re_least=1, needs_own=True, rule=_answered,
    ),
    EntryType(
        REFUSED, RefusedFacts, contents.RefusedContent, _OF_REQUEST, "others", roles=DESK, re=_THE_OPENING, re_least=1,
        needs_own=True, rule=_refused,
    ),
    EntryType(
        EXTENDED, ExtendedFacts, None, _OF_REQUEST, "others", "never", DESK, re=_THE_OPENING, re_least=1,
        needs_own=True, rule=_extended,
    ),
    EntryType(
        WITHDRAWN, WithdrawnFacts, None, _OF_REQUEST, "opener", "never", DESK, re=_THE_OPENING, re_least=1,
        needs_own=True, rule=_withdrawn,
    ),
    EntryType(
        REDIRECTED, RedirectedFacts, None, _OF_REQUEST, "others", "never", DESK, re=_THE_OPENING, re_least=1,
        needs_own=True, rule=_redirected,
    ),
    EntryType(
        CLOSED, ClosedFacts, None, _OF_REQUEST, "opener", "never", DESK, re=_THE_OPENING | {ANSWERED, REFUSED},
        re_least=1, needs_own=True, rule=_closed,
    ),
)  # fmt: skip
