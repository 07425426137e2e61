"""The box for a photo or PDF: {% load uploads %}{% attachment form_errors upload %}."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from tripoint.documents.field_words import field_words
from tripoint.web.uploads import ID_SUFFIX

register = template.Library()


@register.inclusion_tag("parts/attachment.html")
def attachment(errors: Sequence[str] = (), upload: str = "", box: str = "attachment") -> dict[str, Any]:
    """Show the box named `box`; `upload` is the id of a file sent before, as the draft has it; `errors` stand above."""
    return {
        "box": box,
        "id_box": box + ID_SUFFIX,
        "upload": upload,
        "errors": errors,
        "words": field_words(get_language() or "en"),
        "address": reverse("web:uploads"),
    }
