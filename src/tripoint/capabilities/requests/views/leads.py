"""Leads on pages: which earlier requests may be on the matter, with what the officer can say of each."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from tripoint.audit.reads import log_found
from tripoint.capabilities.requests.lead_words import words_of
from tripoint.capabilities.requests.leads import Shown, leads, names_wait
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.reading import listed_clock
from tripoint.capabilities.requests.screens import clock_shown, ledger
from tripoint.web.access import OfficerRequest

SHOWN = 10


def leads_shown(request: OfficerRequest, who: Acting, dossier: str, own: str = "") -> dict[str, Any]:
    """For a page, logged: the leads of a request or draft, how many there are, and whether names are compared yet."""
    found = leads(ledger(), who, dossier, own)
    log_found(request.user, request.post, [(one.row.asker, one.row.dossier) for one in found[:SHOWN]])
    return {
        "leads": [_line(one) for one in found[:SHOWN]], "lead_count": len(found),
        "names_wait": names_wait(ledger().using, dossier),
    }  # fmt: skip


def _line(one: Shown) -> dict[str, Any]:
    return {
        "row": one.row, "may_open": one.may_open, "office": one.office, "words": words_of(one.sorts, one.score),
        "reasons": one.reasons.get(get_language() or "en", ()),
        "clock": clock_shown(listed_clock(one.row), one.row) if one.may_open else None,
    }  # fmt: skip
