"""A form that is sent again is not done again: whether its answer was lost on the way, or it waited on a device.

`@sent_once` goes on a view; `{% once %}` puts the key into its form. The record is written before the view does anything
and stands in the database, so it holds for every process and over a restart. What the node refused is not remembered:
the form can be mended and sent under the same key.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tripoint.audit.reads import ReadNotLogged
from tripoint.directory.models import Officer
from tripoint.web.access import OfficerRequest
from tripoint.web.models import SentForm

P = ParamSpec("P")
View = Callable[Concatenate[OfficerRequest, P], HttpResponse]

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
OF_SENDING = re.compile(r"csrfmiddlewaretoken|once|once_for|.*_upload")  # differ when one form is sent again
KEPT = timedelta(days=14)  # a device keeps what waits for seven days, and may have sent it on the first of them
UNDER_WAY = timedelta(minutes=2)  # no form takes longer; after that the process that took it is gone
FORGET_EVERY = 24 * 3600.0  # seconds
MOST_ASKED = 50  # keys that a device asks about at once


def sent_once(view: View[P]) -> View[P]:
    """Does a POST that carries a key once for each officer; repeated, it leads to where the first one led.

    A form from a device's queue (header X-Waited) names the officer and post it is for, and is answered in JSON:
    `state` is sent (with `to`), refused, running, unknown (the node stopped meanwhile), or other (officer or post).
    """

    @wraps(view)
    def once(request: OfficerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = request.POST.get("once", "") if request.method == "POST" else ""
        waited = "X-Waited" in request.headers
        if not key and not waited:
            return view(request, *args, **kwargs)
        if not KEY.fullmatch(key):
            return HttpResponse(status=400)
        if waited and request.POST.get("once_for") != f"{request.user.pk}:{request.post.pk}":
            return _said("other", 409)
        about = _fingerprint(request)
        row = _begin(request.user, key, about)
        if row is not None and row.about != about and not waited:
            return view(request, *args, **kwargs)  # an old page was filled in anew: that is another form
        if row is not None:
            return _again(request, row, waited=waited)
        mine = SentForm.objects.filter(officer=request.user, key=key)
        try:
            answer = view(request, *args, **kwargs)
        except (Http404, PermissionDenied, ReadNotLogged):  # nothing was done
            mine.delete()
            raise
        if answer.status_code not in (301, 302, 303):
            mine.delete()
            return _said("refused", 422) if waited and answer.status_code < 500 else answer
        mine.update(to=answer["Location"][:500])
        return _said("sent", 200, answer["Location"]) if waited else answer

    return once


def taken(officer: Officer, keys: list[str]) -> dict[str, str]:
    """Which of these keys the node has taken from the officer, and the page that each led to."""
    rows = SentForm.objects.filter(officer=officer, key__in=keys[:MOST_ASKED]).exclude(to="")
    return dict(rows.values_list("key", "to"))


def forget_old(*_ledger: object) -> None:
    """Deletes keys whose time is over: a chore, safe to do twice."""
    SentForm.objects.filter(at__lt=timezone.now() - KEPT).delete()


def _fingerprint(request: OfficerRequest) -> str:
    """A digest of what was typed, under the node's key: whether two forms are one."""
    typed = [(name, request.POST.getlist(name)) for name in sorted(request.POST) if not OF_SENDING.fullmatch(name)]
    return hmac.new(settings.SECRET_KEY.encode(), json.dumps([request.path, typed]).encode(), sha256).hexdigest()


def _begin(officer: Officer, key: str, about: str) -> SentForm | None:
    """Writes the record and returns None, or the record that is there."""
    known = SentForm.objects.filter(officer=officer, key=key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            SentForm.objects.create(officer=officer, key=key, about=about, at=timezone.now())
    except IntegrityError:  # another thread or process was first
        return SentForm.objects.filter(officer=officer, key=key).first() or SentForm(about=about, at=timezone.now())
    return None


def _again(request: OfficerRequest, row: SentForm, *, waited: bool) -> HttpResponse:
    if row.to:
        return _said("sent", 200, row.to) if waited else HttpResponseRedirect(row.to)
    running = timezone.now() - row.at < UNDER_WAY
    if waited:
        return _said("running" if running else "unknown", 409)
    if running:
        messages.info(request, _("This is being sent already. Look in a moment whether it is there."))
    else:
        messages.error(
            request, _("The node stopped while it took this. Look whether it is there before you send it again.")
        )
    return HttpResponseRedirect(request.path)


def _said(state: str, status: int, to: str = "") -> HttpResponse:
    said: dict[str, Any] = {"state": state, **({"to": to} if to else {})}
    return JsonResponse(said, status=status)
