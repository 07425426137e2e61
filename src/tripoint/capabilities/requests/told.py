"""What a program is told of requests: rows, a dossier with its entries, drafts, events."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from django.db.models import Q, QuerySet
from pydantic import BaseModel, ConfigDict, Field, create_model

from tripoint.api.events import EventSaid
from tripoint.api.problem import ApiProblem, Fault
from tripoint.api.routes import Body, Said
from tripoint.capabilities.requests.attachments import has_come
from tripoint.capabilities.requests.contents import Attachment
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.models import HomeState, RequestDraft, RequestState
from tripoint.capabilities.requests.reading import Line, Reading
from tripoint.capabilities.requests.translations.asked import Asked
from tripoint.ledger.admission import Verdict
from tripoint.ledger.encoding import b64u, is_id, un_b64u
from tripoint.ledger.errors import Refused
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import ContentState, Entry

STATES = {ContentState.PRESENT: "present", ContentState.ERASED: "erased", ContentState.REFUSED: "refused",
          ContentState.WITHHELD: "erased"}  # fmt: skip


class ListQuery(Body):
    """Which requests. `side`: what the office owes, waits for, or all on whose route it stands. `cursor`: the `next` of
    the page before; a request that changes meanwhile comes to the front, and is told of by the events."""

    side: Literal["answer", "wait", "all"] = "all"
    phase: str = Field("", max_length=16)
    kind: str = Field("", max_length=16)
    party: str = Field("", max_length=2)
    urgency: str = Field("", max_length=32)
    purpose: str = Field("", max_length=32)
    reference: str = Field("", max_length=32)
    changed_since: datetime.datetime | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: str = Field("", max_length=200)


class UseQuery(Body):
    """What it is taken for: RECORD (the own record, or to have it checked), or a use of the list consent_uses with what
    belongs to it. Owed for the dossier file, and for a partner's file whose handling code keeps some use back."""

    use: str = Field("", max_length=16)
    recipient: str | None = Field(None, max_length=32)
    to_office: str | None = Field(None, max_length=40)
    purpose: str | None = Field(None, max_length=32)


class FileQuery(UseQuery):
    """Which file of the entry; the first where it is left out."""

    digest: str = Field("", max_length=43)


class Row(Said):
    """A request, as it stands with one addressee, in codes and times; names stand in the dossier alone. Times are UTC.

    The asker has a row for each addressee of a joint request, all with one `dossier`; an addressee has its own.
    `entry_office`: shown to it, as `to_office` is not declared for the kind; the copies are the centres that read along.
    """

    model_config = ConfigDict(frozen=True, from_attributes=True)
    dossier: str
    reference: str
    request_kind: str
    asker: str
    addressee: str
    office: str
    to_office: str
    addressee_office: str
    entry_office: str
    asker_copy: str | None
    addressee_copy: str | None
    purpose: str
    urgency: str
    handling: str
    offence: str
    subjects: int
    phase: str
    is_open: bool
    opened_at: datetime.datetime
    called_at: datetime.datetime | None
    record_due: datetime.datetime | None
    recorded_at: datetime.datetime | None
    delivered_at: datetime.datetime | None
    due_at: datetime.datetime | None
    paused_since: datetime.datetime | None
    taken_at: datetime.datetime | None
    taken_office: str
    extended_until: datetime.date | None
    part_at: datetime.datetime | None
    answered_at: datetime.datetime | None
    result: str
    refused_at: datetime.datetime | None
    refusal_ground: str
    withdrawn_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    last_at: datetime.datetime


class Page(Said):
    """Requests, the latest first; `next` leads on, "" at the end."""

    items: tuple[Row, ...]
    next: str


class TickSaid(Said):
    """What became of one of our entries on its way to a party."""

    peer: str
    delivered_at: datetime.datetime | None
    verdict: str


