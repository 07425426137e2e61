"""The start page's language: chosen by a button, kept in a cookie; and what its frame needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from tripoint.web.browser_language import preferred


class Language:
    """Activates the chosen language, else the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Takes the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers in that language."""
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        wanted = chosen if chosen in known else preferred(request.headers.get("Accept-Language", ""), known)
        with translation.override(wanted or "en"):
            return self.get_response(request)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template variables of every page."""
    return {
        "language": translation.get_language(),
        "languages": settings.LANGUAGES,
        "exercise": True,
        "own_party": "",
    }
