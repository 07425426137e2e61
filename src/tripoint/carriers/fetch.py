"""The signed question for an attached file (docs/protocol.md, "https carrier"): a token that one recipient answers once."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from tripoint.ledger import jws
from tripoint.ledger.encoding import b64u, dump_json, exact_members, is_id, is_short, parse_json, parse_time, time_text
from tripoint.ledger.entry import is_party
from tripoint.ledger.errors import Refused
from tripoint.ledger.ledger import Ledger

MAX_TOKEN = 2_048  # characters
NONCE_BYTES = 16
TOLERANCE = timedelta(minutes=10)
MOST_QUESTIONS = 20_000  # of one peer within twice the tolerance: at 256 KiB each, four gigabytes an hour and more
_MEMBERS = frozenset(("v", "from", "to", "at", "nonce", "entry", "digest"))


@dataclass(frozen=True, slots=True)
class Fetch:
    """`sender` asks `to` for the blob `digest` that the entry `entry` names."""

    token: jws.Token
    sender: str
    to: str
    at: datetime
    nonce: str
    entry: str
    digest: str


def write_fetch(signer: jws.Signer, *, sender: str, to: str, at: datetime, entry: str, digest: str) -> str:
    """A fresh signed question."""
    payload = {
        "v": 1,
        "from": sender,
        "to": to,
        "at": time_text(at),
        "nonce": b64u(os.urandom(NONCE_BYTES)),
        "entry": entry,
        "digest": digest,
    }
    return jws.sign(jws.FETCH, dump_json(payload), signer).text


def parse_fetch(text: str) -> Fetch:
    """Reads a question; its signature is not verified. Raises `Refused`."""
    token = jws.parse(text, jws.FETCH, MAX_TOKEN)
    value = parse_json(token.payload, MAX_TOKEN)
    exact_members(value, _MEMBERS, "fetch")
    if type(value["v"]) is not int or value["v"] != 1 or not is_party(value["from"]) or not is_party(value["to"]):
        raise Refused("member", "fetch: v, from or to", "from")
    if not is_id(value["entry"]) or not is_id(value["digest"]):
        raise Refused("member", "fetch: entry or digest", "entry")
    nonce = value["nonce"]
    if not is_short(nonce):
        raise Refused("member", "fetch: nonce", "nonce")
    return Fetch(
        token, value["from"], value["to"], parse_time(value["at"], "at"), nonce, value["entry"], value["digest"]
    )


def open_fetch(ledger: Ledger, text: str) -> Fetch:
    """Reads a question to this party and verifies it. Raises `Refused`; see `parse_fetch`."""
    question = parse_fetch(text)
    key = ledger.peers.key(question.token.kid, question.sender)
    jws.verify(question.token, key.public)
    if key.revoked_at is not None:
        raise Refused("key-revoked", question.sender)
    if question.to != ledger.party:
        raise Refused("recipient", question.to)
    return question


class Nonces:
    """Questions answered within the tolerance; each is answered once by this process."""

    def __init__(self, most: int = MOST_QUESTIONS) -> None:
        self.most = most
        self._guard = threading.Lock()
        self._seen: dict[str, dict[str, datetime]] = {}  # by sender, so that one peer's flood is that peer's alone

    def spend(self, fetch: Fetch, now: datetime) -> None:
        """Raises `Refused` with `time` when the clocks are too far apart, with `replay` when it was asked before, with
        `rate` when this peer asks more than anybody needs to."""
        if abs(now - fetch.at) > TOLERANCE:
            raise Refused("time", f"{fetch.sender} says {time_text(fetch.at)}, here it is {time_text(now)}")
        with self._guard:
            seen = self._seen.setdefault(fetch.sender, {})
            # They stand in the order in which they came, so the oldest are at the front.
            while seen and now - next(iter(seen.values())) > 2 * TOLERANCE:
                del seen[next(iter(seen))]
            if fetch.nonce in seen:
                raise Refused("replay", "a question that was answered before")
            if len(seen) >= self.most:
                raise Refused("rate", f"{self.most} questions for files within {2 * TOLERANCE}")
            seen[fetch.nonce] = now
