"""Checks Tripoint records by docs/protocol.md alone: nothing here or in verifier_*.py comes from the project's code.

`python protocol/verifier.py protocol/vectors` compares every test vector with what this program finds,
`python protocol/verifier.py DOSSIER.json` checks a dossier file and says what it shows."""

import json
import sys
from base64 import b64decode
from collections import Counter
from hashlib import sha256
from pathlib import Path

import verifier_objects as objects
from verifier_bundles import take
from verifier_verdicts import judge

SAYINGS = {
    "signature": "the signature does not fit",
    "key-unknown": "the key is on no card of its author in this file",
    "key-revoked": "the key was revoked, and nobody else is shown to have had this before",
    "party-unknown": "a receipt comes from a party whose card is not in this file",
    "digest": "something is not what was signed",
    "fork": "one party signed two entries with one number: two histories",
    "participant": "an entry is of another dossier, or of a party that takes no part",
    "opening-missing": "the entry that opens the dossier is not in this file",
    "missing": "an entry that it stands on is not in this file",
    "type-unknown": "this program does not know what such an entry means",
}


def check(data):
    """The problems of a dossier file, a verdict on each of its entries, its cards, entries and receipts."""
    problems, verdicts, entries, receipts = [], {}, {}, []
    try:
        objects.need(len(data) <= 2**26, "too-large")
        file = objects.parse(data)
        named = (file.get("format"), file.get("v"), type(file.get("v"))) == ("tripoint-dossier", 1, int)
        objects.need(named and objects.matches(file.get("dossier"), "I"), "malformed")
        objects.fits(file, "file")
        sizes = (len(file["cards"]) / 16, len(file["entries"]) / 20000, len(file["deliveries"]) / 20000)
        objects.need(max(sizes) <= 1, "too-large")
        cards = {card["party"]: card for card in map(objects.read_card, file["cards"])}
        items = [objects.read_item(item) for item in file["entries"]]
        deliveries = [objects.read_delivery(delivery) for delivery in file["deliveries"]]
        objects.need(len(cards) == len(file["cards"]) and len({item["id"] for item in items}) == len(items))
    except objects.Refused as refused:
        return [str(refused)], {}, {}, {}, []
    for receipt in deliveries:
        try:
            objects.verify_receipt(receipt, cards)
            receipts.append(receipt)
        except objects.Refused as refused:
            problems += [str(refused)] if str(refused) != "key-revoked" else []  # it only proves nothing
    for entry in items:
        try:
            objects.need(entry["dossier"] == file["dossier"], "participant")
            objects.verify(entry, cards.get(entry["party"]), objects.proves(receipts, entry))
            entries[entry["id"]] = entry
        except objects.Refused as refused:
            problems.append(str(refused))
            verdicts[entry["id"]] = "unread"
    places = Counter((entry["party"], entry["seq"]) for entry in entries.values())
    problems += ["fork"] * len({party for (party, _), count in places.items() if count > 1})
    problems += ["opening-missing"] if file["dossier"] not in entries else []
    verdicts |= judge(entries)
    problems += [verdict[5:] for verdict in verdicts.values() if verdict.startswith("void")]
    return problems, verdicts, cards, {entry["id"]: entry for entry in items}, receipts


def tell(path):
    problems, verdicts, cards, entries, receipts = check(path.read_bytes())
    for card in cards.values():
        root = int.from_bytes(sha256(b"tripoint-root-v1" + objects.unb64(card["root"])).digest()) >> 124
        words = " ".join(str((root >> 11 * place) % 2048 + 1) for place in reversed(range(12)))
        print(f"{card['party']}: the words of its root stand at these lines of the BIP-39 list: {words}")
    for name, entry in entries.items():
        verdict, _, code = verdicts[name].partition(" ")
        print(f"{entry['party']} {entry['seq']}, {entry['type']}: {verdict}{code and f' ({SAYINGS.get(code, code)})'}")
    for receipt in receipts:
        print(f"{receipt['from']} had {len(receipt['ids'])} of these entries, by its own clock at {receipt['at']}")
    for code, count in Counter(problems).items():
        print(f"PROBLEM ({count} times): {SAYINGS.get(code, 'refused for the reason that the protocol calls ' + code)}")
    held = sum(verdict.startswith("held") for verdict in verdicts.values())
    print(f"Not judged: {held} entries, for what is lacking here." if held else "No entry waits for another.")
    print("Something is wrong." if problems else "Sound: every statement was signed as shown, and is unchanged since.")
    print("Not shown: that a root is the ministry's, that no last entry was left out, that a statement is true.")
    return bool(problems)


def outcome(name, case, cards, keys):
    calls = {
        "cards": lambda: objects.read_card(case["card"], case["root"]),
        "items": lambda: objects.verify(item := objects.read_item(case["item"]), cards.get(item["party"])),
        "receipts": lambda: objects.verify_receipt(objects.read_token(case["receipt"], "receipt", 131072), cards),
        "deliveries": lambda: objects.verify_receipt(objects.read_delivery(case["delivery"]), cards),
        "bundles": lambda: take(b64decode(case["bundle"]), case["feed"], cards, keys),
    }
    if name == "dossiers":
        problems, verdicts, *_ = check(case["file"].encode())
        return sorted(problems), verdicts
    try:
        calls[name]()
    except objects.Refused as refused:
        return str(refused)
    return "ok"


def compare(folder):
    files = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}
    keys, differing = files.pop("keys"), 0
    cards = {party: objects.read_card(held["card"]) for party, held in keys["parties"].items()}
    for name, cases in files.items():
        wrong = []
        for case in cases:
            expected, found = case.get("expect"), outcome(name, case, cards, keys)
            if found != (expected or (sorted(case["problems"]), case["verdicts"])):
                wrong.append(f"  {case['name']}: {expected or case} expected, {found} found")
        print(f"{name}: {len(cases) - len(wrong)} of {len(cases)} agree", *wrong, sep="\n")
        differing += len(wrong)
    return differing > 0


if __name__ == "__main__":
    given = Path(sys.argv[1])
    sys.exit(compare(given) if given.is_dir() else tell(given))
