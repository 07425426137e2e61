"""What requests contribute to Today: what is owed, what is waited for, what has arrived, what waits for release."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.labels import label, office_labels
from tripoint.capabilities.requests.models import HomeState, Raised, RequestDraft, RequestState
from tripoint.capabilities.requests.permission import RELEASE, Acting
from tripoint.capabilities.requests.reading import listed_clock
from tripoint.capabilities.requests.remarks import remarks_on
from tripoint.capabilities.requests.routes.models import Approval
from tripoint.capabilities.requests.screens import (
    DECIDERS,
    READERS,
    WRITERS,
    clock_shown,
    is_reader,
    ledger,
    signer,
    who,
)
from tripoint.capabilities.requests.worklist import release_queue, to_answer, visible, waited_for
from tripoint.directory.models import Role
from tripoint.web import dates, navigation, shells
from tripoint.web import today as page
from tripoint.web.access import OfficerRequest
from tripoint.web.clock import SOON_LEFT, SOON_SHARE, Clock, running

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHOWN = page.ASKED
RECENT = timedelta(days=1)
REMARK_SHOWN = 120  # characters of a remark on Today; the whole stands on the draft's page


def owed(request: OfficerRequest) -> Iterator[page.Row]:
    """Requests that the officer's office must answer."""
    if not is_reader(request):
        return
    own = ledger()
    yield from _rows(to_answer(who(request), own.party, own.using), towards=False)


def waiting(request: OfficerRequest) -> Iterator[page.Row]:
    """Requests that the officer's office waits for."""
    if not is_reader(request):
        return
    own = ledger()
    yield from _rows(waited_for(who(request), own.party, own.using), towards=True)


def arrived(request: OfficerRequest) -> Iterator[page.Row]:
    """What the other side stated since yesterday, own drafts that came back, and drafts that wait for a decision."""
    own, acting = ledger(), signer(request)
    yield from _returned(acting.officer)
    if acting.roles & set(READERS):
        for draft, at in release_queue(acting, own.using).values_list("id", "updated_at")[:SHOWN]:
            yield page.Row(
                _("A draft waits for release"), page.latest_first(at), reverse("requests:decide", args=[draft]),
                when=dates.when(at),
            )  # fmt: skip
    if "supervisor" in acting.roles:
        yield from _pressing(acting, own.party, own.using)
    if not acting.roles & set(READERS):
        return
    since = timezone.now() - RECENT
    rows = visible(RequestState.objects.using(own.using).filter(last_at__gte=since), acting, own.party)
    stated = sorted(
        ((theirs, key) for _at, key, theirs in rows.keys(SHOWN, _theirs(own.party)) if theirs and theirs >= since),
        reverse=True,
    )
    found = RequestState.objects.using(own.using).in_bulk([key for _, key in stated[: page.SHOWN]])
    for theirs, key in stated:
        row = found.get(key)
        if row is None:  # cannot be shown any more: counted only
            yield page.Row("", page.latest_first(theirs))
            continue
        yield page.Row(
            title_of(row), page.latest_first(theirs), reverse("requests:dossier", args=[row.dossier]),
            party=row.partner_of(own.party), reference=row.reference,
            when=dates.when(theirs), note=row.get_phase_display(),
        )  # fmt: skip


def _theirs(party: str) -> Case:
    """When the other side last stated something."""
    return Case(When(asker=party, then=F("addressee_last_at")), default=F("asker_last_at"))


def _returned(author: str) -> Iterator[page.Row]:
    own = ledger()
    drafts = list(RequestDraft.objects.using(own.using).filter(owner=author, state="returned")[: page.SHOWN])
    remarks = remarks_on(own, drafts)
    for draft in drafts:
        remark = remarks.get(draft.pk)
        yield page.Row(
            _("Your draft came back"), page.latest_first(remark.at if remark else draft.updated_at),
            reverse("requests:edit", args=[draft.pk]), when=dates.when(remark.at if remark else draft.updated_at),
            note=Truncator(remark.text).chars(REMARK_SHOWN) if remark else "",
            note_language=remark.language if remark else "",
        )  # fmt: skip


def _pressing(acting: Acting, party: str, using: str) -> Iterator[page.Row]:
    """For a supervisor: what an officer raised, and what a partner escalated to this office."""
    raised = list(Raised.objects.using(using).filter(office=acting.office).order_by("-at")[:SHOWN])
    homes = HomeState.objects.using(using).in_bulk([one.home for one in raised])
    at = {key: one.at for one in reversed(raised) for key in (homes[one.home].about, homes[one.home].reference) if key}
    opened = RequestState.objects.using(using).filter(is_open=True)
    parts = (  # each from its own index: with OR every request would be read
        opened.filter(dossier__in=at), opened.filter(asker=party, reference__in=at),
        opened.filter(addressee=party, escalated_to=acting.office).order_by("-last_at"),
    )  # fmt: skip
    for row in {row.dossier: row for part in parts for row in part[:SHOWN]}.values():  # a joint request once
        since = at.get(row.dossier) or at.get(row.reference)
        yield page.Row(
            _("Raised with you by an officer") if since else _("A partner turns to your office"),
            page.latest_first(since or row.escalated_at or row.last_at),
            reverse("requests:dossier", args=[row.dossier]), reference=row.reference,
            party=row.addressee if row.asker == party else row.asker,
            when=dates.when(since or row.escalated_at or row.last_at),
        )  # fmt: skip


