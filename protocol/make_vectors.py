"""Writes protocol/vectors/*.json: every signed object in good and broken forms, with the expected outcome.

Seals and salts are random, so a new run gives new vectors that say the same. Run it only when the protocol changes:
`.venv/bin/python protocol/make_vectors.py`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tripoint.ledger import jws
from tripoint.ledger.bundle import MAGIC, Previous, seal_inner, write_bundle
from tripoint.ledger.card import Card, Endpoint, new_card_members, write_card
from tripoint.ledger.delivery import delivery_object
from tripoint.ledger.encoding import b64u, dump_json, sha256, un_b64u
from tripoint.ledger.entry import Item, item_object, write_entry
from tripoint.ledger.receipt import chain_next, chain_start, write_receipt
from tripoint.ledger.seal import SealingKey, padded_size, seal_to

OUT = Path(__file__).parent / "vectors"
NOW = datetime(2026, 11, 2, 9, 10, 0, tzinfo=UTC)
LIMITS = {"bundle_bytes": 65_536 * 4, "unpacked_bytes": 65_536 * 4, "entries": 512}


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
        first = self.write_card(1, self.lost, None)
        self.card = self.write_card(2, self.signer, first, {self.lost.kid: NOW})

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
        rules="2026.1",
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


def items() -> list[dict[str, Any]]:
    """Entries as they are carried."""
    good = item_object(NOTED)
    token = str(good["jws"])
    fields = payload(token)
    head, body, signature = token.split(".")
    kid = VN.signer.kid

    def case(name: str, expect: str, **changed: Any) -> dict[str, Any]:
        return {"name": name, "item": {**good, **changed}, "expect": expect}

    def signed(name: str, expect: str, **changed: Any) -> dict[str, Any]:
        return case(name, expect, jws=forge({**fields, **changed}))

    deep = b'{"a":' + b"[" * 20 + b"1" + b"]" * 20 + b"}"
    doubled = dump_json(fields)[:-1] + b',"v":1}'
    content = good["content"]
    return [
        {"name": "opening", "item": item_object(OPENED), "expect": "ok"},
        case("entry with content", "ok"),
        case("content erased", "ok", content=None),
        {"name": "text in Khmer", "item": item_object(REPLY), "expect": "ok"},
        case("changed byte in the payload", "json", jws=f"{head}.{b64u(b'!' + un_b64u(body)[1:])}.{signature}"),
        case("one digit of seq changed after signing", "signature", jws=f"{head}.{b64u(dump_json({**fields, 'rules': '2026.2'}))}.{signature}"),
        case("changed byte in the signature", "signature", jws=f"{head}.{body}.{flip(signature, 10)}"),
        case("signature in another base64url spelling", "base64", jws=other_spelling(token)),
        case("padding on the signature", "base64", jws=token + "=="),
        case("a line break in the payload", "base64", jws=f"{head}.{body[:9]}\n{body[9:]}.{signature}"),
        case("two parts", "malformed", jws=f"{head}.{body}"),
        case("four parts", "malformed", jws=f"{token}.{signature}"),
        case("short signature", "malformed", jws=f"{head}.{body}.{b64u(un_b64u(signature)[:63])}"),
        case("typ of a receipt", "typ", jws=forge(fields, typ=jws.RECEIPT)),
        case("alg none", "alg", jws=with_header(token, dump_json({"alg": "none", "kid": kid, "typ": "tripoint-entry"}))),
        case("alg EdDSA", "alg", jws=with_header(token, dump_json({"alg": "EdDSA", "kid": kid, "typ": "tripoint-entry"}))),
        case("header with jwk", "member", jws=with_header(token, dump_json({"alg": "Ed25519", "kid": kid, "typ": "tripoint-entry", "x": 1}))),
        case("header in another order", "ok", jws=with_header(token, dump_json({"typ": "tripoint-entry", "kid": kid, "alg": "Ed25519"}))),
        case("duplicate member in the header", "json", jws=with_header(token, b'{"alg":"Ed25519","alg":"Ed25519","kid":"' + kid.encode() + b'","typ":"tripoint-entry"}')),
        case("unknown key", "key-unknown", jws=forge(fields, jws.Signer.from_seed(seed("nobody")))),
        case("key of another party", "key-unknown", jws=forge(fields, KH.signer)),
        case("revoked key", "key-revoked", jws=forge(fields, VN.lost)),
        case("duplicate member", "json", jws=forge(doubled)),
        case("payload nested 21 deep", "json-deep", jws=forge(deep)),
        case("payload is an array", "json", jws=forge(b"[1]")),
        case("a fraction", "json", jws=forge(dump_json(fields).replace(b'"seq":2', b'"seq":2.0'))),
        case("an exponent", "json", jws=forge(dump_json(fields).replace(b'"seq":2', b'"seq":2e0'))),
        case("an integer too large", "json", jws=forge(dump_json(fields).replace(b'"seq":2', b'"seq":9007199254740993'))),
        case("a lone surrogate", "json", jws=forge(dump_json(fields).replace(b'"rules":"2026.1"', b'"rules":"\\ud800"'))),
        case("not UTF-8", "json", jws=forge(dump_json(fields).replace(b'"rules":"2026.1"', b'"rules":"\xff\xfe"'))),
        case("byte order mark", "json", jws=forge(b"\xef\xbb\xbf" + dump_json(fields))),
        signed("unknown member", "member", extra=1),
        case("missing member", "member", jws=forge({key: value for key, value in fields.items() if key != "rules"})),
        signed("version 2", "member", v=2),
        signed("true for 1", "member", v=True),
        signed("party in small letters", "member", party="vn"),
        signed("type without version", "member", type="dossier.noted"),
        signed("seq 0", "member", seq=0),
        signed("first entry with prev", "prev", seq=1),
        signed("later entry without prev", "prev", prev=None),
        signed("prev is no id", "prev", prev="x"),
        signed("opening with seq 2", "prev", dossier=None),
        signed("id with unused bits", "member", dossier=str(fields["dossier"])[:-1] + "B"),
        signed("17 references", "member", re=[sha256(bytes([place])) for place in range(17)]),
        signed("one reference twice", "member", re=[OPENED.entry.id, OPENED.entry.id]),
        signed("time with offset", "time-format", time="2026-11-02T16:10:00+07:00"),
        signed("30 February", "time-format", time="2026-02-30T09:10:00Z"),
        signed("second 60", "time-format", time="2026-06-30T23:59:60Z"),
        signed("retain as a time", "time-format", retain="2031-11-02T00:00:00Z"),
        case("other facts than signed", "digest", facts=str(good["facts"]).replace("H1", "H0")),
        case("facts without salt", "member", facts='{"handling":"H1"}'),
        case("facts with a short salt", "member", facts='{"salt":"AAAA","handling":"H1"}'),
        case("facts with a duplicate member", "json", facts=str(good["facts"])[:-1] + ',"handling":"H1"}'),
        case("facts too large", "too-large", facts=json.dumps({"salt": "A" * 22, "handling": "H" * 17_000})),
        case("other content than signed", "digest", content={**content, "text": str(content["text"]).replace("nơi", "chỗ")}),
        case("content key changed", "digest", content={**content, "key": b64u(seed("other key"))}),
        case("content key of 31 bytes", "member", content={**content, "key": b64u(seed("x", 31))}),
        case("content with another member", "member", content={**content, "alg": "A256GCM"}),
        case("content where none was signed", "digest", **{**item_object(OPENED), "content": content}),
        case("item with another member", "member", note="x"),
        case("token too long", "too-large", jws=token + "A" * 6_000),
    ]  # fmt: skip


def cards() -> list[dict[str, Any]]:
    """Cards, to be read with or without a pinned root."""
    token = VN.card.token.text
    fields = payload(token)
    root = b64u(VN.root.public)

    def signed(name: str, expect: str, pinned: str | None = root, **changed: Any) -> dict[str, Any]:
        return {"name": name, "card": forge({**fields, **changed}, VN.root, jws.CARD), "root": pinned, "expect": expect}

    head, body, signature = token.split(".")
    keys = fields["keys"]
    other = jws.Signer.from_seed(seed("another root"))
    return [
        {"name": "card", "card": token, "root": root, "expect": "ok"},
        {"name": "card of a party not yet pinned", "card": token, "root": None, "expect": "ok"},
        {"name": "changed byte", "card": f"{head}.{body}.{flip(signature, 20)}", "root": root, "expect": "signature"},
        {"name": "pinned root is another", "card": token, "root": b64u(KH.root.public), "expect": "card-root"},
        {"name": "typ of an entry", "card": forge(fields, VN.root, jws.ENTRY), "root": root, "expect": "typ"},
        {"name": "signed by the node key", "card": forge(fields, VN.signer, jws.CARD), "root": root, "expect": "member"},
        {"name": "root inside is another than the signer", "card": forge({**fields, "root": b64u(other.public)}, VN.root, jws.CARD), "root": None, "expect": "member"},
        signed("unknown member", "member", colour="red"),
        signed("number 0", "member", number=0),
        signed("number as a text", "member", number="2"),
        signed("exercise as a text", "member", exercise="true"),
        signed("no sealing key", "member", keys=[key for key in keys if key["use"] == "sign"]),
        signed("key id of another key", "member", keys=[{**keys[0], "kid": keys[1]["kid"]}, *keys[1:]]),
        signed("revocation of a key not listed", "member", revoked=[{"kid": KH.signer.kid, "at": "2026-01-01T00:00:00Z"}]),
        signed("issued without a time", "time-format", issued="2026-01-01"),
    ]  # fmt: skip


def receipts() -> list[dict[str, Any]]:
    """Receipts by KH for VN's feed."""
    chain = chain_start("VN", "KH", 1)
    for item in (OPENED, NOTED):
        chain = chain_next(chain, item.entry.id)
    good = write_receipt(KH.signer, issuer="KH", sender="VN", epoch=1, position=2, chain=b64u(chain), at=NOW, card=2)
    fields = payload(good.token.text)

    def signed(name: str, expect: str, **changed: Any) -> dict[str, Any]:
        return {"name": name, "receipt": forge({**fields, **changed}, KH.signer, jws.RECEIPT), "expect": expect}

    head, body, signature = good.token.text.split(".")
    return [
        {"name": "receipt", "receipt": good.token.text, "expect": "ok"},
        signed("receipt with a verdict", "ok", verdicts=[[NOTED.entry.id, "void", "authority"]]),
        {"name": "changed byte", "receipt": f"{head}.{body}.{flip(signature, 5)}", "expect": "signature"},
        {
            "name": "signed by the feed's own sender",
            "receipt": forge(fields, VN.signer, jws.RECEIPT),
            "expect": "key-unknown",
        },
        {"name": "signed by a revoked key", "receipt": forge(fields, KH.lost, jws.RECEIPT), "expect": "key-revoked"},
        {"name": "typ of a bundle", "receipt": forge(fields, KH.signer, jws.BUNDLE), "expect": "typ"},
        signed("verdict applied listed", "member", verdicts=[[NOTED.entry.id, "applied", ""]]),
        signed("position below 0", "member", position=-1),
        signed("epoch 0", "member", epoch=0),
        signed("want is no id", "member", want=["x"]),
        signed("unknown member", "member", note=""),
    ]


