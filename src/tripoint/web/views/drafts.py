"""Where a form's script leaves what is being typed."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from tripoint.web import drafts
from tripoint.web.access import OfficerRequest, requires_account
from tripoint.web.dates import time_of_day


@requires_account
@require_http_methods(["GET", "PUT", "DELETE"])
def draft(request: OfficerRequest, form: str) -> HttpResponse:
    """Read, keep or forget the officer's own draft of one form; JSON object of field name to list of texts."""
    if request.method == "GET":
        values = drafts.load(request.user, form)
        return JsonResponse({"values": values}, json_dumps_params={"ensure_ascii": False})
    if request.method == "DELETE":
        drafts.discard(request.user, form)
        return HttpResponse(status=204)
    try:
        saved_at = drafts.save(request.user, form, _values(json.loads(request.body)))
    except (drafts.DraftRefused, ValueError, RecursionError) as error:
        return JsonResponse({"title": str(error)}, status=422, content_type="application/problem+json")
    return JsonResponse({"saved": time_of_day(saved_at)})


def _values(data: Any) -> drafts.Values:
    """The body as fields. Raises DraftRefused when it is anything else."""
    if not isinstance(data, dict):
        raise drafts.DraftRefused("expected an object")
    for texts in data.values():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise drafts.DraftRefused("expected a list of texts for each field")
    return data
