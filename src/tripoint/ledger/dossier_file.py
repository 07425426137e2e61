"""Exported dossiers: everything that a third person needs to check one (docs/protocol.md, "Dossier file")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .card import Card, parse_card
from .delivery import Delivery, parse_delivery
from .encoding import dump_json, exact_members, is_id, parse_json, parse_time, time_text
from .entry import Item, item_object, parse_item
from .errors import Refused

if TYPE_CHECKING:
    from .ledger import Ledger

FORMAT = "tripoint-dossier"
MAX_FILE = 64 * 2**20  # bytes
MAX_ENTRIES = 20_000
_MEMBERS = frozenset(("format", "v", "dossier", "exported", "cards", "entries", "deliveries"))


@dataclass(frozen=True, slots=True)
class DossierFile:
    """A read file: digests are checked, signatures and rules are not."""

    dossier: str
    exported: str
    cards: dict[str, Card]
    items: tuple[Item, ...]
    deliveries: tuple[Delivery, ...]


def export_dossier(ledger: Ledger, dossier: str) -> bytes:
    """The dossier file of a dossier held here. The caller has checked and logged the officer's access."""
    from .proofs import deliveries_of  # needs the database's tables; reading a file does not

    items = [item for _, item in ledger.store.items("e.dossier = %s AND e.code <> 'unproven'", [dossier], ledger.keys)]
    if not items:
        raise Refused("member", "no such dossier", "dossier")
    deliveries: dict[str, dict[str, Any]] = {}
    for item in items:
        for delivery in deliveries_of(ledger, item.entry.id):
            held = deliveries.get(delivery["receipt"])
            if held is None or len(delivery["ids"]) > len(held["ids"]):  # the longer stretch covers more entries
                deliveries[delivery["receipt"]] = delivery
    members = {item.entry.party for item in items} | set(ledger.store.participants(dossier))
    parties = sorted(members & {ledger.party, *ledger.peers.parties()})  # an opener may name a party not known here
    return dump_json(
        {
            "format": FORMAT,
            "v": 1,
            "dossier": dossier,
            "exported": time_text(ledger.now()),
            "cards": [ledger.peers.card(party).token.text for party in parties],
            "entries": [item_object(item) for item in items],
            "deliveries": list(deliveries.values()),
        }
    )


def read_dossier_file(data: bytes) -> DossierFile:
    """Reads a file; raises `Refused` when it is no whole dossier file or a digest does not fit."""
    value = parse_json(data, MAX_FILE)
    exact_members(value, _MEMBERS, "dossier file")
    if value["format"] != FORMAT or type(value["v"]) is not int or value["v"] != 1:
        raise Refused("malformed", "not a dossier file of version 1")
    if not is_id(value["dossier"]):
        raise Refused("member", "dossier", "dossier")
    parse_time(value["exported"], "exported")
    for name, most in (("cards", 16), ("entries", MAX_ENTRIES), ("deliveries", MAX_ENTRIES)):
        if not isinstance(value[name], list) or len(value[name]) > most:
            raise Refused("too-large", f"{name}: at most {most}", name)
    cards: dict[str, Card] = {}
    for text in value["cards"]:
        if not isinstance(text, str):
            raise Refused("member", "a card is a text", "cards")
        card = parse_card(text)
        if card.party in cards:
            raise Refused("member", f"two cards of {card.party}", "cards")
        cards[card.party] = card
    items = tuple(parse_item(one)[0] for one in value["entries"])
    if len({item.entry.id for item in items}) != len(items):
        raise Refused("member", "an entry stands twice", "entries")
    return DossierFile(
        value["dossier"], value["exported"], cards, items, tuple(parse_delivery(one) for one in value["deliveries"])
    )
