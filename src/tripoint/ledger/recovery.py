"""After a restore: what a node and its peers tell each other until both stand at the same positions again.

docs/protocol.md, "Erasure, restore". The asker is the restored node, the answerer its peer.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from . import compliance, jws
from .bundle import Previous, open_envelope, parse_envelope, seal_inner
from .encoding import (
    MAX_COUNT,
    b64u,
    dump_json,
    exact_members,
    is_id,
    is_short,
    parse_json,
    parse_time,
    time_text,
    un_b64u,
)
from .entry import Item, is_party, item_object, parse_item
from .errors import Refused
from .feeds import FeedState
from .receipt import Receipt, chain_next, parse_receipt
from .receive import check_participants, senders

if TYPE_CHECKING:
    from .ledger import Ledger

MAX_REQUEST = 4_096  # characters
TOLERANCE = timedelta(minutes=10)
PAGE = 256
MAX_RECEIPTS = 512
_REQUEST = frozenset(("v", "from", "to", "at", "nonce", "outgoing", "incoming"))
_POINT = frozenset(("epoch", "position", "chain"))
_ANSWER = frozenset(("v", "from", "to", "taken", "first", "entries", "given", "receipts"))


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a feed."""

    epoch: int
    position: int
    chain: str

    def object(self) -> dict[str, Any]:
        """As it is written."""
        return {"epoch": self.epoch, "position": self.position, "chain": self.chain}


@dataclass(frozen=True, slots=True)
class Recovered:
    """One answer taken: how many own entries came back, and whether the peer holds more."""

    entries: int
    more: bool


def begin(ledger: Ledger) -> None:
    """Marks a ledger as restored: it states nothing until its administrators have confirmed."""
    ledger.writer.run(lambda: ledger.store.set_state("mode", "read-only"))


def request(ledger: Ledger, peer: str) -> str:
    """The restored node's signed statement of where its feeds with `peer` stood."""
    outgoing, incoming = ledger.writer.run(
        lambda: (ledger.feeds.current(peer, outgoing=True), ledger.feeds.current(peer, outgoing=False))
    )
    payload = {
        "v": 1,
        "from": ledger.party,
        "to": peer,
        "at": time_text(ledger.now()),
        "nonce": b64u(os.urandom(16)),
        "outgoing": Point(outgoing.epoch, outgoing.receipted, b64u(outgoing.receipted_chain)).object(),
        "incoming": Point(incoming.epoch, incoming.position, b64u(incoming.chain)).object(),
    }
    return jws.sign(jws.RESTORE, dump_json(payload), ledger.keys.signer).text


def answer(ledger: Ledger, text: str) -> bytes:
    """The peer's answer, sealed like a bundle: what it took of the asker's feed that the backup does not have.

    It also goes back with its own feed to where the asker stands. Raises `Refused`.
    """
    token = jws.parse(text, jws.RESTORE, MAX_REQUEST)
    value = parse_json(token.payload, MAX_REQUEST)
    exact_members(value, _REQUEST, "restore")
    outgoing, incoming, at = _point(value["outgoing"]), _point(value["incoming"]), parse_time(value["at"], "at")
    if type(value["v"]) is not int or value["v"] != 1 or not is_party(value["from"]) or not is_party(value["to"]):
        raise Refused("member", "restore: v, from or to", "from")
    if not is_short(value["nonce"]):
        raise Refused("member", "restore: nonce", "nonce")
    key = ledger.peers.key(token.kid, value["from"])
    jws.verify(token, key.public)
    if key.revoked_at is not None:
        raise Refused("key-revoked", key.party)
    if value["to"] != ledger.party:
        raise Refused("recipient", "a statement for another party")
    if abs(at - ledger.now()) > TOLERANCE:
        raise Refused("restore", "the statement is older than ten minutes, or a clock is wrong")
    inner = ledger.writer.run(lambda: _answer(ledger, key.party, outgoing, incoming))
    card = ledger.peers.card(key.party)
    kid, public = card.sealing_key(ledger.now())
    return seal_inner(
        ledger.keys.signer,
        to=key.party,
        mailbox=card.body.mailbox,
        sealing_kid=kid,
        sealing_key=public,
        card="",
        inner=dump_json(inner),
    )


