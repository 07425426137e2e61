"""How far delivery to each peer has got, read from the ledger: entries and seconds that wait, and what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tripoint.ledger.blobs import BlobRef
from tripoint.ledger.store import Store


@dataclass(frozen=True)
class Lag:
    """Entries that the peer has not receipted, and when the oldest of them was written (None when there is none)."""

    entries: int
    since: datetime | None


@dataclass(frozen=True)
class Stamp:
    """Changes whenever something may be there to send: entries, cards, what a peer asked for; receipts given."""

    entries: int
    cards: int
    wanted: int
    given: int


def lag(store: Store, party: str, peer: str) -> Lag:
    """What `party` has stated for `peer` and the peer has not receipted."""
    rows = store.query(
        "SELECT epoch, receipted, considered FROM ledger_feed WHERE peer = %s AND outgoing = %s ORDER BY epoch DESC LIMIT 1",
        [peer, True],
    )
    epoch, receipted, considered = rows[0] if rows else (1, 0, 0)
    numbered = store.query(
        "SELECT COUNT(*), MIN(n) FROM ledger_feed_item WHERE peer = %s AND outgoing = %s AND epoch = %s AND position > %s",
        [peer, True, epoch, receipted],
    )[0]
    fresh = store.query(
        "SELECT COUNT(*), MIN(e.n) FROM ledger_entry e WHERE e.n > %s AND e.party = %s AND e.code NOT IN ('fork', 'unproven') "
        "AND EXISTS (SELECT 1 FROM ledger_participant p WHERE p.dossier = e.dossier AND p.party = %s)",
        [considered, party, peer],
    )[0]
    numbers = [row[1] for row in (numbered, fresh) if row[1] is not None]
    if not numbers:
        return Lag(0, None)
    at = store.query("SELECT received_at FROM ledger_entry WHERE n = %s", [min(numbers)])[0][0]
    return Lag(int(numbered[0]) + int(fresh[0]), store.read_time(at))


def stamp(store: Store) -> Stamp:
    """One statement that reads the ends of four indexes; the courier asks several times a second."""
    row = store.query(
        "SELECT (SELECT value FROM ledger_state WHERE name = 'next_n'), (SELECT MAX(id) FROM ledger_card), "
        "(SELECT MAX(id) FROM ledger_wanted), (SELECT MAX(id) FROM ledger_receipt)"
    )[0]
    return Stamp(*(int(value or 0) for value in row))


def heard_from(store: Store, since: int) -> set[str]:
    """Peers to which a receipt was given after the receipt numbered `since`: their nodes are up."""
    rows = store.query("SELECT DISTINCT peer FROM ledger_receipt WHERE id > %s AND outgoing = %s", [since, False])
    return {row[0] for row in rows}


def missing_blobs(store: Store, peer: str, limit: int = 50) -> list[tuple[str, BlobRef]]:
    """(entry, file) of files that `peer` named in its entries and that are not wholly here, small ones first."""
    rows = store.query(
        "SELECT e.id, b.digest, b.size FROM ledger_blob b JOIN ledger_entry e ON e.n = b.n "
        "WHERE b.party = %s AND b.complete = %s AND b.erased = %s ORDER BY b.size, b.n LIMIT %s",
        [peer, False, False, limit],
    )
    return [(row[0], BlobRef(digest=row[1], size=row[2])) for row in rows]
