"""Originator control on Today: consent that is asked of us, proposals that wait, items of ours used for a life."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.consent.models import ConsentAsk, EmergencyProposal, EmergencyUse
from tripoint.capabilities.requests.models import HomeState, RequestState
from tripoint.capabilities.requests.permission import RELEASE
from tripoint.capabilities.requests.screens import is_reader, ledger, who
from tripoint.capabilities.requests.worklist import visible
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Entry
from tripoint.web import dates
from tripoint.web import today as page
from tripoint.web.access import OfficerRequest

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

TOLD_FOR = timedelta(days=7)  # how long a use for danger to life stands on the owner's Today


def owed(request: OfficerRequest) -> Iterator[page.Row]:
    """For who releases: proposals of uses for danger to life, and consent that a partner asks for; oldest first."""
    own, acting = ledger(), who(request)
    if not acting.has(RELEASE):
        return
    proposals = EmergencyProposal.objects.using(own.using).filter(decided=False).exclude(officer=acting.officer)
    waiting = list(proposals.order_by("at")[: page.ASKED])
    homes = HomeState.objects.using(own.using).in_bulk([one.dossier for one in waiting])
    keys = {one.entry: homes[one.dossier].about or homes[one.dossier].reference for one in waiting}
    about = _matters(request, set(keys.values()))
    items = Entry.objects.using(own.using).filter(id__in=[one.item for one in waiting])
    owners = dict(items.values_list("id", "party"))
    for proposal in waiting:
        if (row := about.get(keys[proposal.entry])) is not None:
            whose = owners.get(proposal.item, "")
            yield _row(row, whose, _("A use for danger to life waits for you"), proposal.at, "decide-use")
    asks = ConsentAsk.objects.using(own.using).filter(_of_ours(own), decision="").exclude(asker=own.party)
    asked = list(asks.order_by("at")[: page.ASKED])
    about = _matters(request, {one.dossier for one in asked})
    for ask in asked:
        if (row := about.get(ask.dossier)) is not None:
            yield _row(row, ask.asker, _("A partner asks for your consent"), ask.at, "answer-consent")


def told(request: OfficerRequest) -> Iterator[page.Row]:
    """What a partner used without consent because a life was in danger."""
    own = ledger()
    if not is_reader(request):
        return
    uses = EmergencyUse.objects.using(own.using).filter(_of_ours(own), at__gte=timezone.now() - TOLD_FOR)
    found = list(uses.order_by("-at")[: page.ASKED])
    about = _matters(request, {one.dossier for one in found})
    for use in found:
        if (row := about.get(use.dossier)) is not None:
            yield _row(row, use.party, _("Your information was used: danger to life"), use.at, latest=True)


def _of_ours(own: Ledger) -> Exists:
    """The condition that the item is this party's: in a joint request others ask others."""
    return Exists(Entry.objects.using(own.using).filter(party=own.party, id=OuterRef("item")))


def _matters(request: OfficerRequest, keys: set[str]) -> dict[str, RequestState]:
    """The requests that the officer may see, by dossier and by reference; `keys` are either."""
    if not keys:
        return {}
    own = ledger()
    which = Q(dossier__in=keys) | Q(reference__in=keys, asker=own.party)
    rows = visible(RequestState.objects.using(own.using).filter(which), who(request), own.party)[: page.ASKED]
    return {key: row for row in rows for key in (row.dossier, row.reference)}


def _row(
    row: RequestState, party: str, title: StrOrPromise, at: datetime, step: str = "", *, latest: bool = False
) -> page.Row:
    """`party`: whom it is about, which in a joint dossier the row does not say."""
    address = (
        reverse("requests:step", args=[row.dossier, step]) if step else reverse("requests:dossier", args=[row.dossier])
    )
    return page.Row(
        title, page.latest_first(at) if latest else page.soonest_first(at), address,
        party=party, reference=row.reference, when=dates.when(at),
    )  # fmt: skip


def register() -> None:
    """Puts them on Today."""
    page.register(page.Section.ANSWER, owed)
    page.register(page.Section.ARRIVED, told)
