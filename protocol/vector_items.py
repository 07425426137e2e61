"""Test vectors: entries as they are carried, and their spellings. A part of make_vectors.py."""

from __future__ import annotations

import json
from typing import Any

from vector_parties import KH, NOTED, OPENED, REPLY, VN, flip, forge, other_spelling, payload, seed, with_header
from vector_signatures import accepted_by_some

from tripoint.ledger import jws
from tripoint.ledger.encoding import b64u, dump_json, sha256, un_b64u
from tripoint.ledger.entry import item_object


def items() -> list[dict[str, Any]]:
    """Entries as they are carried."""
    return [*_tokens(), *_signatures(), *_texts(), *_edges()]


def _signatures() -> list[dict[str, Any]]:
    good = item_object(NOTED)
    odd = accepted_by_some(str(good["jws"]), seed("VN node"))
    return [{"name": name, "item": {**good, "jws": token}, "expect": "signature"} for name, token in odd]


def _texts() -> list[dict[str, Any]]:
    """JSON in good and odd spellings, as facts that are digested and signed as they stand."""
    fields = payload(NOTED.entry.token.text)

    def case(name: str, expect: str, text: str) -> dict[str, Any]:
        whole = text.replace("SALT", '"salt":"' + b64u(seed(name, 16)) + '"')
        token = forge({**fields, "facts": sha256(whole.encode()), "content": None})
        return {"name": f"facts: {name}", "item": {"jws": token, "facts": whole, "content": None}, "expect": expect}

    most = 2**53 - 1
    return [
        case("spaces and line breaks between members", "ok", ' {\n\t"a" : 1 ,\r\n SALT } '),
        case("nested 16 deep", "ok", '{SALT,"a":' + "[" * 15 + "]" * 15 + "}"),
        case("nested 17 deep", "json-deep", '{SALT,"a":' + "[" * 16 + "]" * 16 + "}"),
        case("objects nested 17 deep", "json-deep", "{SALT" + ',"a":{"b":1' * 16 + "}" * 17),
        case("nested 8,000 deep", "json-deep", '{SALT,"a":' + "[" * 8_000 + "]" * 8_000 + "}"),
        case("brackets in a text nest nothing", "ok", '{SALT,"a":"' + "[{" * 20 + '"}'),
        case("brackets after an escaped quotation mark", "ok", '{SALT,"a":"\\"' + "[" * 20 + '"}'),
        case("twenty arrays side by side", "ok", '{SALT,"a":[' + ",".join(["[]"] * 20) + "]}"),
        case("largest integer", "ok", f'{{SALT,"a":{most}}}'),
        case("smallest integer", "ok", f'{{SALT,"a":-{most}}}'),
        case("minus nought", "ok", '{SALT,"a":-0}'),
        case("2^53", "json", f'{{SALT,"a":{most + 1}}}'),
        case("-2^53 in an array", "json", f'{{SALT,"a":[1,-{most + 1}]}}'),
        case("an integer of 6,000 digits", "json", '{SALT,"a":' + "9" * 6_000 + "}"),
        case("a leading nought", "json", '{SALT,"a":01}'),
        case("a plus sign", "json", '{SALT,"a":+1}'),
        case("a fraction", "json", '{SALT,"a":1.5}'),
        case("a fraction of nought", "json", '{SALT,"a":1.0}'),
        case("an exponent", "json", '{SALT,"a":1E3}'),
        case("digits in a text are no number", "ok", '{SALT,"a":"1.5e3 99999999999999999999 NaN"}'),
        case("NaN", "json", '{SALT,"a":NaN}'),
        case("Infinity", "json", '{SALT,"a":-Infinity}'),
        case("a member twice", "json", '{SALT,"a":1,"a":1}'),
        case("a member twice, once spelled otherwise", "json", '{SALT,"a":1,"\\u0061":2}'),
        case("a member twice further in", "json", '{SALT,"a":[{"b":1,"b":2}]}'),
        case("one name in two objects", "ok", '{SALT,"a":{"a":1}}'),
        case("U+0000", "json", '{SALT,"a":"x\\u0000"}'),
        case("U+0000 in a name", "json", '{SALT,"\\u0000":1}'),
        case("a backslash before u0000", "ok", '{SALT,"a":"\\\\u0000"}'),
        case("a bare control character", "json", '{SALT,"a":"\x01"}'),
        case("an escaped control character", "ok", '{SALT,"a":"\\u0001"}'),
        case("a lone high surrogate", "json", '{SALT,"a":"\\ud800"}'),
        case("a lone low surrogate in a name", "json", '{SALT,"\\udc00":1}'),
        case("surrogates in the wrong order", "json", '{SALT,"a":"\\udc00\\ud800"}'),
        case("a pair of surrogates", "ok", '{SALT,"a":"\\ud83d\\ude00"}'),
        case("byte order mark", "json", "\ufeff{SALT}"),
        case("a comma too many", "json", "{SALT,}"),
        case("a comment", "json", "{SALT}/**/"),
        case("a second value", "json", "{SALT}{}"),
        case("single quotation marks", "json", "{SALT,'a':1}"),
        case("nothing", "json", ""),
        case("a text", "json", '"SALT"'),
        case("salt as a number", "member", '{"salt":1}'),
        case("salt of 17 bytes", "member", '{"salt":"' + "A" * 23 + '"}'),
        case("salt with padding", "member", '{"salt":"' + "A" * 22 + '=="}'),
        case("salt with unused bits", "member", '{"salt":"' + "A" * 21 + 'B"}'),
        case("of 16,384 bytes", "ok", '{SALT,"a":"' + "a" * (16_384 - 40) + '"}'),
        case("of 16,385 bytes", "too-large", '{SALT,"a":"' + "a" * (16_385 - 40) + '"}'),
        case("of 16,385 bytes in fewer characters", "too-large", '{SALT,"a":"' + "ធ" * 5_448 + 'a"}'),
    ]


