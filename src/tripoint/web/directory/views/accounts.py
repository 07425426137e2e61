"""Accounts: issuing, closing, renewing after a loss; and the record of every change of the directory."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.directory import actions
from tripoint.directory.holdings import holdings_of
from tripoint.directory.models import DirectoryChange, Officer, Role
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.directory.forms import AccountForm
from tripoint.web.directory.views.posts import actor, tried
from tripoint.web.models import Credentials, Passkey

PER_PAGE = 50


@requires(Role.ADMINISTRATOR)
@require_safe
def officers(request: OfficerRequest) -> HttpResponse:
    """All accounts of the node, with a search by name."""
    words = request.GET.get("q", "")[:80].strip()
    rows = Officer.objects.order_by("-is_active", "username")
    for word in words.split():
        either = Q(username__icontains=word) | Q(name_latn__icontains=word)
        rows = rows.filter(either | Q(name_laoo__icontains=word) | Q(name_khmr__icontains=word))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    held = holdings_of(list(page), timezone.localdate())
    shown = [(one, held[one.pk]) for one in page]
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "shown": shown, "words": words, "query": query.urlencode()}
    return render(request, "directory/officers.html", context)


@requires(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: OfficerRequest) -> HttpResponse:
    """Issue an account; the password is shown once, on the page that answers."""
    form = AccountForm(request.POST or None, initial={"language": settings.NODE.language})
    if request.method == "POST" and form.is_valid():
        officer = form.save(commit=False)
        handed_over: list[str] = []
        if tried(form, lambda: handed_over.append(actions.issue_account(actor(request), officer))):
            return _show_password(request, officer, handed_over[0])
    return render(request, "directory/new-account.html", {"form": form}, status=422 if form.errors else 200)


@requires(Role.ADMINISTRATOR)
@require_safe
def officer(request: OfficerRequest, number: uuid.UUID) -> HttpResponse:
    """One account with its posts of all times."""
    shown = get_object_or_404(Officer, pk=number)
    context = {
        "shown": shown,
        "holdings": shown.holdings.select_related("post__office").order_by("-valid_from"),
        "is_paired": Credentials.objects.filter(officer=shown).exists(),
        "is_self": shown.pk == request.user.pk,
        "today": timezone.localdate(),
    }
    return render(request, "directory/officer.html", context)


@requires(Role.ADMINISTRATOR)
@require_POST
def renew(request: OfficerRequest, number: uuid.UUID) -> HttpResponse:
    """A new password after a loss; the authenticator is set up again at the next sign-in."""
    shown = get_object_or_404(Officer, pk=number)
    try:
        password = actions.renew_account(actor(request), shown, _unpair)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("directory:officer", number=shown.pk)
    return _show_password(request, shown, password)


@requires(Role.ADMINISTRATOR)
@require_POST
def set_open(request: OfficerRequest, number: uuid.UUID) -> HttpResponse:
    """Close an account, or open it again."""
    shown = get_object_or_404(Officer, pk=number)
    is_open = request.POST.get("open") == "yes"
    try:
        actions.set_account_open(actor(request), shown, is_open)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The account is open.") if is_open else _("The account is closed."))
    return redirect("directory:officer", number=shown.pk)


@requires(Role.ADMINISTRATOR, Role.AUDITOR)
@require_safe
def changes(request: OfficerRequest) -> HttpResponse:
    """Every change of the directory, newest first."""
    rows = DirectoryChange.objects.select_related("by", "officer", "post__office")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/changes.html", {"page": page})


def _show_password(request: OfficerRequest, officer: Officer, password: str) -> HttpResponse:
    return render(request, "directory/password.html", {"shown": officer, "password": password})


def _unpair(officer: Officer) -> None:
    """Forget the second factor and the passkeys; with them end the officer's sessions."""
    Passkey.objects.filter(officer=officer).delete()
    Credentials.objects.filter(officer=officer).delete()
