"""For the scripts of a device: who is signed in, what the node has taken, and the worker that keeps forms at hand."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from tripoint.web.access import OfficerRequest, open_to_anyone, requires_post
from tripoint.web.once import MOST_ASKED, taken
from tripoint.web.shells import shells

KEPT_FILES = ("device.js", "tripoint.js", "waiting.js", "attachment.js", "tripoint.css", "sprite.svg", "icon.svg")


@requires_post
@require_safe
def here(request: OfficerRequest) -> HttpResponse:
    """JSON: `officer` and `post` of this session, `token` for forms, `taken`: of the keys asked about, where each led."""
    keys = request.GET.getlist("once")[:MOST_ASKED]
    said = {
        "officer": str(request.user.pk), "post": str(request.post.pk), "token": get_token(request),
        "taken": taken(request.user, keys) if keys else {},
    }  # fmt: skip
    return JsonResponse(said)


@open_to_anyone
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """What `waiting.js` says, in the reader's language."""
    return render(request, "parts/waiting-words.html")


@open_to_anyone
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the names of the static files of today; the same for everybody."""
    files = [static(f"web/{name}") for name in KEPT_FILES]
    said = {"files": files, "version": sha256("".join(files).encode()).hexdigest()[:12], "shells": shells(),
            "static_url": settings.STATIC_URL}  # fmt: skip
    answer = render(request, "web/worker.js", said, content_type="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