def _point(value: Any) -> Point:
    if not isinstance(value, dict):
        raise Refused("member", "restore: a point", "outgoing")
    exact_members(value, _POINT, "point")
    if any(type(value[name]) is not int or value[name] < 0 for name in ("epoch", "position")):
        raise Refused("member", "restore: a point", "position")
    if not 1 <= value["epoch"] <= MAX_COUNT or not is_id(value["chain"]):
        raise Refused("member", "restore: a point", "chain")
    return Point(value["epoch"], value["position"], value["chain"])


def _answer(ledger: Ledger, asker: str, outgoing: Point, incoming: Point) -> dict[str, Any]:
    taken = ledger.feeds.current(asker, outgoing=False)
    ours = ledger.feeds.current(asker, outgoing=True)
    if outgoing.epoch != taken.epoch or outgoing.position > taken.position:
        raise Refused("restore", "the asker's feed stood elsewhere")
    if b64u(ledger.feeds.chain_at(asker, taken.epoch, outgoing.position, outgoing=False)) != outgoing.chain:
        raise Refused("restore", "the asker's feed held other entries")
    if incoming.epoch != ours.epoch or incoming.position > ours.position:
        raise Refused("restore", "this node's feed stood elsewhere")
    chain = ledger.feeds.chain_at(asker, ours.epoch, incoming.position, outgoing=True)
    if b64u(chain) != incoming.chain:
        raise Refused("restore", "this node's feed held other entries")
    # A bundle that the asker made before and that comes only now, on a stick say, would carry what the asker no longer
    # knows: it would give the same numbers again, and name another position in its new epoch than was taken here.
    ledger.feeds.close(taken)
    if incoming.position < ours.receipted:
        ledger.store.run(
            "UPDATE ledger_feed SET receipted = %s, receipted_chain = %s, card_known = 0 WHERE id = %s",
            [incoming.position, incoming.chain, ours.id],
        )
    rows = ledger.store.items(
        "e.n IN (SELECT n FROM ledger_feed_item WHERE peer = %s AND outgoing = %s AND epoch = %s AND position > %s "
        "AND position <= %s)",
        [asker, False, taken.epoch, outgoing.position, outgoing.position + PAGE],
        ledger.keys,
    )
    by_id = {item.entry.id: item for _, item in rows}
    ids = ledger.feeds.ids(asker, taken.epoch, outgoing.position, outgoing.position + PAGE, outgoing=False)
    receipts = ledger.store.query(
        "SELECT jws FROM ledger_receipt WHERE peer = %s AND outgoing = %s AND epoch = %s AND position > %s "
        "ORDER BY position LIMIT %s",
        [asker, True, ours.epoch, incoming.position, MAX_RECEIPTS],
    )
    given = ledger.store.query(  # the first at each position, of which a page has no more than entries
        "SELECT position, jws FROM ledger_receipt WHERE id IN (SELECT MIN(id) FROM ledger_receipt WHERE peer = %s "
        "AND outgoing = %s AND epoch = %s AND position > %s GROUP BY position) ORDER BY position LIMIT %s",
        [asker, False, taken.epoch, outgoing.position, PAGE + 1],
    )
    inside = sum(1 for row in given if row[0] <= outgoing.position + len(ids))
    return {
        "v": 1,
        "from": ledger.party,
        "to": asker,
        "taken": Point(taken.epoch, taken.position, b64u(taken.chain)).object(),
        "first": outgoing.position + 1,
        "entries": [item_object(by_id[one]) for one in ids],
        "given": [row[1] for row in given[: inside + 1]],  # the last may cover entries of the next page too
        "receipts": [row[0] for row in receipts],
    }


