"""Feeds in SQL: positions, chains, receipts, what a peer asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .admission import Verdict
from .bundle import Previous
from .encoding import b64u, un_b64u
from .receipt import MAX_VERDICTS, MAX_WANT, Receipt, chain_next, chain_start, parse_receipt
from .store import Store

_COLUMNS = "id, peer, outgoing, epoch, position, chain, considered, receipted, receipted_chain, previous, card_known"


@dataclass(slots=True)
class FeedState:
    """A row of `ledger_feed`; see the model for the columns."""

    id: int
    peer: str
    outgoing: bool
    epoch: int
    position: int
    chain: bytes
    considered: int
    receipted: int
    receipted_chain: bytes
    previous: Previous | None
    card_known: int


class Feeds:
    """The feeds between this party and its peers; every call runs inside the writer's transaction."""

    def __init__(self, store: Store, party: str) -> None:
        self.store, self.party = store, party

    def current(self, peer: str, *, outgoing: bool) -> FeedState:
        """The feed in its highest epoch; opened with epoch 1 when there is none."""
        rows = self.store.query(
            f"SELECT {_COLUMNS} FROM ledger_feed WHERE peer = %s AND outgoing = %s ORDER BY epoch DESC LIMIT 1",
            [peer, outgoing],
        )
        return self._state(rows[0]) if rows else self.open_epoch(peer, 1, None, outgoing=outgoing)

    def open_epoch(self, peer: str, epoch: int, previous: Previous | None, *, outgoing: bool) -> FeedState:
        """Begins a feed anew at position 0 of `epoch`."""
        ends = (self.party, peer) if outgoing else (peer, self.party)
        chain = b64u(chain_start(*ends, epoch))
        text = json.dumps([previous.epoch, previous.position, previous.chain]) if previous else ""
        self.store.run(
            "INSERT INTO ledger_feed (peer, outgoing, epoch, position, chain, considered, receipted, receipted_chain, "
            "previous, card_known) VALUES (%s,%s,%s,0,%s,0,0,%s,%s,0)",
            [peer, outgoing, epoch, chain, chain, text],
        )
        return self.current(peer, outgoing=outgoing)

    def _state(self, row: Any) -> FeedState:
        previous = Previous(*json.loads(row[9])) if row[9] else None
        return FeedState(
            row[0], row[1], bool(row[2]), row[3], row[4], un_b64u(row[5]), row[6], row[7], un_b64u(row[8]), previous,
            row[10],
        )  # fmt: skip

    def close(self, feed: FeedState) -> None:
        """Nothing more is taken of this epoch of a peer's feed: the peer was restored and opens the next one."""
        self.store.set_state(f"closed-{feed.peer}", str(feed.epoch))

    def closed(self, feed: FeedState) -> bool:
        """Whether this epoch of a peer's feed is closed."""
        return self.store.state(f"closed-{feed.peer}") == str(feed.epoch)

    # --- outgoing ------------------------------------------------------------------------------------------------

    def number(self, feed: FeedState, limit: int) -> None:
        """Gives positions to at most `limit` own entries that the peer should have and that have none yet.

        What others carried here in this party's name, under a key that proves nothing, is none of them.
        """
        rows = self.store.query(
            "SELECT e.n, e.id FROM ledger_entry e WHERE e.n > %s AND e.party = %s AND e.code NOT IN ('fork', 'unproven') "
            "AND EXISTS (SELECT 1 FROM ledger_participant p WHERE p.dossier = e.dossier AND p.party = %s) ORDER BY e.n LIMIT %s",
            [feed.considered, self.party, feed.peer, limit],
        )
        position, chain = feed.position, feed.chain
        items = []
        for n, entry_id in rows:
            position += 1
            chain = chain_next(chain, entry_id)
            items.append((feed.peer, True, feed.epoch, position, n))
        self.add_items(items)
        last = self.store.query("SELECT COALESCE(MAX(n), 0) FROM ledger_entry")[0][0]
        considered = rows[-1][0] if len(rows) == limit else last
        if rows or considered != feed.considered:
            self.store.run(
                "UPDATE ledger_feed SET position = %s, chain = %s, considered = %s WHERE id = %s",
                [position, b64u(chain), considered, feed.id],
            )
        feed.position, feed.chain, feed.considered = position, chain, considered

    def add_items(self, items: Sequence[tuple[str, bool, int, int, int]]) -> None:
        """Records (peer, outgoing, epoch, position, n)."""
        self.store.add_rows("ledger_feed_item", "peer, outgoing, epoch, position, n", items)

    def ids(self, peer: str, epoch: int, after: int, upto: int, *, outgoing: bool) -> list[str]:
        """Entry ids at the positions after `after`, up to `upto`."""
        rows = self.store.query(
            "SELECT e.id FROM ledger_feed_item i JOIN ledger_entry e ON e.n = i.n WHERE i.peer = %s AND i.outgoing = %s "
            "AND i.epoch = %s AND i.position > %s AND i.position <= %s ORDER BY i.position",
            [peer, outgoing, epoch, after, upto],
        )
        return [row[0] for row in rows]

    def chain_at(self, peer: str, epoch: int, position: int, *, outgoing: bool) -> bytes:
        """The chain value of a feed at a position, going on from the last receipt before it."""
        ends = (self.party, peer) if outgoing else (peer, self.party)
        rows = self.store.query(
            "SELECT position, jws FROM ledger_receipt WHERE peer = %s AND outgoing = %s AND epoch = %s "
            "AND position <= %s ORDER BY position DESC LIMIT 1",
            [peer, outgoing, epoch, position],
        )
        start, chain = 0, chain_start(*ends, epoch)
        if rows:
            start, chain = rows[0][0], un_b64u(parse_receipt(rows[0][1]).chain)
        for one in self.ids(peer, epoch, start, position, outgoing=outgoing):
            chain = chain_next(chain, one)
        return chain

    def receipted(self, feed: FeedState, receipt: Receipt) -> None:
        """Records a receipt of the peer that covers more than the last one."""
        self.store.run(
            "UPDATE ledger_feed SET receipted = %s, receipted_chain = %s WHERE id = %s",
            [receipt.position, receipt.chain, feed.id],
        )
        self.store.run(
            "UPDATE ledger_feed_item SET delivered_at = %s WHERE peer = %s AND outgoing = %s AND epoch = %s "
            "AND position > %s AND position <= %s AND delivered_at IS NULL",
            [self.store.time(receipt.at), feed.peer, True, feed.epoch, feed.receipted, receipt.position],
        )
        self.keep_receipt(feed.peer, receipt, outgoing=True)

    def remote_verdicts(self, feed: FeedState, receipt: Receipt) -> None:
        """Records what the peer says of our entries: those it lists, and that no other is held or void any more.

        A full list says nothing of the others: what was known of them stays.
        """
        if receipt.lists_all:
            self.store.run("DELETE FROM ledger_remote_verdict WHERE peer = %s", [feed.peer])
        self.store.run_many(
            "INSERT INTO ledger_remote_verdict (peer, entry, verdict, code) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (peer, entry) DO UPDATE SET verdict = excluded.verdict, code = excluded.code",
            [(feed.peer, entry_id, verdict, code) for entry_id, verdict, code in receipt.verdicts],
        )

    def keep_receipt(self, peer: str, receipt: Receipt, *, outgoing: bool) -> None:
        """Keeps a receipt as evidence."""
        self.store.run(
            "INSERT INTO ledger_receipt (peer, outgoing, epoch, position, at, jws) VALUES (%s,%s,%s,%s,%s,%s)",
            [peer, outgoing, receipt.epoch, receipt.position, self.store.time(receipt.at), receipt.token.text],
        )

    # --- incoming ------------------------------------------------------------------------------------------------

    def advance(self, feed: FeedState, numbers: Sequence[int], ids: Sequence[str], at: datetime) -> None:
        """Records the next positions of a peer's feed as taken at `at`."""
        chain, position = feed.chain, feed.position
        rows = []
        known_before = bool(ids) and self.receipt_after(feed, position + 1) is not None
        for n, entry_id in zip(numbers, ids, strict=True):
            position += 1
            chain = chain_next(chain, entry_id)
            when = (self.receipt_after(feed, position) if known_before else None) or at
            rows.append((feed.peer, False, feed.epoch, position, n, self.store.time(when)))
        self.store.add_rows("ledger_feed_item", "peer, outgoing, epoch, position, n, delivered_at", rows)
        self.store.run(
            "UPDATE ledger_feed SET position = %s, chain = %s WHERE id = %s", [position, b64u(chain), feed.id]
        )
        feed.position, feed.chain = position, chain

    def receipt_after(self, feed: FeedState, position: int) -> datetime | None:
        """When `position` was receipted before this database was put back; None in the ordinary case.

        A restored node gets its own receipts back from its peers, so that clocks run from the same time at both ends.
        """
        rows = self.store.query(
            "SELECT at FROM ledger_receipt WHERE peer = %s AND outgoing = %s AND epoch = %s AND position >= %s "
            "ORDER BY position LIMIT 1",
            [feed.peer, False, feed.epoch, position],
        )
        return self.store.read_time(rows[0][0]) if rows else None

    def verdicts(self, feed: FeedState) -> tuple[tuple[str, str, str], ...]:
        """What is not applied of the peer's own entries, newest first, as a receipt lists it."""
        rows = self.store.query(
            "SELECT id, verdict, code FROM ledger_entry WHERE party = %s AND verdict > 0 AND NOT (code = 'unproven') "
            "ORDER BY n DESC LIMIT %s",
            [feed.peer, MAX_VERDICTS],
        )
        return tuple((row[0], Verdict(row[1]).word, row[2]) for row in rows)

    def want(self, peer: str) -> tuple[str, ...]:
        """Ids that held entries wait for, that are not here at all, and that `peer` may be asked for.

        First what the peer's own entries name: an honest author has what it names. Then what others' entries in
        dossiers of the peer name. Author by author, the oldest few hundred held entries: so what a liar invents
        neither crowds out what others are asked for nor makes receipts to them slow.
        """
        authors = [row[0] for row in self.store.query("SELECT DISTINCT party FROM ledger_card")]
        found: dict[str, None] = {}
        for author in sorted(authors, key=lambda one: (one != peer, one)):
            rows = self.store.query(
                "SELECT a.missing FROM (SELECT n, id, dossier FROM ledger_entry WHERE party = %s AND verdict > 0 "
                "AND NOT (code = 'unproven') AND verdict = 1 AND code = 'missing' ORDER BY n LIMIT %s) w "
                "JOIN ledger_awaited a ON a.waiting = w.id "
                "JOIN ledger_participant p ON p.dossier = w.dossier AND p.party = %s "
                "LEFT JOIN ledger_entry e ON e.id = a.missing WHERE e.id IS NULL ORDER BY w.n, a.id LIMIT %s",
                [author, MAX_WANT, peer, MAX_WANT],
            )
            found.update((row[0], None) for row in rows)
            if len(found) >= MAX_WANT:
                break
        return tuple(found)[:MAX_WANT]

    # --- what a peer asked for -----------------------------------------------------------------------------------

    def ask(self, peer: str, ids: Sequence[str]) -> None:
        """Notes entries to be sent to `peer` as fill, if it is a participant of their dossier."""
        for one in ids:
            self.store.run(
                "INSERT INTO ledger_wanted (peer, entry) SELECT %s, e.id FROM ledger_entry e "
                "JOIN ledger_participant p ON p.dossier = e.dossier AND p.party = %s WHERE e.id = %s "
                "AND NOT (e.verdict = 1 AND e.code IN ('key-revoked', 'unproven')) ON CONFLICT DO NOTHING",
                [peer, peer, one],
            )

    def asked(self, peer: str, limit: int) -> list[str]:
        """Entries to be sent as fill."""
        rows = self.store.query("SELECT entry FROM ledger_wanted WHERE peer = %s ORDER BY id LIMIT %s", [peer, limit])
        return [row[0] for row in rows]

    def offer_proof(self, feed: FeedState, receipt: Receipt) -> None:
        """Has own entries sent again to those that hold them for a revoked key, now that this receipt covers them.

        `feed` is as it stood before the receipt: once for each entry and receipt, so that it comes to an end.
        """
        if not receipt.lists_all:
            return
        self.store.run(
            "INSERT INTO ledger_wanted (peer, entry) SELECT v.peer, v.entry FROM ledger_remote_verdict v "
            "JOIN ledger_entry e ON e.id = v.entry JOIN ledger_feed_item i ON i.n = e.n "
            "WHERE v.code = 'key-revoked' AND v.peer <> %s AND i.peer = %s AND i.outgoing = %s AND i.epoch = %s "
            "AND i.position > %s AND i.position <= %s AND NOT EXISTS (SELECT 1 FROM ledger_remote_verdict w "
            "WHERE w.peer = %s AND w.entry = v.entry) ON CONFLICT DO NOTHING",
            [feed.peer, feed.peer, True, feed.epoch, feed.receipted, receipt.position, feed.peer],
        )

    def sent(self, peer: str, ids: Sequence[str]) -> None:
        """The fill has reached the peer."""
        self.store.run_many("DELETE FROM ledger_wanted WHERE peer = %s AND entry = %s", [(peer, one) for one in ids])
