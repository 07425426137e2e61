"""A route as officers see it: each step with whom it is for, and who signed it, how and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.labels import office_labels
from tripoint.capabilities.requests.models import HomeState
from tripoint.capabilities.requests.routes.models import Approval
from tripoint.capabilities.requests.routes.people import names_of, step_words
from tripoint.capabilities.requests.routes.steps import Route
from tripoint.directory.models import Post
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Entry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MANNERS: dict[str, StrOrPromise] = {
    "self": "",
    "substitute": _("as substitute"),
    "by-order": _("by order"),
    "telephone": _("by telephone"),
}


@dataclass(frozen=True, slots=True)
class StepShown:
    """`state`: done, run (it waits) or wait (not its turn yet). `unconfirmed`: recorded after a call, not confirmed."""

    number: int
    words: str
    state: str
    by: str = ""
    approver: str = ""
    manner: StrOrPromise = ""
    at: datetime | None = None
    unconfirmed: bool = False
    denied: bool = False


def steps_shown(
    route: Route, office: str, language: str, *, now: int = 0, signed: Iterable[Approval] = ()
) -> list[StepShown]:
    """The steps of a route of `office`; `now` the number of the one that waits, 0 for none."""
    rows = {one.step: one for one in signed}
    posts = Post.objects.select_related("office").in_bulk([one.post for one in route.steps if one.post])
    codes = {one.office or office for one in route.steps if one.office or office}
    offices = {code: label.text for code, label in office_labels(codes, language).items()}
    names = names_of([one for row in rows.values() for one in (row.officer, row.approver)], language)
    found = []
    for number, step in enumerate(route.steps, 1):
        words, row = step_words(step, office, posts, offices, language), rows.get(number)
        if row is None:
            found.append(StepShown(number, words, "run" if number == now else "wait"))
            continue
        by_telephone = row.manner == "telephone"
        found.append(
            StepShown(
                number, words, "done", names.get(row.officer, ""), names.get(row.approver, ""), MANNERS[row.manner],
                row.at, unconfirmed=by_telephone and row.confirmed_at is None, denied=row.agreed is False,
            )
        )  # fmt: skip
    return found


def draft_steps(using: str, home: HomeState, language: str) -> list[StepShown]:
    """The steps of a draft that was submitted."""
    signed = Approval.objects.using(using).filter(dossier=home.dossier, stands=True)
    return steps_shown(Route.model_validate(home.route), home.office, language, now=home.step, signed=signed)


def remark(ledger: Ledger, home: str) -> h.Note | None:
    """What the officer who returned a draft wrote, while that is the last word on it."""
    last = Entry.objects.using(ledger.using).filter(dossier=home, type__in=h.RELEASE_STEPS).order_by("-seq").first()
    if last is None or last.type != h.RETURNED:
        return None
    content = ledger.content(last.id)
    return content if isinstance(content, h.Note) else None
