"""Today: what my office must answer, what we wait for, what arrived, and what the calendar brings."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tripoint.web import today as register
from tripoint.web.access import OfficerRequest, requires_post


@requires_post
@require_safe
def today(request: OfficerRequest) -> HttpResponse:
    """The whole page."""
    sections = register.listings(request)
    context = {
        "sections": sections,
        "counts": _counts(sections),
        "day": timezone.localtime(),
        "actions": register.actions_for(request),
        "tag": _tag(sections),
    }
    return render(request, "web/today.html", context)


@requires_post
@require_safe
def today_live(request: OfficerRequest) -> HttpResponse:
    """The lists alone, for a page that is open: 304 while nothing has changed.

    The response header `X-New` carries how many lines have newly arrived, for the page's title.
    """
    sections = register.listings(request)
    tag = _tag(sections)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    context = {"sections": sections, "counts": _counts(sections)}
    answer = render(request, "web/today-lists.html", context)
    answer.headers["ETag"] = tag
    answer.headers["X-New"] = str(sections["arrived"].total)
    return answer


def _counts(sections: dict[str, register.Listing]) -> dict[str, int]:
    return {
        "late": sections["answer"].late,
        "soon": sections["answer"].soon,
        "arrived": sections["arrived"].total,
    }


def _tag(sections: dict[str, register.Listing]) -> str:
    """Changes when a line comes, goes, or changes its state; a clock that merely ticks does not count."""
    parts = [get_language() or ""]
    for listing in sections.values():
        for row in listing.rows:
            state = row.clock.state if row.clock else ""
            parts.append(f"{listing.section}|{row.address}|{row.title}|{row.note}|{state}")
    return '"' + sha256("\n".join(parts).encode()).hexdigest()[:32] + '"'
