"""The page of tokens: an administrator makes and revokes them, an officer sees those in the own name."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.api import tokens as keys
from tripoint.api.forms import TokenForm
from tripoint.api.models import Token
from tripoint.directory.actions import Actor
from tripoint.directory.models import Role
from tripoint.web.access import OfficerRequest, requires, requires_post

USES = 50


def _actor(request: OfficerRequest) -> Actor:
    return Actor(request.user, request.post)


@requires_post
@require_safe
def tokens(request: OfficerRequest) -> HttpResponse:
    """The tokens that the officer may see, those in force first."""
    now = timezone.now()
    rows = keys.visible_to(_actor(request), settings.NODE.party)
    running = [one for one in rows if one.revoked_at is None and one.expires_at > now]
    ended = [one for one in rows if one not in running]
    context = {"running": running, "ended": ended, "may_make": request.post.has_role(Role.ADMINISTRATOR)}
    return render(request, "api/tokens.html", context)


@requires(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficerRequest) -> HttpResponse:
    """Make a token; its text is shown once, on the page that answers."""
    form = TokenForm(request.POST or None, own_party=settings.NODE.party, besides=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        holding = given["holding"]
        try:
            token, text = keys.make(
                _actor(request), holding.officer, holding.post, given["name"], given["scopes"], given["days"]
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return render(request, "api/made.html", {"token": token, "text": text})
    return render(request, "api/new.html", {"form": form}, status=422 if form.errors else 200)


@requires_post
@require_safe
def token(request: OfficerRequest, number: str) -> HttpResponse:
    """One token and its latest uses."""
    shown = _shown(request, number)
    now = timezone.now()
    context = {
        "token": shown,
        "runs": shown.revoked_at is None and shown.expires_at > now,
        "uses": shown.uses.order_by("-at", "-id")[:USES],
    }
    return render(request, "api/token.html", context)


@requires_post
@require_POST
def revoke(request: OfficerRequest, number: str) -> HttpResponse:
    """End a token at once."""
    keys.revoke(_actor(request), _shown(request, number))
    messages.success(request, _("The token is revoked. The program that held it is turned away from now on."))
    return redirect("api:tokens")


def _shown(request: OfficerRequest, number: str) -> Token:
    for one in keys.visible_to(_actor(request), settings.NODE.party):
        if one.pk == number:
            return one
    raise Http404
