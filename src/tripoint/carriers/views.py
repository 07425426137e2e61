"""Pages about peers and delivery, for the node's administrators and auditors: how far, since when, why not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tripoint.carriers import delivery, status, wording
from tripoint.carriers.models import CourierPulse, PeerStatus
from tripoint.directory.models import Party, Role
from tripoint.ledger.card import Card, fingerprint_words
from tripoint.ledger.encoding import parse_time
from tripoint.ledger.models import Entry, Fork, Refusal
from tripoint.ledger.peers import Peers
from tripoint.ledger.store import Store
from tripoint.node import runtime
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.navigation import Item, Place, register

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MANAGERS = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
PULSE_LATE = timedelta(minutes=2)
REFUSALS_FOR = timedelta(days=90)
MOST_ROWS = 200

# The addresses lead here, so whoever sees the entry has been served by these views.
register(Item(_("Peers and delivery"), "carriers:peers", "arrows-exchange", 80, Place.NODE, MANAGERS))


@dataclass(frozen=True)
class PeerRow:
    """A peer as the list and its own page show it."""

    party: str
    name: Party | None
    card: Card
    shape: str
    words: StrOrPromise
    status: PeerStatus | None
    waiting: int
    waited: timedelta | None
    error: StrOrPromise
    refused: int


@requires(*MANAGERS)
@require_safe
def peers(request: OfficerRequest) -> HttpResponse:
    """Every peer with how delivery to it stands."""
    ours = Peers(Store(runtime.USING), runtime.config().party)
    rows = [_row(ours, party) for party in ours.parties()]
    now = datetime.now(UTC)
    unknown = _refusals("", now)
    context = {
        "rows": rows,
        "own": _own_card(ours),
        "unknown": unknown,
        "pulse": CourierPulse.objects.order_by("-at").first(),
        "pulse_late": not CourierPulse.objects.filter(at__gt=now - PULSE_LATE).exists(),
    }
    return render(request, "carriers/peers.html", context)


@requires(*MANAGERS)
@require_safe
def peer(request: OfficerRequest, party: str) -> HttpResponse:
    """One peer: delivery, card, refusals, entries that are not applied, forks."""
    ours = Peers(Store(runtime.USING), runtime.config().party)
    if party not in ours.parties():
        raise Http404
    row = _row(ours, party)
    card = row.card
    keys = [
        {"key": key, "since": parse_time(key.since), "until": parse_time(key.until) if key.until else None,
         "revoked": card.revoked.get(key.kid)}
        for key in card.body.keys
    ]  # fmt: skip
    odd = Entry.objects.filter(party=party, verdict__gt=0).order_by("-n")
    context = {
        "row": row,
        "words": fingerprint_words(card.root),
        "issued": parse_time(card.body.issued),
        "keys": keys,
        "refusals": _refusals(party, datetime.now(UTC)),
        "odd": [(entry, wording.VERDICTS[entry.verdict], wording.advice(entry.code)) for entry in odd[:MOST_ROWS]],
        "odd_count": odd.count(),
        "forks": Fork.objects.filter(party=party).order_by("-noticed_at")[:MOST_ROWS],
        "may_act": request.post.has_role(Role.ADMINISTRATOR),
    }
    return render(request, "carriers/peer.html", context)


@requires(Role.ADMINISTRATOR)
@require_POST
def link(request: OfficerRequest, party: str) -> HttpResponse:
    """Closes or opens the link to a peer, or has the courier try at once."""
    if party not in Peers(Store(runtime.USING), runtime.config().party).parties():
        raise Http404
    wish = request.POST.get("wish")
    if wish in ("close", "open"):
        status.set_paused(party, wish == "close")
    elif wish == "try":
        status.try_now(party)
    return HttpResponseRedirect(reverse("carriers:peer", args=[party]))


@requires(*MANAGERS)
@require_safe
def card(request: OfficerRequest, party: str) -> HttpResponse:
    """A party's card as a file: our own to give away, a peer's to compare."""
    ours = Peers(Store(runtime.USING), runtime.config().party)
    if party not in (*ours.parties(), ours.party):
        raise Http404
    held = ours.card(party)
    name = f'attachment; filename="card-{party}-{held.number}.txt"'
    return HttpResponse(held.token.text + "\n", content_type="text/plain", headers={"Content-Disposition": name})


@requires(*MANAGERS)
@require_safe
def fork(request: OfficerRequest, party: str, number: int) -> HttpResponse:
    """The proof of a fork: both signed entries, as anybody can check them."""
    found = get_object_or_404(Fork, pk=number, party=party)
    entries = list(Entry.objects.filter(id__in=(found.first, found.second)).order_by("n").values_list("jws", flat=True))
    proof = {"party": party, "dossier": found.dossier, "seq": found.seq, "entries": entries}
    name = f'attachment; filename="fork-{party}-{found.pk}.json"'
    return HttpResponse(
        json.dumps(proof, indent=1), content_type="application/json", headers={"Content-Disposition": name}
    )


def _row(ours: Peers, party: str) -> PeerRow:
    now = datetime.now(UTC)
    held = PeerStatus.objects.filter(party=party).first()
    lag = delivery.lag(Store(runtime.USING), ours.party, party)
    shape, words = wording.state(held, lag.entries, lag.since, now)
    refused = sum(Refusal.objects.filter(peer=party, hour__gt=now - REFUSALS_FOR).values_list("count", flat=True))
    return PeerRow(
        party,
        Party.objects.filter(code=party).first(),
        ours.card(party),
        shape,
        words,
        held,
        lag.entries,
        now - lag.since if lag.since else None,
        wording.error(held.error) if held is not None and held.error and not held.paused else "",
        refused,
    )


def _own_card(ours: Peers) -> dict[str, Any]:
    held = ours.card(ours.party)
    return {"card": held, "words": fingerprint_words(held.root), "issued": parse_time(held.body.issued)}


def _refusals(party: str, now: datetime) -> list[dict[str, Any]]:
    """Refusals of the last 90 days by code: how often, last when, and what to do."""
    found: dict[str, dict[str, Any]] = {}
    for row in Refusal.objects.filter(peer=party, hour__gt=now - REFUSALS_FOR).order_by("last_at"):
        one = found.setdefault(row.code, {"code": row.code, "count": 0, "advice": wording.advice(row.code)})
        one.update(count=one["count"] + row.count, last_at=row.last_at, detail=row.detail)
    return sorted(found.values(), key=lambda one: one["last_at"], reverse=True)
