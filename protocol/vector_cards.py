"""Test vectors: cards alone and one after another. A part of make_vectors.py."""

from __future__ import annotations

from typing import Any

from vector_parties import KH, VN, flip, forge, payload, seed
from vector_signatures import odd_roots

from tripoint.ledger import jws
from tripoint.ledger.encoding import b64u


def cards() -> list[dict[str, Any]]:
    """Cards by themselves."""
    token = VN.card.token.text
    fields = payload(token)

    def signed(name: str, expect: str, **changed: Any) -> dict[str, Any]:
        return {"name": name, "card": forge({**fields, **changed}, VN.root, jws.CARD), "expect": expect}

    head, body, signature = token.split(".")
    keys, limits = fields["keys"], fields["limits"]
    bounds = [("bundle_bytes", 2**20), ("bundle_bytes", 2**26), ("unpacked_bytes", 2**22), ("unpacked_bytes", 2**28), ("entries", 128),
              ("entries", 4_096), ("bundles_per_minute", 1), ("bytes_per_minute", 65_536), ("blob_bytes", 0)]  # fmt: skip
    other = jws.Signer.from_seed(seed("another root"))
    signers = [jws.Signer.from_seed(seed(f"VN node {place}")) for place in range(64)]
    many = [{**keys[0], "kid": one.kid, "public": b64u(one.public)} for one in signers]
    return [
        {"name": "card", "card": token, "expect": "ok"},
        {"name": "changed byte", "card": f"{head}.{body}.{flip(signature, 20)}", "expect": "signature"},
        {"name": "typ of an entry", "card": forge(fields, VN.root, jws.ENTRY), "expect": "typ"},
        {"name": "signed by the node key", "card": forge(fields, VN.signer, jws.CARD), "expect": "member"},
        {"name": "root inside is another than the signer", "card": forge({**fields, "root": b64u(other.public)}, VN.root, jws.CARD), "expect": "member"},
        signed("unknown member", "member", colour="red"),
        signed("number 0", "member", number=0),
        signed("number as a text", "member", number="2"),
        signed("exercise as a text", "member", exercise="true"),
        signed("no sealing key", "member", keys=[key for key in keys if key["use"] == "sign"]),
        signed("key id of another key", "member", keys=[{**keys[0], "kid": keys[1]["kid"]}, *keys[1:]]),
        signed("revocation of a key not listed", "member", revoked=[{"kid": KH.signer.kid, "at": "2026-01-01T00:00:00Z"}]),
        signed("issued without a time", "time-format", issued="2026-01-01"),
        signed("no signing key", "member", keys=[key for key in keys if key["use"] == "seal"] * 2),
        signed("a signing key twice", "member", keys=[*keys, keys[0]]),
        signed("a key for another use", "member", keys=[*keys, {**keys[0], "use": "open"}]),
        signed("a key with padding", "member", keys=[{**keys[0], "public": keys[0]["public"] + "="}, *keys[1:]]),
        signed("a sealing key of another length", "member", keys=[*keys, {**keys[-1], "public": "AAAA"}]),
        signed("64 keys", "ok", keys=[*keys, *many[: 64 - len(keys)]]),
        signed("65 keys", "member", keys=[*keys, *many[: 65 - len(keys)]]),
        signed("keys that ended long ago", "ok", keys=[{**key, "since": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z"} for key in keys]),
        signed("keys of which two are in force at once", "ok", keys=[{**key, "until": None} for key in keys]),
        signed("since after until", "ok", keys=[{**key, "since": "2027-01-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"} for key in keys]),
        signed("until without a time", "time-format", keys=[{**keys[0], "until": "2026-01-01"}, *keys[1:]]),
        signed("until left out", "member", keys=[{name: keys[0][name] for name in ("use", "kid", "public", "since")}, *keys[1:]]),
        signed("party of three letters", "member", party="VNM"),
        signed("number 2^31", "member", number=2**31),
        signed("version 2", "member", v=2),
        signed("version true", "member", v=True),
        signed("a later protocol version understood too", "ok", versions=[1, 2]),
        signed("no protocol versions", "member", versions=[]),
        signed("mailbox of 21 letters", "member", mailbox="A" * 21),
        signed("nine endpoints", "member", endpoints=[{"url": "https://x.example", "authority": None}] * 9),
        signed("no endpoint", "ok", endpoints=[]),
        signed("a url of 301 letters", "member", endpoints=[{"url": "https://" + "x" * 293, "authority": None}]),
        signed("a limit left out", "member", limits={name: value for name, value in limits.items() if name != "blob_bytes"}),
        signed("a limit that is true", "member", limits={**limits, "blob_bytes": True}),
        *(signed(f"{name} at its bound {bound}", "ok", limits={**limits, name: bound}) for name, bound in bounds),
        *(signed(f"{name} beyond its bound {bound}", "member", limits={**limits, name: bound + (1 if bound > limits[name] else -1)}) for name, bound in bounds),
        *({"name": name, "card": card, "expect": expect} for name, card, expect in odd_roots(fields)),
    ]  # fmt: skip


def successions() -> list[dict[str, Any]]:
    """A card that comes when another of its party is held, at an exercise node."""
    held = payload(VN.card.token.text)
    keys = held["keys"]
    other = jws.Signer.from_seed(seed("another root"))

    def case(name: str, expect: str, signer: jws.Signer = VN.root, **changed: Any) -> dict[str, Any]:
        fields = {**held, "root": b64u(signer.public), **changed}
        return {"name": name, "held": VN.card.token.text, "card": forge(fields, signer, jws.CARD), "expect": expect}

    first = VN.first.token.text
    return [
        case("the next number", "ok", number=3),
        case("numbers left out", "ok", number=7),
        {"name": "the same card again", "held": VN.card.token.text, "card": VN.card.token.text, "expect": "ok"},
        {"name": "the card before", "held": VN.card.token.text, "card": first, "expect": "card-old"},
        case("another card of a lower number", "card-old", number=1),
        case("another card with the same number", "card-fork", mailbox="A" * 22),
        case("another root", "card-root", other, number=3),
        case("another root with a lower number", "card-root", other, number=1),
        case("a signing key dropped", "member", number=3, keys=keys[1:], revoked=[]),
        case("a revocation taken back", "member", number=3, revoked=[]),
        case("a sealing key dropped for another", "ok", number=3, keys=[*(key for key in keys if key["use"] == "sign"), payload(KH.card.token.text)["keys"][-1]]),
        case("every signing key revoked", "ok", number=3, revoked=[{"kid": key["kid"], "at": "2026-01-01T00:00:00Z"} for key in keys if key["use"] == "sign"]),
        case("issued before the card that is held", "ok", number=3, issued="2020-01-01T00:00:00Z"),
        case("of a real node", "exercise", number=3, exercise=False),
    ]  # fmt: skip
