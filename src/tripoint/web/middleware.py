"""What stands between the server and every view: the end of sessions, language, the post acted in, plain refusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from tripoint.audit.reads import ReadNotLogged
from tripoint.directory.holdings import may_act_in, posts_on
from tripoint.directory.models import Officer
from tripoint.web import refusals
from tripoint.web.access import access_of
from tripoint.web.browser_language import preferred
from tripoint.web.models import Credentials

GetResponse = Callable[[HttpRequest], HttpResponseBase]

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
POST = "post"
SEEN_EVERY = timedelta(minutes=1)  # how exactly idleness is known; a session is written at most this often


class SessionLimits:
    """Ends a session that was idle too long, is too old, or was begun before "sign out everywhere"."""

    def __init__(self, get_response: GetResponse) -> None:
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Sign out when the session has ended; else note that the officer is there."""
        if request.user.is_authenticated:
            now = timezone.now()
            if not self._is_running(request, now):
                logout(request)
                request.session["ended"] = True  # the sign-in page says why the officer is asked again
            elif now - _moment(request, SEEN_AT) >= SEEN_EVERY and not request.headers.get("X-Poll"):
                request.session[SEEN_AT] = now.isoformat()
        return self.get_response(request)

    def _is_running(self, request: HttpRequest, now: datetime) -> bool:
        if not isinstance(request.user, Officer):
            return False
        begun, seen = _moment(request, SIGNED_IN_AT), _moment(request, SEEN_AT)
        if now - begun > timedelta(hours=settings.NODE.session_hours):
            return False
        if now - seen > timedelta(minutes=settings.NODE.session_idle_minutes):
            return False
        mine = Credentials.objects.filter(officer=request.user)
        since = mine.values_list("sessions_since", flat=True).first()
        return since is not None and begun >= since


class Language:
    """Answers in the officer's language; before sign-in in the one chosen on this device, the browser's, the node's."""

    def __init__(self, get_response: GetResponse) -> None:
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Activate the language and the node's time zone for this request."""
        with translation.override(self._choose(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response

    def _choose(self, request: HttpRequest) -> str:
        known = dict(settings.LANGUAGES)
        if isinstance(request.user, Officer) and request.user.language in known:
            return request.user.language
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in known:
            return chosen
        return preferred(request.headers.get("Accept-Language", ""), known) or str(settings.NODE.language)


class ActingPost:
    """Sets `request.post`: the post chosen in this session while it is held, or the only one there is, or None."""

    def __init__(self, get_response: GetResponse) -> None:
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look the post up anew on every request, so that the end of a holding takes effect at once."""
        request.post = None  # type: ignore[attr-defined]
        if isinstance(request.user, Officer):
            today = timezone.localdate()
            chosen = request.session.get(POST)
            if chosen is not None:
                request.post = may_act_in(request.user, chosen, today)  # type: ignore[attr-defined]
            else:
                posts = posts_on(request.user, today)
                request.post = posts[0] if len(posts) == 1 else None  # type: ignore[attr-defined]
        return self.get_response(request)


class PlainRefusals:
    """Refuses views that declare no access, and turns a read that cannot be logged into a plain page."""

    def __init__(self, get_response: GetResponse) -> None:
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; keep pages that an officer saw out of shared and disk caches."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Raise PermissionDenied for a view without a declaration: closed until someone says who may come in."""
        if access_of(view) is None:
            raise PermissionDenied

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer 503 for a read that could not be logged."""
        if isinstance(exception, ReadNotLogged):
            return refusals.unavailable(request)
        return None


def _moment(request: HttpRequest, key: str) -> datetime:
    """A time kept in the session; the beginning of time when it is missing or unreadable."""
    try:
        return datetime.fromisoformat(request.session[key])
    except (KeyError, TypeError, ValueError):
        return datetime(1970, 1, 1, tzinfo=UTC)
