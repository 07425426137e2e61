"""Test vectors: dossier files with the verdict on each entry, and contents. A part of make_vectors.py."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from vector_bundles import receipted
from vector_parties import COMPLIED, ERASED, KH, LA, NOTE, NOTED, NOW, OPENED, REPLY, VN, entry

from tripoint.ledger.delivery import delivery_object
from tripoint.ledger.encoding import b64u, dump_json, sha256
from tripoint.ledger.entry import Item, item_object
from tripoint.ledger.receipt import chain_next, chain_start, write_receipt


def _more(case: Callable[..., Any], bad: Callable[..., Any], whole: list[Item], delivery: dict[str, Any]) -> list[Any]:
    """Revocation, receipts, forks, successors, and files that are refused whole."""
    note = {"handling": "H0"}
    old = entry(VN, ERASED, OPENED, "dossier.noted.v1", note, signer=VN.lost)
    after = entry(VN, old, OPENED, "dossier.noted.v1", note)
    shown = receipted(VN, KH, [OPENED, old])
    fork = entry(VN, OPENED, OPENED, "dossier.noted.v1", {"handling": "H2"}, content=NOTE)
    on_fork = entry(VN, fork, OPENED, "dossier.noted.v1", note)
    twice = entry(KH, None, OPENED, "dossier.noted.v1", {"handling": "H3"})
    opened = item_object(OPENED)
    members = {"kind": "exercise", "participants": ["KH", "VN"], "exercise": True}
    unread = {item.entry.id: "applied" for item in whole} | {old.entry.id: "unread"}
    full = [(sha256(bytes([place // 256, place % 256])), "void", "facts") for place in range(512)]
    void_opening = {"unsorted": {**members, "participants": ["VN", "KH"]}, "with a party twice": {**members, "participants": ["KH", "VN", "VN"]},
                    "of another kind": {**members, "kind": "request"}, "with participants that are none": {**members, "participants": "VN"},
                    "with exercise as a text": {**members, "exercise": "true"}, "without participants": {"kind": "exercise", "exercise": True},
                    "with 17 parties": {**members, "participants": ["KH", "VN", *(f"X{letter}" for letter in "ABCDEFGHIJKLMNO")]},
                    "that succeeds no id": {**members, "succeeds": "x"}, "with a member too many": {**members, "title": "x"}}  # fmt: skip

    def opening(name: str, code: str, facts: dict[str, Any]) -> Any:
        first = entry(VN, None, None, "exercise.opened.v1", facts)
        reply = entry(KH, None, first, "dossier.noted.v1", note)
        verdicts = {first.entry.id: f"void {code}", reply.entry.id: "void participant"}
        return case(
            f"opening {name}", [first, reply], [code, "participant"], verdicts, dossier=first.entry.id, deliveries=[]
        )

    def succeeding(name: str, verdict: str, type_: str, facts: dict[str, Any], party: Any = KH, **more: Any) -> Any:
        first = entry(VN, None, None, "exercise.opened.v1", {**members, "succeeds": OPENED.entry.id})
        said = entry(party, first if party is VN else None, first, type_, facts, **more)
        problems = [verdict[5:]] if verdict.startswith("void") else []
        return case(name, [first, said], problems, {said.entry.id: verdict}, dossier=first.entry.id, deliveries=[])

    carried = {"entry": NOTED.entry.id, "handling": "H2"}
    return [
        case("under a revoked key, receipted before", [*whole, old, after], [], {}, deliveries=[delivery, shown]),
        case("under a revoked key, receipted by nobody else", [*whole, old], ["key-revoked"], unread, deliveries=[receipted(VN, VN, [OPENED, old])]),
        case("under a revoked key, receipted in another's feed", [*whole, old], ["key-revoked"], unread, deliveries=[receipted(KH, VN, [OPENED, old])]),
        case("under a revoked key, the receipt under one too", [*whole, old], ["key-revoked"], unread, deliveries=[receipted(VN, KH, [OPENED, old], KH.lost)]),
        case("under a revoked key, receipted as held for it", [*whole, old], ["key-revoked"], unread, deliveries=[receipted(VN, KH, [OPENED, old], listed=[(old.entry.id, "held", "key-revoked")])]),
        case("under a revoked key, receipted as held for another reason", [*whole, old], [], {}, deliveries=[receipted(VN, KH, [OPENED, old], listed=[(old.entry.id, "held", "missing")])]),
        case("under a revoked key, receipted with a full list", [*whole, old], ["key-revoked"], unread, deliveries=[receipted(VN, KH, [OPENED, old], listed=full)]),
        case("a receipt under a revoked key", whole, [], {}, deliveries=[receipted(VN, KH, [OPENED], KH.lost)]),
        case("a receipt under another's key", whole, ["key-unknown"], {item.entry.id: "applied" for item in whole}, deliveries=[receipted(VN, KH, [OPENED], LA.signer)]),
        case("a receipt without card of its issuer", whole, ["key-unknown"], {item.entry.id: "applied" for item in whole}, deliveries=[receipted(VN, LA, [OPENED])]),
        case("a receipt whose signature does not fit", whole, ["signature"], {item.entry.id: "applied" for item in whole},
             deliveries=[{**delivery, "receipt": delivery["receipt"][:-8] + "AAAAAAAA"}]),
        case("what stands on an entry under a revoked key is held", [*whole, old, after], ["key-revoked"], {**unread, after.entry.id: "held missing"}),
        case("fork, and an entry after each", [OPENED, NOTED, ERASED, fork, on_fork], ["fork"], {}),
        case("forks of two parties", [OPENED, NOTED, fork, REPLY, twice], ["fork", "fork"], {}),
        case("names a void entry", [*whole, void := entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": "H9"}),
             names := entry(KH, COMPLIED, OPENED, "dossier.noted.v1", note, re=[void])], ["facts", "re"], {void.entry.id: "void facts", names.entry.id: "void re"}),
        case("goes on after a void entry of its own", [*whole, void, entry(VN, void, OPENED, "dossier.noted.v1", note)], ["facts"], {void.entry.id: "void facts"}),
        case("content left out", whole, [], {}, entries=[{**item_object(item), "content": None} for item in whole]),
        case("rules of a later year", [*whole, entry(VN, ERASED, OPENED, "dossier.noted.v1", note, rules="2099.1")], [], {}),
        case("a note that names nothing, without handling", [*whole, entry(VN, ERASED, OPENED, "dossier.noted.v1", {})], [], {}),
        case("declined", [*whole, entry(KH, COMPLIED, OPENED, "entry.declined.v1", {"code": "policy"}, re=[NOTED])], [], {}),
        case("closed by its opener", [*whole, entry(VN, ERASED, OPENED, "dossier.closed.v1", {"reason": "fork"})], [], {}),
        bad("declines nothing", entry(KH, COMPLIED, OPENED, "entry.declined.v1", {"code": "policy"}), "re"),
        bad("declined with a code in capitals", entry(KH, COMPLIED, OPENED, "entry.declined.v1", {"code": "Policy"}, re=[NOTED]), "facts"),
        bad("handling null", entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": None}), "facts"),
        bad("closing names an entry", entry(VN, ERASED, OPENED, "dossier.closed.v1", {"reason": "done"}, re=[NOTED]), "re"),
        bad("erases what cannot be recalled", entry(KH, COMPLIED, OPENED, "entry.erased.v1", {"reason": "recall"}, re=[COMPLIED]), "recall"),
        succeeding("carried into a successor", "applied", "dossier.carried.v1", carried, content=NOTE),
        succeeding("successor accepted", "applied", "dossier.accepted.v1", {"succeeds": OPENED.entry.id}),
        succeeding("successor accepted by its opener", "void authority", "dossier.accepted.v1", {"succeeds": OPENED.entry.id}, VN),
        succeeding("acceptance that names another dossier", "void state", "dossier.accepted.v1", {"succeeds": NOTED.entry.id}),
        succeeding("acceptance with content", "void content", "dossier.accepted.v1", {"succeeds": OPENED.entry.id}, content=NOTE),
        succeeding("names an entry of the dossier before", "held missing", "dossier.noted.v1", note, re=[OPENED]),
        *(opening(name, "facts", facts) for name, facts in void_opening.items()),
        opening("that does not list its author", "participant", {**members, "participants": ["KH", "LA"]}),
        opening("of no exercise", "exercise", {**members, "exercise": False}),
        case("an entry twice", whole, ["member"], {}, entries=[opened, opened]),
        case("two cards of one party", whole, ["member"], {}, cards=[VN.card.token.text, VN.first.token.text]),
        case("a card's signature does not fit", whole, ["signature"], {}, cards=[VN.card.token.text[:-8] + "AAAAAAAA"]),
        case("a delivery that does not lead to its chain value", whole, ["digest"], {}, deliveries=[{**delivery, "ids": delivery["ids"][1:]}]),
        case("17 cards", whole, ["too-large"], {}, cards=[VN.card.token.text] * 17),
        case("a card that is no text", whole, ["member"], {}, cards=[1]),
        case("an entry that is no object", whole, ["member"], {}, entries=["x"]),
        case("a member too many", whole, ["member"], {}, note="x"),
        case("exported without a time", whole, ["time-format"], {}, exported="2026-11-03"),
        case("a dossier that is no id", whole, ["member"], {}, dossier="x"),
        case("version 2", whole, ["malformed"], {}, v=2),
        case("no entries", [], ["opening-missing"], {}, deliveries=[]),
    ]  # fmt: skip


def contents() -> list[dict[str, Any]]:
    """Contents by their type's form; what is refused is not kept, and the entry's verdict stands."""

    def case(name: str, expect: str, type_: str = "dossier.noted.v1", **changed: Any) -> dict[str, Any]:
        return {"name": name, "type": type_, "text": dump_json({**NOTE, **changed}).decode(), "expect": expect}

    def text(name: str, expect: str, whole: str) -> dict[str, Any]:
        return {"name": name, "type": "dossier.noted.v1", "text": whole, "expect": expect}

    whole = dump_json(NOTE).decode()
    return [
        case("a note", "ok"),
        case("of an entry carried over", "ok", "dossier.carried.v1"),
        case("of a type that has none", "content", "entry.erased.v1"),
        *(case(f"in the language {one}", "ok", language=one) for one in ("vi", "lo", "km", "en")),
        case("in another language", "content", language="fr"),
        case("text of one character", "ok", text="ក"),
        case("empty text", "content", text=""),
        case("text of 20,000 characters", "ok", text="ກ" * 20_000),
        case("text of 20,000 characters outside the first plane", "ok", text="😀" * 20_000),
        case("text of 20,001 characters", "content", text="x" * 20_001),
        case("quotation marks, backslashes and line breaks count once", "ok", text='"\\\n' * 6_666),
        case("text as a number", "content", text=1),
        case("officer of 21 letters", "content", officer="A" * 21),
        case("officer with a full stop", "content", officer="A" * 21 + "."),
        case("with signatory and telephone", "ok", signatory="Nguyễn Văn A", phone="+84 24 3823 4567"),
        case("signatory of 200 characters", "ok", signatory="ộ" * 200),
        case("signatory of 201 characters", "content", signatory="ộ" * 201),
        case("telephone of 40 characters", "ok", phone="1" * 40),
        case("telephone of 41 characters", "content", phone="1" * 41),
        case("signatory null", "content", signatory=None),
        case("signatory and telephone empty", "ok", signatory="", phone=""),
        case("unknown member", "content", subject="x"),
        text("without officer", "content", dump_json({"language": "vi", "text": "x"}).decode()),
        text("a member twice", "json", whole[:-1] + ',"language":"vi"}'),
        text("an array", "json", "[]"),
        text("no JSON", "json", "x"),
        text("nothing", "json", ""),
        text("a lone surrogate", "json", whole.replace("Đề", "\\ud800")),
        text("U+0000", "json", whole.replace("Đề", "\\u0000")),
        text("byte order mark", "json", "\ufeff" + whole),
    ]  # fmt: skip


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
        if {"signature", "digest", "key-unknown", "member", "malformed", "too-large", "time-format"} & set(problems):
            expected = verdicts
        expect = {"problems": sorted(problems), "verdicts": expected}
        return {"name": name, "file": json.dumps(file, ensure_ascii=False), "expect": expect}

    def bad(name: str, item: Item, code: str) -> dict[str, Any]:
        return case(name, [*all_items, item], [code], {item.entry.id: f"void {code}"})

    fork = entry(VN, OPENED, OPENED, "dossier.noted.v1", {"handling": "H2"}, re=[OPENED], content=NOTE)
    stranger = entry(LA, None, OPENED, "dossier.noted.v1", {"handling": "H0"})
    skipping = entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": "H2"}, seq=5)
    behind = entry(VN, skipping, OPENED, "dossier.noted.v1", {"handling": "H2"})
    unknown = entry(KH, COMPLIED, OPENED, "moon.landed.v1", {})
    after = entry(KH, unknown, OPENED, "dossier.noted.v1", {"handling": "H0"})
    old = entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": "H0"}, signer=VN.lost)
    lonely = entry(VN, ERASED, OPENED, "dossier.noted.v1", {"handling": "H0"}, re=[sha256(b"not here")])
    closed = entry(KH, COMPLIED, OPENED, "dossier.closed.v1", {"reason": "done"})
    three = {"cards": [KH.card.token.text, VN.card.token.text, LA.card.token.text]}
    return [
        case("whole dossier", all_items, [], {}),
        case("items in another order", all_items[::-1], [], {}),
        case("without receipts", all_items, [], {}, deliveries=[]),
        case("first entry of VN's left out: what stands on it is held", [OPENED, REPLY, ERASED, COMPLIED], [],
             {item.entry.id: "held missing" for item in (REPLY, ERASED, COMPLIED)}),
        case("names an entry that is not in the file", [*all_items, lonely], [], {lonely.entry.id: "held missing"}),
        case("stands on an entry of a type not known", [*all_items, unknown, after], [], {unknown.entry.id: "held type-unknown", after.entry.id: "held missing"}),
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
        case("follows an entry that follows none", [*all_items, skipping, behind], ["prev", "prev"],
             {skipping.entry.id: "void prev", behind.entry.id: "void prev"}),
        bad("prev of another author, and facts that the type does not have", entry(VN, ERASED, OPENED, "dossier.noted.v1", {"colour": "red"}, prev=REPLY.entry.id), "prev"),
        case("by a party that takes no part", [*all_items, stranger], ["participant"], {stranger.entry.id: "void participant"}, **three),
        case("two entries with one number", [OPENED, NOTED, fork], ["fork"], {}),
        case("under a revoked key, never receipted", [*all_items, old], ["key-revoked"], {item.entry.id: "applied" for item in all_items} | {old.entry.id: "unread"}),
        case("without a card of KH", all_items, ["key-unknown"] * 3,
             {item.entry.id: "applied" for item in (OPENED, NOTED, ERASED)} | {REPLY.entry.id: "unread", COMPLIED.entry.id: "unread"},
             cards=[VN.card.token.text]),
        case("one entry's facts changed", all_items, ["digest"], {}, entries=[item_object(OPENED), {**item_object(NOTED), "facts": item_object(OPENED)["facts"]}]),
        *_more(case, bad, all_items, delivery),
        case("not a dossier file", all_items, ["malformed"], {}, format="something else"),
        case("another dossier\'s id", all_items, ["opening-missing", *["participant"] * 5], {item.entry.id: "unread" for item in all_items}, dossier=sha256(b"other")),
    ]  # fmt: skip
