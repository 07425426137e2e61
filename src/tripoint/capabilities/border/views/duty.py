"""The duty page of an office: who is on duty, the hand-over, the roster of the coming days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.capabilities.border import actions
from tripoint.capabilities.border.actions.hand_over import standing
from tripoint.capabilities.border.entries import ROSTERS, RosteredContent
from tripoint.capabilities.border.forms import HandOverForm, ShiftForm
from tripoint.capabilities.border.models import HandOver, Shift
from tripoint.capabilities.border.roster import gaps_and_overlaps, on_duty, shifts
from tripoint.capabilities.border.screens import DESK, pending
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.colleagues import desk_holdings
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.permission import acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.capabilities.requests.reading import listed_clock
from tripoint.capabilities.requests.screens import Choices, clock_shown, refuse, say_refused
from tripoint.capabilities.requests.views.oral import owed_clock
from tripoint.directory.models import Officer, Post, Role
from tripoint.node import runtime
from tripoint.web.access import OfficerRequest, requires

AHEAD = timedelta(days=14)  # of the roster that the page shows
PAST = 5  # hand-overs shown beside the one that waits


def _names(ids: Iterable[str]) -> dict[str, str]:
    language = get_language() or "en"
    found = Officer.objects.filter(pk__in=[one for one in ids if one])
    return {str(one.pk): one.display_name(language) for one in found}


def _people(office: str) -> Choices:
    """Who can be put on duty: officers of the office, its posts, the desk itself."""
    language = get_language() or "en"
    holdings = desk_holdings(office)
    officers = {f"officer:{one.officer_id}": one.officer.display_name(language) for one in holdings}
    posts = {f"post:{one.post_id}": one.post.title(language) for one in holdings}
    return [
        *sorted(officers.items(), key=lambda one: one[1]),
        *posts.items(),
        ("desk", _("The desk, whoever sits there")),
    ]


def _shown(found: list[Shift]) -> list[dict[str, Any]]:
    """Each shift with who is on duty in words, and the number."""
    own, language = runtime.ledger(), get_language() or "en"
    names = _names(one.on_duty for one in found)
    posts = {one.pk: one.title(language) for one in Post.objects.filter(pk__in=[one.post for one in found if one.post])}
    rows = []
    for one in found:
        content = own.content(one.entry)
        phone = content.phone if isinstance(content, RosteredContent) else ""
        who = names.get(one.on_duty) or posts.get(one.post or 0) or _("The desk, whoever sits there")
        rows.append({"one": one, "who": who, "phone": phone})
    return rows


@requires(*DESK)
@require_safe
def duty(request: OfficerRequest) -> HttpResponse:
    """Who is on duty now, what is handed over, and the coming days with their gaps and overlaps."""
    own, now, office = runtime.ledger(), timezone.now(), request.post.office_id
    coming = shifts(own.using, office, now, now + AHEAD)
    last = max((one.ends for one in coming), default=now)
    gaps, overlaps = gaps_and_overlaps([(one.begins, one.ends) for one in coming], now, min(last, now + AHEAD))
    waiting = pending(own.using, office)
    past = HandOver.objects.using(own.using).filter(office=office).order_by("-handed_at", "-entry")[:PAST]
    names = _names({person for one in past for person in (one.handed_by, one.accepted_by)})
    context = {
        "now_on_duty": _shown(on_duty(own.using, office, now)), "coming": _shown(coming), "gaps": gaps,
        "overlaps": overlaps, "waiting": waiting, "mine": waiting is not None and waiting.handed_by == str(request.user.pk),
        "past": [(one, names.get(one.handed_by, ""), names.get(one.accepted_by, "")) for one in past],
        "standing": standing(own, office), "may_roster": bool(ROSTERS & set(request.post.roles)),
    }  # fmt: skip
    return render(request, "border/duty.html", context)


@requires(*DESK)
@require_http_methods(["GET", "POST"])
def hand_over(request: OfficerRequest) -> HttpResponse:
    """Signs the end of a shift."""
    own = runtime.ledger()
    form = HandOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        words = Words(get_language() or "en", form.cleaned_data["text"])
        try:
            entry = actions.hand_over(own, acting(request.user, request.post), words)
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, _("Handed over. It ends your shift once a colleague has accepted."))
            return redirect("border:page", entry)
    now = standing(own, request.post.office_id)
    context = {"form": form, "standing": now, "owed": [(row, owed_clock(row)) for row in now.owed]}
    return render(request, "border/hand-over.html", context, status=422 if form.errors else 200)


def _own_hand_over(request: OfficerRequest, entry: str) -> HandOver:
    found = HandOver.objects.using(runtime.ledger().using).filter(pk=entry, office=request.post.office_id).first()
    if found is None:
        raise Http404
    return found


@requires(*DESK)
@require_safe
def page(request: OfficerRequest, entry: str) -> HttpResponse:
    """A hand-over on one page, to be printed: counts as signed, the requests as they stand now."""
    own, found = runtime.ledger(), _own_hand_over(request, entry)
    rows = RequestState.objects.using(own.using).filter(dossier__in=found.requests, addressee=own.party)
    rows = rows.order_by("due_at", "key")
    calls = RequestState.objects.using(own.using).filter(dossier__in=found.records, asker=own.party)
    names = _names((found.handed_by, found.accepted_by))
    context = {
        "one": found, "content": own.content(entry), "by": names.get(found.handed_by, ""),
        "accepted_by": names.get(found.accepted_by, ""), "mine": found.handed_by == str(request.user.pk),
        "rows": [(row, clock_shown(listed_clock(row), row)) for row in rows],
        "owed": [(row, owed_clock(row)) for row in calls.order_by("called_at", "key")],
        "waits": pending(own.using, found.office) == found,
    }  # fmt: skip
    return render(request, "border/page.html", context)


@requires(*DESK)
@require_POST
def accept(request: OfficerRequest, entry: str) -> HttpResponse:
    """The next officer's signature."""
    _own_hand_over(request, entry)
    try:
        actions.accept(runtime.ledger(), acting(request.user, request.post), entry)
    except ActionRefused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("Accepted. The shift is yours."))
    return redirect("border:page", entry)


