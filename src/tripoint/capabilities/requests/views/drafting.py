"""Writing a request until it is submitted."""

from __future__ import annotations

from contextlib import suppress
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tripoint.capabilities.requests import actions, pairs
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.addressing import by_way_of_centre
from tripoint.capabilities.requests.attachments import keep
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.forms import SEVERAL
from tripoint.capabilities.requests.kinds import KINDS, KindName
from tripoint.capabilities.requests.request_fields import RequestFields, as_fields
from tripoint.capabilities.requests.routes.choice import route_for
from tripoint.capabilities.requests.routes.shown import steps_shown
from tripoint.capabilities.requests.screens import WRITERS, ledger, refuse, who
from tripoint.capabilities.requests.subject_fields import MOST_BLOCKS, blocks_of, name_at, without_block
from tripoint.documents.errors import DocumentRefused
from tripoint.web import drafts, uploads
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.once import sent_once

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "add", "remove", "submit", "list"})


@requires(*WRITERS)
@require_safe
def choose(request: OfficerRequest) -> HttpResponse:
    """The kinds of requests, each a choice."""
    return render(
        request, "requests/choose.html", {"kinds": [(one, pairs.KIND_HINTS[one.name]) for one in KINDS.values()]}
    )


@requires(*WRITERS)
@require_http_methods(["GET", "POST"])
@sent_once
def new(request: OfficerRequest, kind: str) -> HttpResponse:
    """An empty form of one kind, or what was typed before."""
    if kind not in KINDS:
        raise Http404
    return _edit(request, cast(KindName, kind), None, None)


@requires(*WRITERS)
@require_http_methods(["GET", "POST"])
@sent_once
def edit(request: OfficerRequest, draft: UUID) -> HttpResponse:
    """The officer's own draft, to go on with."""
    try:
        row, kept = actions.load(ledger(), who(request), draft)
    except NotPermitted as refused:
        raise refuse(refused) from refused
    if row.state == "submitted":
        return redirect("requests:decide", draft)
    return _edit(request, kept.request_kind, draft, kept)


def _edit(request: OfficerRequest, kind: KindName, draft: UUID | None, kept: RequestForm | None) -> HttpResponse:
    own, acting = ledger(), who(request)
    name = f"request.edit:{draft}" if draft else f"request.new:{kind}"
    language = get_language() or "en"
    listed = kept.subjects if kept and len(kept.subjects) > MOST_BLOCKS else ()
    if request.method == "POST":
        if "add" in request.POST or "remove" in request.POST:
            return _change_blocks(request, kind, name)
        form = RequestFields(request.POST, party=own.party, language=language, kind=kind, listed=listed, kept=kept)
        errors: list[str] = []
        if form.is_valid():
            try:
                draft = _save(request, form, draft, kept)
                drafts.discard(request.user, name)
                if "list" in request.POST:
                    return redirect("requests:subjects", draft)
                if "submit" not in request.POST:
                    messages.success(request, _("The draft is saved."))
                    return redirect("requests:edit", draft)
                actions.submit(own, acting, draft)
                messages.success(request, _("Submitted. It leaves as soon as a second officer releases it."))
                return redirect("requests:list")
            except DocumentRefused as refused:
                errors = [refused.message(language)]
            except ActionRefused as refused:
                form.show(refused.problems)
        return _page(request, form, name, errors, draft, request.POST.get("attachment_upload", ""), status=422)
    initial = as_fields(kept) if kept else {}
    if (typed := drafts.load(request.user, name)) is not None:
        initial = drafts.as_initial(typed, several=SEVERAL)
    form = RequestFields(initial=initial, party=own.party, language=language, kind=kind, listed=listed, kept=kept)
    return _page(request, form, name, [], draft, str(initial.get("attachment_upload", "")))


def _change_blocks(request: OfficerRequest, kind: KindName, name: str) -> HttpResponse:
    """Adds an empty block or takes one out; all that was typed is kept as the draft on the node."""
    typed = {key: list(map(str, request.POST.getlist(key))) for key in request.POST if key not in NOT_TYPED}
    types = blocks_of({key: values[-1] for key, values in typed.items() if values}, KINDS[kind])
    wanted, away = request.POST.get("add", ""), request.POST.get("remove", "")
    anchor = len(types)
    if wanted in KINDS[kind].subjects and len(types) < MOST_BLOCKS:
        typed[name_at("type", len(types))] = [wanted]
    elif away.isdecimal() and int(away) < len(types):
        anchor = max(0, int(away) - 1)
        typed = without_block(typed, int(away), len(types))
    try:
        drafts.save(request.user, name, typed)
    except drafts.DraftRefused:
        messages.error(request, _("This is too large to be kept as a draft. Save it first, or use a list."))
    return redirect(f"{request.path}#subject-{anchor}")


def _page(
    request: OfficerRequest,
    form: RequestFields,
    name: str,
    errors: list[str],
    draft: UUID | None,
    upload: str,
    status: int = 200,
) -> HttpResponse:
    takes_more = len(form.types) < MOST_BLOCKS and not form.listed
    values = form.data if form.is_bound else form.initial
    route = route_for(
        ledger().using, office=request.post.office_id, kind=form.kind.name,
        urgency=str(values.get("urgency") or "NORMAL"), handling=str(values.get("handling") or "H0"),
    )  # fmt: skip
    partner = form.party_of.get(str(values.get("to_office") or ""))
    with suppress(ActionRefused):  # told when the draft is submitted
        route = by_way_of_centre(
            ledger(), route, office=request.post.office_id, partners=[partner] if partner else (), kind=form.kind.name
        )
    said = {"form": form, "draft_name": name, "file_errors": errors, "draft": draft, "upload": upload,
            "back": reverse("requests:list"), "kind": form.kind, "blocks": form.blocks(), "channels": form.channels(),
            "steps": steps_shown(route, request.post.office_id, get_language() or "en"),
            "addable": [(one, pairs.TYPES[one]) for one in form.kind.subjects] if takes_more else [],
            "questions": [form[f"neutral_{code}"] for code in form.questions]}  # fmt: skip
    return render(request, "requests/draft.html", said, status=status)


def _save(request: OfficerRequest, form: RequestFields, draft: UUID | None, kept: RequestForm | None) -> UUID:
    own = ledger()
    file, attachment = (kept.file, kept.attachment) if kept else (None, None)
    cleaned = uploads.from_form(request)
    if cleaned is not None:
        attached = keep(own, cleaned)
        file, attachment = attached.ref, attached.content
    saved = actions.save(own, who(request), form.kept(file, attachment), draft)
    uploads.discard(request.user, request.POST.get("attachment_upload", ""))
    return saved
