"""The officer's own account: password, sessions, and the post acted in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.audit.models import SignInEvent, SignInLog
from tripoint.directory.holdings import holdings_on, may_act_in
from tripoint.web import door
from tripoint.web.access import OfficerRequest, requires_account
from tripoint.web.door import Outcome
from tripoint.web.forms import ChangePasswordForm
from tripoint.web.middleware import POST, SIGNED_IN_AT
from tripoint.web.onward import safe_address
from tripoint.web.views.door import locked

RECENT = 10  # events at the door that an officer sees of the own account


@requires_account
@require_safe
def account(request: OfficerRequest) -> HttpResponse:
    """Who I am here, in which post, and what lately happened at the door in my name."""
    events = SignInLog.objects.filter(officer=request.user).order_by("-at")[:RECENT]
    return render(request, "web/account.html", {"events": events})


@requires_account
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: OfficerRequest) -> HttpResponse:
    """A new password ends the officer's other sessions."""
    form = ChangePasswordForm(request.POST or None, officer=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        attempt = door.change_password(request, request.user, given["present_password"], given["new_password"])
        if attempt.outcome is Outcome.SIGNED_IN:
            update_session_auth_hash(request, request.user)
            request.session[SIGNED_IN_AT] = timezone.now().isoformat()
            messages.success(request, _("The password is changed. Your sessions elsewhere have ended."))
            return redirect("web:account")
        if attempt.outcome is Outcome.LOCKED:
            form.add_error(None, locked(attempt.minutes))
        else:
            form.add_error("present_password", _("This is not your present password."))
    return render(request, "web/password.html", {"form": form}, status=422 if form.errors else 200)


@requires_account
@require_POST
def sign_out_everywhere(request: OfficerRequest) -> HttpResponse:
    """End all sessions of this officer."""
    door.leave_everywhere(request)
    messages.info(request, _("You are signed out on every device."))
    return redirect(reverse("web:sign-in") + "?out=1")


@requires_account
@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: OfficerRequest) -> HttpResponse:
    """Choose the post to act in, among those held today."""
    today = timezone.localdate()
    if request.method == "POST":
        chosen = request.POST.get("post", "")
        post = may_act_in(request.user, int(chosen), today) if chosen.isdecimal() else None
        if post is not None:
            request.session[POST] = post.pk
            door.note(request, request.user, SignInEvent.POST_CHOSEN)
            return redirect(safe_address(request, request.POST.get("next")))
        messages.error(request, _("You do not hold this post today. Choose another one."))
    return render(request, "web/posts.html", {"holdings": holdings_on(request.user, today)})
