"""Entries to tables: each party's statements fold into that party's columns, in the order of their numbers.

A request has a row for each addressee, kept by the two parties that it is between (`models.RequestState`). What
depends on both (the phase, the clock) is computed from all of them afresh, so no order of arrival shows in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, cast

from django.db.models import Q

from tripoint.capabilities.arrangements.declared import Declared, declared
from tripoint.capabilities.arrangements.declared_entries import DECLARED
from tripoint.capabilities.arrangements.in_force import Terms, terms
from tripoint.capabilities.arrangements.models import Assent, Proposal, PublishedCalendar
from tripoint.capabilities.arrangements.project import Arrangements  # registered before: its tables are read here
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import pressing_entries as pressing
from tripoint.capabilities.requests.clock import Clock, Pause, clock
from tripoint.capabilities.requests.message_entries import MESSAGE
from tripoint.capabilities.requests.models import Clarification, Phase, Receipted, RequestState, row_key
from tripoint.capabilities.requests.oral.entries import CalledFacts, Stated
from tripoint.ledger.projection import Applied, Delivered, Projector, register
from tripoint.ledger.registry import Facts

AT_ONCE = 500  # rows computed together when a calendar or agreed limits come to count
OVER = frozenset({Phase.ANSWERED, Phase.REFUSED, Phase.WITHDRAWN, Phase.CLOSED})
_COLUMNS = [one.attname for one in RequestState._meta.concrete_fields if not one.primary_key]


class Requests(Projector):
    """Folds the shared entries of requests."""

    types = frozenset(
        {
            e.OPENED,
            e.CALLED,
            e.RECORDED,
            e.TAKEN,
            e.ASKED,
            e.GIVEN,
            e.ANSWERED,
            e.REFUSED,
            e.EXTENDED,
            e.WITHDRAWN,
            e.REDIRECTED,
            e.CLOSED,
            pressing.REMINDED,
            pressing.ESCALATED,
            MESSAGE,
        }
    )
    delivery_types = frozenset({e.OPENED, e.CALLED, e.ASKED, e.GIVEN}) | Arrangements.delivery_types
    tables = (RequestState, Clarification, Receipted)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        rows = _rows(using, {one.dossier for one in batch})
        for one in batch:
            if one.type in (e.OPENED, e.CALLED):
                between = opened(one.id, one.party, one.time, cast(Stated, one.facts))
                rows[one.dossier] = [row for row in between if one.node in (row.asker, row.addressee)]
            elif one.type == e.ASKED and one.node in (one.opener, one.party):
                Clarification.objects.using(using).get_or_create(
                    asked=one.id, defaults={"dossier": one.dossier, "addressee": one.party, "asked_at": one.time}
                )
            elif one.type == e.GIVEN:
                asked = cast(e.GivenFacts, one.facts).answers
                Clarification.objects.using(using).filter(asked=asked).update(given=one.id, given_at=one.time)
            for row in rows[one.dossier]:
                fold(row, one)
        _settle(using, (row for found in rows.values() for row in found))

    def delivered(self, using: str, batch: Sequence[Delivered]) -> None:
        """Notes the receipts from which the clock runs, stands still and goes on."""
        mine = [one for one in batch if one.type not in Arrangements.delivery_types]
        rows = _rows(using, {one.dossier for one in mine})
        known = [
            Receipted(key=row_key(one.id, one.receiver), entry=one.id, party=one.receiver, dossier=one.dossier, at=one.at)
            for one in mine if _moves_a_clock(one, rows[one.dossier])
        ]  # fmt: skip
        Receipted.objects.using(using).bulk_create(known, ignore_conflicts=True)
        _settle(using, (row for found in rows.values() for row in found))
        for one in batch:
            if one.type in Arrangements.delivery_types:
                _settle_again(using, one)


def _rows(using: str, dossiers: set[str]) -> dict[str, list[RequestState]]:
    found: dict[str, list[RequestState]] = {dossier: [] for dossier in dossiers}
    for row in RequestState.objects.using(using).filter(dossier__in=sorted(dossiers)).order_by("key"):
        found[row.dossier].append(row)
    return found


def _stated(facts: Stated) -> dict[str, Any]:
    """What the record of a call says anew."""
    return {
        "handling": facts.graded.handling,
        "offence": facts.offences[0].code if facts.offences else "",
        "subjects": len(facts.subjects),
    }


def _moves_a_clock(one: Delivered, rows: Sequence[RequestState]) -> bool:
    """The asker's receipt of a question, an addressee's of what the asker stated. Another addressee's says nothing."""
    return any(one.receiver == (row.asker if one.type == e.ASKED else row.addressee) for row in rows)


