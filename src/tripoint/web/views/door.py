"""Signing in, pairing an authenticator, signing out, choosing a language."""

from __future__ import annotations

from io import BytesIO

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.audit.models import SignInEvent
from tripoint.directory.models import Officer
from tripoint.web import door
from tripoint.web.access import open_to_anyone
from tripoint.web.door import Outcome
from tripoint.web.forms import PairForm, SignInForm
from tripoint.web.onward import safe_address
from tripoint.web.totp import matching_step, new_secret, pair, pairing_address
from tripoint.web.views import exercise

SECRET = "pairing_secret"  # noqa: S105 - the name of a session entry


@open_to_anyone
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. Shows the form; on success leads to where the officer was going."""
    onward = safe_address(request, request.POST.get("next") or request.GET.get("next"))
    if request.user.is_authenticated and request.method != "POST":
        return HttpResponseRedirect(onward)
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        attempt = door.attempt(request, given["username"], given["password"], given["code"])
        if attempt.outcome is Outcome.SIGNED_IN:
            answer = HttpResponseRedirect(onward)
            return remember_language(answer, officer_language(request))
        if attempt.outcome is Outcome.PAIR_FIRST:
            return redirect("web:pair")
        form.add_error(None, _wrong() if attempt.outcome is Outcome.WRONG else locked(attempt.minutes))
        status = 422 if attempt.outcome is Outcome.WRONG else 429
    context = {"form": form, "next": onward, "ended": request.session.pop("ended", False),
               "left": door.LEFT in request.session}  # fmt: skip
    if exercise.is_open_to(request):
        context["exercise_holdings"] = exercise.holdings()
    return render(request, "web/sign-in.html", context, status=status)


@open_to_anyone
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def pair_authenticator(request: HttpRequest) -> HttpResponse:
    """The first sign-in of an account that an administrator issued: own password, own authenticator."""
    officer = door.pending_officer(request)
    if officer is None:
        return redirect("web:sign-in")
    secret = request.session.get(SECRET) or new_secret()
    request.session[SECRET] = secret
    form = PairForm(request.POST or None, officer=officer)
    if request.method == "POST" and form.is_valid():
        step = matching_step(secret, form.cleaned_data["code"])
        if step is None:
            form.add_error("code", _("This is not the code the app shows now. Check the phone's clock and try again."))
        else:
            officer.set_password(form.cleaned_data["new_password"])
            officer.save(update_fields=["password"])
            pair(officer, secret, step)
            door.note(request, officer, SignInEvent.PAIRED)
            request.session.flush()
            door.enter(request, officer)
            door.note(request, officer, SignInEvent.SIGNED_IN)
            return redirect("web:today")
    address = pairing_address(secret, officer.username, f"Tripoint {settings.NODE.party}")
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context = {"form": form, "picture": _qr(address), "secret": groups, "account": officer.username}
    return render(request, "web/pair.html", context, status=422 if form.errors else 200)


@open_to_anyone
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session. The page that follows tells the device to drop waiting drafts."""
    door.leave(request)
    messages.info(request, _("You are signed out."))
    return redirect(reverse("web:sign-in") + "?out=1")


@open_to_anyone
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language for the officer, and on this device."""
    code = request.POST.get("language", "")
    answer = HttpResponseRedirect(safe_address(request, request.POST.get("next")))
    if code in dict(settings.LANGUAGES):
        if isinstance(request.user, Officer):
            request.user.language = code
            request.user.save(update_fields=["language"])
        remember_language(answer, code)
    return answer


@open_to_anyone
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Says that the node's pages are being served; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


def officer_language(request: HttpRequest) -> str:
    """The language that the signed-in officer has chosen, else the node's."""
    return request.user.language if isinstance(request.user, Officer) else str(settings.NODE.language)


def remember_language(answer: HttpResponseRedirect, code: str) -> HttpResponseRedirect:
    """Keep the language on this device too."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return answer


def _wrong() -> str:
    return _("User name, password or code is not right. Check all three; a code works once and for half a minute.")


def locked(minutes: int) -> str:
    """What an officer is told when there were too many failures."""
    return ngettext(
        "There were too many failed attempts. Nothing is lost. Try again in %(minutes)s minute, "
        "or ask your administrator.",
        "There were too many failed attempts. Nothing is lost. Try again in %(minutes)s minutes, "
        "or ask your administrator.",
        minutes,
    ) % {"minutes": minutes}


def _qr(address: str) -> SafeString:
    """The QR code as SVG markup without styles, so that the strict content policy lets it be."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", scale=4, border=4, xmldecl=False, light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return mark_safe(drawn.getvalue().decode("utf-8"))  # noqa: S308 - drawn here, from figures only