def deliveries() -> list[dict[str, Any]]:
    """A receipt with the ids that tie entries to it."""
    start = chain_start("VN", "KH", 1)
    chain = chain_next(chain_next(start, OPENED.entry.id), NOTED.entry.id)
    receipt = write_receipt(KH.signer, issuer="KH", sender="VN", epoch=1, position=2, chain=b64u(chain), at=NOW, card=2)
    good = delivery_object(receipt.token.text, start, [OPENED.entry.id, NOTED.entry.id])
    return [
        {"name": "delivery of two", "delivery": good, "expect": "ok"},
        {"name": "delivery of the last alone", "delivery": delivery_object(receipt.token.text, chain_next(start, OPENED.entry.id), [NOTED.entry.id]), "expect": "ok"},
        {"name": "another entry", "delivery": {**good, "ids": [OPENED.entry.id, REPLY.entry.id]}, "expect": "digest"},
        {"name": "one entry left out", "delivery": {**good, "ids": [NOTED.entry.id]}, "expect": "digest"},
        {"name": "another order", "delivery": {**good, "ids": [NOTED.entry.id, OPENED.entry.id]}, "expect": "digest"},
        {"name": "no ids", "delivery": {**good, "ids": []}, "expect": "member"},
    ]  # fmt: skip


def bundles() -> list[dict[str, Any]]:
    """Bundles from VN to KH. `feed`: what KH has taken of VN's feed before."""
    start = chain_start("VN", "KH", 1)
    one, two = chain_next(start, OPENED.entry.id), chain_next(chain_next(start, OPENED.entry.id), NOTED.entry.id)
    empty = {"epoch": 1, "position": 0, "chain": b64u(start), "ids": []}
    after_one = {"epoch": 1, "position": 1, "chain": b64u(one), "ids": [OPENED.entry.id]}
    after_two = {"epoch": 1, "position": 2, "chain": b64u(two), "ids": [OPENED.entry.id, NOTED.entry.id]}
    both = [item_object(OPENED), item_object(NOTED)]

    def write(**changed: Any) -> bytes:
        members: dict[str, Any] = {
            "sender": "VN", "to": "KH", "mailbox": KH.mailbox, "sealing_kid": KH.seal.kid, "sealing_key": KH.seal.public,
            "card": "", "epoch": 1, "first": 1, "chain": b64u(start), "previous": None, "entries": both, "fill": [],
        }  # fmt: skip
        return write_bundle(changed.pop("signer", VN.signer), **{**members, **changed})

    def inner(text: bytes) -> bytes:
        return seal_inner(
            VN.signer,
            to="KH",
            mailbox=KH.mailbox,
            sealing_kid=KH.seal.kid,
            sealing_key=KH.seal.public,
            card="",
            inner=text,
        )

    def body(raw: bytes) -> bytes:
        """A bundle whose sealed plaintext is `raw`."""
        info = b"tripoint-bundle-v1\n" + VN.signer.kid.encode() + b"\nKH"
        sealed = seal_to(KH.seal.public, raw, info)
        return envelope(sealed)

    def envelope(sealed: bytes, **changed: Any) -> bytes:
        fields = {"v": 1, "to": "KH", "mailbox": KH.mailbox, "seal": "HPKE-MLKEM768-X25519-HKDF-SHA256-AES-256-GCM",
                  "key": KH.seal.kid, "size": len(sealed), "digest": sha256(sealed), **changed}  # fmt: skip
        head = forge(fields, VN.signer, jws.BUNDLE).encode()
        return MAGIC + len(head).to_bytes(4, "big") + head + bytes(4) + sealed

    good = write()
    head_size = int.from_bytes(good[4:8], "big")
    sealed = good[8 + head_size + 4 :]
    stolen = write(signer=LA.signer, sender="LA")
    stolen_head = int.from_bytes(stolen[4:8], "big")
    packed = zlib.compress(b"[" + b"0," * 10)

    def padded(stream: bytes, extra: int = 0, fill: bytes = b"\0") -> bytes:
        raw = len(stream).to_bytes(4, "big") + stream
        return raw + fill * (padded_size(len(raw)) - len(raw) + extra)

    cut = zlib.compress(dump_json({"v": 1}))[:-2]
    bomb = zlib.compress(b" " * (LIMITS["unpacked_bytes"] + 1))
    lost = entry(VN, NOTED, OPENED, "dossier.noted.v1", {"handling": "H0"}, signer=VN.lost)
    strange = item_object(entry(KH, None, OPENED, "dossier.noted.v1", {"handling": "H0"}, signer=VN.signer))
    head, claims, signature = REPLY.entry.token.text.split(".")
    altered = {**item_object(REPLY), "jws": f"{head}.{claims}.{flip(signature, 20)}"}
    foreign = entry(
        VN,
        None,
        None,
        "exercise.opened.v1",
        {"kind": "exercise", "participants": ["LA", "VN"], "exercise": True, "succeeds": None},
    )
    real = entry(
        VN,
        None,
        None,
        "exercise.opened.v1",
        {"kind": "exercise", "participants": ["KH", "VN"], "exercise": False, "succeeds": None},
    )
    cases = [
        ("first bundle", good, empty, "ok"),
        ("first bundle with the card", write(card=VN.card.token.text), empty, "ok"),
        ("second entry alone", write(first=2, chain=b64u(one), entries=both[1:]), after_one, "ok"),
        ("overlap: the first entry was taken before", good, after_one, "ok"),
        ("replay: all was taken before", good, after_two, "ok"),
        ("no entries", write(entries=[]), empty, "ok"),
        ("new epoch", write(epoch=2, chain=b64u(chain_start("VN", "KH", 2)), previous=Previous(1, 2, b64u(two)), entries=[]), after_two, "ok"),
        ("fill under a key that is on no card: held", write(first=2, chain=b64u(one), entries=both[1:], fill=[strange]), after_one, "ok"),
        ("fill under a revoked key, not proven: held", write(first=2, chain=b64u(one), entries=both[1:], fill=[item_object(lost)]), after_one, "ok"),
        ("fill with another signature under a known key", write(first=2, chain=b64u(one), entries=both[1:], fill=[altered]), after_one, "signature"),
        ("changed byte in the sealed part", good[:-9] + bytes([good[-9] ^ 1]) + good[-8:], empty, "digest"),
        ("sealed part cut", good[:-1], empty, "digest"),
        ("other sealed bytes, rightly signed", envelope(sealed[:-1] + bytes([sealed[-1] ^ 1])), empty, "seal"),
        ("another party's sealed part, signed by VN", envelope(stolen[8 + stolen_head + 4 :]), empty, "seal"),
        ("wrong magic", b"TPB2" + good[4:], empty, "malformed"),
        ("envelope longer than the file", MAGIC + (2**31).to_bytes(4, "big") + good[8:], empty, "malformed"),
        ("for another party", write(to="LA", mailbox=LA.mailbox, sealing_kid=LA.seal.kid, sealing_key=LA.seal.public), empty, "recipient"),
        ("unknown sender", write(signer=jws.Signer.from_seed(seed("nobody"))), empty, "key-unknown"),
        ("revoked key", write(signer=VN.lost), empty, "key-revoked"),
        ("inside another sender", write(sender="LA"), empty, "sender"),
        ("unknown seal", envelope(sealed, seal="none"), empty, "alg"),
        ("size does not fit", envelope(sealed, size=len(sealed) + 1), empty, "digest"),
        ("sealing key not ours", envelope(sealed, key=VN.seal.kid), empty, "seal"),
        ("bomb", body(padded(bomb)), empty, "bomb"),
        ("padding not zero", body(padded(packed, 0, b"x")), empty, "padding"),
        ("padding too long", body(padded(packed, 64)), empty, "padding"),
        ("compressed part cut", body(padded(cut)), empty, "malformed"),
        ("compressed part with a tail", body(padded(zlib.compress(b"{}") + b"tail")), empty, "malformed"),
        ("inside not JSON", inner(b"hello"), empty, "json"),
        ("inside with a duplicate member", inner(b'{"v":1,"v":1}'), empty, "json"),
        ("inside without members", inner(b"{}"), empty, "member"),
        ("inside nested too deep", inner(b'{"v":' + b"[" * 40 + b"]" * 40 + b"}"), empty, "json-deep"),
        ("gap", write(first=3, chain=b64u(two), entries=[]), empty, "feed-gap"),
        ("chain of another feed", write(chain=b64u(chain_start("VN", "LA", 1))), empty, "feed-chain"),
        ("other entry at a position taken before", write(entries=[item_object(NOTED)]), after_one, "feed-chain"),
        ("old epoch", good, {**empty, "epoch": 2, "chain": b64u(chain_start("VN", "KH", 2))}, "feed-epoch"),
        ("new epoch that names another position", write(epoch=2, chain=b64u(chain_start("VN", "KH", 2)), previous=Previous(1, 1, b64u(one)), entries=[]), after_two, "feed-epoch"),
        ("new epoch that names nothing", write(epoch=2, chain=b64u(chain_start("VN", "KH", 2)), entries=[]), after_two, "feed-epoch"),
        ("another party's entry in the feed", write(entries=[*both, item_object(REPLY)]), empty, "participant"),
        ("opening of a dossier without the recipient", write(entries=[item_object(foreign)]), empty, "participant"),
        ("entry whose opening was not sent", write(entries=[item_object(NOTED)]), empty, "opening-missing"),
        ("opening of a real dossier at an exercise node", write(entries=[item_object(real)]), empty, "exercise"),
        ("item with changed facts", write(entries=[item_object(OPENED), {**item_object(NOTED), "facts": both[0]["facts"]}]), empty, "digest"),
    ]  # fmt: skip
    return [
        {"name": name, "bundle": base64.b64encode(data).decode(), "feed": feed, "expect": expect}
        for name, data, feed, expect in cases
    ]


