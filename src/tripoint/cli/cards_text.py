"""A card in words, for an administrator to read and compare."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tripoint.ledger.card import Card, fingerprint_words
from tripoint.node import NodeConfig

if TYPE_CHECKING:
    from tripoint.ledger.peers import Peers


@dataclass(frozen=True)
class CardReader:
    """The cards of a node whose keys stay locked."""

    party: str
    peers: Peers


def card_reader(folder: Path) -> CardReader:
    """Reads the cards in the database of the node in `folder`; Django must be set up."""
    from tripoint.ledger.peers import Peers
    from tripoint.ledger.store import Store
    from tripoint.node import runtime

    party = NodeConfig.load(folder).party
    return CardReader(party, Peers(Store(runtime.USING), party))


def describe(card: Card) -> str:
    """Several lines: party, number, fingerprint words, keys, addresses, limits."""
    body = card.body
    words = fingerprint_words(card.root)
    lines = [
        f"Party         {card.party}{'  (EXERCISE)' if body.exercise else ''}",
        f"Card number   {card.number}, issued {body.issued}",
        f"Fingerprint   {' '.join(words[:6])}",
        f"              {' '.join(words[6:])}",
    ]
    for key in body.keys:
        what = "Signing key" if key.use == "sign" else "Sealing key"
        revoked = card.revoked.get(key.kid)
        state = (
            f"REVOKED {revoked:%Y-%m-%d %H:%M} UTC" if revoked else f"until {key.until}" if key.until else "no end set"
        )
        lines.append(f"{what:<13} {key.kid[:12]}  since {key.since}, {state}")
    lines += [f"Address       {one.url}" for one in body.endpoints]
    limits = body.limits
    lines.append(
        f"Takes         bundles up to {limits.bundle_bytes:,} bytes and {limits.entries:,} entries, "
        f"{limits.bundles_per_minute:,} a minute; files up to {limits.blob_bytes:,} bytes"
    )
    return "\n".join(lines)
