"""Test vectors: receipts, deliveries, questions for files and after a restore. A part of make_vectors.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from vector_parties import KH, LA, NOTED, NOW, OPENED, REPLY, VN, flip, forge, payload

from tripoint.ledger import jws
from tripoint.ledger.delivery import delivery_object
from tripoint.ledger.encoding import b64u, sha256, time_text
from tripoint.ledger.receipt import chain_next, chain_start, write_receipt

_IDS = [OPENED.entry.id, NOTED.entry.id]
_CHAIN = chain_next(chain_next(chain_start("VN", "KH", 1), _IDS[0]), _IDS[1])
TAKEN = {"epoch": 1, "position": 2, "chain": b64u(_CHAIN), "ids": _IDS}  # how far KH has VN's feed when it is asked


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
        signed("nothing taken yet", "ok", position=0, chain=b64u(chain_start("VN", "KH", 1))),
        signed("a verdict with the longest code", "ok", verdicts=[[NOTED.entry.id, "declined", "c" * 64]]),
        signed("a verdict with a code of 65 letters", "member", verdicts=[[NOTED.entry.id, "declined", "c" * 65]]),
        signed("a verdict without code", "member", verdicts=[[NOTED.entry.id, "held"]]),
        signed("a verdict on no id", "member", verdicts=[["x", "held", "missing"]]),
        signed("512 verdicts", "ok", verdicts=[[sha256(bytes([one // 256, one % 256])), "held", "missing"] for one in range(512)]),
        signed("513 verdicts", "member", verdicts=[[NOTED.entry.id, "held", "missing"]] * 513),
        signed("256 ids wanted", "ok", want=[sha256(bytes([one])) for one in range(256)]),
        signed("257 ids wanted", "member", want=[NOTED.entry.id] * 257),
        signed("epoch 2^31", "member", epoch=2**31),
        signed("card as true", "member", card=True),
        signed("at with an offset", "time-format", at="2026-11-02T09:10:00+00:00"),
        signed("of the protocol's next version", "member", v=2),
    ]  # fmt: skip


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
        {"name": "an id twice", "delivery": {**good, "ids": [OPENED.entry.id] * 2}, "expect": "digest"},
        {"name": "after another chain value", "delivery": {**good, "after": b64u(chain)}, "expect": "digest"},
        {"name": "after with padding", "delivery": {**good, "after": b64u(start) + "="}, "expect": "member"},
        {"name": "an entry as receipt", "delivery": {**good, "receipt": NOTED.entry.token.text}, "expect": "typ"},
        {"name": "receipt by the sender", "delivery": {**good, "receipt": forge(payload(receipt.token.text), VN.signer, jws.RECEIPT)}, "expect": "key-unknown"},
        {"name": "unknown member", "delivery": {**good, "note": ""}, "expect": "member"},
    ]  # fmt: skip


def questions() -> list[dict[str, Any]]:
    """Questions to KH at NOW, in this order at one node: for a file, and after a restore."""
    chain = start = chain_start("VN", "KH", 1)
    for item in (OPENED, NOTED):
        chain = chain_next(chain, item.entry.id)
    common = {"v": 1, "from": "VN", "to": "KH", "at": time_text(NOW)}
    asked = {**common, "nonce": "A" * 22, "entry": NOTED.entry.id, "digest": sha256(b"a file")}
    ours = {"epoch": 1, "position": 0, "chain": b64u(chain_start("KH", "VN", 1))}
    restored = {**common, "nonce": "B" * 22, "outgoing": {"epoch": 1, "position": 1, "chain": b64u(chain_next(start, OPENED.entry.id))}, "incoming": ours}  # fmt: skip

    def case(
        name: str, expect: str, fields: dict[str, Any], typ: str, signer: jws.Signer = VN.signer, **changed: Any
    ) -> dict[str, Any]:
        return {
            "name": name,
            "asks": "fetch" if name.startswith("file") else "restore",
            "token": forge({**fields, **changed}, signer, typ),
            "expect": expect,
        }

    def file(name: str, expect: str, **changed: Any) -> dict[str, Any]:
        return case(f"file: {name}", expect, {**asked, "nonce": sha256(name.encode())[:22]}, jws.FETCH, **changed)

    def back(name: str, expect: str, **changed: Any) -> dict[str, Any]:
        return case(f"restore: {name}", expect, restored, jws.RESTORE, **changed)

    early, late = NOW - timedelta(minutes=10), NOW + timedelta(minutes=10)
    second = timedelta(seconds=1)
    return [
        file("a question", "ok"),
        file("a question", "replay"),
        file("asked again with the nonce of another party", "ok", signer=LA.signer, **{"from": "LA"}),
        file("ten minutes before", "ok", at=time_text(early)),
        file("ten minutes after", "ok", at=time_text(late)),
        file("more than ten minutes before", "time", at=time_text(early - second)),
        file("more than ten minutes after", "time", at=time_text(late + second)),
        file("for another party", "recipient", to="LA"),
        file("in another's name", "key-unknown", signer=LA.signer),
        file("under a revoked key", "key-revoked", signer=VN.lost),
        file("nonce of 21 letters", "member", nonce="A" * 21),
        file("nonce of other letters", "member", nonce="+" * 22),
        file("digest is no digest", "member", digest="../../etc/passwd"),
        file("unknown member", "member", range="0-"),
        case("file: a receipt as a question", "typ", asked, jws.RECEIPT),
        back("where the record stood", "ok"),
        back("at the end of the record", "ok", outgoing={"epoch": 1, "position": 2, "chain": b64u(chain)}),
        back("with nothing left", "ok", outgoing={"epoch": 1, "position": 0, "chain": b64u(start)}),
        back("beyond the record", "restore", outgoing={"epoch": 1, "position": 3, "chain": b64u(chain)}),
        back("another chain value", "restore", outgoing={"epoch": 1, "position": 2, "chain": b64u(start)}),
        back("another epoch", "restore", outgoing={"epoch": 2, "position": 0, "chain": b64u(chain_start("VN", "KH", 2))}),
        back("beyond the answerer's own feed", "restore", incoming={**ours, "position": 1}),
        back("another chain value of the answerer's feed", "restore", incoming={**ours, "chain": b64u(start)}),
        back("eleven minutes before", "restore", at=time_text(early - timedelta(minutes=1))),
        back("for another party", "recipient", to="LA"),
        back("in another's name", "key-unknown", signer=LA.signer),
        back("under a revoked key", "key-revoked", signer=VN.lost),
        back("version true", "member", v=True),
        back("position below nought", "member", outgoing={"epoch": 1, "position": -1, "chain": b64u(chain)}),
        back("epoch 0", "member", incoming={**ours, "epoch": 0}),
        back("party in small letters", "member", **{"from": "vn"}),
        back("nonce that is no text", "member", nonce=None),
        back("unknown member", "member", note=""),
        case("restore: a file's question", "typ", restored, jws.FETCH),
    ]  # fmt: skip
