"""The courier's side of the ledger: bundles to a peer, and what its receipts say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from . import jws
from .bundle import write_bundle
from .card import Card
from .encoding import b64u
from .entry import Item, item_object
from .errors import Refused
from .feeds import FeedState
from .proofs import Proofs
from .receipt import Receipt, chain_next, parse_receipt

if TYPE_CHECKING:
    from .ledger import Ledger

MAX_FILL = 64
LOOK_AHEAD = 2_000  # entries that a look without the lock may pass over each time
PACK_BYTES = 2 * 2**20  # of tokens, facts and contents in one bundle


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A bundle ready to travel. `fill` are ids to be named again in `take_receipt`; `count` its numbered entries.

    `end` is the position and chain value that it leads to.
    """

    peer: str
    data: bytes
    fill: tuple[str, ...]
    count: int
    end: tuple[int, bytes]


def next_bundle(ledger: Ledger, peer: str, after: tuple[int, bytes] | None = None) -> Outgoing | None:
    """The bundle after the peer's last receipt, or None. Numbers new entries and keeps the numbers before it returns.

    With `after`, the `end` of another bundle, the one that follows that: for carriers whose receipts come much later.
    """
    if after is None and _nothing_new(ledger, peer):
        return None
    card = ledger.peers.card(peer)
    limit = min(card.body.limits.entries - MAX_FILL, 512)
    size = min(PACK_BYTES, card.body.limits.bundle_bytes // 2, card.body.limits.unpacked_bytes // 4)
    feed, items, fill = ledger.writer.run(lambda: _plan(ledger, peer, limit, size, after))
    proofs = Proofs(ledger)
    items, fill = proofs.cut(items, fill)
    own = ledger.peers.card(ledger.party)
    newer_card = own.number > feed.card_known and after is None
    introduction = feed.previous is not None and feed.receipted == 0
    if not items and not fill and not newer_card and not introduction:
        return None
    return _write(ledger, card, feed, items, fill, proofs.told, own.token.text if newer_card else "")


def _nothing_new(ledger: Ledger, peer: str) -> bool:
    """Whether a look without the writer's lock shows that there is nothing to send.

    The courier looks whenever something was stored, on a busy node several times a second, and mostly in vain.
    """
    rows = ledger.store.query(
        "SELECT position, receipted, considered, card_known, previous FROM ledger_feed WHERE peer = %s AND outgoing = %s "
        "ORDER BY epoch DESC LIMIT 1",
        [peer, True],
    )
    if not rows:
        return False
    position, receipted, considered, card_known, previous = rows[0]
    if position != receipted or card_known < ledger.peers.card(ledger.party).number or (previous and not receipted):
        return False
    if ledger.store.next_n() - considered > LOOK_AHEAD:  # else the same entries would be looked at again and again
        return False
    new = ledger.store.query(
        "SELECT 1 FROM ledger_entry e WHERE e.n > %s AND e.party = %s AND EXISTS (SELECT 1 FROM ledger_participant p "
        "WHERE p.dossier = e.dossier AND p.party = %s) LIMIT 1",
        [considered, ledger.party, peer],
    )
    return not new and not ledger.feeds.asked(peer, 1)


def _plan(
    ledger: Ledger, peer: str, limit: int, size: int, after: tuple[int, bytes] | None
) -> tuple[FeedState, list[Item], list[Item]]:
    feed = ledger.feeds.current(peer, outgoing=True)
    if feed.position == (after[0] if after else feed.receipted) and not ledger.read_only():
        ledger.feeds.number(feed, limit)
    if after is not None:
        feed = replace(feed, receipted=after[0], receipted_chain=after[1])
    rows = ledger.store.items(
        "e.n IN (SELECT n FROM ledger_feed_item WHERE peer = %s AND outgoing = %s AND epoch = %s AND position > %s "
        "AND position <= %s)",
        [peer, True, feed.epoch, feed.receipted, feed.receipted + limit],
        ledger.keys,
    )
    order = dict(
        ledger.store.query(
            "SELECT n, position FROM ledger_feed_item WHERE peer = %s AND outgoing = %s AND epoch = %s "
            "AND position > %s AND position <= %s",
            [peer, True, feed.epoch, feed.receipted, feed.receipted + limit],
        )
    )
    items = [item for n, item in sorted(rows, key=lambda row: order[row[0]])]
    load = _Load(ledger, size)
    count = load.take(items, peer)
    if after is None:
        load.fill_up(ledger.feeds.asked(peer, MAX_FILL))
    return feed, items[:count], list(load.fill.values())


class _Load:
    """What goes into one bundle: entries of the feed, the openings that must go with them, and what was asked for.

    All of it together stays within the size and numbers that the recipient's card allows, or it would never be taken.
    """

    def __init__(self, ledger: Ledger, size: int) -> None:
        self._ledger, self._left = ledger, size
        self._dossiers: set[str] = set()
        self.fill: dict[str, Item] = {}

    def take(self, items: Sequence[Item], peer: str) -> int:
        """How many of the feed's next `items` fit, at least one. Openings of third parties go along as fill."""
        store = self._ledger.store
        strange = [item.entry.dossier for item in items if item.entry.seq == 1 and not item.entry.is_opening]
        foreign = {one.id for one in store.known(strange).values() if one.party not in (peer, self._ledger.party)}
        first = [one for one in dict.fromkeys(strange) if one in foreign]
        openings = self._items(first[:MAX_FILL])
        for place, item in enumerate(items):
            dossier = item.entry.dossier
            opening = openings.get(dossier) if dossier in foreign and dossier not in self.fill else None
            if place and dossier in foreign and dossier not in openings:
                return place
            self._left -= _size(item) + (_size(opening) if opening else 0)
            if self._left < 0 and place:
                return place
            if opening is not None:
                self.fill[dossier] = opening
            self._dossiers.add(dossier)
        return len(items)

    def fill_up(self, wanted: Sequence[str]) -> None:
        """Adds what was asked for, each with its dossier's opening, as far as there is room; at least one."""
        known = self._ledger.store.known(wanted)
        for one in wanted:
            if one in self.fill or one not in known:
                continue
            dossier = known[one].dossier
            need = [one] if dossier in self._dossiers or dossier in self.fill else list(dict.fromkeys([dossier, one]))
            items = self._items(need)
            self._left -= sum(map(_size, items.values()))
            if self.fill and (len(self.fill) + len(need) > MAX_FILL or self._left < 0):
                return
            self.fill.update((each, items[each]) for each in need if each in items)

    def _items(self, ids: Sequence[str]) -> dict[str, Item]:
        if not ids:
            return {}
        marks = ",".join(["%s"] * len(ids))
        rows = self._ledger.store.items(f"e.id IN ({marks})", ids, self._ledger.keys)
        return {item.entry.id: item for _, item in rows}


def _size(item: Item) -> int:
    texts = (item.entry.token.text, item.facts_text, item.content_text or "")
    return sum(len(text.encode()) for text in texts)


def _write(
    ledger: Ledger,
    card: Card,
    feed: FeedState,
    items: Sequence[Item],
    fill: Sequence[Item],
    evidence: list[dict[str, Any]],
    own_card: str,
) -> Outgoing:
    kid, key = card.sealing_key(ledger.now())
    data = write_bundle(
        ledger.keys.signer,
        sender=ledger.party,
        to=card.party,
        mailbox=card.body.mailbox,
        sealing_kid=kid,
        sealing_key=key,
        card=own_card,
        epoch=feed.epoch,
        first=feed.receipted + 1,
        chain=b64u(feed.receipted_chain),
        previous=feed.previous if feed.receipted == 0 else None,
        entries=[item_object(item) for item in items],
        fill=[item_object(item) for item in fill],
        evidence=evidence,
    )
    chain = feed.receipted_chain
    for item in items:
        chain = chain_next(chain, item.entry.id)
    end = (feed.receipted + len(items), chain)
    return Outgoing(card.party, data, tuple(item.entry.id for item in fill), len(items), end)


def take_receipt(ledger: Ledger, peer: str, text: str, fill: Sequence[str]) -> Receipt:
    """Verifies and records a receipt from `peer`. Raises `Refused`; an older one is a no-op."""
    receipt = parse_receipt(text)
    if receipt.issuer != peer or receipt.sender != ledger.party:
        raise Refused("recipient", "a receipt of another feed")
    key = ledger.peers.key(receipt.token.kid, peer)
    jws.verify(receipt.token, key.public)
    if key.revoked_at is not None:
        raise Refused("key-revoked", peer)
    ledger.writer.run(lambda: _record(ledger, peer, receipt, fill))
    return receipt


def _record(ledger: Ledger, peer: str, receipt: Receipt, fill: Sequence[str]) -> None:
    feed = ledger.feeds.current(peer, outgoing=True)
    if receipt.epoch != feed.epoch or receipt.position < feed.receipted:
        return
    if receipt.position > feed.position:
        raise Refused("feed-gap", "a receipt for more than was sent")
    chain = feed.receipted_chain
    for one in ledger.feeds.ids(peer, feed.epoch, feed.receipted, receipt.position, outgoing=True):
        chain = chain_next(chain, one)
    if b64u(chain) != receipt.chain:
        raise Refused("feed-chain", f"{peer} acknowledges other entries than were sent")
    if receipt.position > feed.receipted:
        ledger.feeds.receipted(feed, receipt)
        ledger.project_deliveries(peer, outgoing=True, epoch=feed.epoch, after=feed.receipted)
    if feed.previous is not None:  # the peer knows the new epoch, even if nothing is said in it yet
        ledger.store.run("UPDATE ledger_feed SET previous = '' WHERE id = %s", [feed.id])
    ledger.feeds.remote_verdicts(feed, receipt)
    ledger.feeds.offer_proof(feed, receipt)
    if receipt.card != feed.card_known:
        ledger.store.run("UPDATE ledger_feed SET card_known = %s WHERE id = %s", [receipt.card, feed.id])
    ledger.feeds.sent(peer, fill)
    ledger.feeds.ask(peer, receipt.want)
