"""Translations on Today: what is asked of the office, by a colleague or by a partner, and what came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests import pairs
from tripoint.capabilities.requests.colleagues import translating_offices
from tripoint.capabilities.requests.screens import READERS, is_reader, ledger, who
from tripoint.capabilities.requests.translations.asked import Asked, asked_of_others, asked_of_us
from tripoint.capabilities.requests.translations.pairs import LANGUAGES
from tripoint.directory.models import Role
from tripoint.web import dates, navigation
from tripoint.web import today as page
from tripoint.web.access import OfficerRequest

RECENT = timedelta(days=1)


def owed(request: OfficerRequest) -> Iterator[page.Row]:
    """For translators what a colleague asks of their office, for the desk too where the office has none; for the desk
    what a partner asks."""
    if not is_reader(request):
        return
    mine = Role.TRANSLATOR in request.post.roles
    todo = list(asked_of_us(ledger(), who(request)))
    has_translator = request.post.office_id in translating_offices() if todo and not mine else False
    for one in todo:
        if one.row.is_at_home and has_translator:
            continue
        if one.row.is_at_home and one.row.taken_by not in ("", str(request.user.pk)):
            continue
        yield _row(one, _title(one), f"?ask={one.row.entry}")


def back(request: OfficerRequest) -> Iterator[page.Row]:
    """What was handed in or declined since yesterday, for the office that asked."""
    if not is_reader(request):
        return
    since = timezone.now() - RECENT
    for one in asked_of_others(ledger(), who(request)):
        if one.row.answered_at is None or one.row.answered_at < since:
            continue
        done = one.row.state == "done"
        yield _row(one, _("A translation was handed in") if done else _("A translation was declined"))


def _title(one: Asked) -> str:
    return gettext("To be translated into %(language)s: %(what)s") % {
        "language": LANGUAGES[one.row.language], "what": pairs.listed_title(one.type, one.state.request_kind),
    }  # fmt: skip


def _row(one: Asked, title: object, query: str | None = None) -> page.Row:
    at = one.row.at if query else one.row.answered_at or one.row.at
    dossier = one.state.dossier
    address = reverse("requests:dossier", args=[dossier]) + f"#{one.row.item}"
    if query:
        address = reverse("requests:translate", args=[dossier, one.row.item]) + query
    return page.Row(
        str(title), page.soonest_first(at) if query else page.latest_first(at), address,
        party="" if one.row.is_at_home else one.row.party if query else one.row.of, reference=one.state.reference,
        when=dates.when(at),
    )  # fmt: skip


def register() -> None:
    """Puts them on Today and the list into the menu."""
    page.register(page.Section.ANSWER, owed)
    page.register(page.Section.ARRIVED, back)
    place = navigation.Place.NODE, frozenset(READERS)
    navigation.register(navigation.Item(_("Translations"), "requests:translations", "language", 74, *place))
    looking = navigation.Place.NODE, frozenset({*READERS, Role.ADMINISTRATOR})
    navigation.register(navigation.Item(_("Glossary"), "requests:glossary", "language", 74, *looking))
