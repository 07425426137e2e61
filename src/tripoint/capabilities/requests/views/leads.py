"""Leads on pages: which earlier requests may be on the matter, with what the officer can say of each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from tripoint.audit.reads import log_found
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.linking.lead_words import words_of
from tripoint.capabilities.requests.linking.leads import Shown, leads, leads_of_form, names_wait
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.reading import listed_clock
from tripoint.capabilities.requests.screens import clock_shown, ledger
from tripoint.web.access import OfficerRequest

SHOWN = 10
WHY = "why-"
"""Begins the name of a box that says why a lead is what the officer says it is; the other's reference follows."""


def leads_shown(request: OfficerRequest, who: Acting, dossier: str, own: str = "") -> dict[str, Any]:
    """For a page, logged: the leads of a request or draft, how many there are, and whether names are compared yet."""
    return _shown(request, leads(ledger(), who, dossier, own)) | {"names_wait": names_wait(ledger().using, dossier)}


def leads_typed(request: OfficerRequest, who: Acting, form: RequestForm | None, home: str) -> dict[str, Any]:
    """For the form of a request that is being written, logged: the leads of what is typed, as far as it can be read.
    `home`: the draft's home dossier, where there is one already."""
    return _shown(request, leads_of_form(ledger(), who, form, home) if form else [])


def unseen(request: OfficerRequest, who: Acting, form: RequestForm, home: str) -> bool:
    """Whether what is submitted has leads that the page it comes from did not show (`led`, their references)."""
    seen = set(request.POST.getlist("led"))
    return any(one.row.reference not in seen for one in leads_of_form(ledger(), who, form, home)[:SHOWN])


def _shown(request: OfficerRequest, found: list[Shown]) -> dict[str, Any]:
    log_found(request.user, request.post, [(one.row.asker, one.row.dossier) for one in found[:SHOWN]])
    return {"leads": [_line(request, one) for one in found[:SHOWN]], "lead_count": len(found)}


def _line(request: OfficerRequest, one: Shown) -> dict[str, Any]:
    return {
        "row": one.row, "may_open": one.may_open, "office": one.office, "words": words_of(one.sorts, one.score),
        "reasons": one.reasons.get(get_language() or "en", ()),
        "why": request.POST.get(f"{WHY}{one.row.reference}", ""),
        "clock": clock_shown(listed_clock(one.row), one.row) if one.may_open else None,
    }  # fmt: skip
