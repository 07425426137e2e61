"""The pages of limits and calendars: what is in force with each partner, proposals, the year's days off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.capabilities.arrangements import actions
from tripoint.capabilities.arrangements import entries as e
from tripoint.capabilities.arrangements.forms import CalendarForm, LimitsForm
from tripoint.capabilities.arrangements.in_force import terms
from tripoint.capabilities.arrangements.models import Assent, Proposal, PublishedCalendar, Received
from tripoint.capabilities.arrangements.screens import READERS
from tripoint.capabilities.requests.clock import zone_of
from tripoint.capabilities.requests.permission import acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.capabilities.requests.screens import refuse, say_refused
from tripoint.directory.models import Role
from tripoint.node import runtime
from tripoint.web.access import OfficerRequest, requires

PAST = 10  # proposals shown beside those that are open
ANSWERS: dict[str, Callable[..., None]] = {
    "accept": actions.accept,
    "in-force": actions.put_in_force,
    "withdraw": actions.withdraw,
}


def _shown(one: Proposal, party: str, words: dict[str, str], now: datetime) -> dict[str, Any]:
    mine, theirs = words.get(party, ""), next((word for other, word in words.items() if other != party), "")
    steps = []
    if "withdrawn" in (mine, theirs) or one.adopted_at:
        pass
    elif not mine:
        steps = [("accept", _("Accept"))]
    elif mine != "committed":
        steps = [("in-force", _("Put in force"))] if theirs in ("accepted", "committed") else []
        steps.append(("withdraw", _("Take it back")))
    if one.adopted_at:
        begins = datetime.combine(one.effective, datetime.min.time(), zone_of(party))
        state = ("run", _("Holds now")) if begins <= now else ("wait", _("Agreed"))
    elif "withdrawn" in (mine, theirs):
        state = ("cut", _("Withdrawn"))
    elif not mine:
        state = ("soon", _("Waits for your answer"))
    elif any(step == "in-force" for step, _words in steps):
        state = ("soon", _("Accepted: waits for your word"))
    else:
        state = ("wait", _("Waits for the partner"))
    return {"one": one, "steps": steps, "state": state}


@requires(*READERS)
@require_safe
def limits(request: OfficerRequest) -> HttpResponse:
    """What holds with each partner, the proposals, and the calendars of all."""
    own, now = runtime.ledger(), timezone.now()
    peers = own.peers.parties()
    agreed = terms(own.using, [(one, own.party) for one in peers])
    words: dict[str, dict[str, str]] = {}
    for said in Assent.objects.using(own.using).order_by("pk"):
        words.setdefault(said.proposal, {})[said.party] = said.word
    rows = []
    for peer in peers:
        first, second = sorted((own.party, peer))
        found = Proposal.objects.using(own.using).filter(first=first, second=second).order_by("-proposed_at", "entry")
        shown = [_shown(one, own.party, words.get(one.entry, {}), now) for one in found[:PAST]]
        held = agreed[peer, own.party].limits(now)
        rows.append((peer, {"hours": held.of("IMMEDIATE")[0], "urgent": held.of("URGENT")[1],
                            "normal": held.of("NORMAL")[1], "agreed": held.hours is not None}, shown))  # fmt: skip
    roles = set(request.post.roles)
    today = timezone.localdate()
    context = {
        "rows": rows, "calendars": _calendars(own.using, [own.party, *peers], own.party), "own": own.party,
        "may_agree": bool(roles & e.AGREES), "may_publish": bool(roles & e.CONFIRMS_CALENDAR),
        "years": (today.year, today.year + 1),
    }  # fmt: skip
    return render(request, "arrangements/limits.html", context)


def _calendars(using: str, parties: list[str], own: str) -> list[dict[str, Any]]:
    """The newest calendar of each party and year, with who has receipted it."""
    found: dict[tuple[str, date, date], PublishedCalendar] = {}
    for one in PublishedCalendar.objects.using(using).filter(party__in=parties).order_by("published_at", "entry"):
        found[one.party, one.first, one.last] = one
    receipts: dict[str, list[str]] = {}
    for row in Received.objects.using(using).filter(entry__in=[one.entry for one in found.values()]):
        receipts.setdefault(row.entry, []).append(row.receiver)
    return [
        {"one": one, "days": [date.fromisoformat(day) for day in one.holidays],
         "worked": [date.fromisoformat(day) for day in one.worked],
         "receipted": sorted(filter(None, receipts.get(one.entry, []))), "is_own": one.party == own}
        for one in sorted(found.values(), key=lambda one: (one.party != own, one.party, one.first))
    ]  # fmt: skip


@requires(Role.SUPERVISOR, Role.REGISTRAR)
@require_http_methods(["GET", "POST"])
def propose(request: OfficerRequest, partner: str) -> HttpResponse:
    """Limits proposed to a partner."""
    own = runtime.ledger()
    if partner not in own.peers.parties():
        raise Http404
    form = LimitsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(own, acting(request.user, request.post), partner, **form.cleaned_data)
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, _("Proposed. It holds once both parties have put it in force."))
            return redirect("arrangements:limits")
    said = {"form": form, "partner": partner}
    return render(request, "arrangements/propose.html", said, status=422 if form.errors else 200)


@requires(Role.SUPERVISOR, Role.REGISTRAR)
@require_POST
def answer(request: OfficerRequest, proposal: str, word: str) -> HttpResponse:
    """Accepts a proposal, puts it in force, or takes one's word back."""
    if word not in ANSWERS:
        raise Http404
    try:
        ANSWERS[word](runtime.ledger(), acting(request.user, request.post), proposal)
    except NotPermitted as refused:
        raise refuse(refused) from refused
    except ActionRefused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("Done."))
    return redirect("arrangements:limits")


@requires(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def calendar(request: OfficerRequest, year: int) -> HttpResponse:
    """The year's days off: suggested from the lists, compared by the administrator, published to all peers."""
    own = runtime.ledger()
    if year not in range(timezone.localdate().year, timezone.localdate().year + 3):
        raise Http404
    form = CalendarForm(request.POST if request.method == "POST" else None, party=own.party, year=year)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            actions.publish_calendar(
                own, acting(request.user, request.post), date(year, 1, 1), date(year, 12, 31), found["holidays"],
                found["worked"],
            )  # fmt: skip
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, _("Published. It counts for each partner from the day after its receipt."))
            return redirect("arrangements:limits")
    return render(
        request, "arrangements/calendar.html", {"form": form, "year": year}, status=422 if form.errors else 200
    )
