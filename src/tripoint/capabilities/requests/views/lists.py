"""The lists: what is to be answered, what we wait for; and the drafts that wait for release."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tripoint.capabilities.requests.actions import written
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.labels import office_labels
from tripoint.capabilities.requests.models import HomeState, RequestDraft
from tripoint.capabilities.requests.reading import listed_clock
from tripoint.capabilities.requests.remarks import remarks_on
from tripoint.capabilities.requests.screens import READERS, clock_shown, ledger, signer, who
from tripoint.capabilities.requests.worklist import (
    COUNTED,
    Latest,
    release_queue,
    telephone_queue,
    to_answer,
    waited_for,
)
from tripoint.ledger.ledger import Ledger
from tripoint.web.access import OfficerRequest, requires

PER_PAGE = 50
DRAFTS = 100  # an officer's own, the newest; nobody writes more at once


class Counted(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Counts up to COUNTED, so that a long list costs no more than a short one."""

    @cached_property
    def count(self) -> int:
        """Rows, at most COUNTED."""
        rows = cast(QuerySet[Any] | Latest, self.object_list)
        return min(rows.count(), COUNTED) if isinstance(rows, Latest) else rows.order_by()[:COUNTED].count()


@requires(*READERS)
@require_safe
def request_list(request: OfficerRequest) -> HttpResponse:
    """The requests of the officer's office: to be answered, or waited for."""
    acting, own = who(request), ledger()
    side = request.GET.get("side", "answer")
    if side == "wait":
        rows = waited_for(acting, own.party, own.using)
    else:
        side, rows = "answer", to_answer(acting, own.party, own.using)
    page = Counted(cast(Any, rows), PER_PAGE).get_page(request.GET.get("page"))
    shown = [(row, clock_shown(listed_clock(row), row)) for row in page]
    offices = {row.addressee_office if row.asker == own.party else row.office for row in page}
    written_by = list(RequestDraft.objects.using(own.using).filter(owner=acting.officer)[:DRAFTS])
    remarks = remarks_on(own, written_by)
    drafts = [(one, written(own, one), remarks.get(one.pk)) for one in written_by]
    offices |= {one.office for _, kept, _ in drafts for one in kept.addressees if one.office}
    return render(
        request,
        "requests/list.html",
        {"side": side, "page": page, "rows": shown, "drafts": drafts,
         "office_labels": office_labels(offices, get_language() or "en"),
         "query": urlencode({"side": side}),
         "own": own.party, "may_write": bool(acting.roles & {"officer", "supervisor", "duty_officer"})},
    )  # fmt: skip


@requires(*READERS)
@require_safe
def queue(request: OfficerRequest) -> HttpResponse:
    """What waits for this officer's signature, and what he or she may record an approval by telephone of."""
    own, acting = ledger(), signer(request)
    waiting = release_queue(acting, own.using).order_by("updated_at", "pk")  # who waits longest comes first
    page = Counted(cast(Any, waiting), PER_PAGE).get_page(request.GET.get("page"))
    calls = list(telephone_queue(acting, own.using).order_by("updated_at", "pk")[:PER_PAGE])
    homes = HomeState.objects.using(own.using).in_bulk([row.home for row in (*page, *calls)])
    rows, by_telephone = ([_waiting(own, row, homes[row.home]) for row in drafts] for drafts in (page, calls))
    named = {
        office
        for row, kept, _s, _n in (*rows, *by_telephone)
        for office in (row.office, *(one.office for one in kept.addressees))
        if office
    }
    offices = office_labels(named, get_language() or "en")
    said = {"rows": rows, "by_telephone": by_telephone, "page": page, "office_labels": offices}
    return render(request, "requests/queue.html", said)


def _waiting(own: Ledger, row: RequestDraft, home: HomeState) -> tuple[RequestDraft, RequestForm, int, int]:
    """A draft with its form, the step that waits, and how many there are."""
    return row, written(own, row), home.step, len((home.route or {}).get("steps", ()))
