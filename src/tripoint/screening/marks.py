"""Numbers compared as keyed digests: exactly, at once, without an engine and without a number at rest.

Whoever reads a copy of the database learns which entries share a number, and not which one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.db import connections

from tripoint.ledger.entry import Item, parse_facts
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import ContentState, Entry
from tripoint.ledger.registry import EntryType
from tripoint.screening.models import Lead, Mark, Unmarked, Unnamed
from tripoint.screening.sources import OWN, REFERENCE, SOURCES, Seen

EVERY = 2.0  # seconds between looks for new entries
BUDGET = 0.2  # seconds of work in each look: delivery goes first
BATCH = 20  # entries in one transaction
WITHIN = timedelta(days=366)  # between the receipts of two dossiers that can be on one matter
MOST_AT_ONCE = 200  # entries that a page still compares; the chore does the rest
MOST_LEADS = 50  # of one entry, the newest dossiers first: a number that stands everywhere leads nowhere
_PART = 400


@dataclass(frozen=True, slots=True)
class Read:
    """An entry as it is compared: its number, its dossier's id and opening, and when that was received."""

    n: int
    dossier: str
    opened: int
    at: datetime
    seen: Seen
    is_draft: bool

    def pair_with(self, opened: int, other: str) -> tuple[str, str]:
        """This dossier and `other`, which was opened as number `opened`, as a lead names them: the later one first."""
        return (self.dossier, other) if self.is_draft or opened < self.opened else (other, self.dossier)


def keep_up(ledger: Ledger) -> None:
    """The chore: compares what is due, for a small part of the time."""
    end = time.monotonic() + BUDGET
    while time.monotonic() < end and _batch(ledger, None) == BATCH:
        pass


def catch_up(ledger: Ledger, dossiers: Sequence[str] | None = None, most: int | None = None) -> int:
    """Compares what is due, in these dossiers or in all, at most about `most`. Returns how many entries that were."""
    total = 0
    while most is None or total < most:
        count = _batch(ledger, dossiers)
        total += count
        if count < BATCH:
            break
    return total


def _batch(ledger: Ledger, dossiers: Sequence[str] | None) -> int:
    if not _due(ledger, dossiers):
        return 0
    return ledger.writer.run(lambda: _compare(ledger, _due(ledger, dossiers)))


def _due(ledger: Ledger, dossiers: Sequence[str] | None) -> list[int]:
    """Entries that wait; one whose content was withheld waits until somebody passes it on."""
    waiting = Entry.objects.using(ledger.using).exclude(content_state=ContentState.WITHHELD)
    if dossiers is None:
        first = Unmarked.objects.using(ledger.using).order_by("n").values_list("n", flat=True)
        waiting = waiting.filter(n__in=list(first[: 10 * BATCH]))
    else:
        waiting = waiting.filter(dossier__in=list(dossiers), n__in=Unmarked.objects.using(ledger.using).values("n"))
    return list(waiting.order_by("n").values_list("n", flat=True)[:BATCH])


def _compare(ledger: Ledger, numbers: Sequence[int]) -> int:
    using, key = ledger.using, ledger.keys.derived("screening marks")
    Mark.objects.using(using).filter(n__in=numbers).delete()
    for one in read(ledger, numbers):
        if not one.seen.persons:
            Unnamed.objects.using(using).filter(n=one.n).delete()
        digests = {(sort, digest(key, sort, text)) for sort, text in one.seen.numbers}
        add_leads(using, _meet(ledger, one, digests))
        if not one.is_draft:
            ledger.store.add_rows(
                "screening_mark", "digest, sort, dossier, n, at",
                [(number, sort, one.opened, one.n, ledger.store.time(one.at)) for sort, number in sorted(digests)],
            )  # fmt: skip
    Unmarked.objects.using(using).filter(n__in=numbers).delete()
    return len(numbers)


def alike(ledger: Ledger, seen: Seen) -> list[tuple[str, str]]:
    """Dossiers that share a number with what nobody has stated yet, each with the number's sort. Nothing is kept."""
    key = ledger.keys.derived("screening marks")
    digests = {(sort, digest(key, sort, text)) for sort, text in seen.numbers}
    unstated = Read(0, "", 0, ledger.now(), seen, is_draft=True)
    return [(lead.other, lead.sort) for lead in _meet(ledger, unstated, digests)]


def add_leads(using: str, leads: Iterable[Lead]) -> None:
    """Adds those that are not there."""
    Lead.objects.using(using).bulk_create(leads, ignore_conflicts=True)


def read(ledger: Ledger, numbers: Sequence[int]) -> list[Read]:
    """The entries of these numbers as they are compared, with their contents opened; the erased have none."""
    marks = ",".join(["%s"] * len(numbers))
    items = ledger.store.items(f"e.n IN ({marks})", list(numbers), ledger.keys)
    opened = dict(
        Entry.objects.using(ledger.using)
        .filter(id__in={item.entry.dossier for _, item in items})
        .values_list("id", "n")
    )
    received = dict(
        Entry.objects.using(ledger.using).filter(n__in=[*opened.values(), *numbers]).values_list("n", "received_at")
    )
    found = []
    for n, item in items:
        source, kind = SOURCES.get(item.entry.type), ledger.types.get(item.entry.type)
        if source is not None and kind is not None and item.entry.dossier in opened:
            opening = opened[item.entry.dossier]
            at = received[n] if source.is_draft else received[opening]
            seen = source.read(ledger, *_parts(kind, item))
            found.append(Read(n, item.entry.dossier, opening, at, seen, source.is_draft))
    return found


def _parts(kind: EntryType, item: Item) -> tuple[Any, Any]:
    content = kind.read_content(item.content_text) if item.content_text is not None else None
    return kind.read_facts(parse_facts(item.facts_text)), content


def digest(key: bytes, sort: str, text: str) -> int:
    """The number under which a number stands in the table. A dossier's own reference and one that names it are alike."""
    what = REFERENCE if sort == OWN else sort
    return int.from_bytes(blake2b(f"{what}\n{text}".encode(), digest_size=8, key=key).digest(), "big", signed=True)


def _meet(ledger: Ledger, one: Read, digests: Iterable[tuple[str, int]]) -> Iterator[Lead]:
    """The leads to dossiers that share a number with this entry."""
    using = ledger.using
    own = [number for sort, number in digests if sort == OWN]
    rest = [number for sort, number in digests if sort != OWN]
    near = Mark.objects.using(using).filter(at__range=(one.at - WITHIN, one.at + WITHIN)).exclude(dossier=one.opened)
    found: set[tuple[int, str]] = set()
    parts = [near.filter(digest__in=own, sort=REFERENCE)] if own else []
    size = _PART if connections[using].vendor == "sqlite" else 10 * _PART
    parts += [near.filter(digest__in=rest[start : start + size]) for start in range(0, len(rest), size)]
    for part in parts:
        rows = part.order_by("-dossier").values_list("dossier", "sort").distinct()[:MOST_LEADS]
        found |= {(other, REFERENCE if sort == OWN else sort) for other, sort in rows}
    ids = dict(Entry.objects.using(using).filter(n__in={other for other, _ in found}).values_list("n", "id"))
    for opened, sort in sorted(found):
        if opened in ids:
            dossier, other = one.pair_with(opened, ids[opened])
            yield Lead(dossier=dossier, other=other, sort=sort)
