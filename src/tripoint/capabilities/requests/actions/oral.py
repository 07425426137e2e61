"""A request by telephone: stated at once by one officer, recorded in writing afterwards like any other request."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.db.models import QuerySet
from pydantic import ValidationError

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.actions.drafting import EDITABLE, called_facts, save
from tripoint.capabilities.requests.actions.stating import NO_FACTS, matter_for, state
from tripoint.capabilities.requests.addressing import check_office
from tripoint.capabilities.requests.clock import zone_of
from tripoint.capabilities.requests.contents import CalledContent
from tripoint.capabilities.requests.form import Addressee
from tripoint.capabilities.requests.kind_rules import LIFE
from tripoint.capabilities.requests.models import RequestDraft, RequestState
from tripoint.capabilities.requests.oral import calls as oral
from tripoint.capabilities.requests.oral.entries import CALLERS, WITHIN
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.references import next_reference
from tripoint.ledger.append import Draft
from tripoint.ledger.entry import Item
from tripoint.ledger.ledger import Ledger

MOST_A_DAY = 20
"""Calls of one office on one day: more is no exception any more, and goes the ordinary way."""
MOST_OVERDUE = 3
"""Records that an office may owe beyond their time before it must write them."""


def call(ledger: Ledger, who: Acting, said: oral.Call) -> Item:
    """States a request by telephone; it leaves at once, and its record is owed within 24 hours. Gives its opening.

    Raises NotPermitted for a post that makes no requests, ActionRefused with everything that is missing or that a
    call may not ask; `oral-many` and `oral-overdue` where the office has called too often, unless a life is in danger.
    """
    if not who.has(CALLERS):
        raise NotPermitted(Problem("role"))
    now = ledger.now()
    try:
        found = list(said.findings(ledger.party, who.office, now, exercise=ledger.exercise))
    except ValidationError as error:
        raise ActionRefused.unreadable(error) from error
    if found:
        raise ActionRefused.of(found)
    if calls_like(ledger, who, said).exists():
        raise ActionRefused(Problem("state-called"))
    check_office(ledger, said.addressee, said.to_office, said.request_kind)
    if said.urgency_ground not in LIFE:
        _within_limits(ledger, who.office, now)
    opening = Draft(e.CALLED, NO_FACTS)
    today = oral.day_of(now)
    to = (Addressee(party=said.addressee, office=said.to_office),)
    opening.facts = said.facts(
        party=ledger.party, office=who.office, author=ledger.pseudonym(who.officer, opening), day=today,
        reference=next_reference(ledger.using, ledger.party, to, today.year), exercise=ledger.exercise,
    )  # fmt: skip
    opening.content, opening.retain = said.content(who), said.retain(today)
    return state(ledger, who, [opening])[0]


def calls_like(ledger: Ledger, who: Acting, said: oral.Call) -> QuerySet[RequestState]:
    """The same call as it was stated before: a page that is sent twice, a program that tries again."""
    return RequestState.objects.using(ledger.using).filter(
        asker=ledger.party, office=who.office, called_at=said.called_at, to_office=said.to_office, purpose=said.purpose,
        request_kind=said.request_kind,
    )  # fmt: skip


def _within_limits(ledger: Ledger, office: str, now: datetime) -> None:
    zone = zone_of(ledger.party)
    midnight = datetime.combine(now.astimezone(zone).date(), time.min, zone)
    rows = RequestState.objects.using(ledger.using).filter(asker=ledger.party, office=office, called_at__isnull=False)
    if rows.filter(called_at__gte=midnight - WITHIN, opened_at__gte=midnight).count() >= MOST_A_DAY:
        raise ActionRefused(Problem("oral-many"))
    if records_owed(ledger.using, ledger.party, office).filter(called_at__lt=now - WITHIN).count() >= MOST_OVERDUE:
        raise ActionRefused(Problem("oral-overdue"))


OWED = {"record": "", "withdrawn_at": None, "closed_at": None}
"""Rows of calls whose record is owed."""


def records_owed(using: str, party: str, office: str = "") -> QuerySet[RequestState]:
    """The calls of an office, or of all offices of the party, whose record is owed; soonest first."""
    rows = RequestState.objects.using(using).filter(asker=party, called_at__isnull=False, **OWED)
    return (rows.filter(office=office) if office else rows).order_by("called_at", "key")


def begin_record(ledger: Ledger, who: Acting, dossier: str) -> UUID:
    """The officer's draft of a call's record, filled in from the call; the one begun before where there is one.

    Raises NotPermitted but for officers of the office that called, ActionRefused("state-recorded").
    """
    found = matter_for(ledger, who, dossier, side="asker")
    if not found.state.is_unrecorded:
        raise ActionRefused(Problem("state-recorded"))
    drafts = RequestDraft.objects.using(ledger.using).filter(owner=who.officer, call=dossier, state__in=EDITABLE)
    row = drafts.first()
    if row is not None:
        return row.pk
    called = called_facts(ledger, dossier)
    content = ledger.content(dossier)
    said = content if isinstance(content, CalledContent) else None
    return save(ledger, who, oral.to_be_recorded(dossier, called, ledger.party, said))