def to_confirm(request: OfficerRequest) -> Iterator[page.Row]:
    """Approvals by telephone that the officer is to confirm; for who releases, those of the office that are late."""
    own, acting, now = ledger(), who(request), timezone.now()
    rows = Approval.objects.using(own.using).filter(manner="telephone", confirmed_at=None)
    for one in rows.filter(approver=acting.officer).order_by("confirm_by")[:SHOWN]:
        yield _call(one, _("Confirm your approval by telephone"), reverse("requests:confirm", args=[one.entry]))
    if acting.has(RELEASE):
        late = rows.filter(office=acting.office, confirm_by__lt=now).exclude(approver=acting.officer)
        for one in late.order_by("confirm_by")[:SHOWN]:
            yield _call(one, _("An approval by telephone was not confirmed"), reverse("requests:calls"))


def _call(one: Approval, title: StrOrPromise, address: str) -> page.Row:
    due = one.confirm_by or one.at
    return page.Row(title, page.soonest_first(due), address, clock=running(one.at, due, taken=False))


def _rows(rows: QuerySet[RequestState], *, towards: bool) -> Iterator[page.Row]:
    """Rows in their order. After the first page's worth none can be shown: those are only counted, and cost little."""
    now, shown = timezone.now(), list(rows[: page.SHOWN])
    offices = office_labels({_partner_office(row, towards) for row in shown}, get_language() or "en")
    for row in shown:
        yield _row(row, offices[_partner_office(row, towards)].text, towards=towards)
    waits = ExpressionWrapper(Q(due_at=None) | Q(delivered_at=None) | Q(paused_since__isnull=False), BooleanField())
    by = Coalesce("due_at", "opened_at")
    for due, delivered, is_waiting in rows.values_list(by, "delivered_at", waits)[page.SHOWN : SHOWN]:
        clock = Clock("wait" if is_waiting else _state(due, delivered, now), "", 0)
        yield page.Row("", page.soonest_first(due), clock=clock)


def _state(due: datetime, delivered: datetime, now: datetime) -> str:
    left = due - now
    if left.total_seconds() < 0:
        return "late"
    used = (now - delivered) / max(due - delivered, timedelta(seconds=1))
    return "soon" if left < SOON_LEFT or used >= SOON_SHARE else "run"


def _partner_office(row: RequestState, towards: bool) -> str:
    return row.addressee_office if towards else row.office


def _row(row: RequestState, place: str, *, towards: bool) -> page.Row:
    due = row.due_at or row.opened_at
    return page.Row(
        title_of(row),
        page.soonest_first(due),
        reverse("requests:dossier", args=[row.dossier]),
        party=row.addressee if towards else row.asker,
        towards=towards,
        place=place,
        reference=row.reference,
        handling=row.handling,
        note=row.get_phase_display(),
        clock=clock_shown(listed_clock(row), row),
    )


def title_of(row: RequestState) -> str:
    """What it is about, in codes: names stay in the dossier."""
    language = get_language() or "en"
    what = label("offences", row.offence, language) if row.offence else label("purposes", row.purpose, language)
    kind = label("request_kinds", row.request_kind.upper(), language)
    return gettext("%(kind)s: %(what)s") % {"kind": kind.text, "what": what.text}


def register() -> None:
    """Puts requests on Today and into the menu."""
    page.register(page.Section.ANSWER, owed, more="requests:list")
    page.register(page.Section.ANSWER, to_confirm)
    page.register(page.Section.WAIT, waiting, more="requests:list")
    page.register(page.Section.ARRIVED, arrived)
    page.register_action(page.Action(_("New request"), "requests:new", frozenset(WRITERS)))
    navigation.register(navigation.Item(_("Requests"), "requests:list", "inbox", 20, roles=frozenset(READERS)))
    shells.register(shells.Shell("^/requests/[A-Za-z0-9_-]{43}$", "requests:offline", frozenset(WRITERS)))
    shells.register(shells.Shell("^/requests/call$", "requests:call-offline", frozenset(WRITERS)))
    watching = navigation.Place.NODE, frozenset({Role.AUDITOR, Role.SUPERVISOR, Role.DUTY_OFFICER})
    configuring = navigation.Place.NODE, frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
    navigation.register(navigation.Item(_("Approvals by telephone"), "requests:calls", "checks", 70, *watching))
    book_keeping = navigation.Place.NODE, frozenset(READERS)
    navigation.register(navigation.Item(_("Registry books"), "requests:books", "inbox", 72, *book_keeping))
    setting = navigation.Place.NODE, frozenset({Role.ADMINISTRATOR})
    navigation.register(navigation.Item(_("How numbers are written"), "requests:set-book", "inbox", 76, *setting))
    navigation.register(navigation.Item(_("Approval routes"), "requests:routes", "signature", 75, *configuring))
    navigation.register(navigation.Item(_("To release"), "requests:queue", "send", 30, roles=frozenset(DECIDERS)))
