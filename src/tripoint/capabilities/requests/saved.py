"""Saved views: what an officer looks for again and again, under a name of his or her own. Sealed: it may hold names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID, uuid4

from tripoint.capabilities.requests.finding import Wanted
from tripoint.capabilities.requests.models import SavedView
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, Problem
from tripoint.ledger.ledger import Ledger

MOST = 30  # of one officer: as many as can be overlooked
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: what it is called, and what it finds."""

    id: UUID
    name: str
    wanted: Wanted


def save(ledger: Ledger, who: Acting, name: str, wanted: Wanted) -> UUID:
    """Keeps what is looked for. Raises ActionRefused without a name, or when there are too many."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise ActionRefused(Problem("view-name", "name"))
    views = SavedView.objects.using(ledger.using)
    if views.filter(owner=who.officer).count() >= MOST:
        raise ActionRefused(Problem("view-many", "name"))
    row = SavedView(id=uuid4(), owner=who.officer, saved_at=ledger.now())
    clear = json.dumps({"name": name, "wanted": wanted.parameters()}, ensure_ascii=False).encode()
    row.sealed = ledger.keys.wrap(clear, _bound(row))
    row.save(using=ledger.using)
    return row.id


def saved(ledger: Ledger, who: Acting) -> list[View]:
    """The officer's own views, by name."""
    found = []
    for row in SavedView.objects.using(ledger.using).filter(owner=who.officer):
        value = json.loads(ledger.keys.unwrap(bytes(row.sealed), _bound(row)))
        found.append(View(row.id, value["name"], Wanted.read(value["wanted"])))
    return sorted(found, key=lambda one: one.name.casefold())


def forget(ledger: Ledger, who: Acting, view: UUID) -> None:
    """Throws one of the officer's own views away; another's stays without a word."""
    SavedView.objects.using(ledger.using).filter(pk=view, owner=who.officer).delete()


def _bound(row: SavedView) -> str:
    return f"view:{row.id}:{row.owner}"
