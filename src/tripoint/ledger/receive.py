"""The second door: what a peer sent. Cheap checks first, nothing kept of what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import jws
from .bundle import Envelope, Inner, open_envelope, parse_envelope, parse_inner
from .card import parse_card
from .delivery import parse_delivery, verify_delivery
from .encoding import b64u, sha256
from .entry import Item, parse_item
from .errors import Refused
from .feeds import FeedState
from .peers import Keys
from .receipt import Receipt, write_receipt

if TYPE_CHECKING:
    from .ledger import Ledger

Carried = tuple[Item, bytes | None]
Evidence = dict[str, set[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle whose seal, signatures and digests have been checked, before the database is touched."""

    inner: Inner
    entries: list[Carried]
    fill: list[Carried]
    card: str
    unproven: dict[str, str]  # entry id → code, of those that nobody shows to be their author's


def receive(ledger: Ledger, data: bytes) -> Receipt:
    """Opens, verifies, judges, stores and projects a bundle, and writes the receipt, in one transaction.

    Raises `Refused`; it is then recorded for the administrator, and `refusal.peer` names the sender once its
    signature has been checked.
    """
    peer = ""
    try:
        envelope = parse_envelope(data, ledger.limits.bundle_bytes)
        if envelope.to != ledger.party:
            raise Refused("recipient", envelope.to)
        if envelope.card:
            _take_card(ledger, envelope.card)
        candidates = senders(ledger, envelope)
        peer = candidates[0]
        for one in candidates:
            ledger.throttle.spend(one, len(data))
        opened = _open(ledger, envelope, candidates)
        peer = opened.inner.sender
        receipt = ledger.writer.run(lambda: _take(ledger, peer, opened))
    except Refused as refusal:
        refusal.peer = peer
        ledger.note_refusal(peer, refusal, sha256(data[:4096]))
        raise
    ledger.after_commit()
    return receipt


def present_receipt(ledger: Ledger, peer: str) -> Receipt:
    """How far the peer's feed was taken so far: what it needs to go on after `feed-gap`."""
    at = ledger.now().replace(microsecond=0)
    return ledger.writer.run(lambda: _receipt(ledger, peer, ledger.feeds.current(peer, outgoing=False), at))


def senders(ledger: Ledger, envelope: Envelope) -> list[str]:
    """The peers that may have signed the envelope: those on whose cards its key stands unrevoked.

    It is one peer, unless another has printed the key on its own card as well; what is inside the seal then tells.
    """
    keys = ledger.peers.holders(envelope.token.kid)
    if any(key.party == ledger.party for key in keys):
        raise Refused("sender", "signed by our own key")
    jws.verify(envelope.token, keys[0].public)  # a key's id is its digest: all cards mean the same key
    found = [key.party for key in keys if key.revoked_at is None]
    if not found:
        raise Refused("key-revoked", keys[0].party)
    return found


def _take_card(ledger: Ledger, text: str) -> None:
    card = parse_card(text)
    held = ledger.peers.card(card.party)  # an unknown party's card is not for a bundle to introduce
    # An older card came along with a bundle that was long on its way: it changes nothing and is no reason to refuse it.
    if card.number > held.number or (card.number == held.number and card.token.id != held.token.id):
        ledger.add_card(text)


def _open(ledger: Ledger, envelope: Envelope, candidates: Sequence[str]) -> Opened:
    key = ledger.keys.sealing.get(envelope.key)
    if key is None:
        raise Refused("seal", "sealed to a key that this node does not have")
    inner = parse_inner(open_envelope(envelope, key, ledger.limits.unpacked_bytes), ledger.limits.entries)
    if inner.sender not in candidates or inner.to != ledger.party:
        raise Refused("sender", f"inside {inner.sender}, outside {candidates[0]}")
    evidence = _evidence(ledger, inner.evidence)
    unproven: dict[str, str] = {}
    keys = ledger.peers.as_they_stand()
    entries = [_verified(ledger, keys, value, evidence, unproven, "key-revoked") for value in inner.entries]
    if any(item.entry.party != inner.sender for item, _ in entries):
        raise Refused("participant", "a feed carries only its sender's entries")
    if len({item.entry.id for item, _ in entries}) != len(entries):
        raise Refused("feed-chain", "an entry stands twice in one bundle")
    fill = [_verified(ledger, keys, value, evidence, unproven, "unproven") for value in inner.fill]
    return Opened(inner, entries, fill, envelope.card, unproven)


def _evidence(ledger: Ledger, values: Sequence[Any]) -> Evidence:
    """What the deliveries prove: entry id → (sender, issuer) of each feed that was receipted with it.

    A receipt under a key that its issuer revoked, or of a party unknown here, proves nothing and is passed over.
    """
    proven: Evidence = {}
    for value in values:
        delivery = parse_delivery(value)
        try:
            verify_delivery(delivery, ledger.peers.keys_of(delivery.receipt.issuer))
        except Refused as refusal:
            if refusal.code not in ("key-unknown", "party-unknown"):
                raise
            continue
        for one in filter(delivery.receipt.shows, delivery.ids):
            proven.setdefault(one, set()).add((delivery.receipt.sender, delivery.receipt.issuer))
    return proven