def take_answer(ledger: Ledger, data: bytes) -> Recovered:
    """Takes back own entries from a peer's answer. Raises `Refused`."""
    envelope = parse_envelope(data, ledger.limits.bundle_bytes)
    if envelope.to != ledger.party:
        raise Refused("recipient", envelope.to)
    peers = senders(ledger, envelope)
    sealing = ledger.keys.sealing.get(envelope.key)
    if sealing is None:
        raise Refused("seal", "sealed to a key that this node does not have")
    plain = open_envelope(envelope, sealing, ledger.limits.unpacked_bytes)
    value = parse_json(plain, len(plain))
    exact_members(value, _ANSWER, "answer")
    if type(value["v"]) is not int or value["v"] != 1 or value["from"] not in peers or value["to"] != ledger.party:
        raise Refused("sender", "an answer of or for another party")
    entries, given, receipts = value["entries"], value["given"], value["receipts"]
    if not isinstance(entries, list) or len(entries) > PAGE or type(value["first"]) is not int:
        raise Refused("member", "answer: entries", "entries")
    if not isinstance(receipts, list) or len(receipts) > MAX_RECEIPTS or not all(isinstance(r, str) for r in receipts):
        raise Refused("member", "answer: receipts", "receipts")
    if not isinstance(given, list) or len(given) > PAGE + 1 or not all(isinstance(one, str) for one in given):
        raise Refused("member", "answer: given", "given")
    taken = _point(value["taken"])
    carried = [_own(ledger, one) for one in entries]
    page = _Page(value["from"], value["first"], taken, carried, _given(ledger, value["from"], given), receipts)
    return ledger.writer.run(lambda: _take_back(ledger, page))


def _own(ledger: Ledger, value: Any) -> tuple[Item, bytes | None]:
    item, sealed = parse_item(value)
    if item.entry.party != ledger.party:
        raise Refused("sender", "an entry that is not our own")
    key = ledger.peers.key(item.entry.token.kid, ledger.party)
    jws.verify(item.entry.token, key.public)
    return item, sealed


@dataclass(frozen=True, slots=True)
class _Page:
    """What an answer brings: own entries from the position `first` of the feed to `peer`, the receipts that `peer` gave
    for them, and those that were given to it."""

    peer: str
    first: int
    taken: Point
    carried: list[tuple[Item, bytes | None]]
    given: list[Receipt]
    receipts: list[str]


def _given(ledger: Ledger, peer: str, texts: list[str]) -> list[Receipt]:
    """The peer's receipts that can still be believed, by position."""
    found = []
    for text in texts:
        receipt = parse_receipt(text)
        if receipt.issuer != peer or receipt.sender != ledger.party:
            raise Refused("sender", "a receipt of another feed")
        try:
            key = ledger.peers.key(receipt.token.kid, peer)
            jws.verify(receipt.token, key.public)
        except Refused:
            continue  # of a key that no card names any more
        if key.revoked_at is None:
            found.append(receipt)
    return sorted(found, key=lambda one: one.position)


def _take_back(ledger: Ledger, page: _Page) -> Recovered:
    peer, taken, carried = page.peer, page.taken, page.carried
    feed = ledger.feeds.current(peer, outgoing=True)
    if feed.epoch != taken.epoch or page.first != feed.receipted + 1:
        raise Refused("restore", "the answer does not continue this node's feed")
    position, chain = feed.receipted, feed.receipted_chain
    chains = {position: b64u(chain)}
    for item, _ in carried:
        position += 1
        chain = chain_next(chain, item.entry.id)
        chains[position] = b64u(chain)
    if position > taken.position or (position == taken.position and b64u(chain) != taken.chain):
        raise Refused("feed-chain", f"{peer} states another chain than its entries give")
    if not carried and position < taken.position:
        raise Refused("restore", f"{peer} says that it holds more, and gives none of it")
    intake = ledger.intake()
    check_participants(ledger, carried, peer)
    intake.prefetch([item for item, _ in carried])
    numbers = intake.take(carried)
    numbers.update(intake.store.numbers([item.entry.id for item, _ in carried if item.entry.id not in numbers]))
    _replace_positions(ledger, feed, [numbers[item.entry.id] for item, _ in carried])
    _deliver_again(ledger, feed, page.given, chains)
    ledger.store.run(
        "UPDATE ledger_feed SET position = %s, chain = %s, receipted = %s, receipted_chain = %s WHERE id = %s",
        [position, b64u(chain), position, b64u(chain), feed.id],
    )
    for text in page.receipts:
        _own_receipt(ledger, peer, text)
    ledger.settle(intake)
    ledger.project_deliveries(peer, outgoing=True, epoch=feed.epoch, after=feed.receipted)
    return Recovered(len(carried), position < taken.position)


def _replace_positions(ledger: Ledger, feed: FeedState, numbers: list[int]) -> None:
    """Positions numbered before the backup but not yet receipted give way to what the peer really took."""
    ledger.store.run(
        "DELETE FROM ledger_feed_item WHERE peer = %s AND outgoing = %s AND epoch = %s AND position > %s",
        [feed.peer, True, feed.epoch, feed.receipted],
    )
    ledger.feeds.add_items(
        [(feed.peer, True, feed.epoch, feed.receipted + place, n) for place, n in enumerate(numbers, 1)]
    )


