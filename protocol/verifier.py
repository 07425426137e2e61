"""A second implementation of docs/protocol.md. It shares no code with the first, and reads the document's own lists of
forms (§12) and types (§11). `verifier.py VECTORS` compares all test vectors, `verifier.py FILE` checks a dossier file."""

import json
import re
import sys
import zlib
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ed25519, mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

DOCUMENT = (Path(__file__).parents[1] / "docs" / "protocol.md").read_text("utf-8")
LIST = re.search(r"```forms\n(.*?)```", DOCUMENT, re.S)[1]
RANGES = {name: range(int(low), int(high) + 1) for name, low, high in re.findall(r'"(\w+)":<(\d+)-(\d+)>', LIST)}
MOMENTS, FORMS = dict(re.findall(r'"(\w+)":<(time|date)\b', LIST)), {}
for name, form in map(str.split, re.sub(r"<\d+-\d+>", r"-?\\d+", LIST).splitlines()):
    FORMS[name] = re.sub(r"<([\w-]+)(\??)>", lambda one: f"(?:{FORMS[one[1]]}{'|null' * len(one[2])})", form)
TYPES = {row[0]: row[1:] for row in re.findall(r"^\| `(\S+)` \| (\w+) \| (.*) \| (\w+) \| (\w+) \|$", DOCUMENT, re.M)}
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
PRIME, ORDER_8 = 2**255 - 19, 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL = {0, 1, PRIME - 1, ORDER_8, PRIME - ORDER_8}  # y of the points of small order
MOST = {"bundle": 2048, "card": 65536, "entry": 6000, "fetch": 2048, "receipt": 131072, "restore": 4096}  # characters
PARTS = {b"B": 2**26, b"R": 131072, b"F": 20 * 2**20}  # bytes of a bundle, a receipt, a blob in a carried file


class Refused(Exception): ...


def need(condition, code="member"):
    if not condition:
        raise Refused(code)


def attempt(code, call, *arguments, **options):
    try:
        return call(*arguments, **options)
    except (ValueError, InvalidTag, InvalidSignature, zlib.error):
        raise Refused(code) from None


def b64(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text):
    data = attempt("base64", urlsafe_b64decode, text + "=" * (-len(text) % 4))
    need(b64(data) == text, "base64")
    return data


def digest(*parts):
    return b64(sha256(b"".join(parts)).digest())


def parse(data):
    def members(pairs):
        need(len(dict(pairs)) == len(pairs), "json")
        return dict(pairs)

    text = attempt("json", str, data, "utf-8")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    need(all(len(number) < 17 and int(number) < 2**53 for number in re.findall(r"\d+", bare)), "json")
    for _ in range(16):
        bare = re.sub(r"[\[{][^\[\]{}]*[\]}]", "", bare)
    need(not re.search(r"[\[{]", bare), "json-deep")
    value = attempt("json", json.loads, text, object_pairs_hook=members, parse_float=int, parse_constant=int)
    attempt("json", json.dumps(value, ensure_ascii=False).encode)  # a lone surrogate has no bytes
    need(isinstance(value, dict) and not re.search(r"(?<!\\)(?:\\\\)*\\u0000", text), "json")
    return value


def fits(value, form, code="member"):
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    for name, moment in re.findall(rf'"({"|".join(MOMENTS)})":"(.*?)"', text):
        need(re.fullmatch(FORMS[MOMENTS[name]], f'"{moment}"'), "time-format")
        attempt("time-format", datetime.fromisoformat, moment)
    need(re.fullmatch(FORMS.get(form, "none"), text), code)
    need(all(int(number) in RANGES[name] for name, number in re.findall(r'"(\w+)":(-?\d+)', text)))


def read(text, typ):
    """A token's payload with its key id, its id, and what verify needs (§2)."""
    need(len(text) <= MOST[typ], "too-large")
    need(re.fullmatch(r"[A-Za-z0-9_-]{1,200}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{85}[AQgw]", text), "malformed")
    head, body, signature = map(unb64, text.split("."))
    header, payload, signed = parse(head), parse(body), text.rpartition(".")[0].encode()
    need(header.get("alg", "Ed25519") == "Ed25519", "alg")
    fits(header, "header")
    need(header["typ"] == f"tripoint-{typ}", "typ")
    fits(payload, typ)
    return payload | {"kid": header["kid"], "id": digest(signed), "signed": (signature, signed)}


