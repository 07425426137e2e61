"""Looks up a link by the names of its ends."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def get_link(links: dict[str, Any], ends: str) -> Any:
    """The link between two nodes."""
    return links[ends]
