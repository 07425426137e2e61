"""The pages that say no, or not now, in plain words: 400, 403, 404, 500, 503."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return render(request, "web/refusals/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the officer's present post does not allow it."""
    return render(request, "web/refusals/403.html", status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open too long, or cookies are off; nothing was changed."""
    return render(request, "web/refusals/form-expired.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or not for this post; the two look alike."""
    return render(request, "web/refusals/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: something failed here. Uses no database, which may be what failed."""
    return render(request, "web/refusals/500.html", {"plain": True}, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the node cannot record reads at the moment, so it shows nothing."""
    answer = render(request, "web/refusals/503.html", {"plain": True}, status=503)
    answer.headers["Retry-After"] = "60"
    return answer