def opened(dossier: str, asker: str, time: datetime, facts: Stated) -> list[RequestState]:
    """The rows of a request as its opening makes them, one for each addressee."""
    return [
        RequestState(
            key=row_key(dossier, addressee),
            dossier=dossier,
            reference=facts.reference,
            request_kind=facts.request_kind,
            asker=asker,
            addressee=addressee,
            exercise=facts.exercise,
            office=facts.office,
            to_office=facts.office_of(addressee),
            purpose=facts.purpose,
            urgency=facts.urgency,
            opened_at=time,
            called_at=facts.called_at if isinstance(facts, CalledFacts) else None,
            **_stated(facts),
        )
        for addressee in facts.participants
        if addressee != asker
    ]


class Said(Protocol):
    """A statement as it is folded."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def party(self) -> str:
        """Whose it is."""

    @property
    def type(self) -> str:
        """Its entry type."""

    @property
    def time(self) -> datetime:
        """When it was stated."""

    @property
    def facts(self) -> Facts | None:
        """Its coded part."""


def fold(row: RequestState, one: Said) -> None:
    """Folds a statement into the row of one addressee; what another addressee stated, or is told, is not its."""
    if one.party not in (row.asker, row.addressee) or getattr(one.facts, "to", None) not in (None, row.addressee):
        return
    if one.party == row.asker:
        row.asker_last_at = one.time
    else:
        row.addressee_last_at = one.time
    match one.facts:
        case e.OpenedFacts() as facts if one.type == e.RECORDED:
            row.record, row.recorded_at = one.id, one.time
            for name, value in _stated(facts).items():
                setattr(row, name, value)
        case e.WithdrawnFacts(reason=reason):
            row.withdrawn_at, row.withdrawal_reason = one.time, reason
        case e.ClosedFacts(usefulness=usefulness):
            row.closed_at, row.usefulness = one.time, usefulness or ""
        case pressing.RemindedFacts(number=number):
            row.reminders, row.reminded_at = number, one.time
        case pressing.EscalatedFacts(to_office=office):
            row.escalated_to, row.escalated_at = office, one.time
        case e.AnsweredFacts(scope=scope, items=items):
            row.result = items[-1].result or ""
            if scope == "part":
                row.part_at = one.time
            elif scope == "whole":
                row.answered_at = one.time
        case e.RefusedFacts(ground=ground):
            row.refused_at, row.refusal_ground = one.time, ground
        case e.ExtendedFacts(until=until):
            row.extended_until, row.extensions = until, row.extensions + 1
        case e.RedirectedFacts(to_office=office):
            row.redirected_to, row.taken_at, row.taken_office = office, None, ""
        case e.StatementFacts(office=office) if one.type == e.TAKEN:
            row.taken_at, row.taken_office = one.time, office


def _settle_again(using: str, one: Delivered) -> None:
    """A calendar, agreed limits or declared offices came to count: computes the requests that they may concern."""
    if one.type == DECLARED:
        touched = (Q(asker=one.peer) | Q(addressee=one.peer)) & Q(delivered_at__gte=one.at)
        _settle_all(using, touched)
        return
    calendar = PublishedCalendar.objects.using(using).filter(pk=one.id).first()
    if calendar is not None:
        asker = Q(asker=one.peer) if one.outgoing else Q(addressee=one.peer)
        touched = asker & Q(addressee=calendar.party)
        for column in ("answered_at", "refused_at", "withdrawn_at", "closed_at"):
            touched &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": one.at})
    else:
        word = Assent.objects.using(using).filter(entry=one.id, word="committed").first()
        proposal = word and Proposal.objects.using(using).filter(pk=word.proposal, adopted_at__isnull=False).first()
        if not proposal:
            return
        pair = (proposal.first, proposal.second)
        touched = Q(asker__in=pair, addressee__in=pair, delivered_at__gte=proposal.adopted_at)
    _settle_all(using, touched)


def _settle_all(using: str, touched: Q) -> None:
    rows = RequestState.objects.using(using).filter(touched, delivered_at__isnull=False).order_by("key")
    ids = list(rows.values_list("key", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        _settle(using, RequestState.objects.using(using).filter(key__in=ids[start : start + AT_ONCE]))


def _settle(using: str, rows: Iterable[RequestState]) -> None:
    """Computes what depends on both sides, and stores."""
    found = list(rows)
    if not found:
        return
    pairs = {(row.asker, row.addressee) for row in found}
    agreed, offices = terms(using, pairs), declared(using, pairs | {(there, here) for here, there in pairs})
    ids = {row.dossier for row in found}
    receipts = {one.key: one.at for one in Receipted.objects.using(using).filter(dossier__in=ids)}
    questions: dict[str, list[Clarification]] = {}
    for question in Clarification.objects.using(using).filter(dossier__in=ids):
        questions.setdefault(row_key(question.dossier, question.addressee), []).append(question)
    for row in found:
        own = questions.get(row.key, [])
        pauses: list[Pause] = [
            (receipts[asked], receipts.get(row_key(one.given, row.addressee)))
            for one in own if (asked := row_key(one.asked, row.asker)) in receipts
        ]  # fmt: skip
        row.delivered_at = receipts.get(row.key)
        running = _clock(row, pauses, agreed[row.asker, row.addressee])
        row.due_at, row.paused_since = running.due, running.paused_since
        row.limit_hours, row.limit_days = running.hours, running.working_days
        _show(row, offices[row.asker, row.addressee], offices[row.addressee, row.asker])
        settle_phase(row, is_asked=any(not one.given for one in own))
    RequestState.objects.using(using).bulk_create(
        found, update_conflicts=True, unique_fields=["key"], update_fields=_COLUMNS
    )


def _show(row: RequestState, theirs: Declared, ours: Declared) -> None:
    """By what the addressee had declared when it received the request: which office it is shown to; on each side, who
    is copied on what went directly."""
    there, here = theirs.at(row.delivered_at), ours.at(row.delivered_at)
    known = there is None or there.receives(row.to_office, row.request_kind)
    row.entry_office = "" if there is None or known else there.says.entry_office
    row.addressee_copy = there.copied_on_receiving(row.shown_to) if there else None
    row.asker_copy = here.copied_on_sending(row.office) if here else None


def settle_phase(row: RequestState, *, is_asked: bool) -> None:
    """Computes where the request stands. `is_asked`: a question of the addressee waits for its reply."""
    row.addressee_office = row.taken_office or row.redirected_to or row.shown_to
    row.phase = _phase(row, is_asked=is_asked)
    row.is_open = row.phase not in OVER
    row.last_at = max(row.asker_last_at, row.addressee_last_at or row.asker_last_at)


def _clock(row: RequestState, pauses: Sequence[Pause], agreed: Terms) -> Clock:
    finished = finished_at(row)
    ended = min(filter(None, (finished, row.withdrawn_at, row.closed_at)), default=None)
    return clock(
        urgency=row.urgency, party=row.addressee, delivered=row.delivered_at, pauses=pauses, until=row.extended_until,
        finished=finished, calendar=agreed.calendar(ended), limits=agreed.limits(row.delivered_at),
    )  # fmt: skip


def finished_at(row: RequestState) -> datetime | None:
    """When the addressee settled the request: its whole answer or its refusal, whichever it stated first."""
    return min(filter(None, (row.answered_at, row.refused_at)), default=None)


def _phase(row: RequestState, *, is_asked: bool) -> Phase:
    if row.closed_at:
        return Phase.CLOSED
    if row.withdrawn_at:
        return Phase.WITHDRAWN
    if row.refused_at:
        return Phase.REFUSED
    if row.answered_at:
        return Phase.ANSWERED
    if is_asked:
        return Phase.CLARIFICATION
    if row.part_at:
        return Phase.PART_ANSWERED
    if row.taken_at:
        return Phase.TAKEN
    return Phase.RECEIVED if row.delivered_at else Phase.SENT


register(Requests())
