"""Passkeys: the officer's own, and signing in with one. Without script, or without one, password and code remain."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.audit.models import SignInEvent
from tripoint.web import door, passkeys
from tripoint.web.access import OfficerRequest, open_to_anyone, requires_account
from tripoint.web.buckets import Buckets
from tripoint.web.door import Outcome
from tripoint.web.forms import AddPasskeyForm, SignInForm
from tripoint.web.models import Passkey
from tripoint.web.onward import safe_address
from tripoint.web.views.door import locked, officer_language, remember_language

PER_MINUTE = 30  # challenges to one address: each costs a session until it ends
_asked = Buckets(PER_MINUTE)


@requires_account
@require_safe
def own(request: OfficerRequest) -> HttpResponse:
    """The officer's passkeys."""
    return render(request, "web/passkeys.html", {"passkeys": Passkey.objects.filter(officer=request.user)})


@requires_account
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: OfficerRequest) -> HttpResponse:
    """Password and code once more; then the page on which the device makes the key."""
    form = AddPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        attempt = door.confirm(request, request.user, given["password"], given["code"])
        if attempt.outcome is Outcome.SIGNED_IN:
            try:
                options = passkeys.adding(request, request.user, given["name"])
            except ValidationError as refused:
                form.add_error(None, refused)
            else:
                return render(request, "web/passkey-make.html", {"options": options, "name": given["name"]})
        elif attempt.outcome is Outcome.LOCKED:
            form.add_error(None, locked(attempt.minutes))
        else:
            form.add_error(None, _("Password or code is not right. A code works once and for half a minute."))
    return render(request, "web/passkey-new.html", {"form": form}, status=422 if form.errors else 200)


@requires_account
@require_POST
def add(request: OfficerRequest) -> HttpResponse:
    """What the device made."""
    try:
        passkeys.add(request, request.user, request.POST.get("answer", ""))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        door.note(request, request.user, SignInEvent.PASSKEY_ADDED)
        messages.success(request, _("The passkey is set up. You can sign in with it from now on."))
    return redirect("web:passkeys")


@requires_account
@require_POST
def remove(request: OfficerRequest, number: int) -> HttpResponse:
    """Forget a key."""
    if passkeys.remove(request.user, number):
        door.note(request, request.user, SignInEvent.PASSKEY_REMOVED)
        messages.success(request, _("The passkey is removed. It opens nothing here any more."))
    return redirect("web:passkeys")


@open_to_anyone
@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """A challenge for the sign-in page's script."""
    wait = _asked.wait(door.address_of(request) or "")
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    return HttpResponse(passkeys.entering(request), content_type="application/json")


@open_to_anyone
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in with what the device signed; what was wrong is not told apart."""
    onward = safe_address(request, request.POST.get("next"))
    attempt = passkeys.enter(request, request.POST.get("answer", ""))
    if attempt.outcome is Outcome.SIGNED_IN:
        return remember_language(HttpResponseRedirect(onward), officer_language(request))
    form = SignInForm()
    wrong = _("The passkey was not accepted. Try again, or sign in with password and code.")
    said = locked(attempt.minutes) if attempt.outcome is Outcome.LOCKED else wrong
    status = 429 if attempt.outcome is Outcome.LOCKED else 422
    return render(request, "web/sign-in.html", {"form": form, "next": onward, "passkey_wrong": said}, status=status)