class LineSaid(Said):
    """One entry. `facts` and `content` have the form of its type (x-entry-types); None where not understood or erased."""

    id: str
    type: str
    party: str
    seq: int
    time: datetime.datetime
    received_at: datetime.datetime
    verdict: Literal["applied", "held", "void", "declined"]
    code: str
    key_revoked: bool
    facts: dict[str, Any] | None
    content: dict[str, Any] | None
    content_state: Literal["none", "present", "erased", "refused"]
    ticks: tuple[TickSaid, ...]


class ClockSaid(Said):
    """The addressee's clock. `due`: on the calendar that is known when it is read."""

    begun: datetime.datetime | None
    due: datetime.datetime | None
    paused_since: datetime.datetime | None
    finished: datetime.datetime | None


class Dossier(Said):
    """A request with its entries, what this party keeps at home, and what the token's post may do next.

    `request` and `clock`: with the addressee whose answer presses most. `standings`: with each addressee; of another
    one of a joint request an addressee has the entries only: no receipt, no due time, and neither entry office nor copies,
    so `addressee_office` is the one addressed until that party takes or redirects it. `questions`: entries that wait for
    a reply, the oldest first; in a joint request of several parties.
    """

    request: Row
    standings: tuple[Row, ...]
    clock: ClockSaid
    entries: tuple[LineSaid, ...]
    home: tuple[LineSaid, ...]
    questions: tuple[str, ...]
    steps: tuple[str, ...]
    frozen: tuple[str, ...]


class Made(Said):
    """What was stated."""

    entry: str
    dossier: str
    reference: str


class Approved(Said):
    """A step that was signed: `released` is the request when it was the last, else null."""

    draft: str
    released: Made | None


class DraftRef(Said):
    """A draft and where it stands: draft, submitted, returned."""

    draft: str
    state: str


class DraftRow(DraftRef):
    """A draft in a list."""

    office: str
    kind: str
    own: bool
    updated_at: datetime.datetime


class Drafts(Said):
    """Drafts, the officer's own first."""

    items: tuple[DraftRow, ...]


class TranslationRow(Said):
    """A translation that is asked. `to_do`: of this office; else this office asked. `state`: open, taken, declined, done."""

    asked: str
    dossier: str
    reference: str
    item: str
    item_type: str
    into: str
    party: str
    of: str
    to_office: str
    to_do: bool
    state: str
    answer: str
    at: datetime.datetime


class Translations(Said):
    """The oldest first."""

    items: tuple[TranslationRow, ...]


DraftSaid: type[BaseModel] = create_model("DraftSaid", __base__=DraftRow, form=(RequestForm, ...))


def narrowed(asked: ListQuery, rows: QuerySet[RequestState]) -> QuerySet[RequestState]:
    """The rows that are asked for, after the cursor."""
    exact = {"phase": asked.phase, "request_kind": asked.kind, "urgency": asked.urgency, "purpose": asked.purpose}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if asked.party:
        rows = rows.filter(Q(asker=asked.party) | Q(addressee=asked.party))
    if asked.reference:  # a range and not LIKE: an index answers it
        start = asked.reference.strip().upper()
        rows = rows.filter(reference__gte=start, reference__lt=f"{start}~")
    if asked.changed_since is not None:
        rows = rows.filter(last_at__gte=_aware(asked.changed_since))
    if asked.cursor:
        at, key = _place(asked.cursor)
        rows = rows.filter(Q(last_at__lt=at) | Q(last_at=at, key__lt=key))
    return rows


def page(parts: Sequence[QuerySet[RequestState]], limit: int) -> Page:
    """The latest `limit` rows of lists without rows in common."""
    found = [row for part in parts for row in part.order_by("-last_at", "-key")[: limit + 1]]
    found.sort(key=lambda row: (row.last_at, row.key), reverse=True)
    shown, last = found[:limit], found[limit - 1] if len(found) > limit else None
    following = b64u(json.dumps([last.last_at.isoformat(), last.key]).encode()) if last else ""
    return Page(items=tuple(Row.model_validate(row) for row in shown), next=following)


