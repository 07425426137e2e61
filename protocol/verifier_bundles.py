"""Takes a Tripoint bundle as its recipient would, by docs/protocol.md (§6, §7) alone. For verifier.py's test vectors."""

import zlib

import verifier_objects as objects
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def proven(deliveries, cards):
    """The receipts among the evidence that verify; one of an unknown party, or under no key in force, proves nothing."""
    receipts = [objects.read_delivery(one) for one in deliveries]
    for receipt in list(receipts):
        try:
            objects.verify_receipt(receipt, cards)
        except objects.Refused as refused:
            if str(refused) == "signature":
                raise
            receipts.remove(receipt)
    return receipts


def unseal(sealed, envelope, seeds, most):
    mlkem_key = mlkem.MLKEM768PrivateKey.from_seed_bytes(seeds[:64])
    x25519_key = x25519.X25519PrivateKey.from_private_bytes(seeds[64:])
    info = f"tripoint-bundle-v1\n{envelope['kid']}\n{envelope['to']}".encode()
    plain = objects.attempt("seal", SUITE.decrypt, sealed, hpke.MLKEM768X25519PrivateKey(mlkem_key, x25519_key), info)
    end = 4 + int.from_bytes(plain[:4])
    exponent = end.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    objects.need(len(plain) == max(512, -(-end // step) * step) and not any(plain[end:]), "padding")
    stream = zlib.decompressobj()
    text = objects.attempt("malformed", stream.decompress, plain[4:end], most + 1)
    objects.need(len(text) <= most, "bomb")
    objects.need(stream.eof and not stream.unused_data, "malformed")
    inside = objects.parse(text)
    objects.fits(inside, "inside")
    return inside


def take(data, feed, cards, keys, me="KH"):
    limits, parts, rest = keys["limits"], [], data[4:]
    objects.need(len(data) <= limits["bundle_bytes"], "too-large")
    for _ in range(2):
        length = int.from_bytes(rest[:4])
        objects.need(data[:4] == b"TPB1" and 4 + length <= len(rest), "malformed")
        parts, rest = [*parts, rest[4 : 4 + length].decode("latin-1")], rest[4 + length :]
    envelope = objects.read_token(parts[0], "bundle", 2048)
    objects.need(envelope["seal"] == "HPKE-MLKEM768-X25519-HKDF-SHA256-AES-256-GCM", "alg")
    objects.need((envelope["size"], envelope["digest"]) == (len(rest), objects.digest(rest)), "digest")
    objects.need(envelope["to"] == me, "recipient")
    if parts[1]:
        card = objects.read_card(parts[1])
        objects.need(card["party"] in cards, "party-unknown")
        objects.need(card["root"] == cards[card["party"]]["root"], "card-root")
        cards = cards | {card["party"]: max(cards[card["party"]], card, key=lambda one: one["number"])}
    holders = [card for card in cards.values() if envelope["kid"] in card["signing"]]
    objects.need(cards[me] not in holders, "sender")
    current = [card for card in holders if envelope["kid"] not in [end["kid"] for end in card["revoked"]]]
    objects.verify(envelope, next(iter(current + holders), None))
    objects.need(envelope["key"] in [key["kid"] for key in cards[me]["keys"] if key["use"] == "seal"], "seal")
    inside = unseal(rest, envelope, objects.unb64(keys["parties"][me]["sealing_seeds"]), limits["unpacked_bytes"])
    sender, size = inside["from"], len(inside["entries"]) + len(inside["fill"])
    objects.need(size <= limits["entries"] and len(inside["evidence"]) <= 64, "too-large")
    objects.need(sender in [card["party"] for card in current] and inside["to"] == me, "sender")
    proven(inside["evidence"], cards)  # a broken one is refused; what the others prove decides verdicts, not this
    entries, fill = ([objects.read_item(item) for item in inside[name]] for name in ("entries", "fill"))
    for entry in entries:  # under a revoked key, an entry in its author's feed is held and nothing is refused
        objects.verify(entry, cards.get(entry["party"]), True)
    for entry in fill:  # what others bring is held, not refused, as long as its key is on no card or not in force
        if entry["kid"] in cards.get(entry["party"], {"signing": ()})["signing"]:
            objects.verify(entry, cards[entry["party"]], True)
    objects.need(all(entry["party"] == sender for entry in entries), "participant")
    objects.need(len({entry["id"] for entry in entries}) == len(entries), "feed-chain")
    follow(inside, feed, entries)
    openings = set(feed["ids"])
    for entry in fill + entries:
        if entry["opens"]:
            participants = entry["facts"].get("participants")
            objects.need(
                isinstance(participants, list) and sender in participants and me in participants, "participant"
            )
            objects.need(entry["facts"].get("exercise") == cards[me]["exercise"], "exercise")
            openings.add(entry["id"])
        objects.need(entry["dossier"] in openings, "opening-missing")


def follow(inside, feed, entries):
    """The bundle goes on where the feed stood."""
    epoch, position, chain, ids = (feed[name] for name in ("epoch", "position", "chain", "ids"))
    if inside["epoch"] == epoch + 1:
        objects.need(inside["previous"] == {"epoch": epoch, "position": position, "chain": chain}, "feed-epoch")
        epoch, position, ids = epoch + 1, 0, []
    objects.need(inside["epoch"] == epoch, "feed-epoch")
    objects.need(inside["first"] <= position + 1, "feed-gap")
    before = inside["first"] - 1
    start = objects.digest(f"tripoint-chain-v1\n{inside['from']}\n{inside['to']}\n{epoch}\n".encode())
    objects.need(inside["chain"] == objects.link(start, ids[:before]), "feed-chain")
    objects.need(all(entry["id"] == name for entry, name in zip(entries, ids[before:], strict=False)), "feed-chain")
