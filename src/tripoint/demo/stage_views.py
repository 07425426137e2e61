"""The start page: three nodes side by side, and a walk through the main job."""

from __future__ import annotations

import secrets
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tripoint.demo import hexdump
from tripoint.demo.node_client import Nodes
from tripoint.demo.plan import Plan
from tripoint.demo.verdicts import explain, explain_file, spoil
from tripoint.demo.walk import STEPS, Walk

PARTIES = ("VN", "KH", "LA")
PAIRS = {"VN-KH": ("VN", "KH"), "KH-LA": ("KH", "LA"), "VN-LA": ("VN", "LA")}
FROM, TO = "VN", "KH"
BESIDES = [
    ("VN", _("A call of this day: its written record is owed"), "/requests/oral"),
    ("KH", _("A call that was recorded in time and answered"), "/requests/oral"),
    ("VN", _("One request to two parties, a dossier for each"), "/requests/find?q={several}"),
    ("KH", _("One joint dossier that three parties share"), "/requests/find?q={several}"),
]


@cache
def nodes() -> Nodes:
    """The nodes of this demonstration."""
    return Nodes(Plan.from_environment())


@cache
def walk() -> Walk:
    """The walk of whoever sits at this machine."""
    return Walk()


def _context(request: HttpRequest) -> dict[str, Any]:
    here = walk()
    states = nodes().states(here.dossier)
    newest = next((state["walk"]["dossier"] for state in [states.get(FROM)] if state), "")
    asker = states.get(FROM)
    if asker and newest and not here.dossier and _since_start(asker):
        here.dossier = newest
        states = nodes().states(newest)
    here.notice(states)
    chosen = request.GET.get("step", "")
    step = chosen if chosen in STEPS else here.next_step()
    links = {name: _link(states, *ends) for name, ends in PAIRS.items()}
    return {
        "states": states,
        "stations": [_station(party, states.get(party), links) for party in PARTIES],
        "links": links,
        "steps": [(name, label, name in here.done, name == step) for name, label in STEPS.items()],
        "step": step,
        "number": list(STEPS).index(step) + 1,
        "after": _after(step),
        "walk": here,
        "plan": nodes().plan,
    }


def _since_start(state: dict[str, Any]) -> bool:
    """Whether the asker's newest request was made by the visitor, and not in the days before."""
    return str(state["walk"]["opened_at"]) > nodes().plan.started


def _after(step: str) -> tuple[str, Any] | None:
    names = list(STEPS)
    place = names.index(step) + 1
    return (names[place], STEPS[names[place]]) if place < len(names) else None


def _link(states: dict[str, Any], one: str, other: str) -> dict[str, Any]:
    first, second = states.get(one), states.get(other)
    if first is None or second is None:
        return {"up": False, "cut": False, "waiting": 0, "ends": f"{one}-{other}"}
    cut = first["peers"][other]["cut"] or second["peers"][one]["cut"]
    waiting = first["peers"][other]["waiting"] + second["peers"][one]["waiting"]
    return {"up": not cut, "cut": cut, "waiting": waiting, "ends": f"{one}-{other}"}


def _station(party: str, state: dict[str, Any] | None, links: dict[str, Any]) -> dict[str, Any]:
    enter = nodes().entrance
    doors = {
        "VN": [("desk", enter("VN", "desk")), ("supervisor", enter("VN", "supervisor"))],
        "KH": [("desk", enter("KH", "desk")), ("supervisor", enter("KH", "supervisor"))],
        "LA": [("desk", enter("LA", "desk")), ("log", enter("LA", "auditor", "/audit"))],
    }
    return {
        "party": party,
        "state": state,
        "waiting": sum(peer["waiting"] for peer in state["peers"].values()) if state else 0,
        "doors": doors[party],
    }


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    context = _context(request)
    context |= _step_context(context["step"], context) | {"besides": _besides(context["states"])}
    context["tag"] = _tag(context)
    return render(request, "demo/start.html", context)


def _besides(states: dict[str, dict[str, Any] | None]) -> list[tuple[str, Any, str]]:
    """Other matters of the days before: whose, what, and the address that shows it to that party's desk officer."""
    found = []
    for party, words, page in BESIDES:
        state = states.get(party)
        if state:
            found.append((party, words, nodes().entrance(party, "desk", page.format(several=state["several"]))))
    return found