def _place(cursor: str) -> tuple[datetime.datetime, str]:
    try:
        at, key = json.loads(un_b64u(cursor))
        if not is_id(key[:-2]):
            raise ValueError(key)
        return _aware(datetime.datetime.fromisoformat(at)), key
    except (Refused, ValueError, TypeError):
        raise ApiProblem("query", [Fault("cursor", "cursor")]) from None


def _aware(at: datetime.datetime) -> datetime.datetime:
    return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)


def dossier(ledger: Ledger, found: Reading) -> Dossier:
    """What was read, for a program."""
    clock = found.clock
    return Dossier(
        request=Row.model_validate(found.state),
        standings=tuple(Row.model_validate(row) for row in found.standings),
        clock=ClockSaid(begun=clock.begun, due=clock.due, paused_since=clock.paused_since, finished=clock.finished),
        entries=tuple(_line(ledger, one) for one in found.lines),
        home=tuple(_line(ledger, one) for one in found.home),
        questions=tuple(one.asked for one in found.questions),
        steps=found.steps,
        frozen=tuple(sorted(found.frozen)),
    )


def _line(ledger: Ledger, line: Line) -> LineSaid:
    content = line.content.model_dump(mode="json") if line.content is not None else None
    if content is not None and line.described is not None:
        content["attachments"] = [_file(ledger, one) for one in line.described.attachments]
    state: Any = STATES.get(ContentState(line.content_state), "none")
    verdict: Any = Verdict(line.verdict).name.lower()
    return LineSaid(
        id=line.id, type=line.type, party=line.party, seq=line.seq, time=line.time, received_at=line.received_at,
        verdict=verdict, code=line.code, key_revoked=line.key_revoked,
        facts=line.facts.model_dump(mode="json") if line.facts is not None else None, content=content,
        content_state=state,
        ticks=tuple(TickSaid(peer=one.peer, delivered_at=one.delivered_at, verdict=one.verdict) for one in line.ticks),
    )  # fmt: skip


def _file(ledger: Ledger, one: Attachment) -> dict[str, Any]:
    """A file without its key: it is read through the route of files, where reading is logged."""
    return {**one.model_dump(mode="json", exclude={"key"}), "here": has_come(ledger, one)}


def drafts(rows: Iterable[RequestDraft], officer: str) -> Drafts:
    """Drafts in a list, without what stands in them."""
    return Drafts(items=tuple(DraftRow(**_about(row, officer)) for row in rows))


def draft(row: RequestDraft, form: RequestForm, officer: str) -> BaseModel:
    """A draft with what stands in it, without the key of its file."""
    shown = form.model_copy(update={"attachment": None})
    return DraftSaid(**_about(row, officer), form=shown)


def _about(row: RequestDraft, officer: str) -> dict[str, Any]:
    return {
        "draft": str(row.id), "state": row.state, "office": row.office, "kind": row.kind, "own": row.owner == officer,
        "updated_at": row.updated_at,
    }  # fmt: skip


def translations(asked: Iterable[Asked]) -> Translations:
    """What is asked, for a program."""
    return Translations(items=tuple(
        TranslationRow(
            asked=one.row.entry, dossier=one.state.dossier, reference=one.state.reference, item=one.row.item,
            item_type=one.type, into=one.row.language, party=one.row.party, of=one.row.of, to_office=one.row.to_office,
            to_do=one.is_for_us, state=one.row.state, answer=one.row.answer, at=one.row.at,
        )
        for one in asked
    ))  # fmt: skip


def event(row: Entry, state: RequestState | None, home: HomeState | None) -> EventSaid:
    """An entry that was applied."""
    return EventSaid(
        type=row.type, party=row.party, entry=row.id, dossier=state.dossier if state else "",
        draft=home.draft if home and not state else "", reference=state.reference if state else "", time=row.time,
        received_at=row.received_at,
    )  # fmt: skip
