"""The form of a message at the foot of a dossier's page; it posts to the step `message`."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tripoint.capabilities.requests.message_forms import MessageForm
from tripoint.capabilities.requests.permission import DESK
from tripoint.capabilities.requests.reading import Reading
from tripoint.capabilities.requests.screens import WRITERS
from tripoint.web import drafts
from tripoint.web.access import OfficerRequest, requires


def message_shown(request: OfficerRequest, found: Reading) -> dict[str, Any]:
    """What the page needs to show the form; nothing for who may not write one."""
    if not (found.may_act and found.who.has(DESK)):
        return {}
    name = f"message:{found.state.dossier}"
    initial = drafts.as_initial(drafts.load(request.user, name) or {})
    form = MessageForm(initial=initial, handling=found.state.handling, auto_id="message_%s")
    return {"message": form, "message_draft": name, "upload": initial.get("attachment_upload", "")}


@requires(*WRITERS)
@require_safe
def offline(request: OfficerRequest) -> HttpResponse:
    """The empty form that a device keeps, for the dossier in whose place it is shown. Nothing of anybody stands in it."""
    return render(request, "requests/offline.html", {"form": MessageForm(handling="H1", auto_id="message_%s")})
