"""Deliveries: a receipt with the stretch of ids that ties one entry to its chain (docs/protocol.md, "Delivery")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import jws
from .encoding import b64u, exact_members, is_id, un_b64u
from .errors import Refused
from .receipt import Receipt, chain_next, parse_receipt

MAX_IDS = 4_096
_MEMBERS = frozenset(("receipt", "after", "ids"))


@dataclass(frozen=True, slots=True)
class Delivery:
    """`receipt` covers the entries `ids`, the last of them at its position, after the chain value `after`."""

    receipt: Receipt
    after: bytes
    ids: tuple[str, ...]


def delivery_object(receipt: str, after: bytes, ids: list[str]) -> dict[str, Any]:
    """A delivery as it stands in a bundle or a dossier file."""
    return {"receipt": receipt, "after": b64u(after), "ids": ids}


def parse_delivery(value: Any) -> Delivery:
    """Reads a delivery and recomputes its chain; the receipt's signature is not verified. Raises `Refused`."""
    if not isinstance(value, dict):
        raise Refused("member", "a delivery is not an object", "deliveries")
    exact_members(value, _MEMBERS, "delivery")
    ids = value["ids"]
    if not isinstance(value["receipt"], str) or not isinstance(ids, list) or not 1 <= len(ids) <= MAX_IDS:
        raise Refused("member", "delivery", "ids")
    if not all(map(is_id, ids)) or not is_id(value["after"]):
        raise Refused("member", "delivery", "ids")
    receipt = parse_receipt(value["receipt"])
    after = chain = un_b64u(value["after"])
    for one in ids:
        chain = chain_next(chain, one)
    if b64u(chain) != receipt.chain:
        raise Refused("digest", "the ids do not lead to the chain value of the receipt", "ids")
    return Delivery(receipt, after, tuple(ids))


def verify_delivery(delivery: Delivery, keys: Mapping[str, bytes]) -> None:
    """Raises `Refused` unless a key of the receipt's issuer, from `keys` (key id → raw key), signed it."""
    public = keys.get(delivery.receipt.token.kid)
    if public is None:
        raise Refused("key-unknown", f"receipt by {delivery.receipt.issuer}")
    jws.verify(delivery.receipt.token, public)
