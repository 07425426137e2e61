"""The hotline directory and its test calls."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.capabilities.border import actions
from tripoint.capabilities.border.forms import CallForm, HotlineForm
from tripoint.capabilities.border.hotlines import directory
from tripoint.capabilities.border.screens import DESK, READERS
from tripoint.capabilities.requests.labels import office_labels
from tripoint.capabilities.requests.permission import acting
from tripoint.capabilities.requests.problems import ActionRefused
from tripoint.capabilities.requests.screens import offices_of, say_refused
from tripoint.directory.models import Role
from tripoint.node import runtime
from tripoint.web.access import OfficerRequest, requires

PUBLISHERS = (Role.SUPERVISOR, Role.REGISTRAR, Role.ADMINISTRATOR)
SHAPES = {"reached": "done", "untested": "wait", "stale": "soon", "failed": "late"}


@requires(*READERS)
@require_safe
def hotlines(request: OfficerRequest) -> HttpResponse:
    """Every number that is published here, by party, level and place."""
    own = runtime.ledger()
    words = {
        "reached": _("Reached in a test call"),
        "untested": _("Not tested yet"),
        "stale": _("Not reached for 90 days: call before you rely on it"),
        "failed": _("The last test call failed"),
    }
    found = [(one, SHAPES[one.state], words[one.state]) for one in directory(own, timezone.now())]
    offices = office_labels({one.row.office for one, _shape, _words in found}, get_language() or "en")
    roles = set(request.post.roles)
    context = {
        "rows": found, "office_labels": offices, "call": CallForm(), "own": own.party,
        "may_call": bool(roles & set(DESK)), "may_publish": bool(roles & set(PUBLISHERS)),
    }  # fmt: skip
    return render(request, "border/hotlines.html", context)


@requires(*PUBLISHERS)
@require_http_methods(["GET", "POST"])
def publish_line(request: OfficerRequest) -> HttpResponse:
    """A number for the directory, or a change of one: each office has one line per level."""
    own = runtime.ledger()
    form = HotlineForm(
        request.POST if request.method == "POST" else None, offices=offices_of(own.party), party=own.party
    )
    if request.method == "POST" and form.is_valid():
        c = dict(form.cleaned_data)
        line = f"{c['at_office'][:30]}-{c['level']}"[:40]
        number, spare = (re.sub(r"[\s().-]+", " ", c.pop(one)).strip() for one in ("number", "spare"))
        try:
            actions.publish(own, acting(request.user, request.post), line, number=number, spare=spare, **c)
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, _("Published to all partners."))
            return redirect("border:hotlines")
    return render(request, "border/publish.html", {"form": form}, status=422 if form.errors else 200)


@requires(*DESK)
@require_POST
def log_call(request: OfficerRequest) -> HttpResponse:
    """Notes how a test call ended."""
    form = CallForm(request.POST)
    if form.is_valid():
        try:
            actions.log_call(runtime.ledger(), acting(request.user, request.post), **form.cleaned_data)
        except ActionRefused as refused:
            say_refused(request, refused)
        else:
            messages.success(request, _("The test call is noted."))
    else:
        messages.error(request, _("Choose how the test call ended."))
    return redirect("border:hotlines")
