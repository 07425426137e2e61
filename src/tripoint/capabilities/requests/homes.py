"""What this party keeps to itself about requests."""

from __future__ import annotations

from collections.abc import Collection

from tripoint.capabilities.requests.models import HomeState, RequestState


def homes_of(using: str, state: RequestState, party: str) -> tuple[HomeState, ...]:
    """What the node's party keeps to itself about a request."""
    return homes_of_each(using, [state], party)[state.key]


def homes_of_each(using: str, states: Collection[RequestState], party: str) -> dict[str, tuple[HomeState, ...]]:
    """The same for each of `states`, by its key, with two queries for all of them."""
    about: dict[str, list[HomeState]] = {}
    for home in HomeState.objects.using(using).filter(about__in={one.dossier for one in states}):
        about.setdefault(home.about, []).append(home)
    named: dict[str, list[HomeState]] = {}
    asked = {one.reference for one in states if one.asker == party}
    for home in HomeState.objects.using(using).filter(reference__in=asked):
        named.setdefault(home.reference, []).append(home)
    found = {}
    for one in states:
        by_reference = named.get(one.reference, ()) if one.asker == party else ()
        besides = (home for home in by_reference if home.about != one.dossier)
        found[one.key] = (*about.get(one.dossier, ()), *besides)
    return found
