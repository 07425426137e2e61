"""Test vectors: bundles from VN to KH. A part of make_vectors.py."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from typing import Any

from vector_parties import KH, LA, LIMITS, NOTE, NOTED, NOW, OPENED, REPLY, VN, entry, forge, payload, seed

from tripoint.ledger import jws
from tripoint.ledger.bundle import MAGIC, Previous, seal_inner, write_bundle
from tripoint.ledger.delivery import delivery_object
from tripoint.ledger.encoding import b64u, dump_json, sha256
from tripoint.ledger.entry import Item, item_object
from tripoint.ledger.receipt import chain_next, chain_start, write_receipt
from tripoint.ledger.seal import padded_size, seal_to

Case = tuple[
    Any, ...
]  # name, bundle, what was taken before, outcome, and the entries held as not shown to be their author's
OPENS = {"kind": "exercise", "participants": ["KH", "LA", "VN"], "exercise": True, "succeeds": None}


def receipted(
    sender: Any, issuer: Any, items: list[Item], signer: jws.Signer | None = None, listed: Any = ()
) -> dict[str, Any]:
    """A delivery of `items`, the first of the sender's feed to the issuer."""
    chain = start = chain_start(sender.code, issuer.code, 1)
    for item in items:
        chain = chain_next(chain, item.entry.id)
    receipt = write_receipt(
        signer or issuer.signer, issuer=issuer.code, sender=sender.code, epoch=1, position=len(items), chain=b64u(chain), at=NOW, card=2,
        verdicts=tuple(listed),
    )  # fmt: skip
    return delivery_object(receipt.token.text, start, [item.entry.id for item in items])


