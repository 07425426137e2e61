"""Which of the configured routes a draft goes: the most specific one that fits it."""

from __future__ import annotations

from django.db.models import Q

from tripoint.capabilities.requests.routes.models import RouteRow
from tripoint.capabilities.requests.routes.steps import DEFAULT, Route


def rank(row: RouteRow) -> tuple[int, bool, bool, bool, bool]:
    """How specific a route is: by the number of members given, then by office, handling, urgency and kind."""
    given = (bool(row.for_office), bool(row.handling), bool(row.urgency), bool(row.kind))
    return (sum(given), *given)


def route_for(using: str, *, office: str, kind: str, urgency: str, handling: str) -> Route:
    """The route for a draft of `office`, as it is configured now; the default where none fits."""
    fits = Q(ended_at=None)
    for name, value in (("for_office", office), ("kind", kind), ("urgency", urgency), ("handling", handling)):
        fits &= Q(**{name: ""}) | Q(**{name: value})
    found = max(RouteRow.objects.using(using).filter(fits), key=rank, default=None)
    return Route.model_validate(found.route) if found is not None else DEFAULT
