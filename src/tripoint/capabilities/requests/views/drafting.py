"""Writing a request until it is submitted."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tripoint.capabilities.requests import actions, pairs
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.actions.drafting import check
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.addressee_fields import names_for
from tripoint.capabilities.requests.addressing import by_way_of_centre
from tripoint.capabilities.requests.attachments import keep
from tripoint.capabilities.requests.contents import LONGEST_TEXT
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.forms import SEVERAL
from tripoint.capabilities.requests.kinds import KINDS, KindName
from tripoint.capabilities.requests.models import RequestDraft
from tripoint.capabilities.requests.pressing_forms import APART, SAME
from tripoint.capabilities.requests.request_fields import RequestFields, as_fields
from tripoint.capabilities.requests.routes.choice import route_for
from tripoint.capabilities.requests.routes.shown import steps_shown
from tripoint.capabilities.requests.screens import WRITERS, ledger, refuse, who
from tripoint.capabilities.requests.subject_fields import MOST_BLOCKS, blocks_of, name_at, without_block
from tripoint.capabilities.requests.views.leads import WHY, leads_typed, unseen
from tripoint.documents.errors import DocumentRefused
from tripoint.web import drafts, uploads
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.once import sent_once

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "add", "remove", "submit", "list", "led", SAME, APART})


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
    name = f"request.edit:{draft}" if draft else f"request.new:{kind}"
    about: dict[str, Any] = {
        "party": ledger().party, "language": get_language() or "en", "kind": kind,
        "listed": kept.subjects if kept and len(kept.subjects) > MOST_BLOCKS else (),
        "kept": kept,
    }  # fmt: skip
    if request.method == "POST":
        if "add" in request.POST or "remove" in request.POST:
            return _change_blocks(request, kind, name)
        return _posted(request, RequestFields(request.POST, **about), name, draft, kept)
    initial = as_fields(kept) if kept else {}
    if (typed := drafts.load(request.user, name)) is not None:
        initial = drafts.as_initial(typed, several=SEVERAL)
        bound = RequestFields(MultiValueDict(typed), **about)
        kept = bound.kept() if bound.is_valid() else kept
    form = RequestFields(initial=initial, **about)
    return _page(request, form, name, [], draft, kept, str(initial.get("attachment_upload", "")))


def _posted(
    request: OfficerRequest, form: RequestFields, name: str, draft: UUID | None, kept: RequestForm | None
) -> HttpResponse:  # fmt: skip
    """Saves what was typed, and does what the button asks for."""
    errors: list[str] = []
    if form.is_valid():
        typed = form.kept()
        try:
            draft = _save(request, form, draft, kept)
            drafts.discard(request.user, name)
            return _done(request, draft)
        except DocumentRefused as refused:
            errors = [refused.message(get_language() or "en")]
        except ActionRefused as refused:
            form.show(refused.problems)
        kept = typed
    upload = request.POST.get("attachment_upload", "")
    name = f"request.edit:{draft}" if draft else name
    return _page(request, form, name, errors, draft, kept, upload, status=422)


def _done(request: OfficerRequest, draft: UUID) -> HttpResponse:
    """The draft is saved. Raises ActionRefused."""
    own, acting = ledger(), who(request)
    if "list" in request.POST:
        return redirect("requests:subjects", draft)
    if SAME in request.POST or APART in request.POST:
        return _judged(request, draft)
    if "submit" not in request.POST:
        messages.success(request, _("The draft is saved."))
        return redirect("requests:edit", draft)
    row, kept = actions.load(own, acting, draft)
    if unseen(request, acting, kept, row.home):
        check(own, acting, kept)  # what is missing is said first
        messages.warning(
            request, _("Not submitted yet: other requests may be on this matter. Look at them, then submit.")
        )
        return redirect(reverse("requests:edit", args=[draft]) + "#leads")
    actions.submit(own, acting, draft)
    messages.success(request, _("Submitted. It leaves as soon as a second officer releases it."))
    return redirect("requests:list")


def _judged(request: OfficerRequest, draft: UUID) -> HttpResponse:
    """The officer says of another request that it is on the matter, or that it is not. Raises ActionRefused."""
    same = SAME in request.POST
    reference = request.POST[SAME if same else APART]
    words = Words(get_language() or "en", request.POST.get(f"{WHY}{reference}", "")[:LONGEST_TEXT])
    try:
        actions.judge_draft(ledger(), who(request), draft, reference, words, same=same)
    except ActionRefused as refused:  # its boxes are none of the form's
        raise ActionRefused(*(Problem(one.code) for one in refused.problems)) from refused
    messages.success(request, _("Done."))
    return redirect(reverse("requests:edit", args=[draft]) + "#leads")


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
    kept: RequestForm | None,
    upload: str,
    status: int = 200,
) -> HttpResponse:
    takes_more = len(form.types) < MOST_BLOCKS and not form.listed
    values = form.data if form.is_bound else form.initial
    route = route_for(
        ledger().using, office=request.post.office_id, kind=form.kind.name,
        urgency=str(values.get("urgency") or "NORMAL"), handling=str(values.get("handling") or "H0"),
    )  # fmt: skip
    chosen = [str(values.get(name) or "") for name in ("to_office", *(names_for(one)[0] for one in form.others))]
    partners = [form.party_of[office] for office in chosen if office in form.party_of]
    with suppress(ActionRefused):  # told when the draft is submitted
        route = by_way_of_centre(ledger(), route, office=request.post.office_id, partners=partners, kind=form.kind.name)
    row = RequestDraft.objects.using(ledger().using).filter(pk=draft).first() if draft else None
    said = {**leads_typed(request, who(request), kept, row.home if row else ""),
            "form": form, "draft_name": name, "file_errors": errors, "draft": draft, "upload": upload,
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
