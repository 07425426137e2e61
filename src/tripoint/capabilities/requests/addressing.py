"""Which office of a partner a request may be addressed to, and whether an own office may send it directly: as the two
parties declared (`arrangements.declared`). Where nobody declared anything, every office may.
"""

from __future__ import annotations

from collections.abc import Iterable

from tripoint.capabilities.arrangements.declared import Offices, declared_by_us, declared_to_us
from tripoint.capabilities.requests.problems import ActionRefused, Problem
from tripoint.capabilities.requests.routes.steps import MOST_STEPS, Route, RouteStep
from tripoint.directory.models import Post
from tripoint.ledger.ledger import Ledger

__all__ = ["Offices", "by_way_of_centre", "check_office", "declared_to_us"]


def check_office(ledger: Ledger, partner: str, office: str, kind: str, field: str = "to_office") -> None:
    """Raises ActionRefused("office-undeclared") where the partner declared that the office does not receive the kind;
    `field` is where it was named."""
    held = declared_to_us(ledger, partner)
    if held is not None and not held.receives(office, kind):
        raise ActionRefused(Problem("office-undeclared", field))


def by_way_of_centre(ledger: Ledger, route: Route, *, office: str, partners: Iterable[str], kind: str) -> Route:
    """The route with a last step at the centre, where this party declared that `office` does not send the kind to one of
    `partners` directly and no step is the centre's yet.

    Raises ActionRefused("office-sends") where the route has no room for it.
    """
    for partner in partners:
        held = declared_by_us(ledger, partner)
        if held is None or held.sends(office, kind) or _signs(route, held.says.centre):
            continue
        if len(route.steps) >= MOST_STEPS:
            raise ActionRefused(Problem("office-sends", "to_office"))
        route = route.model_copy(update={"steps": (*route.steps, RouteStep(office=held.says.centre))})
    return route


def _signs(route: Route, centre: str) -> bool:
    if any(step.office == centre for step in route.steps if step.post is None):
        return True
    posts = [step.post for step in route.steps if step.post is not None]
    return bool(posts) and Post.objects.filter(pk__in=posts, office=centre).exists()
