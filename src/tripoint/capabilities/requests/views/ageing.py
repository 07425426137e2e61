"""The table of open requests by age."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tripoint.capabilities.requests.ageing import Side, ageing
from tripoint.capabilities.requests.labels import office_labels
from tripoint.capabilities.requests.screens import READERS, ledger, who
from tripoint.web.access import OfficerRequest, requires


@requires(*READERS)
@require_safe
def table(request: OfficerRequest) -> HttpResponse:
    """What the office owes and waits for, by partner, office and age."""
    own, acting, now = ledger(), who(request), timezone.now()
    sides: tuple[Side, Side] = ("answer", "wait")
    found = {side: ageing(own.using, acting, own.party, side, now) for side in sides}
    offices = office_labels({row.office for rows in found.values() for row in rows}, get_language() or "en")
    return render(request, "requests/ageing.html", {"sides": found, "office_labels": offices})
