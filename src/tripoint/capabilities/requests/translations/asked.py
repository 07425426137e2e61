"""What is asked of an office and what it asked, as far as the officer may see the matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from tripoint.capabilities.requests.homes import homes_of_each
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.permission import DESK, EVERYWHERE, Acting, may_act
from tripoint.capabilities.requests.translations.models import TranslationAsk
from tripoint.capabilities.requests.worklist import visible
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Entry
from tripoint.ledger.registry import MAX_PARTICIPANTS

MOST = 200  # asks of one asker looked at for one page, the oldest first: an office has a few open
RECENT = timedelta(days=14)  # how long an answered ask stands with who asked


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask with its matter. `is_for_us`: this office is to translate; else it asked."""

    row: TranslationAsk
    state: RequestState
    is_for_us: bool
    type: str  # of what is to be translated

    @property
    def is_open(self) -> bool:
        """Whether nobody has declined or done it."""
        return self.row.state in ("open", "taken")


def asked_here(ledger: Ledger, who: Acting, dossier: str = "") -> list[Asked]:
    """What is asked of the officer's office and open, and what it asked, open or answered of late; of one dossier, or of
    all that the officer may see. The oldest come first."""
    return sorted(
        [*asked_of_us(ledger, who, dossier), *asked_of_others(ledger, who, dossier)], key=lambda one: one.row.at
    )


def asked_of_us(ledger: Ledger, who: Acting, dossier: str = "") -> Iterator[Asked]:
    """What is asked of the officer's office and open: of colleagues, and of each partner, as many; one that asks for
    hundreds takes nobody else's place."""
    rows = TranslationAsk.objects.using(ledger.using).filter(of=ledger.party, state__in=("open", "taken"))
    rows = rows.order_by("at", "entry")
    at_home = rows.exclude(to_office="") if who.has(EVERYWHERE) else rows.filter(to_office=who.office)
    found = list(at_home[:MOST])
    partners = rows.filter(to_office="")
    if parties := list(partners.order_by("party").values_list("party", flat=True).distinct()):
        states = visible(RequestState.objects.using(ledger.using), who, ledger.party)
        seen = reduce(or_, (Q(place__in=part.order_by().values("dossier")) for part in states.parts))
        for party in parties:
            found += partners.filter(seen, party=party)[:MOST]
    return _matters(ledger, who, found, dossier, for_us=True)


def asked_of_others(ledger: Ledger, who: Acting, dossier: str = "") -> Iterator[Asked]:
    """What the officer's office asked, open or answered of late."""
    rows = TranslationAsk.objects.using(ledger.using).filter(party=ledger.party, office=who.office)
    rows = rows.filter(Q(answered_at=None) | Q(answered_at__gte=ledger.now() - RECENT))
    found = _matters(ledger, who, list(rows.order_by("-at", "entry")[:MOST]), dossier, for_us=False)
    return (one for one in found if one.row.to_office != who.office or not one.is_open)


def _matters(
    ledger: Ledger, who: Acting, rows: list[TranslationAsk], dossier: str, *, for_us: bool
) -> Iterator[Asked]:  # fmt: skip
    """The asks with their matters; the number of queries does not depend on how many there are."""
    items = Entry.objects.using(ledger.using).filter(id__in={row.item for row in rows}).only("id", "dossier", "type")
    about = {one.id: one for one in items if dossier in ("", one.dossier)}
    places = {one.dossier for one in about.values()}
    if not places:
        return
    states = RequestState.objects.using(ledger.using).filter(dossier__in=places)
    seen = {one.dossier: one for one in visible(states, who, ledger.party)[: len(places) * MAX_PARTICIPANTS]}
    homes = homes_of_each(ledger.using, seen.values(), ledger.party)
    for row in rows:
        item = about.get(row.item)
        state = seen.get(item.dossier) if item else None
        if item is None or state is None:
            continue
        acts = who.has(DESK) and may_act(who, state, ledger.party, homes[state.key])
        if for_us and not row.is_at_home and not acts:
            continue
        yield Asked(row, state, for_us, item.type)
