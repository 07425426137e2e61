"""Deciding about a submitted draft: its route, signing a step, returning it, and approvals by telephone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tripoint.capabilities.requests import actions, pairs
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.form import reference_of
from tripoint.capabilities.requests.forms import RemarkForm
from tripoint.capabilities.requests.linking.leads import reference_of_call
from tripoint.capabilities.requests.models import HomeState, RequestDraft, Review
from tripoint.capabilities.requests.permission import Acting, Standing, may_record_call, signs_as
from tripoint.capabilities.requests.pressing_forms import APART, SAME
from tripoint.capabilities.requests.routes.models import Approval
from tripoint.capabilities.requests.routes.people import Approver, approvers, names_of
from tripoint.capabilities.requests.routes.shown import MANNERS, draft_steps, remark
from tripoint.capabilities.requests.routes.steps import Route
from tripoint.capabilities.requests.screens import READERS, ledger, refuse, signer
from tripoint.capabilities.requests.subject_pairs import subject_rows
from tripoint.capabilities.requests.views.leads import leads_shown
from tripoint.capabilities.requests.views.route_forms import CallForm
from tripoint.directory.models import Role
from tripoint.web.access import OfficerRequest, requires

WATCHERS = (Role.AUDITOR, Role.SUPERVISOR, Role.DUTY_OFFICER)
PER_PAGE = 20
"""Subjects of a draft on the page of who decides."""


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def decide(request: OfficerRequest, draft: UUID) -> HttpResponse:
    """A submitted draft as it would leave, with its route: sign the step that waits, return it, or review it."""
    own, acting = ledger(), signer(request)
    try:
        row, kept = actions.load(own, acting, draft)
    except NotPermitted as refused:
        if request.method == "POST" and actions.is_decided(own, acting, draft):
            return _too_late(request)
        raise refuse(refused) from refused
    home = HomeState.objects.using(own.using).filter(dossier=row.home).first()
    if row.state != "submitted" or home is None:
        return HttpResponseRedirect(reverse("requests:edit", args=[draft]))
    callable_ = _approvers(acting, home) if may_record_call(acting, home) else []
    form, call = RemarkForm(request.POST or None), CallForm(approvers=callable_)
    if request.method == "POST":
        is_call = request.POST.get("decision") == "call"
        if is_call:
            form, call = RemarkForm(), CallForm(request.POST, approvers=callable_)
        shown: Any = call if is_call else form
        if shown.is_valid():
            try:
                return _decided(request, acting, draft, form, call, callable_)
            except ActionRefused as refused:
                shown.show(refused.problems)
    facts = kept.facts(
        party=own.party, office=row.office, reference=reference_of(own.party, kept.addressees, 2000, 0), author="a" * 22,
        released_by="b" * 22, review=None, exercise=own.exercise,
    )  # fmt: skip
    content = kept.content(acting, b"")
    signs, language = signs_as(acting, home), get_language() or "en"
    is_author = row.owner == acting.officer
    page = Paginator(kept.subjects, PER_PAGE).get_page(request.GET.get("page"))
    rows = subject_rows(facts, content, [(one.subject, one.role) for one in kept.subjects if one.subject])
    said = {
        "row": row, "kept": kept, "form": form, "page": page, "query": "", "pairs": pairs.pairs_of(facts, content),
        "reviews": Review.objects.using(own.using).filter(dossier=row.home, digest=row.digest),
        "subjects": rows[page.start_index() - 1 : page.end_index()] if rows else [],
        "is_lawyer": acting.has(frozenset({"legal_reviewer"})), "is_author": is_author,
        "steps": draft_steps(own.using, home, language), "remark": remark(own, row.home),
        "may_sign": signs is not None and not is_author, "is_last": home.step == len(Route.model_validate(home.route).steps),
        "has_before": home.step > 1, "call": call if callable_ else None,
        **leads_shown(request, acting, row.home, reference_of_call(own, kept)),
        "stands_for": _stands_for(signs, language) if isinstance(signs, Standing) else None,
    }  # fmt: skip
    return render(request, "requests/decide.html", said, status=422 if form.errors or call.errors else 200)


def _too_late(request: OfficerRequest) -> HttpResponse:
    """A colleague was first: what was typed is shown, to be copied."""
    form = RemarkForm(request.POST)
    form.show([Problem("state-decided")])
    return render(request, "requests/decided.html", {"form": form}, status=422)


def _stands_for(standing: Standing, language: str) -> dict[str, object]:
    return {"title": getattr(standing.title, language) or standing.title.en, "manner": MANNERS[standing.manner]}


def _approvers(acting: Acting, home: HomeState) -> list[Approver]:
    """Who could have approved the step that waits by telephone: nobody who has a part in the draft already."""
    route = Route.model_validate(home.route)
    signed = Approval.objects.using(ledger().using).filter(dossier=home.dossier, stands=True)
    besides = {
        acting.officer,
        home.submitted_by,
        *(one for row in signed for one in (row.officer, row.approver) if one),
    }
    return approvers(
        route.steps[home.step - 1], home.office, timezone.localdate(), last=home.step == len(route.steps), besides=besides,
        language=get_language() or "en",
    )  # fmt: skip


def _decided(
    request: OfficerRequest, acting: Acting, draft: UUID, form: RemarkForm, call: CallForm, known: list[Approver]
) -> HttpResponseRedirect:
    own, decision = ledger(), request.POST.get("decision", "")
    if decision in ("release", "call"):
        spoken = None
        if decision == "call":
            chosen = next(one for one in known if one.officer == call.cleaned_data["approver"])
            spoken = actions.ByTelephone(chosen, call.cleaned_data["at"])
        opened = actions.approve(own, acting, draft, spoken)
        if opened is not None:
            messages.success(request, _("Released and signed. It is on its way."))
            return HttpResponseRedirect(reverse("requests:dossier", args=[opened.entry.dossier]))
        messages.success(request, _("The step is signed. The draft waits for the next one."))
    elif decision in ("return", "step-before"):
        words = Words(form.written_in, form.cleaned_data["text"])
        actions.send_back(own, acting, draft, words, "author" if decision == "return" else "step-before")
        messages.success(
            request, _("Returned to the author.") if decision == "return" else _("Returned to the step before.")
        )
    elif decision in (SAME, APART):
        words = Words(form.written_in, form.cleaned_data["text"])
        actions.judge_draft(own, acting, draft, request.POST.get("reference", ""), words, same=decision == SAME)
        messages.success(request, _("Done."))
        return HttpResponseRedirect(reverse("requests:decide", args=[draft]))
    elif decision in ("agree", "disagree"):
        words = Words(form.written_in, form.cleaned_data["text"])
        actions.review(own, acting, draft, words, agreed=decision == "agree")
        messages.success(request, _("Your review is recorded."))
    return HttpResponseRedirect(reverse("requests:queue"))


@requires(*READERS, Role.AUDITOR)
@require_safe
def calls(request: OfficerRequest) -> HttpResponse:
    """Approvals by telephone: one's own to confirm; for who releases those of the office, for auditors all."""
    own, language = ledger(), get_language() or "en"
    rows = Approval.objects.using(own.using).filter(manner="telephone").order_by("confirmed_at", "-at")
    mine = list(rows.filter(approver=str(request.user.pk), confirmed_at=None))
    others: list[Approval] = []
    if {Role.AUDITOR} & set(request.post.roles):
        others = list(rows[:MOST])
    elif set(WATCHERS) & set(request.post.roles):
        others = list(rows.filter(office=request.post.office_id)[:MOST])
    others = [one for one in others if one not in mine]
    others.sort(key=lambda one: (one.confirmed_at is not None and bool(one.agreed), -one.at.timestamp()))
    both = [*mine, *others]
    homes = HomeState.objects.using(own.using).in_bulk([one.dossier for one in both])
    said = {
        "mine": mine, "others": [(one, homes[one.dossier].reference) for one in others],
        "names": names_of([one for row in both for one in (row.officer, row.approver)], language),
        "now": timezone.now(),
    }  # fmt: skip
    return render(request, "requests/calls.html", said)


MOST = 500


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def confirm(request: OfficerRequest, approval: str) -> HttpResponse:
    """The approver confirms what was recorded after the call, or says that it was not so."""
    own, acting, language = ledger(), signer(request), get_language() or "en"
    row = Approval.objects.using(own.using).filter(pk=approval, approver=acting.officer).first()
    if row is None:
        raise Http404
    home = HomeState.objects.using(own.using).get(dossier=row.dossier)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = Words(form.written_in, form.cleaned_data["text"])
        try:
            if request.POST.get("decision") not in ("confirm", "deny"):
                raise ActionRefused(Problem("required"))
            actions.confirm(own, acting, approval, words, agreed=request.POST["decision"] == "confirm")
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, _("Done."))
            return HttpResponseRedirect(reverse("requests:calls"))
    waits = RequestDraft.objects.using(own.using).filter(home=row.dossier, state="submitted").first()
    said = {"row": row, "form": form, "home": home, "waits": waits, "names": names_of([row.officer], language)}
    return render(request, "requests/confirm.html", said, status=422 if form.errors else 200)
