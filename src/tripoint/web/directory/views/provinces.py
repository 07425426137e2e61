"""A province of old: what stands there today, and the other way round."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tripoint import reference
from tripoint.directory.models import Office
from tripoint.directory.seed.offices import police_office
from tripoint.web.access import OfficerRequest, requires_post
from tripoint.web.directory.forms import ResolveProvince


@requires_post
@require_safe
def resolve(request: OfficerRequest) -> HttpResponse:
    """Ask for a province and a day; show what stood there, with its police office."""
    asked = request.GET if "province" in request.GET else None
    form = ResolveProvince(asked, language=get_language() or "en")
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        day = form.cleaned_data["on"] or timezone.localdate()
        start = reference.province(form.cleaned_data["province"])
        found = reference.resolve_province(start.code.code, day)
        offices = Office.objects.in_bulk([police_office(one.code.code) for one in found])
        context |= {
            "start": start,
            "day": day,
            "found": [(one, offices.get(police_office(one.code.code))) for one in found],
        }
    return render(request, "directory/provinces.html", context)
