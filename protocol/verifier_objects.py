"""Reads single Tripoint objects by docs/protocol.md alone: encoding, forms, tokens, cards, items, receipts, deliveries.

A part of verifier.py. Nothing here comes from the project's code."""

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from itertools import accumulate

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import errors, jwk, jws

# Forms: regular expressions over JSON text without spaces. `<X>` is the form X above; an object is its `member:form`s.
TABLE = r"""
S "(?:[^"\\]|\\.)*"
C "[a-z][a-z0-9-]{0,31}"
I "[\w-]{42}[AEIMQUYcgkosw048]"
M "[\w-]{22}"
P "[A-Z]{2}"
A \d+
N [1-9]\d*
T "(?=[^"]{1,96}")[a-z][a-z0-9-]{0,31}(?:\.[a-z][a-z0-9-]{0,31}){1,2}\.v[1-9]\d{0,2}"
K use:"sign"|"seal" kid:<I> public:<S> since:<S> until:<S>|null
R kid:<I> at:<S>
E url:<S> authority:<S>|null
L bundle_bytes:<A> unpacked_bytes:<A> entries:<A> bundles_per_minute:<A> bytes_per_minute:<A> blob_bytes:<A>
Q epoch:<N> position:<A> chain:<I>
V \[<I>,"(?:held|void|declined)","(?:[^"\\]|\\u.{4}|\\[^u]){0,64}"\]
header alg:"Ed25519" kid:<I> typ:<S>
card v:1 party:<P> number:<N> root:<S> issued:<S> exercise:true|false versions:\[(?:-?<A>,?){1,16}\] mailbox:<M> \
keys:\[(?:<K>,?){2,64}\] revoked:\[(?:<R>,?){0,64}\] endpoints:\[(?:<E>,?){0,8}\] limits:<L>
entry v:1 dossier:<I>|null type:<T> party:<P> seq:<N> prev:<S>|null re:\[(?:<I>,?){0,16}\] time:<S> \
rules:"\d{4}\.\d{1,4}" retain:<S> facts:<I> content:<I>|null
item jws:<S> facts:<S> content:null|\{"key":<S>,"text":<S>\}
bundle v:1 to:<P> mailbox:<M> seal:<S> key:<I> size:<A> digest:<I>
inside v:1 from:<P> to:<P> epoch:<N> first:<N> chain:<I> previous:<Q>|null entries:\[.*\] fill:\[.*\] evidence:\[.*\]
receipt v:1 from:<P> to:<P> epoch:<N> position:<A> chain:<I> at:<S> card:<A> verdicts:\[(?:<V>,?){0,512}\] \
want:\[(?:<I>,?){0,256}\]
delivery receipt:<S> after:<I> ids:\[(?:<I>,?){1,4096}\]
file format:"tripoint-dossier" v:1 dossier:<I> exported:<S> cards:\[(?:<S>,?)*\] entries:\[.*\] deliveries:\[.*\]
exercise.opened.v1 kind:"exercise" participants:\[(?:<P>,?){1,16}\] exercise:true|false succeeds?:<I>|null
dossier.noted.v1 handling?:"H[0-3]"
dossier.closed.v1 reason:"(?:done|successor|opened-in-error|fork)"
dossier.accepted.v1 succeeds:<I>
dossier.carried.v1 entry:<I> handling?:"H[0-3]"
entry.erased.v1 reason:"(?:correction|recall|person-request|court-order|retention)"
entry.erasure-complied.v1 result:"(?:destroyed|never-held)"
entry.declined.v1 code:<C>""".replace("\\\n", "")
FORMS = {}
for name, *members in map(str.split, TABLE.strip().splitlines()):
    parts = [re.sub("<(.)>", lambda letter: f"(?:{FORMS[letter[1]]})", member) for member in members]
    pairs = sorted(re.fullmatch(r"(\w+)(\??):(.*)", part).groups() for part in parts if re.match(r"\w+\??:", part))
    whole = "".join(f'(?:"{member}":(?:{form}),?){optional}' for member, optional, form in pairs)
    FORMS[name] = rf"\{{{whole}\}}" if pairs else parts[0]
PRIME, ORDER_8 = 2**255 - 19, 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL = {0, 1, PRIME - 1, ORDER_8, PRIME - ORDER_8}  # y of the points under which anything may count as signed
jws.default_registry.max_payload_length = 131072  # of the largest receipt


class Refused(Exception): ...


def need(condition, code="member"):
    if not condition:
        raise Refused(code)


def attempt(code, call, *arguments, **options):
    try:
        return call(*arguments, **options)
    except (ValueError, InvalidTag, errors.JoseError, zlib.error):
        raise Refused(code) from None


def digest(*parts):
    return urlsafe_b64encode(sha256(b"".join(parts)).digest()).decode().rstrip("=")


def unb64(text):
    data = attempt("base64", urlsafe_b64decode, text + "=" * (-len(text) % 4))
    need(urlsafe_b64encode(data).decode().rstrip("=") == text, "base64")
    return data


def parse(data):
    def members(pairs):
        need(len(dict(pairs)) == len(pairs), "json")
        return dict(pairs)

    text = attempt("json", str, data, "utf-8")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)  # without its strings
    need(max(accumulate((sign in "[{") - (sign in "]}") for sign in bare), default=0) <= 16, "json-deep")
    need(not re.search(r"\d[.eE]|[NI]", bare), "json")
    need(all(len(number) < 17 and int(number) < 2**53 for number in re.findall(r"\d+", bare)), "json")
    value = attempt("json", json.loads, text, object_pairs_hook=members)
    spelled = attempt("json", json.dumps(value, ensure_ascii=False).encode)  # fails for lone surrogates
    need(isinstance(value, dict) and not re.search(rb"(?<!\\)(?:\\\\)*\\u0000", spelled), "json")
    return value


