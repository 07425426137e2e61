"""Rebuilding every projection from the ledger: recorded verdicts are read, not judged again."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .admission import Verdict
from .entry import parse_entry, parse_facts
from .intake import project
from .models import ContentState
from .projection import PROJECTORS, Applied, Delivered
from .registry import EntryType, OpeningFacts

if TYPE_CHECKING:
    from .ledger import Ledger

BATCH = 1_000


def rebuild(ledger: Ledger) -> int:
    """Empties and refills all projections in one transaction; returns the number of entries folded."""
    return ledger.writer.run(lambda: _rebuild(ledger))


def _rebuild(ledger: Ledger) -> int:
    for projector in PROJECTORS:
        projector.clear(ledger.using)
    total = 0
    after = 0
    openings: dict[str, tuple[OpeningFacts, str]] = {}
    while True:
        rows = ledger.store.query(
            "SELECT n, jws, facts, received_at, applied FROM ledger_entry WHERE verdict IN (%s, %s) AND applied > %s "
            "ORDER BY applied LIMIT %s",
            [int(Verdict.APPLIED), int(Verdict.DECLINED), after, BATCH],
        )
        if not rows:
            break
        batch = []
        for n, text, facts_text, received_at, applied in rows:
            entry = parse_entry(text)
            kind = cast(EntryType, ledger.types.get(entry.type))
            facts = kind.read_facts(parse_facts(facts_text))
            if entry.is_opening:
                openings[entry.id] = (cast(OpeningFacts, facts), entry.party)
            opening, opener = openings[entry.dossier]
            batch.append(
                Applied(
                    n,
                    entry.id,
                    entry.dossier,
                    entry.party,
                    entry.seq,
                    entry.type,
                    entry.time,
                    entry.re,
                    facts,
                    opening,
                    opener,
                    ledger.store.read_time(received_at),
                    ledger.party,
                )
            )
            after = applied
        project(ledger.using, batch)
        total += len(batch)
    _deliveries(ledger)
    _erasures(ledger)
    return total


def _deliveries(ledger: Ledger) -> None:
    for projector in PROJECTORS:
        if not projector.delivery_types:
            continue
        types = sorted(projector.delivery_types)
        marks = ",".join(["%s"] * len(types))
        rows = ledger.store.query(
            "SELECT e.id, e.dossier, e.type, i.peer, i.outgoing, i.delivered_at FROM ledger_entry e "
            "JOIN ledger_feed_item i ON i.n = e.n WHERE i.delivered_at IS NOT NULL AND e.applied IS NOT NULL "
            f"AND e.type IN ({marks}) ORDER BY e.applied, i.epoch, i.position",
            types,
        )
        batch = [
            Delivered(row[0], row[1], row[2], row[3], bool(row[4]), ledger.store.read_time(row[5]), ledger.party)
            for row in rows
        ]
        if batch:
            projector.delivered(ledger.using, batch)


def _erasures(ledger: Ledger) -> None:
    rows = ledger.store.query("SELECT id FROM ledger_entry WHERE content_state = %s", [int(ContentState.ERASED)])
    ids = [row[0] for row in rows]
    for projector in PROJECTORS:
        projector.erased(ledger.using, ids)