@requires(Role.SUPERVISOR, Role.DUTY_OFFICER)
@require_http_methods(["GET", "POST"])
def add_shift(request: OfficerRequest) -> HttpResponse:
    """A shift for the roster of the own office."""
    office = request.post.office_id
    form = ShiftForm(request.POST if request.method == "POST" else None, people=_people(office), initial=_next(office))
    if request.method == "POST" and form.is_valid():
        c = form.cleaned_data
        kind, _colon, key = c["who"].partition(":")
        try:
            actions.roster(
                runtime.ledger(), acting(request.user, request.post), c["begins"], c["ends"], c["phone"].strip(),
                on_duty=key if kind == "officer" else "", post=int(key) if kind == "post" else None, email=c["email"],
            )  # fmt: skip
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, _("The shift stands in the roster."))
            return redirect("border:duty")
    return render(request, "border/shift.html", {"form": form}, status=422 if form.errors else 200)


def _next(office: str) -> dict[str, datetime]:
    """The first minute after the roster ends, or the next full hour, and eight hours on."""
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    last = Shift.objects.using(runtime.ledger().using).filter(office=office, cancelled=False).order_by("-ends").first()
    begins = max(now, timezone.localtime(last.ends)) if last is not None else now
    return {"begins": begins, "ends": begins + timedelta(hours=8)}


@requires(Role.SUPERVISOR, Role.DUTY_OFFICER)
@require_POST
def cancel_shift(request: OfficerRequest, entry: str) -> HttpResponse:
    """Takes a shift out of the roster."""
    try:
        actions.cancel(runtime.ledger(), acting(request.user, request.post), entry)
    except NotPermitted as refused:
        raise refuse(refused) from refused
    except ActionRefused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("The shift is taken out."))
    return redirect("border:duty")
