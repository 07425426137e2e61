"""What the officer who returned a draft wrote to its author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.models import RequestDraft
from tripoint.ledger.admission import Verdict
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Remark:
    """The remark with which a draft came back: when, and in which language it is written."""

    at: datetime
    language: str
    text: str


def remarks_on(ledger: Ledger, drafts: Sequence[RequestDraft]) -> dict[UUID, Remark]:
    """The newest remark on each of `drafts` that was returned, by the draft's id; the number of queries is fixed.

    That the reader is the author is the caller's to have asked.
    """
    homes = {row.home: row.pk for row in drafts if row.state == "returned" and row.home}
    if not homes:
        return {}
    returns = Entry.objects.using(ledger.using).filter(
        dossier__in=homes, type=h.RETURNED, verdict=Verdict.APPLIED
    )  # fmt: skip
    newest = {dossier: (entry, at) for dossier, entry, at in returns.order_by("n").values_list("dossier", "id", "time")}
    contents = ledger.contents([entry for entry, _ in newest.values()])
    found = {}
    for dossier, (entry, at) in newest.items():
        note = cast(h.Note | None, contents.get(entry))
        if note is not None:  # else erased
            found[homes[dossier]] = Remark(at, note.language, note.text)
    return found