def _step_context(step: str, context: dict[str, Any]) -> dict[str, Any]:
    here, enter = walk(), nodes().entrance
    address = f"/requests/{here.dossier}" if here.dossier else "/requests/"
    more: dict[str, Any] = {
        "asker_page": enter("VN", "desk", address),
        "asked_page": enter("KH", "desk", address),
        "letter": enter("VN", "desk", f"{address}/letter/{here.dossier}"),
        "drafts": enter("VN", "desk", "/requests/?show=drafts"),
        "release": enter("VN", "supervisor", "/requests/release"),
        "inbox": enter("KH", "desk", "/"),
        "check": enter("KH", "desk", "/verify"),
        "laos_log": enter("LA", "auditor", "/audit"),
    }
    if step in ("carry", "flip") and here.carried is not None:
        data, changed = here.carried.data, here.changed
        begin = hexdump.sealed_from(data)
        around = here.place if here.place >= 0 else begin + (len(data) - begin) // 3
        more |= {"lines": hexdump.lines(data, changed, begin, around), "size": len(data)}
    return more


def _tag(context: dict[str, Any]) -> str:
    seen = repr((context["states"], sorted(walk().done), context["step"], walk().outcome))
    return '"' + sha256(seen.encode()).hexdigest()[:32] + '"'


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The nodes and links alone, for a page that is open; 304 while nothing has changed."""
    context = _context(request)
    tag = _tag(context)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    answer = render(request, "demo/map.html", context)
    answer.headers["ETag"] = tag
    return answer


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the chosen language on this device."""
    answer = HttpResponseRedirect("/")
    if request.POST.get("language") in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, request.POST["language"], samesite="Lax", httponly=True)
    return answer


@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Cuts or restores the link between two nodes."""
    ends = PAIRS.get(request.POST.get("ends", ""))
    if ends is None:
        raise Http404
    cut = request.POST.get("cut") == "1"
    nodes().set_link(*ends, cut=cut)
    if ends == (FROM, TO):
        walk().done.add("cut" if cut else "restore")
    return _to("cut" if cut else "restore")


@require_POST
def more(request: HttpRequest) -> HttpResponse:
    """One more request from Viet Nam, so that something waits to leave."""
    dossier = nodes().ask(FROM)
    if request.POST.get("step") == "ask":
        walk().dossier = dossier
        return _to("read")
    return _to("carry")


@require_POST
def carry(request: HttpRequest) -> HttpResponse:
    """Takes the waiting bundle as a file."""
    here = walk()
    with here.guard:
        here.carried, here.place, here.outcome = nodes().take_bundle(FROM, TO), -1, {}
    return _to("carry")


@require_POST
def flip(request: HttpRequest) -> HttpResponse:
    """Turns one bit of one byte of the file, or puts it back, and hands the file to Cambodia's node."""
    here = walk()
    with here.guard:
        if here.carried is None:
            return _to("carry")
        size = len(here.carried.data)
        given = request.POST.get("place", "")
        place = int(given) if given.isdigit() and int(given) < size else 12 + secrets.randbelow(size - 12)
        here.place = -1 if request.POST.get("back") else place
        answer = nodes().bring_bundle(TO, here.changed) if here.place >= 0 else {}
        here.outcome = explain(answer, here.carried.data, here.place) if answer else {}
        here.outcome |= explain_file(nodes().dossier_file(FROM, here.dossier)) if here.place >= 0 else {}
        here.done.add("flip")
    return _to("flip")


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Hands the file to Cambodia's node as it is, and brings the receipt back."""
    here = walk()
    with here.guard:
        if here.carried is None:
            return _to("carry")
        answer = nodes().bring_bundle(TO, here.carried.data)
        if "receipt" in answer:
            nodes().bring_receipt(FROM, TO, answer["receipt"], here.carried.fill)
            here.done.add("carry")
        here.outcome = explain(answer, here.carried.data, -1)
    return _to("carry")


@require_safe
def save_bundle(request: HttpRequest) -> HttpResponse:
    """The sealed bundle as a download."""
    here = walk()
    if here.carried is None:
        raise Http404
    return _download(here.carried.data, "VN-to-KH.tripoint")


@require_safe
def save_dossier(request: HttpRequest) -> HttpResponse:
    """The dossier file as a download, for `tripoint verify` or a node's page; `changed` with one letter changed."""
    data = nodes().dossier_file(FROM, walk().dossier)
    if data is None:
        raise Http404
    if "changed" in request.GET:
        return _download(spoil(data), "dossier-changed.tripoint")
    return _download(data, "dossier.tripoint")


def _download(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Ticks off a step that leaves no trace on a node."""
    step = request.POST.get("step", "")
    if step in ("read", "empty", "letter"):
        walk().done.add(step)
    after = _after(step) if step in STEPS else None
    return _to(after[0] if after else step)


@require_safe
def protocol(request: HttpRequest) -> HttpResponse:
    """The protocol document, as text."""
    for place in Path(__file__).parents:
        found = place / "docs" / "protocol.md"
        if found.is_file():
            return HttpResponse(found.read_text("utf-8"), content_type="text/plain; charset=utf-8")
    raise Http404


def _to(step: str) -> HttpResponse:
    return redirect(f"/?step={step}#walk")
