"""Approval routes as the administrator configures them, and their history for the auditor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.routes.choice import rank
from tripoint.capabilities.requests.routes.models import RouteRow
from tripoint.capabilities.requests.routes.people import names_of
from tripoint.capabilities.requests.routes.shown import steps_shown
from tripoint.capabilities.requests.routes.steps import DEFAULT, Route
from tripoint.capabilities.requests.screens import ledger, refuse, who
from tripoint.capabilities.requests.views.route_forms import RouteForm, route_about
from tripoint.directory.models import Role
from tripoint.web.access import OfficerRequest, requires

MOST = 200


@requires(Role.ADMINISTRATOR, Role.AUDITOR)
@require_safe
def routes(request: OfficerRequest) -> HttpResponse:
    """The routes in force, the most specific first, and those that were before."""
    own, language = ledger(), get_language() or "en"
    rows = RouteRow.objects.using(own.using)
    now = sorted(rows.filter(ended_at=None), key=rank, reverse=True)
    before = list(rows.exclude(ended_at=None).order_by("-ended_at")[:MOST])
    names = names_of([one for row in (*now, *before) for one in (row.set_by, row.ended_by)], language)
    said = {
        "now": [_shown(row, language) for row in now], "before": [_shown(row, language) for row in before],
        "default": steps_shown(DEFAULT, "", language), "names": names,
        "may_change": request.post.has_role(Role.ADMINISTRATOR),
    }  # fmt: skip
    return render(request, "requests/routes.html", said)


def _shown(row: RouteRow, language: str) -> dict[str, object]:
    route = Route.model_validate(row.route)
    return {
        "row": row, "about": route_about(row.for_office, row.kind, row.urgency, row.handling, language),
        "steps": steps_shown(route, row.for_office, language), "phone_hours": route.phone_hours,
    }  # fmt: skip


@requires(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def new_route(request: OfficerRequest) -> HttpResponse:
    """Set a route; it takes the place of the one for the same office, kind, urgency and handling."""
    own = ledger()
    form = RouteForm(request.POST or None, party=own.party, language=get_language() or "en")
    if request.method == "POST" and form.is_valid():
        c = form.cleaned_data
        key = {name: c[name] for name in ("office", "kind", "urgency", "handling")}
        try:
            actions.set_route(own, who(request), c["route"], **key)
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, _("The route is set. It counts for drafts that are submitted from now on."))
            return redirect("requests:routes")
    return render(request, "requests/new-route.html", {"form": form}, status=422 if form.errors else 200)


@requires(Role.ADMINISTRATOR)
@require_POST
def end_route(request: OfficerRequest, entry: str) -> HttpResponse:
    """Take a route out."""
    try:
        actions.end_route(ledger(), who(request), entry)
    except NotPermitted as refused:
        raise refuse(refused) from refused
    messages.success(request, _("The route has ended. Drafts go the next one that fits."))
    return redirect("requests:routes")
