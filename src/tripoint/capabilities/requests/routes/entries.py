"""What an administrator states about approval routes. Home entries: no other party learns how a ministry approves."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import Field

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.entries import EntryId, ListCode, OfficeCode
from tripoint.capabilities.requests.routes.steps import RELEASERS, SIGNERS, Route
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, Statement

ROUTE_SET = "home.route-set.v1"
ROUTE_ENDED = "home.route-ended.v1"
CONFIGURES = frozenset({"administrator"})

KindCode = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=32)]


class RouteSetFacts(h.HomeFacts):
    """From now on drafts that fit all that is given here go this route; what is None fits every draft.

    It takes the place of the route set before for the same four.
    """

    for_office: OfficeCode | None = None
    kind: KindCode | None = None
    urgency: ListCode | None = None
    handling: ListCode | None = None
    route: Route


class RouteEndedFacts(h.HomeFacts):
    """The route set in that entry is for no draft any more."""

    ends: EntryId


def _set(statement: Statement) -> None:
    steps = cast(RouteSetFacts, statement.facts).route.steps
    for step in steps:
        if step.role is not None and step.role not in SIGNERS:
            raise Refused("route-role", "this role signs nothing", "route")
    if steps[-1].role is not None and steps[-1].role not in RELEASERS:
        raise Refused("route-last", "this role releases nothing", "route")


def _ended(statement: Statement) -> None:
    if statement.named[0].entry.id != cast(RouteEndedFacts, statement.facts).ends:
        raise Refused("re", "names another route than it ends", "ends")


_AT_HOME = frozenset({h.KIND})

TYPES.register(
    EntryType(ROUTE_SET, RouteSetFacts, None, _AT_HOME, "any", "never", CONFIGURES, rule=_set),
    EntryType(
        ROUTE_ENDED, RouteEndedFacts, None, _AT_HOME, "any", "never", CONFIGURES, re=frozenset({ROUTE_SET}),
        re_least=1, rule=_ended,
    ),
)  # fmt: skip
