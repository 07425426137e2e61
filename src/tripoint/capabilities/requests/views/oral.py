"""Requests by telephone: the short form, what stands there after it was sent, and the calls of an office."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.actions.oral import calls_like
from tripoint.capabilities.requests.actions.stating import matter_for
from tripoint.capabilities.requests.attachments import keep
from tripoint.capabilities.requests.labels import office_labels
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.oral.forms import CallFields
from tripoint.capabilities.requests.permission import EVERYWHERE, Acting
from tripoint.capabilities.requests.screens import READERS, WRITERS, ledger, refuse, who
from tripoint.directory.models import Role
from tripoint.documents.errors import DocumentRefused
from tripoint.web import clock, drafts, uploads
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.once import sent_once

DRAFT = "request.call"
PER_PAGE = 50


@requires(*WRITERS)
@require_http_methods(["GET", "POST"])
@sent_once
def call(request: OfficerRequest) -> HttpResponse:
    """The form of a call; sent, it leaves at once."""
    own, acting, language = ledger(), who(request), get_language() or "en"
    made: dict[str, Any] = {"party": own.party, "language": language, "name": acting.name}
    errors: list[str] = []
    if request.method == "POST":
        form = CallFields(request.POST, **made)
        if form.is_valid():
            try:
                cleaned = uploads.from_form(request)
                kept = keep(own, cleaned) if cleaned else None
                said = form.said(kept.ref, kept.content) if kept else form.said()
                earlier = calls_like(own, acting, said).first()  # the page came twice
                dossier = earlier.dossier if earlier else actions.call(own, acting, said).entry.id
            except DocumentRefused as refused:
                errors = [refused.message(language)]
            except ActionRefused as refused:
                form.show(refused.problems)
            else:
                drafts.discard(request.user, DRAFT)
                uploads.discard(request.user, request.POST.get("attachment_upload", ""))
                return redirect("requests:called", dossier)
    else:
        typed = drafts.load(request.user, DRAFT) or {}
        form = CallFields(initial=drafts.as_initial(typed), **made)
    shown = {"form": form, "draft_name": DRAFT, "file_errors": errors, "back": reverse("web:today"),
            "upload": request.POST.get("attachment_upload", "") or str(form.initial.get("attachment_upload", "")),
            "folded_wrong": any(form[name].errors for name in form.folded)}  # fmt: skip
    return render(request, "requests/call.html", shown, status=422 if form.errors or errors else 200)


@requires(*WRITERS)
@require_safe
def offline(request: OfficerRequest) -> HttpResponse:
    """The empty form that a device keeps for when there is no link. Nothing of anybody stands in it."""
    form = CallFields(party=ledger().party, language=get_language() or "en", name="")
    return render(request, "requests/call-offline.html", {"form": form, "draft_name": DRAFT})


@requires(*WRITERS)
@require_safe
def called(request: OfficerRequest, dossier: str) -> HttpResponse:
    """What stands after a call was sent: its reference, a line for the chat, and the record that is owed."""
    try:
        found = matter_for(ledger(), who(request), dossier, side="asker")
    except NotPermitted as refused:
        raise refuse(refused) from refused
    if found.state.called_at is None:
        raise Http404
    return render(request, "requests/called.html", {"state": found.state, "clock": owed_clock(found.state)})


def owed_clock(row: RequestState) -> clock.Clock:
    """How long there is for the record of a call, in words."""
    if row.called_at is None or row.record_due is None:
        raise ValueError(row.dossier)
    if row.recorded_at is not None:
        late = row.recorded_at > row.record_due
        return clock.finished(_("Recorded late") if late else _("Recorded in time"))
    if row.is_ended:
        return clock.finished(str(row.get_phase_display()))
    return clock.running(row.called_at, row.record_due, rule=_("written record"))


def calls_of(acting: Acting, party: str, using: str, *, every: bool = False) -> Any:
    """The requests that an office made by telephone, the latest first; `every`: of all offices of the party."""
    rows = RequestState.objects.using(using).filter(asker=party, called_at__isnull=False)
    if not every:
        rows = rows.filter(office=acting.office)
    return rows.order_by("-called_at", "dossier")


@requires(*READERS, Role.AUDITOR)
@require_safe
def calls(request: OfficerRequest) -> HttpResponse:
    """Calls of the officer's office, and for auditors, registrars and legal reviewers of all: who owes which record."""
    own, acting = ledger(), who(request)
    every = acting.has(EVERYWHERE | {"auditor"})
    page = Paginator(calls_of(acting, own.party, own.using, every=every), PER_PAGE).get_page(request.GET.get("page"))
    offices = {code for row in page for code in (row.office, row.to_office)}
    said = {
        "rows": [(row, owed_clock(row)) for row in cast(Any, page)], "page": page, "query": "", "now": timezone.now(),
        "office_labels": office_labels(offices, get_language() or "en"), "opens": bool(acting.roles & set(READERS)),
        "may_call": bool(acting.roles & set(WRITERS)),
    }  # fmt: skip
    return render(request, "requests/oral.html", said)
