"""The parties of the test vectors, their first entries, and tokens over any payload. A part of make_vectors.py."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tripoint.ledger import jws
from tripoint.ledger.card import Card, Endpoint, new_card_members, write_card
from tripoint.ledger.encoding import b64u, dump_json, un_b64u
from tripoint.ledger.entry import Item, write_entry
from tripoint.ledger.seal import SealingKey

NOW = datetime(2026, 11, 2, 9, 10, 0, tzinfo=UTC)
LIMITS = {"bundle_bytes": 65_536 * 4, "unpacked_bytes": 65_536 * 4, "entries": 128}


def seed(name: str, size: int = 32) -> bytes:
    """Secret bytes that anyone can derive: these keys protect nothing."""
    return hashlib.shake_256(f"tripoint test vector {name}".encode()).digest(size)


@dataclass
class Party:
    """A party of the vectors with its keys and card."""

    code: str

    def __post_init__(self) -> None:
        self.root = jws.Signer.from_seed(seed(f"{self.code} root"))
        self.signer = jws.Signer.from_seed(seed(f"{self.code} node"))
        self.lost = jws.Signer.from_seed(seed(f"{self.code} lost"))
        self.seal_seed = seed(f"{self.code} seal", 96)
        self.seal = SealingKey(self.seal_seed)
        self.mailbox = b64u(seed(f"{self.code} mailbox", 16))
        self.first = self.write_card(1, self.lost, None)
        self.card = self.write_card(2, self.signer, self.first, {self.lost.kid: NOW})

    def write_card(
        self, number: int, signer: jws.Signer, earlier: Card | None, revoke: dict[str, datetime] | None = None
    ) -> Card:
        """A card in force from the start of 2026."""
        return write_card(
            self.root,
            **new_card_members(
                party=self.code,
                number=number,
                issued=datetime(2026, 1, number, tzinfo=UTC),
                exercise=True,
                mailbox=self.mailbox,
                signing=signer.public,
                sealing=self.seal.public,
                endpoints=[Endpoint(url=f"https://{self.code.lower()}.example")],
                earlier=earlier.body if earlier else None,
                revoke=revoke,
            ),
        )


VN, KH, LA = Party("VN"), Party("KH"), Party("LA")
SIGNERS = {"VN": VN, "KH": KH, "LA": LA}
NOTE = {"language": "vi", "text": "Đề nghị xác minh nơi ở.", "officer": "A" * 22}


def entry(
    party: Party, before: Item | None, dossier: Item | None, type_: str, facts: dict[str, Any], **more: Any
) -> Item:
    """An entry after `before` in the dossier that `dossier` opens."""
    content = more.get("content")
    item, _ = write_entry(
        more.get("signer", party.signer),
        dossier=dossier.entry.dossier if dossier else None,
        type_=type_,
        party=more.get("party", party.code),
        seq=more.get("seq", before.entry.seq + 1 if before else 1),
        prev=more.get("prev", before.entry.id if before else None),
        re=tuple(one.entry.id if isinstance(one, Item) else one for one in more.get("re", ())),
        time=more.get("time", NOW),
        rules=more.get("rules", "2026.1"),
        retain=date(2031, 11, 2),
        facts=facts,
        salt=seed(f"{party.code} {type_} {facts} {more}", 16),
        content=dump_json(content) if content else None,
        content_key=seed(f"key {party.code} {content} {more}") if content else None,
    )
    return item


OPENED = entry(
    VN,
    None,
    None,
    "exercise.opened.v1",
    {"kind": "exercise", "participants": ["KH", "VN"], "exercise": True, "succeeds": None},
)
NOTED = entry(VN, OPENED, OPENED, "dossier.noted.v1", {"handling": "H1"}, content=NOTE, re=[OPENED])
REPLY = entry(
    KH,
    None,
    OPENED,
    "dossier.noted.v1",
    {"handling": "H0"},
    content={"language": "km", "text": "បានទទួល។", "officer": "B" * 22},
    re=[NOTED],
)
ERASED = entry(VN, NOTED, OPENED, "entry.erased.v1", {"reason": "recall"}, re=[NOTED])
COMPLIED = entry(KH, REPLY, OPENED, "entry.erasure-complied.v1", {"result": "destroyed"}, re=[ERASED])


def forge(payload: bytes | dict[str, Any], signer: jws.Signer = VN.signer, typ: str = jws.ENTRY) -> str:
    """A token over any payload, rightly signed."""
    return jws.sign(typ, payload if isinstance(payload, bytes) else dump_json(payload), signer).text


def with_header(token: str, header: bytes, signer: jws.Signer = VN.signer) -> str:
    """The token's payload under another header, rightly signed."""
    signing_input = f"{b64u(header)}.{token.split('.')[1]}"
    return f"{signing_input}.{b64u(signer.key.sign(signing_input.encode()).signature)}"


def payload(token: str) -> dict[str, Any]:
    """The payload of a token."""
    value: dict[str, Any] = json.loads(un_b64u(token.split(".")[1]))
    return value


def flip(text: str, place: int) -> str:
    """The text with one letter changed to another of the alphabet."""
    return text[:place] + ("A" if text[place] != "A" else "Q") + text[place + 1 :]


def other_spelling(text: str) -> str:
    """The same bytes in another base64url spelling: an unused bit of the signature's last letter set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]
