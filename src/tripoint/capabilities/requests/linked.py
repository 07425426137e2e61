"""Requests on one matter: the projection of officers' links, and what is seen together with a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.db.models import Q

from tripoint.capabilities.requests.actions.stating import homes_of
from tripoint.capabilities.requests.linked_entries import LINKED, PARTED, LinkedFacts
from tripoint.capabilities.requests.models import Link, RequestState
from tripoint.capabilities.requests.permission import Acting, may_see
from tripoint.ledger.projection import Applied, Projector, register

MOST = 50  # requests seen together; a matter with more is a case


class Links(Projector):
    """Folds links in the order of entries; one party writes them, each pair in either order is one link."""

    types = frozenset({LINKED, PARTED})
    tables = (Link,)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        for entry in batch:
            facts = cast(LinkedFacts, entry.facts)
            one, other = sorted((facts.one, facts.other))
            if entry.type == LINKED:
                Link.objects.using(using).get_or_create(one=one, other=other)
            else:
                Link.objects.using(using).filter(one=one, other=other).delete()


def seen_together(using: str, who: Acting, party: str, dossier: str) -> list[RequestState]:
    """The other requests on the matter, over however many links, that this officer may open; the latest first."""
    known, fresh = {dossier}, {dossier}
    while fresh and len(known) <= MOST:
        links = Link.objects.using(using).filter(Q(one__in=fresh) | Q(other__in=fresh))
        fresh = {end for link in links for end in (link.one, link.other)} - known
        known |= fresh
    rows = RequestState.objects.using(using).filter(pk__in=known - {dossier}).order_by("-opened_at", "dossier")[:MOST]
    return [row for row in rows if may_see(who, row, party, homes_of(using, row, party))]


register(Links())
