"""Doors that a demonstration adds to a node: signing an exercise officer in with one click, and what the start page asks.

All of them want the demonstration's key, which the launcher hands to its own processes only.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from tripoint.carriers.delivery import lag
from tripoint.carriers.models import PeerStatus
from tripoint.demo import exercise
from tripoint.demo.plan import Plan
from tripoint.ledger.dossier_file import export_dossier
from tripoint.ledger.errors import Refused
from tripoint.ledger.ledger import Ledger
from tripoint.node import runtime
from tripoint.web.access import open_to_anyone
from tripoint.web.onward import safe_address
from tripoint.web.views.exercise import sign_in

MAX_BODY = 16 * 2**20


def door(view: Callable[[HttpRequest], HttpResponse]) -> Callable[..., Any]:
    """Opens only to the demonstration's own processes, and to links that the start page made."""

    @csrf_exempt
    @open_to_anyone
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Demo-Key") or request.GET.get("key", "")
        if not settings.NODE.one_click_sign_in or not hmac.compare_digest(given, Plan.from_environment().key):
            raise Http404
        return view(request)

    return guarded


@door
def enter(request: HttpRequest) -> HttpResponse:
    """Signs an exercise officer in and leads to `next`."""
    sign_in(request, request.GET.get("officer", ""))
    return HttpResponseRedirect(safe_address(request, request.GET.get("next")))


@door
def state(request: HttpRequest) -> HttpResponse:
    """What the start page shows of this node: its entries, those of one dossier, what waits, which links are closed."""
    ledger = runtime.ledger()
    dossier = request.GET.get("dossier", "")
    paused = set(PeerStatus.objects.filter(paused=True).values_list("party", flat=True))
    entries = ledger.store.query("SELECT COUNT(*) FROM ledger_entry")[0][0]
    here = ledger.store.query("SELECT COUNT(*) FROM ledger_entry WHERE dossier = %s", [dossier])[0][0]
    peers = {
        peer: {"waiting": lag(ledger.store, ledger.party, peer).entries, "cut": peer in paused}
        for peer in ledger.peers.parties()
    }
    return JsonResponse(
        {
            "entries": entries, "dossier_entries": here, "peers": peers, "several": exercise.several(ledger),
            "walk": exercise.progress(ledger, dossier),
        }
    )  # fmt: skip


@door
def link(request: HttpRequest) -> HttpResponse:
    """Closes or opens the link to a peer, as an administrator does on the page of peers."""
    peer = request.POST.get("peer", "")
    if peer not in runtime.ledger().peers.parties():
        raise Http404
    PeerStatus.objects.update_or_create(party=peer, defaults={"paused": request.POST.get("cut") == "1"})
    return JsonResponse({})


@door
def bundle(request: HttpRequest) -> HttpResponse:
    """The sealed bundle that waits for a peer, as `tripoint carry export` puts it into a file; 404 when nothing waits."""
    ledger = runtime.ledger()
    waiting = ledger.next_bundle(_peer(ledger, request))
    if waiting is None:
        raise Http404
    answer = HttpResponse(waiting.data, content_type="application/octet-stream")
    answer["X-Demo-Fill"] = ",".join(waiting.fill)
    answer["X-Demo-Entries"] = str(waiting.count)
    return answer


@door
def receive(request: HttpRequest) -> HttpResponse:
    """Takes a carried bundle in by the ledger's own door; tells the receipt, or the code of the refusal."""
    if len(request.body) > MAX_BODY:
        raise Http404
    try:
        receipt = runtime.ledger().receive(base64.b64decode(request.body))
    except Refused as refusal:
        return JsonResponse({"refused": refusal.code, "detail": refusal.detail})
    return JsonResponse({"receipt": receipt.token.text, "position": receipt.position})


@door
def receipt(request: HttpRequest) -> HttpResponse:
    """Brings a receipt home."""
    ledger = runtime.ledger()
    fill = tuple(filter(None, request.POST.get("fill", "").split(",")))
    taken = ledger.take_receipt(_peer(ledger, request), request.POST.get("receipt", ""), fill)
    return JsonResponse({"position": taken.position})


@door
def dossier_file(request: HttpRequest) -> HttpResponse:
    """The exported dossier, for the start page to verify with no node and no database."""
    try:
        data = export_dossier(runtime.ledger(), request.GET.get("dossier", ""))
    except Refused:
        raise Http404 from None
    return HttpResponse(data, content_type="application/json")


@door
def ask(request: HttpRequest) -> HttpResponse:
    """Lets two exercise officers of this node file one more exercise request, so that something waits to leave."""
    dossier = exercise.ask(runtime.ledger(), exercise.VEHICLE_HIRER)
    return JsonResponse({"dossier": dossier})


def _peer(ledger: Ledger, request: HttpRequest) -> str:
    peer = request.GET.get("peer") or request.POST.get("peer") or ""
    if peer not in ledger.peers.parties():
        raise Http404
    return peer