def verify(token, card, excused=False):
    """That a signing key of the card signed the token, and one not revoked unless the token is excused."""
    need(card and token["kid"] in card["signing"], "key-unknown")
    key, (signature, signed) = card["signing"][token["kid"]], token["signed"]
    for point in key, signature[:32]:
        y = int.from_bytes(point, "little") % 2**255
        need(y < PRIME and y not in SMALL, "signature")
    attempt("signature", ed25519.Ed25519PublicKey.from_public_bytes(key).verify, signature, signed)
    need(excused or token["kid"] not in card["ended"], "key-revoked")


def excuses(receipt, entry):
    """A receipt that held the entry for its key, or whose list of verdicts is full, excuses nothing."""
    return len(receipt["verdicts"]) < 512 and [entry["id"], "held", "key-revoked"] not in receipt["verdicts"]


def believed(tokens, cards, problems, receipts=()):
    """Those that verify. What a revoked key signed does if another had it in its author's feed before (§3)."""
    for token in tokens:
        party = token.get("party") or token["from"]
        shown = any(
            one["to"] == party != one["from"] and token["id"] in one["ids"] and excuses(one, token) for one in receipts
        )
        try:
            verify(token, cards.get(party), shown)
            yield token
        except Refused as refused:
            problems.append(str(refused))


def read_card(text, held=None):
    """A card that is good by itself, and after the one that is held (§3)."""
    card, signing, sealing = read(text, "card"), {}, set()
    ended = {end["kid"] for end in card["revoked"]}
    for key in [{"use": "root", "kid": card["kid"], "public": card["root"]}, *card["keys"]]:
        jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{key["public"]}"}}'.encode()
        need(key["kid"] == digest(unb64(key["public"]) if key["use"] == "seal" else jwk) and key["kid"] not in signing)
        if key["use"] == "root":
            verify(card, {"signing": {key["kid"]: unb64(key["public"])}, "ended": ()})
        elif key["use"] == "sign":
            signing[key["kid"]] = unb64(key["public"])
        else:
            sealing.add(key["kid"])
    need(signing and sealing and ended <= signing.keys())
    if held:
        need(card["root"] == held["root"], "card-root")
        need(card["exercise"] == held["exercise"], "exercise")
        need(card["number"] >= held["number"], "card-old")
        need(card["number"] > held["number"] or card["id"] == held["id"], "card-fork")
        need(held["signing"].keys() <= signing.keys() and held["ended"] <= ended)
    return card | {"signing": signing, "sealing": sealing, "ended": ended}


def read_item(item):
    fits(item, "item")
    entry, facts, content = read(item["jws"], "entry"), item["facts"].encode(), item["content"]
    need((entry["prev"] is None) == (entry["seq"] == 1) and (entry["dossier"] or entry["seq"] == 1), "prev")
    need(len(set(entry["re"])) == len(entry["re"]))
    need(len(facts) <= 16384 and (not content or len(content["text"].encode()) <= 262144), "too-large")
    coded = parse(facts)
    fits(coded.pop("salt", None), "salt")
    need(digest(facts) == entry["facts"], "digest")
    if content:
        key, label = unb64(content["key"]), b"tripoint-content-v1"
        sealed = AESGCM(key).encrypt(bytes(12), content["text"].encode(), label)
        need(digest(sha256(label + b"-key" + key).digest(), sealed) == entry["content"], "digest")
    return entry | {"facts": coded, "dossier": entry["dossier"] or entry["id"], "opens": not entry["dossier"]}


def link(chain, ids):
    """The chain value after `ids` (§7); it begins with a feed's sender, recipient and epoch, or an earlier value."""
    if isinstance(chain, tuple):
        chain = digest("tripoint-chain-v1\n{}\n{}\n{}\n".format(*chain).encode())
    for one in ids:
        chain = digest(unb64(chain), one.encode())
    return chain


