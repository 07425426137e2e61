"""The page of read counts: what partners told us, and what we told them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tripoint import reference
from tripoint.capabilities.reads.models import Report
from tripoint.directory.models import Role
from tripoint.node import runtime
from tripoint.web import navigation
from tripoint.web.access import OfficerRequest, requires

READERS = (Role.AUDITOR, Role.SUPERVISOR, Role.LEGAL_REVIEWER, Role.REGISTRAR, Role.ADMINISTRATOR)
PER_PAGE = 24
KINDS = {"request": pgettext_lazy("kind of dossier", "Requests")}


@requires(*READERS)
@require_safe
def reports(request: OfficerRequest) -> HttpResponse:
    """The reports, the latest month first."""
    ours = runtime.ledger()
    side = "told" if request.GET.get("side") == "told" else "heard"
    rows = Report.objects.using(ours.using).order_by("-month", "reporter", "owner", "entry")
    rows = rows.filter(reporter=ours.party) if side == "told" else rows.filter(owner=ours.party)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = [(one, _first(one), one.owner if side == "told" else one.reporter, _lines(one)) for one in page]
    context = {"side": side, "page": page, "shown": shown, "query": f"side={side}"}
    return render(request, "reads/reports.html", context)


def _first(report: Report) -> date:
    return date(int(report.month[:4]), int(report.month[5:]), 1)


def _lines(report: Report) -> list[dict[str, Any]]:
    """The rows in words; a partner may name kinds and purposes that this node does not know."""
    language = get_language() or "en"
    found = []
    for row in report.rows:
        purpose = row["purpose"] or ""
        try:
            label = reference.label("purposes", purpose, language).text if purpose else ""
        except reference.UnknownCode:
            label = purpose
        found.append({"kind": KINDS.get(row["kind"], row["kind"]), "purpose": label, "reads": row["reads"]})
    return found


def register() -> None:
    """Puts the page into the menu."""
    navigation.register(
        navigation.Item(
            _("Read counts"), "reads:reports", "eye", 88, navigation.Place.NODE,
            frozenset(str(role) for role in READERS),
        )
    )  # fmt: skip
