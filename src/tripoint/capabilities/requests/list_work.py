"""Lists under work: rows that were pasted and are not taken over yet, and how an office's sheets are mapped.

Both are records of this node, sealed with the storage key; a list goes when it is taken over or thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tripoint.capabilities.requests.list_models import ListMapping, ListWork
from tripoint.capabilities.requests.permission import Acting
from tripoint.documents.tables import Table
from tripoint.ledger.encoding import sha256
from tripoint.ledger.ledger import Ledger

MOST = 20
"""Lists of one officer under work at once; the oldest goes."""


def keep(ledger: Ledger, who: Acting, name: str, table: Table, choices: dict[str, Any]) -> None:
    """Keeps rows and what was chosen about them as the officer's list `name`."""
    clear = json.dumps({"rows": table.rows, "numbers": table.numbers, "guessed": table.guessed, "choices": choices})
    rows = ListWork.objects.using(ledger.using)
    sealed = ledger.keys.wrap(clear.encode(), _place(who, name))
    rows.update_or_create(owner=who.officer, name=name, defaults={"sealed": sealed, "at": ledger.now()})
    for one in rows.filter(owner=who.officer).order_by("-at")[MOST:]:
        one.delete(using=ledger.using)


def load(ledger: Ledger, who: Acting, name: str) -> tuple[Table, dict[str, Any]] | None:
    """The officer's list `name` and what was chosen, or None."""
    row = ListWork.objects.using(ledger.using).filter(owner=who.officer, name=name).first()
    if row is None:
        return None
    kept = json.loads(ledger.keys.unwrap(bytes(row.sealed), _place(who, name)))
    table = Table(tuple(tuple(one) for one in kept["rows"]), tuple(kept["numbers"]), kept["guessed"])
    return table, kept["choices"]


def discard(ledger: Ledger, who: Acting, name: str) -> None:
    """Throws the list away."""
    ListWork.objects.using(ledger.using).filter(owner=who.officer, name=name).delete()


def remembered(ledger: Ledger, office: str, headings: Sequence[str], type_: str) -> list[str] | None:
    """How the office mapped a sheet with these headings last time, or None."""
    row = ListMapping.objects.using(ledger.using).filter(office=office, sheet=_sheet(ledger, headings, type_)).first()
    if row is None:
        return None
    found = json.loads(ledger.keys.unwrap(bytes(row.sealed), f"mapping:{office}"))
    return found if len(found) == len(headings) else None


def remember(ledger: Ledger, office: str, headings: Sequence[str], type_: str, mapping: Sequence[str]) -> None:
    """Keeps a mapping for the office's next sheet with the same headings."""
    sealed = ledger.keys.wrap(json.dumps(list(mapping)).encode(), f"mapping:{office}")
    ListMapping.objects.using(ledger.using).update_or_create(
        office=office, sheet=_sheet(ledger, headings, type_), defaults={"sealed": sealed}
    )


def _sheet(ledger: Ledger, headings: Sequence[str], type_: str) -> str:
    """A name for the sheet that tells nothing of it: a first row without headings may hold a person."""
    return ledger.keys.pseudonym(sha256("\0".join((type_, *headings)).encode()), "list-mapping")


def _place(who: Acting, name: str) -> str:
    return f"list:{who.officer}:{name}"