def matches(value, form):
    return re.fullmatch(FORMS[form], json.dumps(value, sort_keys=True, separators=(",", ":")))


def fits(value, form):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    for name, moment in re.findall(r'"(issued|since|until|at|time|exported|retain)":"(.*?)"', text):
        clock = "" if name == "retain" else r"T\d\d:\d\d:\d\dZ"
        need(re.fullmatch(rf"\d{{4}}-\d\d-\d\d{clock}", moment), "time-format")
        attempt("time-format", datetime.fromisoformat, moment)
    need(matches(value, form))
    need(all(int(number) < 2**31 for number in re.findall(r'"(?:number|seq|epoch|card)":(\d+)', text)))


def read_token(text, typ, limit):
    need(len(text) <= limit, "too-large")
    need(text.isascii() and text.count(".") == 2, "malformed")
    head, body, signature = text.split(".")
    need(len(head) <= 200, "malformed")
    header = parse(unb64(head))
    need(header.keys() == {"alg", "kid", "typ"})
    need(header["alg"] == "Ed25519", "alg")
    fits(header, "header")
    need(header["typ"] == f"tripoint-{typ}", "typ")
    need(len(unb64(signature)) == 64, "malformed")
    payload = parse(unb64(body))
    fits(payload, typ)
    return payload | {"kid": header["kid"], "jws": text, "id": digest(f"{head}.{body}".encode())}


def verify(token, card, excused=False):
    """By a signing key of the card, not revoked unless the token is excused."""
    need(card and token["kid"] in card["signing"], "key-unknown")
    key = card["signing"][token["kid"]]
    for point in unb64(key.as_dict()["x"]), unb64(token["jws"].rpartition(".")[2])[:32]:
        y = int.from_bytes(point, "little") % 2**255
        need(y < PRIME and y not in SMALL, "signature")
    attempt("signature", jws.deserialize_compact, token["jws"], key, ["Ed25519"])
    need(excused or token["kid"] not in [end["kid"] for end in card["revoked"]], "key-revoked")


def read_card(text, root=None):
    card = read_token(text, "card", 65536)
    signing, limits, least = {}, card["limits"], (2**20, 2**22, 128, 1, 65536)
    for key in [{"use": "root", "kid": card["kid"], "public": card["root"]}, *card["keys"]]:
        raw, seals = unb64(key["public"]), key["use"] == "seal"
        need(len(raw) == (1216 if seals else 32))
        public = None if seals else jwk.OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": key["public"]})
        need(key["kid"] == (digest(raw) if seals else public.thumbprint()))
        if key["use"] == "root":
            need(root in (None, card["root"]), "card-root")
            verify(card, {"signing": {key["kid"]: public}, "revoked": []})
        elif key["use"] == "sign":
            need(key["kid"] not in signing)
            signing[key["kid"]] = public
    need({"sign", "seal"} == {key["use"] for key in card["keys"]})
    need({end["kid"] for end in card["revoked"]} <= signing.keys())
    sizes = ("bundle_bytes", "unpacked_bytes", "entries", "bundles_per_minute", "bytes_per_minute")
    need(all(limits[name] >= most for name, most in zip(sizes, least, strict=True)))
    need(limits["bundle_bytes"] <= 2**26 and limits["unpacked_bytes"] <= 2**28 and limits["entries"] <= 4096)
    return card | {"signing": signing}


def read_item(item):
    fits(item, "item")
    entry, facts, content = read_token(item["jws"], "entry", 6000), item["facts"].encode(), item["content"]
    first = entry["seq"] == 1
    need(entry["prev"] is None if first else entry["dossier"] and matches(entry["prev"], "I"), "prev")
    need(len(set(entry["re"])) == len(entry["re"]))
    need(len(facts) <= 16384 and (not content or len(content["text"].encode()) <= 262144), "too-large")
    coded = parse(facts)
    need(isinstance(salt := coded.pop("salt", None), str) and len(unb64(salt)) == 16)
    need(digest(facts) == entry["facts"], "digest")
    if content:
        key, label = unb64(content["key"]), b"tripoint-content-v1"
        need(len(key) == 32)
        sealed = AESGCM(key).encrypt(bytes(12), content["text"].encode(), label)
        need(digest(sha256(label + b"-key" + key).digest(), sealed) == entry["content"], "digest")
    return entry | {"facts": coded, "dossier": entry["dossier"] or entry["id"], "opens": entry["dossier"] is None}


def link(chain, ids):
    for one in ids:
        chain = digest(unb64(chain), one.encode())
    return chain


def read_delivery(delivery):
    """Its receipt, and its ids tied to it; the receipt is not verified."""
    fits(delivery, "delivery")
    receipt = read_token(delivery["receipt"], "receipt", 131072)
    need(link(delivery["after"], delivery["ids"]) == receipt["chain"], "digest")
    return receipt | {"ids": delivery["ids"]}


def proves(receipts, entry):
    """Whether another than the author had the entry, in the author's own feed."""
    return any(r["to"] == entry["party"] != r["from"] and entry["id"] in r["ids"] for r in receipts)


def verify_receipt(receipt, cards):
    need(receipt["from"] in cards, "party-unknown")
    verify(receipt, cards[receipt["from"]])