def _verified(
    ledger: Ledger, keys: Keys, value: Any, evidence: Evidence, unproven: dict[str, str], code: str
) -> Carried:
    """A carried item whose signature fits. What a revoked key signed must be proven, or it is held with `code`.

    It is not refused: a party that shows its new card to one of two others, or has a thief of its key speak to one,
    could else stop the feed between the two. For the same reason what others carry is held when its key is on no card
    here; an author's own feed waits for its card.
    """
    item, sealed = parse_item(value)
    entry = item.entry
    try:
        key = keys.key(entry.token.kid, entry.party)
    except Refused:
        if code == "key-revoked":
            raise
        unproven[entry.id] = code
        return item, sealed
    jws.verify(entry.token, key.public)
    if key.revoked_at is not None and not ledger.stands(entry, evidence):
        unproven.setdefault(entry.id, code)
    return item, sealed


def _take(ledger: Ledger, peer: str, opened: Opened) -> Receipt:
    inner = opened.inner
    feed = _feed(ledger, peer, inner)
    skip = _overlap(ledger, feed, inner, [item.entry.id for item, _ in opened.entries])
    fresh = opened.entries[skip:]
    intake = ledger.intake()
    check_participants(ledger, [*opened.fill, *fresh], peer)
    intake.prefetch([item for item, _ in (*opened.fill, *fresh)])
    numbers = intake.take([*opened.fill, *fresh], unproven=opened.unproven)
    ids = [item.entry.id for item, _ in fresh]
    held = [one for one in ids if one not in numbers]
    numbers.update(intake.store.numbers(held))
    ledger.feeds.advance(feed, [numbers[one] for one in ids], ids, intake.now)
    ledger.settle(intake)
    ledger.project_deliveries(peer, outgoing=False, epoch=feed.epoch, after=feed.position - len(ids))
    receipt = _receipt(ledger, peer, feed, intake.now)
    if ids:
        ledger.feeds.keep_receipt(peer, receipt, outgoing=False)
    return receipt


def _receipt(ledger: Ledger, peer: str, feed: FeedState, at: datetime) -> Receipt:
    return write_receipt(
        ledger.keys.signer,
        issuer=ledger.party,
        sender=peer,
        epoch=feed.epoch,
        position=feed.position,
        chain=b64u(feed.chain),
        at=at,
        card=ledger.peers.card(peer).number,
        verdicts=ledger.feeds.verdicts(feed),
        want=ledger.feeds.want(peer),
    )


def _feed(ledger: Ledger, peer: str, inner: Inner) -> FeedState:
    feed = ledger.feeds.current(peer, outgoing=False)
    if inner.epoch < feed.epoch:
        raise Refused("feed-epoch", f"{inner.epoch} after {feed.epoch}")
    if inner.epoch == feed.epoch:
        if inner.entries and ledger.feeds.closed(feed):
            raise Refused("feed-epoch", "the sender was restored: its feed goes on in a new epoch")
        return feed
    previous = inner.previous
    named = previous is not None and (previous.epoch, previous.position, previous.chain) == (
        feed.epoch,
        feed.position,
        b64u(feed.chain),
    )
    if not named or inner.epoch != feed.epoch + 1:
        raise Refused("feed-epoch", "the new epoch does not name the old position")
    return ledger.feeds.open_epoch(peer, inner.epoch, previous, outgoing=False)


def _overlap(ledger: Ledger, feed: FeedState, inner: Inner, ids: Sequence[str]) -> int:
    """How many of the bundle's entries were taken before; raises `Refused` unless it continues what was taken."""
    after = inner.first - 1
    if after > feed.position:
        raise Refused("feed-gap", f"from {inner.first}, taken up to {feed.position}")
    if after == feed.position:
        if inner.chain != b64u(feed.chain):
            raise Refused("feed-chain", f"at {after}")
        return 0
    again = ledger.feeds.ids(feed.peer, feed.epoch, after, min(feed.position, after + len(ids)), outgoing=False)
    if list(ids[: len(again)]) != again:
        raise Refused("feed-chain", "positions taken before hold other entries now")
    chain = ledger.feeds.chain_at(feed.peer, feed.epoch, after, outgoing=False)
    if inner.chain != b64u(chain):
        raise Refused("feed-chain", f"at {after}")
    return len(again)


def check_participants(ledger: Ledger, carried: Sequence[Carried], peer: str) -> None:
    """Nothing is kept of a dossier in which this party, or the sender, takes no part."""
    opening_here = ledger.store.participants_of({item.entry.dossier for item, _ in carried})
    for item, _ in carried:
        entry = item.entry
        if entry.is_opening:
            members = item.facts.get("participants")
            if not isinstance(members, list) or ledger.party not in members or peer not in members:
                raise Refused("participant", "an opening of a dossier that is not ours")
            if bool(item.facts.get("exercise")) != ledger.exercise:
                raise Refused("exercise", "an exercise and a real node")
            opening_here[entry.id] = tuple(members)
        if entry.dossier not in opening_here:
            opening_here[entry.dossier] = ledger.held_opening(entry.dossier)
        members = opening_here[entry.dossier]
        if not members:
            raise Refused("opening-missing", entry.dossier[:8])
        if peer not in members or ledger.party not in members:
            raise Refused("participant", "an entry of a dossier that the sender takes no part in")
