"""The officer's Today, put together from what capabilities say. Each registers providers when its app is ready:

today.register(Section.ANSWER, provider)      provider(request) -> iterable of Row
today.register_action(Action(_("New request"), "requests:new", roles=...))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse

from tripoint.web.access import Access, OfficerRequest
from tripoint.web.clock import Clock

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHOWN = 25  # rows per section; the rest stands behind the section's own list
ASKED = 200  # rows taken from a provider at most, so that one full capability cannot make the page slow


class Section(StrEnum):
    """The parts of Today, in the order of the page."""

    ANSWER = "answer"
    WAIT = "wait"
    ARRIVED = "arrived"
    HITS = "hits"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Row:
    """One line of Today. `order` sorts within its section, smallest first (a due time, or minus the arrival time)."""

    title: StrOrPromise
    order: float
    address: str = ""  # where the line leads; empty: a line to read
    title_language: str = ""  # set when the title is not in the reader's language
    party: str = ""
    towards: bool = False  # we wait for this party, it does not wait for us
    place: str = ""
    place_language: str = ""
    reference: str = ""
    handling: str = ""  # handling code, H0 to H3
    note: StrOrPromise = ""
    note_language: str = ""  # set when the note is somebody's own words
    clock: Clock | None = None
    when: str = ""


@dataclass(frozen=True)
class Action:
    """What the button beside the heading starts. The first one that the officer's post admits is shown,
    and each that stands beside it."""

    label: StrOrPromise
    url: str
    roles: frozenset[str] = frozenset()
    beside: bool = False  # shown after the first one, not instead


@dataclass(frozen=True)
class Listing:
    """A section as the page shows it; `total` is exact up to ASKED per provider."""

    section: Section
    rows: list[Row]
    total: int
    late: int
    soon: int
    more: str = ""


Provider = Callable[[OfficerRequest], Iterable[Row]]


@dataclass
class _Register:
    providers: dict[Section, list[Provider]] = field(default_factory=lambda: {section: [] for section in Section})
    more: dict[Section, str] = field(default_factory=dict)
    actions: list[Action] = field(default_factory=list)


_register = _Register()


def register(section: Section, provider: Provider, *, more: str = "") -> None:
    """Let `provider` contribute to `section`; `more` the URL name of the full list. Twice counts once."""
    if provider not in _register.providers[section]:
        _register.providers[section].append(provider)
    if more:
        _register.more[section] = more


def register_action(action: Action) -> None:
    """Offer `action` on Today. Registering the same URL name again replaces it."""
    _register.actions[:] = [one for one in _register.actions if one.url != action.url] + [action]


def listing(section: Section, request: OfficerRequest) -> Listing:
    """What the providers of `section` have for this officer, in order."""
    rows = [row for provider in _register.providers[section] for row in islice(provider(request), ASKED)]
    rows.sort(key=lambda row: row.order)
    late = sum(1 for row in rows if row.clock is not None and row.clock.state == "late")
    soon = sum(1 for row in rows if row.clock is not None and row.clock.state == "soon")
    more = _register.more.get(section, "")
    return Listing(section, rows[:SHOWN], len(rows), late, soon, reverse(more) if more else "")


def listings(request: OfficerRequest) -> dict[str, Listing]:
    """Every section by its name."""
    return {str(section): listing(section, request) for section in Section}


def actions_for(request: OfficerRequest) -> list[Action]:
    """The buttons for this officer: the first one, and those that stand beside it."""
    admitted = [one for one in _register.actions if Access(any_post=True, roles=one.roles).admits(request.post)]
    first = next((one for one in admitted if not one.beside), None)
    return [*filter(None, [first]), *(one for one in admitted if one.beside)]


def latest_first(moment: datetime) -> float:
    """An `order` that puts the newest row first."""
    return -moment.timestamp()


def soonest_first(moment: datetime) -> float:
    """An `order` that puts the nearest time first."""
    return moment.timestamp()
