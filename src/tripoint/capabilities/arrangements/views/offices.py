"""The pages of declared offices: what each party declared, what an administrator proposes, a second officer's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.capabilities.arrangements import declared_entries as d
from tripoint.capabilities.arrangements import offices_actions as actions
from tripoint.capabilities.arrangements.declared import declared_now
from tripoint.capabilities.arrangements.models import Bulletin, OfficesProposal, PublishedOffices, Received
from tripoint.capabilities.arrangements.offices_forms import EMPTY, OfficesForm, as_initial, blocks_in
from tripoint.capabilities.arrangements.screens import READERS
from tripoint.capabilities.requests.labels import office_labels
from tripoint.capabilities.requests.permission import acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.capabilities.requests.screens import offices_of, refuse, say_refused
from tripoint.directory.models import Party, Role
from tripoint.ledger.ledger import Ledger
from tripoint.node import runtime
from tripoint.web.access import OfficerRequest, requires


@dataclass(frozen=True, slots=True)
class Shown:
    """A declaration as a reader of it has it; `at`: since when it holds, None while it is not receipted."""

    party: str
    readers: tuple[str, ...]
    says: d.Declaration
    at: datetime | None


@requires(*READERS)
@require_safe
def offices(request: OfficerRequest) -> HttpResponse:
    """What each party declared about its offices, and what waits for a second officer."""
    own = runtime.ledger()
    roles = frozenset(request.post.roles)
    peers = own.peers.parties()
    to_us = declared_now(own, [(own.party, peer) for peer in peers])
    theirs = [(peer, to_us.get((own.party, peer))) for peer in peers]
    ours = _ours(own)
    waiting = list(OfficesProposal.objects.using(own.using).filter(decided=False).order_by("at", "entry"))
    proposed = [
        (row, Shown(own.party, tuple(row.readers.split()), d.Declaration.model_validate(row.says), None),
         bool(roles & d.CONFIRMS) and row.officer != str(request.user.pk))
        for row in waiting
    ]  # fmt: skip
    said = (
        [one.says for one in ours]
        + [held.says for _peer, held in theirs if held]
        + [one.says for _, one, _ in proposed]
    )
    codes = {code for says in said for code in (says.entry_office, says.centre, *(one.office for one in says.offices))}
    context = {
        "ours": ours, "own": own.party, "proposed": proposed, "may_declare": bool(roles & d.PROPOSES),
        "theirs": [(peer, held and Shown(peer, (own.party,), held.says, held.at)) for peer, held in theirs],
        "office_labels": office_labels(codes, get_language() or "en"),
    }  # fmt: skip
    return render(request, "arrangements/offices.html", context)


def _ours(own: Ledger) -> list[Shown]:
    """The newest declaration to each reader, readers of the same one together."""
    found: dict[str, tuple[PublishedOffices, list[str]]] = {}
    books = {row.dossier: row.readers.split() for row in Bulletin.objects.using(own.using).filter(party=own.party)}
    rows = list(
        PublishedOffices.objects.using(own.using).filter(party=own.party).order_by("published_at", "seq", "entry")
    )
    for peer in own.peers.parties():
        mine = [row for row in rows if peer in books.get(row.dossier, ())]
        if mine:
            found.setdefault(mine[-1].entry, (mine[-1], []))[1].append(peer)
    receipts = Received.objects.using(own.using).filter(entry__in=list(found))
    received = {(one.entry, one.receiver): one.at for one in receipts}
    shown: list[Shown] = []
    for row, readers in found.values():
        since = {reader: received.get((row.entry, reader)) for reader in readers}
        says = d.Declaration.model_validate(row.says)
        shown += [
            Shown(own.party, tuple(reader for reader in readers if since[reader] == at), says, at)
            for at in sorted(set(since.values()), key=lambda one: (one is None, one))
        ]
    return shown


@requires(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def declare(request: OfficerRequest) -> HttpResponse:
    """An administrator's proposal: entry office, centre, and what each office sends and receives directly."""
    own, language = runtime.ledger(), get_language() or "en"
    peers = own.peers.parties()
    names = {row.code: row.name_in(language) for row in Party.objects.filter(code__in=peers)}
    options: dict[str, Any] = {
        "offices": offices_of(own.party), "peers": [(code, f"{code} {names.get(code, '')}".strip()) for code in peers]
    }  # fmt: skip
    if request.method != "POST":
        by_us = declared_now(own, [(peer, own.party) for peer in peers])
        held = next((by_us[peer, own.party] for peer in peers if (peer, own.party) in by_us), None)
        initial = as_initial(held.says if held else None)
        form = OfficesForm(initial=initial, blocks=blocks_in(initial) + EMPTY, **options)
        return render(request, "arrangements/declare.html", {"form": form})
    blocks = blocks_in(request.POST)
    if "add" in request.POST:
        typed = {name: request.POST.getlist(name) for name in request.POST}
        initial = {
            name: found if name.startswith(("sends_", "receives_")) else found[-1] for name, found in typed.items()
        }
        form = OfficesForm(initial=initial, blocks=blocks + EMPTY, **options)
        return render(request, "arrangements/declare.html", {"form": form})
    form = OfficesForm(request.POST, blocks=blocks, **options)
    if form.is_valid():
        c = form.cleaned_data
        try:
            actions.propose_offices(own, acting(request.user, request.post), c["says"], c["to"])
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, _("Proposed. It is published once a second officer confirms it."))
            return redirect("arrangements:offices")
    return render(request, "arrangements/declare.html", {"form": form}, status=422)


@requires(Role.ADMINISTRATOR, Role.REGISTRAR, Role.SUPERVISOR)
@require_POST
def decide(request: OfficerRequest, proposal: str, word: str) -> HttpResponse:
    """The second officer publishes a proposed declaration, or refuses it."""
    if word not in ("publish", "refuse"):
        raise Http404
    try:
        actions.decide_offices(runtime.ledger(), acting(request.user, request.post), proposal, agreed=word == "publish")
    except NotPermitted as refused:
        raise refuse(refused) from refused
    except ActionRefused as refused:
        say_refused(request, refused)
    else:
        messages.success(request, _("Done."))
    return redirect("arrangements:offices")
