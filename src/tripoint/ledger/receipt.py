"""Receipts: the recipient's signature over a feed so far (docs/protocol.md, "Receipt")."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from . import jws
from .encoding import MAX_COUNT, dump_json, exact_members, is_id, parse_json, parse_time, time_text
from .entry import is_party
from .errors import Refused

MAX_RECEIPT = 131_072  # characters
MAX_VERDICTS = 512
MAX_WANT = 256
VERDICTS = ("applied", "held", "void", "declined")
_MEMBERS = frozenset(("v", "from", "to", "epoch", "position", "chain", "at", "card", "verdicts", "want"))


def chain_start(sender: str, recipient: str, epoch: int) -> bytes:
    """chain(0): binds sender, recipient and epoch."""
    return hashlib.sha256(f"tripoint-chain-v1\n{sender}\n{recipient}\n{epoch}\n".encode("ascii")).digest()


def chain_next(chain: bytes, entry_id: str) -> bytes:
    """chain(n) = SHA-256(chain(n-1) ‖ entry id as its 43 ASCII letters)."""
    return hashlib.sha256(chain + entry_id.encode("ascii")).digest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """`issuer` took `sender`'s feed of `epoch` up to `position`, whose chain value is `chain`, at `at`.

    `card` is the highest number of the sender's cards that the issuer holds; `verdicts` lists entries of this feed
    that are not applied, as (id, verdict, code); every other entry up to `position` is applied, unless the list is
    full. `want` names
    entries that the issuer lacks.
    """

    token: jws.Token
    issuer: str
    sender: str
    epoch: int
    position: int
    chain: str
    at: datetime
    card: int
    verdicts: tuple[tuple[str, str, str], ...]
    want: tuple[str, ...]

    @property
    def lists_all(self) -> bool:
        """Whether there was room for every verdict: what a full list leaves out may be anything."""
        return len(self.verdicts) < MAX_VERDICTS

    def shows(self, entry_id: str) -> bool:
        """Whether the issuer, of whose receipt the id is covered, took the entry for its author's (§3, revocation)."""
        return self.lists_all and (entry_id, "held", "key-revoked") not in self.verdicts


def write_receipt(
    signer: jws.Signer,
    *,
    issuer: str,
    sender: str,
    epoch: int,
    position: int,
    chain: str,
    at: datetime,
    card: int,
    verdicts: tuple[tuple[str, str, str], ...] = (),
    want: tuple[str, ...] = (),
) -> Receipt:
    """Signs a receipt."""
    payload = {
        "v": 1,
        "from": issuer,
        "to": sender,
        "epoch": epoch,
        "position": position,
        "chain": chain,
        "at": time_text(at),
        "card": card,
        "verdicts": [list(one) for one in verdicts],
        "want": list(want),
    }
    token = jws.sign(jws.RECEIPT, dump_json(payload), signer)
    return parse_receipt(token.text)


def parse_receipt(text: str) -> Receipt:
    """Reads a receipt; verifies its form, not its signature. Raises `Refused`."""
    token = jws.parse(text, jws.RECEIPT, MAX_RECEIPT)
    value = parse_json(token.payload, MAX_RECEIPT)
    exact_members(value, _MEMBERS, "receipt")
    numbers = (value["v"], value["epoch"], value["position"], value["card"])
    if any(type(number) is not int or number < 0 for number in numbers) or value["v"] != 1 or value["epoch"] < 1:
        raise Refused("member", "receipt: a number")
    if value["epoch"] > MAX_COUNT or value["card"] > MAX_COUNT:
        raise Refused("member", "receipt: epoch or card")
    if not is_party(value["from"]) or not is_party(value["to"]) or not is_id(value["chain"]):
        raise Refused("member", "receipt: from, to or chain")
    verdicts, want = value["verdicts"], value["want"]
    if not isinstance(verdicts, list) or len(verdicts) > MAX_VERDICTS:
        raise Refused("member", "receipt: verdicts", "verdicts")
    for one in verdicts:
        well_formed = (
            isinstance(one, list)
            and len(one) == 3
            and is_id(one[0])
            and one[1] in VERDICTS[1:]
            and isinstance(one[2], str)
            and len(one[2]) <= 64
        )
        if not well_formed:
            raise Refused("member", "receipt: a verdict", "verdicts")
    if not isinstance(want, list) or len(want) > MAX_WANT or not all(map(is_id, want)):
        raise Refused("member", "receipt: want", "want")
    return Receipt(
        token,
        value["from"],
        value["to"],
        value["epoch"],
        value["position"],
        value["chain"],
        parse_time(value["at"], "at"),
        value["card"],
        tuple((one[0], one[1], one[2]) for one in verdicts),
        tuple(want),
    )
