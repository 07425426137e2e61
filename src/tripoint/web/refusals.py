"""The pages that say no, or not now, in plain words: 400, 403, 404, 500, 503.

An officer sees them in the usual frame, with its ways on. The frame asks the database; where that fails too, and before
sign-in, the page stands alone and asks nothing.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _page(request, "400", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the officer's present post does not allow it."""
    return _page(request, "403", 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or cookies are off; nothing was changed."""
    return _page(request, "form-expired", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or not for this post; the two look alike."""
    return _page(request, "404", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: something failed here."""
    return _page(request, "500", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the node cannot record reads at the moment, so it shows nothing."""
    answer = _page(request, "503", 503)
    answer.headers["Retry-After"] = "60"
    return answer


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    template = f"web/refusals/{name}.html"
    try:
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            return render(request, template, {"base": "web/refusals/in-frame.html"}, status=status)
    except Exception:  # whatever failed may fail again: the page that says so must not
        log.exception("the frame of a refusal could not be shown")
    return render(request, template, {"base": "web/refusals/bare.html", "plain": True}, status=status)
