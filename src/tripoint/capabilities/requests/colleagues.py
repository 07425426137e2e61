"""Who works on requests in an office of this party."""

from __future__ import annotations

from django.utils import timezone

from tripoint.capabilities.requests.permission import DESK
from tripoint.directory.models import Holding


def translating_offices(using: str | None = None) -> set[str]:
    """The offices of this party that have a translator today."""
    today = timezone.localdate()
    rows = Holding.objects.using(using).on(today).filter(officer__is_active=True).select_related("post")
    return {one.post.office_id for one in rows if one.post.is_valid_on(today) and "translator" in one.post.roles}


def desk_holdings(office: str, using: str | None = None) -> list[Holding]:
    """Holdings in force today of the office's posts that work on requests, with officer and post."""
    today = timezone.localdate()
    rows = Holding.objects.using(using).on(today).filter(post__office=office, officer__is_active=True)
    held = rows.select_related("officer", "post")
    return [one for one in held if one.post.is_valid_on(today) and DESK.intersection(one.post.roles)]
