"""Who may act in which post on a given day."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence

from tripoint.directory.models import Holding, Officer, Post


def holdings_on(officer: Officer, day: datetime.date) -> list[Holding]:
    """The officer's holdings in force on `day`, whose post and office are in force too; offices come along.

    An officer whose account is closed holds nothing.
    """
    return holdings_of([officer], day)[officer.pk]


def holdings_of(officers: Sequence[Officer], day: datetime.date) -> dict[uuid.UUID, list[Holding]]:
    """The same for many officers with one question to the database, by the officers' ids."""
    held: dict[uuid.UUID, list[Holding]] = {officer.pk: [] for officer in officers}
    active = [officer.pk for officer in officers if officer.is_active]
    if active:
        rows = Holding.objects.on(day).filter(officer__in=active).select_related("post__office__party")
        for one in rows:
            if one.post.is_valid_on(day) and one.post.office.is_valid_on(day):
                held[one.officer_id].append(one)
    return held


def posts_on(officer: Officer, day: datetime.date) -> list[Post]:
    """The posts that the officer may act in on `day`."""
    return [holding.post for holding in holdings_on(officer, day)]


def roles_on(officer: Officer, day: datetime.date) -> frozenset[str]:
    """Every role that any of the officer's posts carries on `day`. For one act, ask the post acted in instead."""
    return roles(posts_on(officer, day))


def roles(posts: Iterable[Post]) -> frozenset[str]:
    """The roles that these posts carry together."""
    return frozenset(role for post in posts for role in post.roles)


def may_act_in(officer: Officer, post_id: int, day: datetime.date) -> Post | None:
    """The post, if the officer holds it on `day`; else None."""
    return next((post for post in posts_on(officer, day) if post.pk == post_id), None)
