"""Who may sign: read from the directory on the day of the act, handed to the actions as plain values."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.capabilities.requests.contents import Title
from tripoint.capabilities.requests.permission import Acting, Standing
from tripoint.capabilities.requests.routes.steps import Capacity, Manner, RouteStep
from tripoint.directory.models import Deputy, Holding, Officer, Post, Role

LONGEST_TITLE = 200  # of contents.Title
SIGNED_FOR = {
    "substitute": _("For %(post)s: %(own)s, substitute"),
    "by-order": _("By order of %(post)s: %(own)s"),
    "telephone": _("%(own)s, with the approval by telephone of %(post)s"),
}

ROLES = dict(Role.choices)


@dataclass(frozen=True, slots=True)
class Approver:
    """An officer who could sign a step, for an approval by telephone."""

    officer: str
    name: str
    title: Title
    capacity: Capacity


def capacity_of(post: Post) -> Capacity:
    """A post as it counts for a step."""
    return Capacity(post=post.pk, office=post.office_id, roles=tuple(sorted(post.roles)))


def title_of(post: Post) -> Title:
    """A post's title in the four languages."""
    return Title(en=post.title("en"), vi=post.name_vi, lo=post.name_lo, km=post.name_km)


def standing(who: Acting, day: datetime.date) -> Acting:
    """The same officer with the posts that his or her present one stands in for on `day`."""
    rows = Deputy.objects.on(day).filter(deputy=who.post).select_related("post__office") if who.post else ()
    found = tuple(
        Standing(cast(Manner, row.manner), capacity_of(row.post), title_of(row.post))
        for row in rows
        if row.post.is_valid_on(day) and row.post.office.is_valid_on(day)
    )
    return replace(who, stands_for=found)


def approvers(
    step: RouteStep, author_office: str, day: datetime.date, *, last: bool, besides: Iterable[str], language: str
) -> list[Approver]:
    """Officers in whose own post the step can be signed on `day`, but for those whose ids are in `besides`."""
    rows = Holding.objects.on(day).filter(officer__is_active=True).exclude(officer__in=list(besides))
    rows = rows.filter(post=step.post) if step.post else rows.filter(post__office=step.office or author_office)
    found = {}
    for row in rows.select_related("officer", "post__office"):
        capacity = capacity_of(row.post)
        is_met = step.is_met_by(capacity, author_office, last=last)
        if is_met and row.post.is_valid_on(day) and row.post.office.is_valid_on(day):
            person = str(row.officer_id)
            found[person] = Approver(person, row.officer.display_name(language), title_of(row.post), capacity)
    return list(found.values())


def signed_for(manner: str, own: Title, other: Title) -> Title:
    """The title under a signature given for another post, as the letter prints it in each language."""
    said = {}
    for language in reference.LANGUAGES:
        with override(language):
            words = {"own": getattr(own, language) or own.en, "post": getattr(other, language) or other.en}
            said[language] = str(SIGNED_FOR[manner]) % words
    return Title(**{language: text[:LONGEST_TITLE] for language, text in said.items()})


def names_of(officers: Iterable[str], language: str) -> dict[str, str]:
    """Officers' names for a reader, by id; those that the directory does not know are left out."""
    known = Officer.objects.in_bulk([one for one in set(officers) if one])
    return {str(key): officer.display_name(language) for key, officer in known.items()}


def step_words(
    step: RouteStep, author_office: str, posts: dict[int, Post], offices: dict[str, str], language: str
) -> str:
    """Whom a step is for, in words: the post, or the role, with the office."""
    post = posts.get(step.post or 0)
    if post is not None:
        return f"{post.title(language)} · {post.office.name_in(language)}"
    role = str(ROLES.get(step.role or "", _("Whoever releases")))
    code = step.office or author_office
    office = offices.get(code, code) if code else gettext("the office of the author")
    return f"{role} · {office}"
