"""Which receipts show that an entry was delivered, and what of them goes along where its key was revoked since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .bundle import MAX_EVIDENCE
from .delivery import delivery_object
from .encoding import sha256
from .entry import Item

if TYPE_CHECKING:
    from .ledger import Ledger


class Proofs:
    """For entries under a revoked key: the deliveries that show that they were receipted before.

    One receipt may cover several of them: the delivery that begins at the first of these names the others too. A bundle
    has room for so many; an entry that went without its proof would be held by its recipient for good.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._keys = ledger, ledger.peers.as_they_stand()
        self._found: dict[str, dict[str, Any]] = {}

    @property
    def told(self) -> list[dict[str, Any]]:
        """The deliveries that go along."""
        return list(self._found.values())

    def cut(self, items: list[Item], fill: list[Item]) -> tuple[list[Item], list[Item]]:
        """As many of the feed's next `items`, at least one, and of `fill` as can go with their proofs."""
        openings = {item.entry.id: item for item in fill if item.entry.is_opening}
        for place, item in enumerate(items):
            opening = openings.get(item.entry.dossier)
            if not self._take([item, *([opening] if opening else [])]) and place:
                needed = {one.entry.dossier for one in items[:place]}
                return items[:place], [one for one in fill if one.entry.id in needed]
        for place, item in enumerate(fill):
            if not self._take([item]) and (place or items):
                return items, fill[:place]
        return items, fill

    def _take(self, items: Sequence[Item]) -> bool:
        """Adds the proofs of these entries; false, and nothing is added, where there is no room for them."""
        found = dict(self._found)
        for item in items:
            if self._keys.key(item.entry.token.kid, item.entry.party).revoked_at is None:
                continue
            for delivery in deliveries_of(self._ledger, item.entry.id):
                receipt = sha256(str(delivery["receipt"]).encode())
                if receipt not in found or len(delivery["ids"]) > len(found[receipt]["ids"]):
                    found[receipt] = delivery
        if len(found) > MAX_EVIDENCE and self._found:
            return False
        self._found = dict(list(found.items())[:MAX_EVIDENCE])
        return True


def deliveries_of(ledger: Ledger, entry_id: str) -> list[dict[str, Any]]:
    """Every receipt, got or given, that covers the entry, with the ids that tie it to its chain."""
    found = []
    for peer, is_outgoing, epoch, position in ledger.store.query(
        "SELECT i.peer, i.outgoing, i.epoch, i.position FROM ledger_feed_item i JOIN ledger_entry e ON e.n = i.n "
        "WHERE e.id = %s",
        [entry_id],
    ):
        rows = ledger.store.query(
            "SELECT position, jws FROM ledger_receipt WHERE peer = %s AND outgoing = %s AND epoch = %s "
            "AND position >= %s ORDER BY position, id LIMIT 1",
            [peer, is_outgoing, epoch, position],
        )
        if rows:
            upto, text = rows[0]
            after = ledger.feeds.chain_at(peer, epoch, position - 1, outgoing=bool(is_outgoing))
            ids = ledger.feeds.ids(peer, epoch, position - 1, upto, outgoing=bool(is_outgoing))
            found.append(delivery_object(text, after, ids))
    return found