def _more(
    write: Callable[..., bytes],
    envelope: Callable[..., bytes],
    body: Callable[[bytes], bytes],
    padded: Callable[..., bytes],
    good: bytes,
    sealed: bytes,
    empty: dict[str, Any],
    after_one: dict[str, Any],
    after_two: dict[str, Any],
) -> list[Case]:
    """Fill and evidence, cards carried along, revoked keys, epochs, and sizes."""
    opened, noted = item_object(OPENED), item_object(NOTED)
    theirs = entry(LA, None, None, "exercise.opened.v1", OPENS)
    ours = entry(VN, None, theirs, "dossier.noted.v1", {"handling": "H0"})
    apart = entry(LA, None, None, "exercise.opened.v1", {**OPENS, "participants": ["KH", "LA"]})
    old = entry(VN, NOTED, OPENED, "dossier.noted.v1", {"handling": "H0"}, signer=VN.lost)
    stolen = entry(LA, theirs, theirs, "dossier.noted.v1", {"handling": "H0"}, signer=LA.lost)
    fork = entry(VN, OPENED, OPENED, "dossier.noted.v1", {"handling": "H2"}, content=NOTE)
    start, two = empty["chain"], after_two["chain"]
    strange = entry(KH, None, OPENED, "dossier.noted.v1", {"handling": "H0"}, signer=VN.signer)
    lost = entry(VN, OPENED, OPENED, "dossier.noted.v1", {"handling": "H0"}, signer=VN.lost)
    shown = receipted(LA, VN, [theirs, stolen])
    broken = {**shown, "receipt": forge(payload(shown["receipt"]), VN.signer, jws.RECEIPT)[:-8] + "AAAAAAAA"}
    stranger = jws.Signer.from_seed(seed("nobody"))
    epoch = {"epoch": 2, "chain": b64u(chain_start("VN", "KH", 2))}
    new = entry(VN, NOTED, OPENED, "dossier.noted.v1", {"handling": "H0"})
    card = payload(VN.card.token.text)

    def carried(**changed: Any) -> bytes:
        signer = changed.pop("signer", VN.root)
        return write(card=forge({**card, "root": b64u(signer.public), **changed}, signer, jws.CARD))

    def after_opening(one: Item, *evidence: Any) -> bytes:
        fill = [item_object(one)]
        return write(first=2, chain=after_one["chain"], entries=[noted], fill=fill, evidence=list(evidence))

    def filled(entries: list[Item], fill: list[Item], *evidence: Any) -> bytes:
        return write(entries=[*map(item_object, entries)], fill=[*map(item_object, fill)], evidence=list(evidence))

    return [
        ("fill: the opening by a third party", filled([ours], [theirs]), empty, "ok"),
        ("fill: an entry of the recipient", filled([OPENED], [REPLY]), empty, "opening-missing"),
        ("fill: an entry of a dossier that is known", filled([], [REPLY]), after_two, "ok"),
        ("fill: an entry that was taken before", filled([], [OPENED, NOTED]), empty, "ok"),
        ("fill: a dossier of which the sender is no participant", filled([], [apart]), empty, "participant"),
        ("fill: two histories of one number", write(first=3, chain=two, entries=[], fill=[item_object(fork)]), after_two, "ok"),
        ("two histories of one number in the feed", filled([OPENED, NOTED, fork], []), empty, "ok"),
        ("an opening by a third party without fill", filled([ours], []), empty, "opening-missing"),
        ("the note before its opening", filled([NOTED, OPENED], []), empty, "opening-missing"),
        ("one entry twice", filled([OPENED, OPENED], []), empty, "feed-chain"),
        ("one entry in the feed and in the fill", filled([OPENED], [OPENED]), empty, "ok"),
        ("revoked key: in its author's own feed, held", filled([OPENED, NOTED, old], []), empty, "ok", [(old, "key-revoked")]),
        ("revoked key: brought by another, held", filled([], [theirs, stolen]), empty, "ok", [(stolen, "unproven")]),
        ("revoked key: brought by another, shown to have been receipted before", filled([], [theirs, stolen], shown), empty, "ok"),
        ("revoked key: receipted in another's feed", filled([], [theirs, stolen], receipted(KH, VN, [theirs, stolen])), empty, "ok", [(stolen, "unproven")]),
        ("revoked key: receipted by its own author", filled([], [theirs, stolen], receipted(LA, LA, [theirs, stolen])), empty, "ok", [(stolen, "unproven")]),
        ("revoked key: receipted under a revoked key", filled([], [theirs, stolen], receipted(LA, VN, [theirs, stolen], VN.lost)), empty, "ok", [(stolen, "unproven")]),
        ("revoked key: receipted under an unknown key", filled([], [theirs, stolen], receipted(LA, VN, [theirs, stolen], stranger)), empty, "ok", [(stolen, "unproven")]),
        ("revoked key: another entry was receipted", filled([], [theirs, stolen], receipted(LA, VN, [theirs])), empty, "ok", [(stolen, "unproven")]),
        ("evidence with a signature that does not fit", filled([OPENED], [], broken), empty, "signature"),
        ("evidence whose ids do not lead to the chain value", filled([OPENED], [], {**shown, "ids": shown["ids"][:1]}), empty, "digest"),
        ("evidence: 64 deliveries", filled([OPENED], [], *[shown] * 64), empty, "ok"),
        ("evidence: 65 deliveries", filled([OPENED], [], *[shown] * 65), empty, "too-large"),
        ("more entries than the limit", filled([], [OPENED] * (LIMITS["entries"] + 1)), empty, "too-large"),
        ("new epoch with a new entry", write(**epoch, previous=Previous(1, 2, two), entries=[item_object(new)]), after_two, "ok"),
        ("new epoch that brings again what was taken", write(**epoch, previous=Previous(1, 1, after_one["chain"]), entries=[noted]), after_one, "ok"),
        ("new epoch that begins at position 2", write(**epoch, first=2, previous=Previous(1, 2, two), entries=[]), after_two, "feed-gap"),
        ("new epoch with the old epoch's chain", write(epoch=2, chain=start, previous=Previous(1, 2, two), entries=[]), after_two, "feed-chain"),
        ("new epoch that names another chain value", write(**epoch, previous=Previous(1, 2, start), entries=[]), after_two, "feed-epoch"),
        ("an epoch left out", write(epoch=3, chain=b64u(chain_start("VN", "KH", 3)), previous=Previous(1, 2, two), entries=[]), after_two, "feed-epoch"),
        ("the same epoch with previous", write(first=3, chain=two, previous=Previous(1, 0, start), entries=[]), after_two, "ok"),
        ("overlap: two were taken, one is new", write(entries=[opened, noted, item_object(new)]), after_two, "ok"),
        ("overlap with another chain value", write(first=2, chain=start, entries=[noted]), after_two, "feed-chain"),
        ("overlap in another order", write(entries=[noted, opened]), after_two, "feed-chain"),
        ("previous names epoch 0", write(**epoch, previous=Previous(0, 2, two), entries=[]), after_two, "member"),
        ("position 0", write(first=0), empty, "member"),
        ("the sealed part of one byte", envelope(b"x"), empty, "seal"),
        ("no sealed part", good[: -len(sealed)], empty, "digest"),
        ("declared smaller than it is", envelope(sealed, size=1), empty, "digest"),
        ("declared as 2^53 - 1 bytes", envelope(sealed, size=2**53 - 1), empty, "digest"),
        ("size as a text", envelope(sealed, size=str(len(sealed))), empty, "member"),
        ("envelope to a party in small letters", envelope(sealed, to="kh"), empty, "member"),
        ("mailbox of 21 letters", envelope(sealed, mailbox="A" * 21), empty, "member"),
        ("envelope with another member", envelope(sealed, note=""), empty, "member"),
        ("length beyond the plaintext", body((2**31).to_bytes(4, "big") + bytes(508)), empty, "padding"),
        ("bomb of 100 MiB in 100 KiB", body(padded(zlib.compress(b" " * (100 * 2**20), 9))), empty, "bomb"),
        ("unpacked to the very limit, then not JSON", body(padded(zlib.compress(b" " * LIMITS["unpacked_bytes"]))), empty, "json"),
        ("larger than the limit", good + bytes(LIMITS["bundle_bytes"]), empty, "too-large"),
        ("shorter than its lengths", b"TPB1", empty, "malformed"),
        ("nothing", b"", empty, "malformed"),
        ("signed by the recipient itself", write(signer=KH.signer), empty, "sender"),
        ("signed by the recipient itself, and inside too", write(signer=KH.signer, sender="KH", chain=b64u(chain_start("KH", "KH", 1)), entries=[]), empty, "sender"),
        ("an entry whose signature does not fit", write(entries=[opened, {**noted, "jws": noted["jws"][:-8] + "AAAAAAAA"}]), empty, "signature"),
        ("an entry under an unknown key", filled([entry(VN, None, None, "exercise.opened.v1", OPENS, signer=stranger)], []), empty, "key-unknown"),
        ("fill: under a key that is on no card, held", after_opening(strange), after_one, "ok", [(strange, "unproven")]),
        ("fill: under a revoked key of the sender, held", after_opening(lost), after_one, "ok", [(lost, "unproven")]),
        ("fill: under a revoked key, receipted by the recipient before", after_opening(lost, receipted(VN, KH, [OPENED, lost])), after_one, "ok"),
        ("fill: an entry whose signature does not fit", write(fill=[{**opened, "jws": opened["jws"][:-8] + "AAAAAAAA"}]), empty, "signature"),
        ("inside for another party", write(inner_to="LA"), empty, "sender"),
        ("card: the one before", write(card=VN.first.token.text), empty, "ok"),
        ("card: the next", carried(number=3), empty, "ok"),
        ("card: the next, with the signing key revoked", carried(number=3, revoked=[{"kid": key["kid"], "at": "2026-01-01T00:00:00Z"} for key in card["keys"] if key["use"] == "sign"]), empty, "key-revoked"),
        ("card: another with the same number", carried(mailbox="A" * 22), empty, "card-fork"),
        ("card: by another root", carried(number=3, signer=stranger), empty, "card-root"),
        ("card: of a party that is not known", carried(number=1, party="TH"), empty, "party-unknown"),
        ("card: of a real node", carried(number=3, exercise=False), empty, "exercise"),
        ("card: drops a key", carried(number=3, keys=card["keys"][1:], revoked=[]), empty, "member"),
        ("card: a receipt in its place", write(card=shown["receipt"]), empty, "typ"),
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
        signer = changed.pop("signer", VN.signer)
        if "inner_to" not in changed:
            return write_bundle(signer, **{**members, **changed})
        inside = {"v": 1, "from": "VN", "to": changed["inner_to"], "evidence": []}
        return inner(
            dump_json(
                inside | {name: members[name] for name in ("epoch", "first", "chain", "previous", "entries", "fill")}
            )
        )

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
    cases: list[Case] = [
        ("first bundle", good, empty, "ok"),
        ("first bundle with the card", write(card=VN.card.token.text), empty, "ok"),
        ("second entry alone", write(first=2, chain=b64u(one), entries=both[1:]), after_one, "ok"),
        ("overlap: the first entry was taken before", good, after_one, "ok"),
        ("replay: all was taken before", good, after_two, "ok"),
        ("no entries", write(entries=[]), empty, "ok"),
        ("new epoch", write(epoch=2, chain=b64u(chain_start("VN", "KH", 2)), previous=Previous(1, 2, b64u(two)), entries=[]), after_two, "ok"),
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
    cases += _more(write, envelope, body, padded, good, sealed, empty, after_one, after_two)
    return [
        {"name": name, "bundle": base64.b64encode(data).decode(), "feed": feed, "expect": expect,
         "unproven": {item.entry.id: code for held in unproven for item, code in held}}
        for name, data, feed, expect, *unproven in cases
    ]  # fmt: skip
