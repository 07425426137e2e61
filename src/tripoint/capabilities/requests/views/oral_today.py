"""Calls on Today: whose record is owed, for the whole office that called; and for supervisors what was called."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.actions import oral
from tripoint.capabilities.requests.models import RequestDraft
from tripoint.capabilities.requests.oral.entries import WITHIN
from tripoint.capabilities.requests.permission import RELEASE
from tripoint.capabilities.requests.screens import READERS, WRITERS, ledger, who
from tripoint.capabilities.requests.today import SHOWN, title_of
from tripoint.capabilities.requests.views.oral import calls_of, owed_clock
from tripoint.directory.models import Role
from tripoint.web import dates, navigation
from tripoint.web import today as page
from tripoint.web.access import OfficerRequest


def records_owed(request: OfficerRequest) -> Iterator[page.Row]:
    """The calls of the officer's office whose record is owed, soonest first."""
    own, acting = ledger(), who(request)
    if not acting.roles & set(WRITERS):
        return
    rows = list(oral.records_owed(own.using, own.party, acting.office)[:SHOWN])
    waiting = set(
        RequestDraft.objects.using(own.using)
        .filter(state="submitted", call__in=[row.dossier for row in rows])
        .values_list("call", flat=True)
    )
    for row in rows:
        yield page.Row(
            gettext("Record of the call: %(what)s") % {"what": title_of(row)},
            page.soonest_first(row.record_due or row.opened_at),
            reverse("requests:called", args=[row.dossier]), party=row.addressee, reference=row.reference,
            handling=row.handling, note=_("Waiting for release") if row.dossier in waiting else oral_mark(),
            clock=owed_clock(row),
        )  # fmt: skip


def called(request: OfficerRequest) -> Iterator[page.Row]:
    """For who releases: what officers of the office called since yesterday."""
    own, acting = ledger(), who(request)
    if not acting.has(RELEASE):
        return
    since = timezone.now() - WITHIN
    for row in calls_of(acting, own.party, own.using).filter(called_at__gte=since)[:SHOWN]:
        yield page.Row(
            gettext("By telephone: %(what)s") % {"what": title_of(row)}, page.latest_first(row.opened_at),
            reverse("requests:dossier", args=[row.dossier]), party=row.addressee, reference=row.reference,
            when=dates.when(row.opened_at), note=oral_mark() if row.is_unrecorded else _("Recorded"),
        )  # fmt: skip


def oral_mark() -> str:
    """The mark of a call without its record."""
    return pgettext("mark of a request by telephone", "ORAL")


def register() -> None:
    """Puts calls on Today and into the menu."""
    page.register(page.Section.ANSWER, records_owed, more="requests:oral")
    page.register(page.Section.ARRIVED, called)
    page.register_action(page.Action(_("Record a call"), "requests:call", frozenset(WRITERS), beside=True))
    watching = navigation.Place.NODE, frozenset({*READERS, Role.AUDITOR})
    navigation.register(navigation.Item(_("Requests by telephone"), "requests:oral", "bell", 71, *watching))