def _deliver_again(ledger: Ledger, feed: FeedState, given: list[Receipt], chains: dict[int, str]) -> None:
    """When each position was delivered: as the peer's receipts say, so that clocks are the same at both ends; now, where
    none can be believed. A receipt that goes beyond this page gives its time only."""
    end, before = max(chains), feed
    for receipt in given:
        if receipt.epoch != feed.epoch or receipt.position <= before.receipted:
            continue
        if receipt.position > end:
            _delivered_at(ledger, feed, receipt.at)
            break
        if chains[receipt.position] != receipt.chain:
            raise Refused("feed-chain", f"{feed.peer} had acknowledged other entries than it gives back")
        ledger.feeds.receipted(before, receipt)
        before = replace(before, receipted=receipt.position, receipted_chain=un_b64u(receipt.chain))
    _delivered_at(ledger, feed, ledger.now().replace(microsecond=0))


def _delivered_at(ledger: Ledger, feed: FeedState, at: datetime) -> None:
    """Of the positions taken back that have no time yet."""
    ledger.store.run(
        "UPDATE ledger_feed_item SET delivered_at = %s WHERE peer = %s AND outgoing = %s AND epoch = %s "
        "AND position > %s AND delivered_at IS NULL",
        [ledger.store.time(at), feed.peer, True, feed.epoch, feed.receipted],
    )


def _own_receipt(ledger: Ledger, peer: str, text: str) -> None:
    receipt = parse_receipt(text)
    if receipt.issuer != ledger.party or receipt.sender != peer:
        raise Refused("sender", "a receipt that is not our own")
    key = ledger.peers.key(receipt.token.kid, ledger.party)
    jws.verify(receipt.token, key.public)
    if key.revoked_at is not None:
        return  # its thief could have made it, and dated from when our clocks run
    held = ledger.store.query(
        "SELECT 1 FROM ledger_receipt WHERE peer = %s AND outgoing = %s AND epoch = %s AND position = %s",
        [peer, False, receipt.epoch, receipt.position],
    )
    if not held:
        ledger.feeds.keep_receipt(peer, receipt, outgoing=False)


def confirm(ledger: Ledger) -> dict[str, int]:
    """The administrators confirm: opens epoch + 1 towards every peer. Returns peer → entries still to be sent."""
    return ledger.writer.run(lambda: _confirm(ledger))


def _confirm(ledger: Ledger) -> dict[str, int]:
    if not ledger.read_only():
        raise Refused("restore", "this node was not restored")
    waiting: dict[str, int] = {}
    top = ledger.store.query("SELECT COALESCE(MAX(n), 0) FROM ledger_entry")[0][0]
    for peer in ledger.peers.parties():
        old = ledger.feeds.current(peer, outgoing=True)
        previous = Previous(old.epoch, old.receipted, b64u(old.receipted_chain))
        feed = ledger.feeds.open_epoch(peer, old.epoch + 1, previous, outgoing=True)
        rows = ledger.store.query(
            "SELECT e.n, e.id FROM ledger_entry e WHERE e.party = %s AND e.code NOT IN ('fork', 'unproven') AND EXISTS (SELECT 1 "
            "FROM ledger_participant p WHERE p.dossier = e.dossier AND p.party = %s) AND NOT EXISTS (SELECT 1 FROM "
            "ledger_feed_item i WHERE i.n = e.n AND i.peer = %s AND i.outgoing = %s AND i.delivered_at IS NOT NULL) "
            "ORDER BY e.n",
            [ledger.party, peer, peer, True],
        )
        chain = feed.chain
        for _, entry_id in rows:
            chain = chain_next(chain, entry_id)
        ledger.feeds.add_items([(peer, True, feed.epoch, place, row[0]) for place, row in enumerate(rows, 1)])
        ledger.store.run(
            "UPDATE ledger_feed SET position = %s, chain = %s, considered = %s WHERE id = %s",
            [len(rows), b64u(chain), top, feed.id],
        )
        waiting[peer] = len(rows)
    ledger.store.set_state("mode", "")
    compliance.make_up_everywhere(ledger)
    return waiting
