"""The file carrier: what goes on a stick to a peer, and what comes back on it.

A file holds the receipts that this party owes, the bundles after the peer's last receipt, and the attached files that those
bundles name. Taking it twice, or an old one, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tripoint.ledger.blobs import BlobAbsent, BlobStore
from tripoint.ledger.encoding import sha256
from tripoint.ledger.errors import Refused
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.receive import present_receipt

from . import delivery
from .parcel import ParcelRefused, Part, check_parcel, parts_of, write_parcel

MOST_BUNDLES = 2_000
MOST_RECEIPTS = 1_000


@dataclass
class Written:
    """What a file holds."""

    bundles: int = 0
    entries: int = 0
    receipts: int = 0
    blobs: int = 0


@dataclass
class Taken:
    """What came of a file: counts, and refusals as (what, code, detail)."""

    sender: str
    bundles: int = 0
    new_entries: int = 0
    receipts: int = 0
    blobs: int = 0
    refused: list[tuple[str, Refused]] = field(default_factory=list)


def export(ledger: Ledger, peer: str, path: Path) -> Written:
    """Writes what `peer` should get to `path`. Raises `Refused("party-unknown")`, ParcelRefused, OSError."""
    ledger.peers.card(peer)
    if path.exists():
        raise ParcelRefused(f"{path} exists. Choose another name, so that no file is lost that was not carried yet.")
    written = Written()
    write_parcel(path, ledger.party, peer, _parts(ledger, peer, written))
    return written


def _parts(ledger: Ledger, peer: str, written: Written) -> Iterator[Part]:
    for text in _receipts(ledger, peer):
        written.receipts += 1
        yield Part("receipt", text.encode("ascii"))
    after: tuple[int, bytes] | None = None
    while written.bundles < MOST_BUNDLES:
        bundle = ledger.next_bundle(peer, after)
        if bundle is None or (after is not None and bundle.count == 0):
            break
        written.bundles += 1
        written.entries += bundle.count
        after = bundle.end
        yield Part("bundle", bundle.data)
    if ledger.blobs is not None:
        store = BlobStore(ledger.blobs)
        for digest in _named(ledger, peer):
            try:
                data = store.read(digest)
            except BlobAbsent:
                continue  # erased a moment ago
            written.blobs += 1
            yield Part("blob", data)


def _receipts(ledger: Ledger, peer: str) -> list[str]:
    """Those kept, so that both sides count from the same moments, then one that says how things stand now."""
    rows = ledger.store.query(
        "SELECT jws FROM ledger_receipt WHERE peer = %s AND outgoing = %s ORDER BY epoch DESC, position DESC LIMIT %s",
        [peer, False, MOST_RECEIPTS],
    )
    kept = [row[0] for row in reversed(rows)]
    return [*kept, present_receipt(ledger, peer).token.text] if kept else []


def _named(ledger: Ledger, peer: str) -> list[str]:
    """Files that entries under way to the peer name, small ones first."""
    rows = ledger.store.query(
        "SELECT DISTINCT b.digest, b.size FROM ledger_blob b JOIN ledger_feed_item i ON i.n = b.n WHERE i.peer = %s "
        "AND i.outgoing = %s AND i.delivered_at IS NULL AND b.erased = %s ORDER BY b.size, b.digest",
        [peer, True, False],
    )
    return [row[0] for row in rows]


def take(ledger: Ledger, path: Path) -> Taken:
    """Takes all that is in a file. What is refused is recorded like anything else at the door, and the rest goes on.

    Raises ParcelRefused when the file is not whole, is for somebody else, or from nobody known here.
    """
    sender, recipient = check_parcel(path)
    if recipient != ledger.party:
        raise ParcelRefused(f"{path} is for {recipient}; this is the node of {ledger.party}. Nothing was taken.")
    if sender not in ledger.peers.parties():
        raise ParcelRefused(f"{path} says it comes from {sender}, which is no peer of this node. Nothing was taken.")
    taken = Taken(sender)
    for part in parts_of(path):
        try:
            _take_part(ledger, part, taken)
        except Refused as refusal:
            taken.refused.append((part.kind, refusal))
            if part.kind != "bundle":  # the ledger records bundles itself
                ledger.note_refusal(sender, refusal, sha256(part.data[:4096]))
    ledger.flush_refusals(force=True)
    return taken


def _take_part(ledger: Ledger, part: Part, taken: Taken) -> None:
    if part.kind == "receipt":
        try:
            text = part.data.decode("ascii")
        except UnicodeDecodeError:
            raise Refused("malformed", "a receipt is not ASCII") from None
        ledger.take_receipt(taken.sender, text)
        taken.receipts += 1
    elif part.kind == "bundle":
        before = _position(ledger, taken.sender)
        ledger.receive(part.data)
        taken.bundles += 1
        taken.new_entries += _position(ledger, taken.sender) - before
    elif ledger.blobs is not None:
        digest = sha256(part.data)
        wanted = {ref.digest: ref for _, ref in delivery.missing_blobs(ledger.store, taken.sender, 10_000)}
        if digest in wanted and len(part.data) == wanted[digest].size:
            BlobStore(ledger.blobs, ledger.limits.blob_bytes).put(part.data)
            ledger.writer.run(lambda: ledger.store.complete_blob(digest))
            taken.blobs += 1


def _position(ledger: Ledger, peer: str) -> int:
    rows = ledger.store.query(
        "SELECT COALESCE(SUM(position), 0) FROM ledger_feed WHERE peer = %s AND outgoing = %s", [peer, False]
    )
    return int(rows[0][0])
