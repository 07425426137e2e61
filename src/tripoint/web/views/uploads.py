"""Where a form's script sends a file in pieces, in the manner of the tus protocol 1.0 (tus.io), without its options.

POST /uploads                 JSON {"size": bytes, "sha256": hexadecimal} → 201, Location
HEAD /uploads/<id>            → 200, Upload-Offset, Upload-Length
PATCH /uploads/<id>           Upload-Offset and the piece → 204, Upload-Offset; the last piece → 200 with what was made
DELETE /uploads/<id>          → 204
A refusal is problem+json with its code and a sentence for the officer; a piece out of place is 409 with Upload-Offset.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import unquote

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from tripoint.documents.errors import DocumentRefused
from tripoint.documents.resumable import PIECE_MAX
from tripoint.web import uploads
from tripoint.web.access import OfficerRequest, requires_post

P = ParamSpec("P")
View = Callable[Concatenate[OfficerRequest, P], HttpResponse]

STATUS = {"upload-unknown": 404, "upload-gap": 409, "upload-many": 429, "upload-full": 507, "busy": 503}


def plain_refusals(view: View[P]) -> View[P]:
    """Answer DocumentRefused with its status, code and sentence."""

    @wraps(view)
    def refusing(request: OfficerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DocumentRefused as refused:
            return JsonResponse(
                {"code": refused.code, "title": refused.message(get_language() or "en")},
                status=STATUS.get(refused.code, 422),
                content_type="application/problem+json",
                json_dumps_params={"ensure_ascii": False},
            )

    return refusing


@requires_post
@require_POST
@plain_refusals
def begin(request: OfficerRequest) -> HttpResponse:
    """Announce a file: its size and digest."""
    try:
        asked = json.loads(request.body)
        size, sha256 = int(asked["size"]), str(asked["sha256"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return HttpResponse(status=400)
    upload_id = uploads.begin(request.user, size, sha256)
    return HttpResponse(status=201, headers={"Location": reverse("web:upload", args=[upload_id]), "Upload-Offset": "0"})


@requires_post
@require_http_methods(["HEAD", "PATCH", "DELETE"])
@plain_refusals
def upload(request: OfficerRequest, upload: str) -> HttpResponse:
    """Ask how far one's upload is, add a piece, or take it back."""
    if request.method == "DELETE":
        uploads.discard(request.user, upload)
        return HttpResponse(status=204)
    if request.method == "HEAD":
        here = uploads.progress(request.user, upload)
        return HttpResponse(headers={"Upload-Offset": str(here.offset), "Upload-Length": str(here.size)})
    offset = request.headers.get("Upload-Offset", "")
    if not offset.isascii() or not offset.isdigit() or len(offset) > 10 or len(request.body) > PIECE_MAX:
        return HttpResponse(status=400)
    here = uploads.put(request.user, upload, int(offset), request.body)
    headers = {"Upload-Offset": str(here.offset), "Upload-Length": str(here.size)}
    if not here.whole:
        return HttpResponse(status=204, headers=headers)
    made = uploads.check(request.user, upload, unquote(request.headers.get("Upload-Name", ""))[:200])
    language = get_language() or "en"
    about = {"media_type": made.media_type, "size": len(made.data), "notes": made.notes(language)}
    return JsonResponse(about, headers=headers, json_dumps_params={"ensure_ascii": False})