def read_delivery(delivery):
    fits(delivery, "delivery")
    receipt = read(delivery["receipt"], "receipt")
    need(link(delivery["after"], delivery["ids"]) == receipt["chain"], "digest")
    return receipt | {"ids": delivery["ids"]}


def admit(entry, entries, verdicts):
    """Raises the first reason for which an entry is void (§5, §11)."""
    who, names, content, _ = TYPES[entry["type"]]
    kind, party, facts, opening = entry["type"], entry["party"], entry["facts"], entries[entry["dossier"]]
    about, before = [entries[one] for one in entry["re"]], entries.get(entry["prev"])
    need(not before or (before["party"], before["seq"]) == (party, entry["seq"] - 1), "prev")
    need(verdicts.get(entry["prev"]) != "void prev", "prev")  # a broken chain stays broken
    need((who == "opening") == (entry is opening), "kind")
    fits(facts, kind, "facts")
    need(entry is not opening or sorted(set(facts["participants"])) == facts["participants"], "facts")
    need(content != "none" or not entry["content"], "content")
    agreed = opening["facts"] if entry is opening or verdicts[opening["id"]] == "applied" else {"participants": ()}
    need(party in agreed["participants"], "participant")
    need(who in ("any", "opening") or (who == "opener") == (party == opening["party"]), "authority")
    need(about or not names.startswith("1"), "re")
    need(all(verdicts[one["id"]] == "applied" and ("any" in names or one["type"] in names) for one in about), "re")
    mine = [one["party"] == party and TYPES[one["type"]][3] for one in about]  # how far they may be recalled
    need(kind != "entry.erased.v1" or set(mine) == {"owner"}, "recall")
    need(kind != "entry.erasure-complied.v1" or not any(mine), "authority")
    need(kind != "exercise.opened.v1" or facts["exercise"], "exercise")
    need(kind != "dossier.accepted.v1" or facts["succeeds"] == agreed.get("succeeds"), "state")
    need(kind != "dossier.carried.v1" or agreed.get("succeeds"), "state")


def judge(entries):
    """A verdict on each entry, in whatever order resolves them."""
    verdicts, judged, ready = {}, {None}, [None]
    while ready:
        waiting = [entry for name, entry in entries.items() if name not in verdicts]
        ready = [one for one in waiting if {one["dossier"], one["prev"], *one["re"]} - {one["id"]} <= judged]
        for entry in ready:
            verdicts[entry["id"]] = "held type-unknown"
            if entry["type"] in TYPES:
                judged.add(entry["id"])
                try:
                    admit(entry, entries, verdicts)
                    verdicts[entry["id"]] = "applied"
                except Refused as refused:
                    verdicts[entry["id"]] = f"void {refused}"
    return dict.fromkeys(entries, "held missing") | verdicts


def check(data):
    """The problems of a dossier file, and a verdict on each of its entries (§8)."""
    lapses, problems = [], []
    try:
        need(len(data) <= 2**26, "too-large")
        file = parse(data)
        need((file.get("format"), file.get("v")) == ("tripoint-dossier", 1), "malformed")
        fits(file, "file")
        need(len(file["cards"]) <= 16 and max(len(file["entries"]), len(file["deliveries"])) <= 20000, "too-large")
        cards = {card["party"]: card for card in map(read_card, file["cards"])}
        items = {item["id"]: item for item in map(read_item, file["entries"])}
        receipts = [*map(read_delivery, file["deliveries"])]
        need(len(cards) == len(file["cards"]) and len(items) == len(file["entries"]))
    except Refused as refused:
        return {"problems": [str(refused)], "verdicts": {}}
    receipts = [*believed(receipts, cards, lapses)]
    here = [item for item in items.values() if item["dossier"] == file["dossier"]]
    entries = {entry["id"]: entry for entry in believed(here, cards, problems, receipts)}
    verdicts = dict.fromkeys(items, "unread") | judge(entries)
    places = Counter((entry["party"], entry["seq"]) for entry in entries.values())
    problems += [code for code in lapses if code != "key-revoked"] + ["participant"] * (len(items) - len(here))
    problems += ["fork"] * len({party for (party, _), count in places.items() if count > 1})
    problems += ["opening-missing"] * (file["dossier"] not in entries)
    problems += [verdict[5:] for verdict in verdicts.values() if verdict.startswith("void")]
    return {"problems": sorted(problems), "verdicts": verdicts}


