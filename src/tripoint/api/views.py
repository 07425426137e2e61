"""The page of tokens: an administrator makes and revokes them, an officer sees those in the own name."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.api import tokens as keys
from tripoint.api.forms import AcceptForm, TokenForm
from tripoint.api.models import Token
from tripoint.directory.actions import Actor
from tripoint.directory.models import Role
from tripoint.web import dates, door, today
from tripoint.web.access import OfficerRequest, requires, requires_post
from tripoint.web.door import Outcome
from tripoint.web.views.door import locked

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
        "is_own": shown.officer_id == request.user.pk,
        "uses": shown.uses.order_by("-at", "-id")[:USES],
    }
    return render(request, "api/token.html", context)


@requires_post
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: OfficerRequest, number: str) -> HttpResponse:
    """The officer in whose name a token acts agrees to it, with password and code once more."""
    shown = _shown(request, number)
    if shown.officer_id != request.user.pk or shown.accepted_at or shown.revoked_at:
        raise Http404
    form = AcceptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        attempt = door.confirm(request, request.user, given["password"], given["code"])
        if attempt.outcome is Outcome.SIGNED_IN:
            keys.accept(_actor(request), shown)
            messages.success(
                request, _("Accepted. The program acts in your name from now on; you can revoke it at any time.")
            )
            return redirect("api:token", number)
        if attempt.outcome is Outcome.LOCKED:
            form.add_error(None, locked(attempt.minutes))
        else:
            form.add_error(None, _("Password or code is not right. A code works once and for half a minute."))
    return render(request, "api/accept.html", {"form": form, "token": shown}, status=422 if form.errors else 200)


def to_accept(request: OfficerRequest) -> Iterator[today.Row]:
    """Tokens in the officer's name that wait for his or her word, for Today."""
    rows = Token.objects.filter(
        officer=request.user, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    ).order_by("made_at")  # fmt: skip
    for one in rows[: today.SHOWN]:
        yield today.Row(
            _("A program wants to act in your name"), today.latest_first(one.made_at),
            reverse("api:accept-token", args=[one.pk]), note=one.name, when=dates.when(one.made_at),
        )  # fmt: skip


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
