"""What administrators do about approval routes: set one, end one. Home entries, so that each change has its author."""

from __future__ import annotations

from pydantic import ValidationError

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions.stating import state
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.routes import entries as r
from tripoint.capabilities.requests.routes.models import RouteRow
from tripoint.capabilities.requests.routes.steps import Route
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger


def set_route(
    ledger: Ledger,
    who: Acting,
    route: Route,
    *,
    office: str = "",
    kind: str = "",
    urgency: str = "",
    handling: str = "",
) -> str:
    """Sends drafts that fit what is given along `route` from now on; what is empty fits every draft. Drafts that were
    submitted before go the route that they set out on. Returns the entry's id.

    Raises NotPermitted for everybody but an administrator, and ActionRefused.
    """
    _may_configure(who)
    try:
        facts = r.RouteSetFacts(
            officer=who.officer, office=who.office, for_office=office or None, kind=kind or None,
            urgency=urgency or None, handling=handling or None, route=route,
        )  # fmt: skip
    except ValidationError as error:
        raise ActionRefused(Problem("route-key")) from error
    book = RouteRow.objects.using(ledger.using).order_by("set_at").first()
    opening = Draft(h.OPENED, h.HomeOpenedFacts(participants=(ledger.party,), exercise=ledger.exercise))
    home: str | Draft = book.dossier if book else opening
    drafts = [Draft(r.ROUTE_SET, facts, None, home)]
    return state(ledger, who, drafts if book else [opening, *drafts])[-1].entry.id


def end_route(ledger: Ledger, who: Acting, entry: str) -> str:
    """Takes a route out; drafts go the next fitting one. Raises NotPermitted, also where there is none of that id."""
    _may_configure(who)
    row = RouteRow.objects.using(ledger.using).filter(entry=entry, ended_at=None).first()
    if row is None:
        raise NotPermitted(Problem("not-found"))
    facts = r.RouteEndedFacts(officer=who.officer, office=who.office, ends=entry)
    return state(ledger, who, [Draft(r.ROUTE_ENDED, facts, None, row.dossier, (entry,))])[0].entry.id


def _may_configure(who: Acting) -> None:
    if not who.has(r.CONFIGURES):
        raise NotPermitted(Problem("role"))
