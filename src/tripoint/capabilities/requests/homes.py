"""What this party keeps to itself about a request."""

from __future__ import annotations

from tripoint.capabilities.requests.models import HomeState, RequestState


def homes_of(using: str, state: RequestState, party: str) -> tuple[HomeState, ...]:
    """What the node's party keeps to itself about a request."""
    homes = HomeState.objects.using(using)
    found = list(homes.filter(about=state.dossier))
    if party == state.asker:
        found += homes.filter(reference=state.reference).exclude(about=state.dossier)
    return tuple(found)