def _edges() -> list[dict[str, Any]]:
    """Bounds of an entry's members."""
    good = item_object(NOTED)
    token = str(good["jws"])
    fields = payload(token)
    head, body, signature = token.split(".")
    raw = un_b64u(body)

    def case(name: str, expect: str, jws: str) -> dict[str, Any]:
        return {"name": name, "item": {**good, "jws": jws}, "expect": expect}

    def signed(name: str, expect: str, **changed: Any) -> dict[str, Any]:
        return case(name, expect, forge({**fields, **changed}))

    spaced = next(b" " * count + raw for count in range(3) if (len(raw) + count) % 3)  # with bits that are not used
    name, more = "a" * 32, "a" * 25
    return [
        case("padding on the payload", "malformed", f"{head}.{b64u(spaced)}=.{signature}"),
        case("payload in another base64url spelling", "base64", f"{head}.{other_spelling(b64u(spaced))}.{signature}"),
        case("base64 in place of base64url", "malformed", f"{head}.{b64u(raw)[:-4]}+/+/.{signature}"),
        case("payload of one letter", "base64", f"{head}.A.{signature}"),
        case("empty payload", "json", f"{head}..{signature}"),
        case("empty text", "malformed", ""),
        case("signature of 65 bytes", "malformed", f"{head}.{body}.{b64u(un_b64u(signature) + b'x')}"),
        case("header of 201 letters", "malformed", f"{head}{'A' * (201 - len(head))}.{body}.{signature}"),
        case("letters outside ASCII", "malformed", f"{head}.{body}ធ.{signature}"),
        case("header without kid", "member", with_header(token, b'{"alg":"Ed25519","typ":"tripoint-entry"}')),
        case("kid of 31 bytes", "member", with_header(token, b'{"alg":"Ed25519","kid":"' + b"A" * 42 + b'","typ":"tripoint-entry"}')),
        case("alg as a number", "alg", with_header(token, b'{"alg":1,"kid":"' + VN.signer.kid.encode() + b'","typ":"tripoint-entry"}')),
        case("typ in capitals", "typ", with_header(token, b'{"alg":"Ed25519","kid":"' + VN.signer.kid.encode() + b'","typ":"Tripoint-Entry"}')),
        signed("type of the longest names", "ok", type=f"{name}.{name}.{more}.v999"),
        signed("type of 97 letters", "member", type=f"{name}.{name}.{more}aa.v999"),
        signed("type of four names", "member", type="a.b.c.d.v1"),
        signed("type of one name", "member", type="noted.v1"),
        signed("type with version 0", "member", type="dossier.noted.v0"),
        signed("type with a line break at its end", "member", type="dossier.noted.v1\n"),
        signed("largest seq", "ok", seq=2**31 - 1),
        signed("seq 2^31", "member", seq=2**31),
        signed("seq as a text", "member", seq="2"),
        signed("rules without a number", "member", rules="2026"),
        signed("rules in Khmer digits", "member", rules="២០២៦.1"),
        signed("16 references", "ok", re=[sha256(bytes([place])) for place in range(16)]),
        signed("a reference that is null", "member", re=[None]),
        signed("party in Cyrillic", "member", party="VМ"),
        signed("party with a line break", "member", party="VN\n"),
        signed("time with a fraction", "time-format", time="2026-11-02T09:10:00.5Z"),
        signed("time in small letters", "time-format", time="2026-11-02t09:10:00z"),
        signed("24 o'clock", "time-format", time="2026-11-02T24:00:00Z"),
        signed("time in Lao digits", "time-format", time="໒໐໒໖-11-02T09:10:00Z"),
        signed("29 February of a leap year", "ok", retain="2028-02-29"),
        signed("29 February of another year", "time-format", retain="2027-02-29"),
        signed("29 February of 2100", "time-format", retain="2100-02-29"),
        signed("content as false", "member", content=False),
        signed("facts as null", "member", facts=None),
    ]  # fmt: skip


def _tokens() -> list[dict[str, Any]]:
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
        case("signature in another base64url spelling", "malformed", jws=other_spelling(token)),
        case("padding on the signature", "malformed", jws=token + "=="),
        case("a line break in the payload", "malformed", jws=f"{head}.{body[:9]}\n{body[9:]}.{signature}"),
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
        signed("prev is no id", "member", prev="x"),
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
