"""Bundles: a sealed stretch of a feed for one recipient (docs/protocol.md, "Bundle").

`TPB1` ‖ length and envelope (a JWS) ‖ length and card (a JWS, may be empty) ‖ sealed part. Lengths: 4 bytes, big-endian.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import jws
from .card import MAX_CARD
from .encoding import MAX_COUNT, dump_json, exact_members, is_id, is_short, parse_json, sha256
from .entry import is_party
from .errors import Refused
from .seal import SEAL_ALGORITHM, SealingKey, pack, seal_to, unpack

MAGIC = b"TPB1"
MAX_ENVELOPE = 2_048  # characters
MAX_EVIDENCE = 64
_ENVELOPE = frozenset(("v", "to", "mailbox", "seal", "key", "size", "digest"))
_INNER = frozenset(("v", "from", "to", "epoch", "first", "chain", "previous", "entries", "fill", "evidence"))
_PREVIOUS = frozenset(("epoch", "position", "chain"))


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands outside the seal. `token.kid` names the sender's signing key, `key` the recipient's sealing key."""

    token: jws.Token
    to: str
    mailbox: str
    key: str
    card: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Previous:
    """Where the sender's feed of an earlier epoch stood when the new epoch opened."""

    epoch: int
    position: int
    chain: str


@dataclass(frozen=True, slots=True)
class Inner:
    """What stands inside the seal; `entries`, `fill` (items) and `evidence` are still unread.

    `fill` are entries that the recipient asked for, or openings of other parties' dossiers; `evidence` are deliveries
    (see `delivery.py`) that show which entries of a revoked key had been receipted.
    """

    sender: str
    to: str
    epoch: int
    first: int
    chain: str
    previous: Previous | None
    entries: list[Any]
    fill: list[Any]
    evidence: list[Any]


def _info(kid: str, to: str) -> bytes:
    # Binds the seal to signer and recipient, so that nobody can sign another's sealed part as his own.
    return b"tripoint-bundle-v1\n" + kid.encode("ascii") + b"\n" + to.encode("ascii")


def write_bundle(
    signer: jws.Signer,
    *,
    sender: str,
    to: str,
    mailbox: str,
    sealing_kid: str,
    sealing_key: bytes,
    card: str,
    epoch: int,
    first: int,
    chain: str,
    previous: Previous | None,
    entries: list[Any],
    fill: list[Any],
    evidence: list[Any] | None = None,
) -> bytes:
    """The bundle of items `entries`, numbered from `first`, that follow the feed position whose chain is `chain`."""
    inner = {
        "v": 1,
        "from": sender,
        "to": to,
        "epoch": epoch,
        "first": first,
        "chain": chain,
        "previous": {"epoch": previous.epoch, "position": previous.position, "chain": previous.chain}
        if previous
        else None,
        "entries": entries,
        "fill": fill,
        "evidence": evidence or [],
    }
    return seal_inner(
        signer,
        to=to,
        mailbox=mailbox,
        sealing_kid=sealing_kid,
        sealing_key=sealing_key,
        card=card,
        inner=dump_json(inner),
    )


def seal_inner(
    signer: jws.Signer, *, to: str, mailbox: str, sealing_kid: str, sealing_key: bytes, card: str, inner: bytes
) -> bytes:
    """Packs and seals `inner` and signs the envelope."""
    sealed = seal_to(sealing_key, pack(inner), _info(signer.kid, to))
    envelope = {
        "v": 1,
        "to": to,
        "mailbox": mailbox,
        "seal": SEAL_ALGORITHM,
        "key": sealing_kid,
        "size": len(sealed),
        "digest": sha256(sealed),
    }
    head = jws.sign(jws.BUNDLE, dump_json(envelope), signer).text.encode("ascii")
    extra = card.encode("ascii")
    return MAGIC + len(head).to_bytes(4, "big") + head + len(extra).to_bytes(4, "big") + extra + sealed