def dossiers() -> list[dict[str, Any]]:
    """Dossier files, with the verdict on each entry and the codes of all problems."""
    chain = start = chain_start("VN", "KH", 1)
    sent = [OPENED, NOTED, ERASED]
    for item in sent:
        chain = chain_next(chain, item.entry.id)
    receipt = write_receipt(KH.signer, issuer="KH", sender="VN", epoch=1, position=3, chain=b64u(chain), at=NOW, card=2)
    delivery = delivery_object(receipt.token.text, start, [item.entry.id for item in sent])
    all_items = [OPENED, NOTED, REPLY, ERASED, COMPLIED]

    def case(
        name: str, given: list[Item], problems: list[str], verdicts: dict[str, str], **changed: Any
    ) -> dict[str, Any]:
        file = {
            "format": "tripoint-dossier", "v": 1, "dossier": OPENED.entry.id, "exported": "2026-11-03T00:00:00Z",
            "cards": [KH.card.token.text, VN.card.token.text], "entries": [item_object(item) for item in given],
            "deliveries": [delivery], **changed,
        }  # fmt: skip
        expected = {item.entry.id: verdicts.get(item.entry.id, "applied") for item in given}
        if any(code in ("signature", "digest", "key-unknown", "member") for code in problems):
            expected = verdicts
        return {"name": name, "file": json.dumps(file, ensure_ascii=False), "problems": problems, "verdicts": expected}

    def bad(name: str, item: Item, code: str) -> dict[str, Any]:
        return case(name, [*all_items, item], [code], {item.entry.id: f"void {code}"})

    fork = entry(VN, OPENED, OPENED, "dossier.noted.v1", {"handling": "H2"}, re=[OPENED], content=NOTE)
    stranger = entry(LA, None, OPENED, "dossier.noted.v1", {"handling": "H0"})
    unknown = entry(KH, COMPLIED, OPENED, "moon.landed.v1", {})
    old = entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": "H0"}, signer=VN.lost)
    lonely = entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": "H0"}, re=[sha256(b"not here")])
    closed = entry(KH, COMPLIED, OPENED, "dossier.closed.v1", {"reason": "done"})
    skipping = entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": "H2"}, seq=5)
    after = entry(VN, skipping, OPENED, "dossier.noted.v1", {"handling": "H2"})
    three = {"cards": [KH.card.token.text, VN.card.token.text, LA.card.token.text]}
    return [
        case("whole dossier", all_items, [], {}),
        case("items in another order", all_items[::-1], [], {}),
        case("without receipts", all_items, [], {}, deliveries=[]),
        case("first entry of VN's left out: what stands on it is held", [OPENED, REPLY, ERASED, COMPLIED], [],
             {item.entry.id: "held missing" for item in (REPLY, ERASED, COMPLIED)}),
        case("names an entry that is not in the file", [*all_items, lonely], [], {lonely.entry.id: "held missing"}),
        case("type not known", [*all_items, unknown], [], {unknown.entry.id: "held type-unknown"}),
        bad("closed by one who did not open", closed, "authority"),
        bad("facts that the type does not have", entry(VN, ERASED, OPENED, "dossier.noted.v1", {"colour": "red"}), "facts"),
        bad("facts with a value that is no code", entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": "H9"}), "facts"),
        bad("content where the type has none", entry(VN, ERASED, OPENED, "entry.erased.v1", {"reason": "recall"}, content=NOTE, re=[OPENED]), "content"),
        bad("erases another's statement", entry(VN, ERASED, OPENED, "entry.erased.v1", {"reason": "recall"}, re=[REPLY]), "recall"),
        bad("erases an opening", entry(VN, ERASED, OPENED, "entry.erased.v1", {"reason": "recall"}, re=[OPENED]), "recall"),
        bad("erases nothing", entry(VN, ERASED, OPENED, "entry.erased.v1", {"reason": "recall"}), "re"),
        bad("complies with one's own erasure", entry(VN, ERASED, OPENED, "entry.erasure-complied.v1", {"result": "destroyed"}, re=[ERASED]), "authority"),
        bad("complies with a note", entry(KH, COMPLIED, OPENED, "entry.erasure-complied.v1", {"result": "destroyed"}, re=[NOTED]), "re"),
        bad("carries into a dossier that succeeds none", entry(KH, COMPLIED, OPENED, "dossier.carried.v1", {"entry": NOTED.entry.id, "handling": "H0"}), "state"),
        bad("accepts a succession that is none", entry(KH, COMPLIED, OPENED, "dossier.accepted.v1", {"succeeds": NOTED.entry.id}), "state"),
        bad("a second opening inside", entry(VN, ERASED, OPENED, "exercise.opened.v1", {"kind": "exercise", "participants": ["KH", "VN"], "exercise": True, "succeeds": None}), "kind"),
        bad("prev skips a number", entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": "H0"}, seq=5), "prev"),
        bad("prev of another author", entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": "H0"}, prev=REPLY.entry.id), "prev"),
        case("follows an entry that follows none", [*all_items, skipping, after], ["prev", "prev"],
             {skipping.entry.id: "void prev", after.entry.id: "void prev"}),
        bad("prev of another author, and facts that the type does not have", entry(VN, ERASED, OPENED, "dossier.noted.v1", {"colour": "red"}, prev=REPLY.entry.id), "prev"),
        case("by a party that takes no part", [*all_items, stranger], ["participant"], {stranger.entry.id: "void participant"}, **three),
        case("two entries with one number", [OPENED, NOTED, fork], ["fork"], {}),
        case("under a revoked key, never receipted", [*all_items, old], ["key-revoked"], {item.entry.id: "applied" for item in all_items} | {old.entry.id: "unread"}),
        case("without a card of KH", all_items, ["key-unknown", "key-unknown", "party-unknown"],
             {item.entry.id: "applied" for item in (OPENED, NOTED, ERASED)} | {REPLY.entry.id: "unread", COMPLIED.entry.id: "unread"},
             cards=[VN.card.token.text]),
        case("one entry's facts changed", all_items, ["digest"], {}, entries=[item_object(OPENED), {**item_object(NOTED), "facts": item_object(OPENED)["facts"]}]),
        case("not a dossier file", all_items, ["malformed"], {}, format="something else") | {"verdicts": {}},
        case("another dossier's id", all_items, ["opening-missing", *["participant"] * 5], {}, dossier=sha256(b"other"))
        | {"verdicts": {item.entry.id: "unread" for item in all_items}},
    ]  # fmt: skip


def main() -> None:
    """Writes all files."""
    OUT.mkdir(exist_ok=True)
    keys = {
        party.code: {
            "card": party.card.token.text,
            "signing_seed": b64u(seed(f"{party.code} node")),
            "sealing_seeds": b64u(party.seal_seed),
        }
        for party in SIGNERS.values()
    }
    files = {
        "keys": {"limits": LIMITS, "parties": keys},
        "cards": cards(),
        "items": items(),
        "receipts": receipts(),
        "deliveries": deliveries(),
        "bundles": bundles(),
        "dossiers": dossiers(),
    }
    for name, value in files.items():
        (OUT / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"{name}.json: {len(value)}")


if __name__ == "__main__":
    main()