def unseal(sealed, envelope, seeds, most):
    keys = mlkem.MLKEM768PrivateKey.from_seed_bytes(seeds[:64]), x25519.X25519PrivateKey.from_private_bytes(seeds[64:])
    info = f"tripoint-bundle-v1\n{envelope['kid']}\n{envelope['to']}".encode()
    plain = attempt("seal", SUITE.decrypt, sealed, hpke.MLKEM768X25519PrivateKey(*keys), info)
    end, stream = 4 + int.from_bytes(plain[:4]), zlib.decompressobj()
    step = 1 << (end.bit_length() - 1 - (end.bit_length() - 1).bit_length())
    need(len(plain) == max(512, -(-end // step) * step) and not any(plain[end:]), "padding")
    text = attempt("malformed", stream.decompress, plain[4:end], most + 1)
    need(len(text) <= most, "bomb")
    need(stream.eof and not stream.unused_data, "malformed")
    return parse(text)


def take(data, feed, cards, limits, seeds, me="KH"):
    """Takes a bundle as its recipient (§6, §7)."""
    need(len(data) <= limits["bundle_bytes"], "too-large")
    body = 8 + int.from_bytes(data[4:8])
    start = body + 4 + int.from_bytes(data[body : body + 4])
    need(data[:4] == b"TPB1" and start <= len(data), "malformed")
    head, card, sealed = data[8:body].decode("latin-1"), data[body + 4 : start].decode("latin-1"), data[start:]
    envelope = read(head, "bundle")
    need(envelope["seal"] == "HPKE-MLKEM768-X25519-HKDF-SHA256-AES-256-GCM", "alg")
    need((envelope["size"], envelope["digest"]) == (len(sealed), digest(sealed)), "digest")
    need(envelope["to"] == me, "recipient")
    if card:
        party, number = (read_card(card)[name] for name in ("party", "number"))
        need(party in cards, "party-unknown")
        cards = cards | ({party: read_card(card, cards[party])} if number >= cards[party]["number"] else {})
    holders = {party: card for party, card in cards.items() if envelope["kid"] in card["signing"]}
    need(me not in holders, "sender")
    verify(envelope, next(iter(holders.values()), None), excused=True)
    senders = [party for party, card in holders.items() if envelope["kid"] not in card["ended"]]
    need(senders, "key-revoked")
    need(envelope["key"] in cards[me]["sealing"], "seal")
    inside, lapses = unseal(sealed, envelope, seeds, limits["unpacked_bytes"]), []
    fits(inside, "inside")
    need(len(inside["entries"] + inside["fill"]) <= limits["entries"] and len(inside["evidence"]) <= 64, "too-large")
    need(inside["from"] in senders and inside["to"] == me, "sender")
    receipts = [*believed(map(read_delivery, inside["evidence"]), cards, lapses)]
    need("signature" not in lapses, "signature")
    entries, fill = ([*map(read_item, inside[name])] for name in ("entries", "fill"))
    for entry in entries:
        verify(entry, cards.get(entry["party"]), excused=True)
        need(entry["party"] == inside["from"], "participant")
    proven = [*believed(entries + fill, cards, lapses := [], receipts)]
    need("signature" not in lapses, "signature")
    ids = [entry["id"] for entry in entries]
    need(len(set(ids)) == len(ids), "feed-chain")
    epoch, before, taken = inside["epoch"], inside["first"] - 1, feed["ids"]
    if epoch != feed["epoch"]:
        stood = {name: feed[name] for name in ("epoch", "position", "chain")}
        need(epoch == feed["epoch"] + 1 and inside["previous"] == stood, "feed-epoch")
        taken = []
    need(before <= len(taken), "feed-gap")
    need(inside["chain"] == link((inside["from"], me, epoch), taken[:before]), "feed-chain")
    need(all(one == other for one, other in zip(ids, taken[before:], strict=False)), "feed-chain")
    openings = set(feed["ids"])
    for entry in fill + entries:
        if entry["opens"]:
            need({inside["from"], me} <= set(entry["facts"].get("participants", ())), "participant")
            need(entry["facts"].get("exercise") == cards[me]["exercise"], "exercise")
            openings.add(entry["id"])
        need(entry["dossier"] in openings, "opening-missing")
    codes = [(entry, "key-revoked" if entry in entries else "unproven") for entry in fill + entries]
    return {entry["id"]: code for entry, code in codes if entry not in proven}  # held, and the feed goes on (§3)


def answer(case, feed, asked, cards, now, me="KH"):
    """Answers a question for a blob, or after a restore (§10, Carriers)."""
    question = read(case["token"], case["asks"])
    verify(question, cards.get(question["from"]))
    need(question["to"] == me, "recipient")
    away = abs(datetime.fromisoformat(question["at"]) - datetime.fromisoformat(now)).total_seconds()
    need(away <= 600, "time" if case["asks"] == "fetch" else "restore")
    if case["asks"] == "fetch":
        need((question["from"], question["nonce"]) not in asked, "replay")
        asked.add((question["from"], question["nonce"]))
        return
    feeds = {"outgoing": ((question["from"], me, 1), feed["ids"]), "incoming": ((me, question["from"], 1), [])}
    for point, (start, ids) in ((question[name], own) for name, own in feeds.items()):
        need(point["epoch"] == 1 and point["position"] <= len(ids), "restore")
        need(point["chain"] == link(start, ids[: point["position"]]), "restore")


def unpack(data):
    """Tells the parts of a carried file apart."""
    place, end = 8, len(data) - 33
    need(re.match(rb"TPF1[A-Z]{4}", data) and data[-32:] == sha256(data[:-32]).digest(), "refused")
    while place < end:
        size = int.from_bytes(data[place + 1 : place + 5])
        need(size <= PARTS.get(data[place : place + 1], -1), "refused")
        place += 5 + size
    need(place == end and data[end : end + 1] == b"E", "refused")


def compare(folder):
    files = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}
    keys, asked, differing = files.pop("keys"), set(), 0
    cards = {party: read_card(held["card"]) for party, held in keys["parties"].items()}
    seeds = unb64(keys["parties"]["KH"]["sealing_seeds"])
    calls = {
        "cards": lambda case: read_card(case["card"]),
        "successions": lambda case: read_card(case["card"], read_card(case["held"])),
        "items": lambda case: verify(item := read_item(case["item"]), cards.get(item["party"])),
        "contents": lambda case: fits(parse(case["text"].encode()), TYPES[case["type"]][2], "content"),
        "receipts": lambda case: verify(read(case["receipt"], "receipt"), cards["KH"]),
        "deliveries": lambda case: verify(read_delivery(case["delivery"]), cards["KH"]),
        "questions": lambda case: answer(case, keys["feed"], asked, cards, keys["now"]),
        "bundles": lambda case: need(
            take(b64decode(case["bundle"]), case["feed"], cards, keys["limits"], seeds) == case["unproven"], "unproven"
        ),
        "parcels": lambda case: unpack(b64decode(case["file"])),
        "dossiers": lambda case: check(case["file"].encode()),
    }
    for kind, cases in files.items():
        for case in cases:
            try:
                value = calls[kind](case)
                found = value if kind == "dossiers" else "ok"
            except Refused as refused:
                found = str(refused)
            if found != case["expect"]:
                print(f"{kind}: {case['name']}: {case['expect']} expected, {found} found")
                differing += 1
    print(f"{sum(map(len, files.values())) - differing} of {sum(map(len, files.values()))} vectors agree")
    return differing > 0


if __name__ == "__main__":
    given = Path(sys.argv[1])
    sys.exit(compare(given) if given.is_dir() else print(json.dumps(check(given.read_bytes()), indent=1)))
