"""Requests on one matter: the projection of officers' links, and what is seen together with a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.db.models import Q

from tripoint.capabilities.requests.entries import OPENED, RECORDED, OpenedFacts
from tripoint.capabilities.requests.homes import homes_of_each
from tripoint.capabilities.requests.linking.entries import LINKED, PARTED, LinkedFacts
from tripoint.capabilities.requests.linking.models import Link
from tripoint.capabilities.requests.models import HomeState, RequestState
from tripoint.capabilities.requests.permission import Acting, may_see
from tripoint.capabilities.requests.project_home import Homes  # noqa: F401 - registered before: its table is read here
from tripoint.ledger.projection import Applied, Projector, register
from tripoint.screening.models import Lead

MOST = 50  # requests seen together; a matter with more is a case
CHANNELS = ("channel", "reference")
"""Leads that show requests of one partner together before an officer has said anything."""


class Links(Projector):
    """Folds links in the order of entries; one party writes them, each pair in either order is one link."""

    types = frozenset({LINKED, PARTED, OPENED, RECORDED})
    tables = (Link,)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        opened = {
            one.dossier: cast(OpenedFacts, one.facts).reference for one in batch if one.type in (OPENED, RECORDED)
        }
        homes = dict(
            HomeState.objects.using(using).filter(reference__in=set(opened.values())).values_list("reference", "dossier")
            if opened else ()
        )  # fmt: skip
        for entry in batch:
            if entry.type in (OPENED, RECORDED):
                _take_over(using, homes.get(opened[entry.dossier], ""), entry.dossier)
                continue
            facts = cast(LinkedFacts, entry.facts)
            one, other = sorted((facts.one, facts.other))
            same = {"same": entry.type == LINKED}
            Link.objects.using(using).update_or_create(one=one, other=other, defaults=same)


def _take_over(using: str, home: str, dossier: str) -> None:
    """What was said of a draft holds for its request."""
    for link in Link.objects.using(using).filter(Q(one=home) | Q(other=home)):
        one, other = sorted((dossier, link.other if link.one == home else link.one))
        Link.objects.using(using).get_or_create(one=one, other=other, defaults={"same": link.same})


def said_of(using: str, dossier: str) -> dict[str, bool]:
    """By dossier, whether it is on the same matter, where an officer has said so or the contrary."""
    links = Link.objects.using(using).filter(Q(one=dossier) | Q(other=dossier))
    return {link.other if link.one == dossier else link.one: link.same for link in links}


def seen_together(using: str, who: Acting, party: str, dossier: str) -> list[RequestState]:
    """The other requests on the matter that this officer may open, the latest first: over however many links, and those
    of the same partner that name the same number in another channel, unless an officer said that they are apart."""
    apart = {other for other, same in said_of(using, dossier).items() if not same}
    known, fresh = {dossier}, {dossier} | (_of_channels(using, dossier) - apart)
    known |= fresh
    while fresh and len(known) <= MOST:
        links = Link.objects.using(using).filter(Q(one__in=fresh) | Q(other__in=fresh), same=True)
        fresh = {end for link in links for end in (link.one, link.other)} - known
        known |= fresh
    found = RequestState.objects.using(using).filter(dossier__in=known - {dossier}).order_by("-opened_at", "key")[:MOST]
    rows = {row.dossier: row for row in found}.values()  # a joint request once
    homes = homes_of_each(using, rows, party)
    return [row for row in rows if may_see(who, row, party, homes[row.key])]


def _of_channels(using: str, dossier: str) -> set[str]:
    leads = Lead.objects.using(using).filter(Q(dossier=dossier) | Q(other=dossier), sort__in=CHANNELS)[:MOST]
    ends = {end for lead in leads for end in (lead.dossier, lead.other)} - {dossier}
    if not ends:
        return set()
    states = {row.dossier: row for row in RequestState.objects.using(using).filter(dossier__in={dossier, *ends})}
    own = states.get(dossier)
    return {end for end in ends if own and end in states and states[end].asker == own.asker}


register(Links())