def parse_envelope(data: bytes, limit: int) -> Envelope:
    """Reads the outside of a bundle of at most `limit` bytes; nothing is verified but its form and digest."""
    if len(data) > limit:
        raise Refused("too-large", f"a bundle of {len(data)} bytes, at most {limit}")
    if data[:4] != MAGIC:
        raise Refused("malformed", "not a bundle")
    head, rest = _part(data, 4, MAX_ENVELOPE)
    card, rest = _part(data, rest, MAX_CARD)
    sealed = data[rest:]
    token = jws.parse(head, jws.BUNDLE, MAX_ENVELOPE)
    value = parse_json(token.payload, MAX_ENVELOPE)
    exact_members(value, _ENVELOPE, "envelope")
    if type(value["v"]) is not int or value["v"] != 1 or type(value["size"]) is not int:
        raise Refused("member", "envelope: v or size", "v")
    if not is_party(value["to"]) or not is_id(value["key"]):
        raise Refused("member", "envelope: to or key", "to")
    if value["seal"] != SEAL_ALGORITHM:
        raise Refused("alg", "an unknown seal")
    if not is_short(value["mailbox"]):
        raise Refused("member", "envelope: mailbox", "mailbox")
    if value["size"] != len(sealed) or value["digest"] != sha256(sealed):
        raise Refused("digest", "the sealed part is not the one signed for")
    return Envelope(token, value["to"], value["mailbox"], value["key"], card, sealed)


def _part(data: bytes, start: int, limit: int) -> tuple[str, int]:
    size = int.from_bytes(data[start : start + 4], "big")
    end = start + 4 + size
    if size > limit or end > len(data):
        raise Refused("malformed", "a part is cut or too long")
    try:
        return data[start + 4 : end].decode("ascii"), end
    except UnicodeDecodeError:
        raise Refused("malformed", "a part is not ASCII") from None


def open_envelope(envelope: Envelope, key: SealingKey, limit: int) -> bytes:
    """The bytes inside the seal, at most `limit`; the envelope's signature must have been verified before."""
    return unpack(key.open(envelope.sealed, _info(envelope.token.kid, envelope.to)), limit)


def parse_inner(data: bytes, max_entries: int) -> Inner:
    """Reads the inside of a bundle. Raises `Refused`."""
    value = parse_json(data, len(data))
    exact_members(value, _INNER, "bundle")
    if any(type(value[name]) is not int for name in ("v", "epoch", "first")) or value["v"] != 1:
        raise Refused("member", "bundle: a number", "v")
    if not 1 <= value["epoch"] <= MAX_COUNT or value["first"] < 1 or not is_id(value["chain"]):
        raise Refused("member", "bundle: epoch, first or chain", "epoch")
    if not is_party(value["from"]) or not is_party(value["to"]):
        raise Refused("member", "bundle: from or to", "from")
    entries, fill = value["entries"], value["fill"]
    evidence = value["evidence"]
    if not all(isinstance(part, list) for part in (entries, fill, evidence)):
        raise Refused("member", "bundle: entries, fill or evidence", "entries")
    if len(entries) + len(fill) > max_entries or len(evidence) > MAX_EVIDENCE:
        raise Refused("too-large", f"more than {max_entries} entries", "entries")
    previous = value["previous"]
    if previous is not None:
        if not isinstance(previous, dict):
            raise Refused("member", "bundle: previous", "previous")
        exact_members(previous, _PREVIOUS, "previous")
        numbers_ok = all(type(previous[name]) is int and previous[name] >= 0 for name in ("epoch", "position"))
        if not numbers_ok or not 1 <= previous["epoch"] <= MAX_COUNT or not is_id(previous["chain"]):
            raise Refused("member", "bundle: previous", "previous")
        previous = Previous(previous["epoch"], previous["position"], previous["chain"])
    return Inner(
        value["from"], value["to"], value["epoch"], value["first"], value["chain"], previous, entries, fill, evidence
    )
