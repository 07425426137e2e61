"""Whose keys are believed: the cards of this party and of its peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .card import Card, parse_card
from .encoding import b64u, un_b64u
from .errors import Refused
from .store import Store


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that a card lists: whose it is, its raw bytes, and since when it is revoked."""

    party: str
    public: bytes
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Keys:
    """The signing keys of all cards at one moment: key id → party → key."""

    by_id: Mapping[str, Mapping[str, SigningKey]]

    def key(self, kid: str, party: str) -> SigningKey:
        """See `Peers.key`."""
        key = self.by_id.get(kid, {}).get(party)
        if key is None:
            raise Refused("key-unknown", f"{kid[:8]} on the card of {party}")
        return key


class Peers:
    """The newest card of each party. A party's root is pinned by its first card, which an administrator adds."""

    def __init__(self, store: Store, party: str) -> None:
        self._store, self.party = store, party
        self._stamp = -1
        self._cards: dict[str, Card] = {}
        self._keys: dict[str, dict[str, SigningKey]] = {}

    def refresh(self) -> None:
        """Reads the cards again if there is a new one."""
        stamp = self._store.query("SELECT COALESCE(MAX(id), 0) FROM ledger_card")[0][0]
        if stamp == self._stamp:
            return
        rows = self._store.query("SELECT party, number, jws, root FROM ledger_card ORDER BY party, number")
        self._cards = {row[0]: parse_card(row[2], un_b64u(row[3])) for row in rows}
        self._keys = {}
        for card in self._cards.values():
            for kid, public in card.signing.items():
                self._keys.setdefault(kid, {})[card.party] = SigningKey(card.party, public, card.revoked.get(kid))
        self._stamp = stamp

    def card(self, party: str) -> Card:
        """The card in force; raises `Refused("party-unknown")`."""
        self.refresh()
        card = self._cards.get(party)
        if card is None:
            raise Refused("party-unknown", party)
        return card

    def parties(self) -> list[str]:
        """Peers, without this party itself."""
        self.refresh()
        return sorted(set(self._cards) - {self.party})

    def as_they_stand(self) -> Keys:
        """Every key as the cards have it now: one look at the database for many signatures."""
        self.refresh()
        return Keys(self._keys)

    def key(self, kid: str, party: str) -> SigningKey:
        """The key of that id on the card of `party`; raises `Refused("key-unknown")`.

        Any party can print another's public key on its own card: a key is believed only as the card of the party
        whose statement it signs has it.
        """
        return self.as_they_stand().key(kid, party)

    def holders(self, kid: str) -> list[SigningKey]:
        """The key as each card that lists it has it; raises `Refused("key-unknown")`."""
        self.refresh()
        if kid not in self._keys:
            raise Refused("key-unknown", kid[:8])
        return list(self._keys[kid].values())

    def keys_of(self, party: str) -> dict[str, bytes]:
        """The signing keys of a party's card that are not revoked."""
        card = self.card(party)
        return {kid: public for kid, public in card.signing.items() if kid not in card.revoked}

    def add(self, text: str, now: datetime, *, exercise: bool, pin: bool = False) -> Card:
        """Takes a card. With `pin`, of a party not yet known: the administrator has compared its root's fingerprint.

        Must run inside the writer's transaction. Raises `Refused` with card-old, card-fork, card-root, exercise …
        """
        self.refresh()
        card = parse_card(text)
        held = self._cards.get(card.party)
        if held is None and not pin:
            raise Refused("party-unknown", card.party)
        if held is not None and card.root != held.root:
            raise Refused("card-root", card.party)
        if card.body.exercise != exercise:
            raise Refused("exercise", card.party)
        if held is not None and card.number <= held.number:
            rows = self._store.query(
                "SELECT jws FROM ledger_card WHERE party = %s AND number = %s", [card.party, card.number]
            )
            if rows and rows[0][0] != text and parse_card(rows[0][0]).token.id != card.token.id:
                raise Refused("card-fork", f"{card.party} {card.number}")
            if card.number < held.number:
                raise Refused("card-old", f"{card.party} {card.number} < {held.number}")
            return held
        if held is not None and not held.signing.keys() <= card.signing.keys():
            raise Refused("member", "a card drops a key that an earlier one listed", "keys")
        if held is not None and not held.revoked.keys() <= card.revoked.keys():
            raise Refused("member", "a card takes a revocation back", "revoked")
        self._store.run(
            "INSERT INTO ledger_card (party, number, jws, root, seen_at) VALUES (%s,%s,%s,%s,%s)",
            [card.party, card.number, text, b64u(card.root), self._store.time(now)],
        )
        self._stamp = -1
        return card
