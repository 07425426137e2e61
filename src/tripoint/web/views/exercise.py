"""The demo's one-click door. It exists only where `one_click_sign_in` is set, which a real or reachable node cannot do
(tripoint.node.config refuses it), and then only for somebody on the same machine."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tripoint.audit.models import SignInEvent
from tripoint.directory.models import Holding, Officer
from tripoint.web import door
from tripoint.web.access import open_to_anyone
from tripoint.web.onward import safe_address

SHOWN = 30


# The demo's start page stands at another port and has no token of ours; what a forged click gains is an exercise session.
@csrf_exempt
@open_to_anyone
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in the exercise officer whose `username` was clicked. 404 where the switch is off."""
    sign_in(request, request.POST.get("username", ""))
    return redirect(safe_address(request, request.POST.get("next")))


def sign_in(request: HttpRequest, username: str) -> None:
    """Begin the session of an exercise officer. Raises Http404 where the switch is off or there is no such officer."""
    if not is_open_to(request):
        raise Http404
    officer = get_object_or_404(Officer, username=username, is_active=True, credentials__isnull=False)
    door.enter(request, officer)
    door.note(request, officer, SignInEvent.ONE_CLICK)


def is_open_to(request: HttpRequest) -> bool:
    """Whether this node has the one-click door, and the request comes from its own machine."""
    if not (settings.NODE.one_click_sign_in and settings.NODE.exercise and settings.NODE.is_loopback):
        return False
    address = door.address_of(request)
    return address is not None and ipaddress.ip_address(address).is_loopback


def holdings() -> list[Holding]:
    """Who can be entered as, and in which post; in the order in which the posts were made."""
    today = Holding.objects.on(timezone.localdate())
    entered = today.filter(officer__is_active=True, officer__credentials__isnull=False)
    return list(entered.select_related("officer", "post").order_by("post_id", "officer__username")[:SHOWN])
