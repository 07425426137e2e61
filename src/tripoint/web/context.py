"""What every page's frame needs: whose node this is, who is here, where one can go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from tripoint.directory.models import Level, Office, Party
from tripoint.web.navigation import Place, items_for
from tripoint.web.shells import shells_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template variables of the frame; nothing here is asked of the database until a template uses it."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "exercise": settings.NODE.exercise,
        "own_party": settings.NODE.party,
        "language": language,
        "languages": settings.LANGUAGES,
        "own_name": lambda: _own_name(language),
        "main_items": lambda: items_for(request, Place.MAIN),
        "node_items": lambda: items_for(request, Place.NODE),
        "shells": lambda: " ".join(one.address for one in shells_for(request)),
        "officer_name": lambda: request.user.display_name(language) if request.user.is_authenticated else "",
    }


def _own_name(language: str) -> str:
    """The ministry that runs the node, as the directory has it today; else the party; else its code."""
    own = settings.NODE.party
    ministries = Office.objects.on(timezone.localdate()).filter(party_id=own, level=Level.MINISTRY)
    named = ministries.order_by("code").first() or Party.objects.filter(pk=own).first()
    return named.name_in(language) if named else f"Tripoint {own}"
