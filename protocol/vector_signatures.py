"""Signatures that libraries disagree on: small-order and mixed-order points, other spellings. A part of make_vectors.py.

Points of the curve in plain integers (RFC 8032, section 5.1); nothing here is secret, so nothing is done in constant time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from tripoint.ledger.encoding import b64u, dump_json, un_b64u
from tripoint.ledger.jws import thumbprint

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, PRIME) % PRIME
NEUTRAL = (1).to_bytes(32, "little")
OF_ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
BASE = (4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little")
Point = tuple[int, int]


def _read(data: bytes) -> Point:
    y = int.from_bytes(data, "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if (x * x - square) % PRIME:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    return (x if x % 2 == data[31] >> 7 else PRIME - x), y


def _add(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    both = D * x1 * x2 * y1 * y2 % PRIME
    x = (x1 * y2 + x2 * y1) * pow(1 + both, -1, PRIME) % PRIME
    return x, (y1 * y2 + x1 * x2) * pow(1 - both, -1, PRIME) % PRIME


def _write(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def _times(scalar: int, point: Point) -> Point:
    result = (0, 1)
    for bit in bin(scalar % ORDER)[2:]:
        result = _add(result, result)
        result = _add(result, point) if bit == "1" else result
    return result


def _scalar(value: int) -> bytes:
    return (value % ORDER).to_bytes(32, "little")


def _challenge(first: bytes, public: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(first + public + message).digest(), "little") % ORDER


def accepted_by_some(token: str, seed: bytes) -> Iterator[tuple[str, str]]:
    """(name, token): the token under odd signatures by the key of `seed`. A verifier must refuse each."""
    text = token.rpartition(".")[0]
    message, signature = text.encode(), un_b64u(token.rpartition(".")[2])
    wide = bytearray(hashlib.sha512(seed).digest()[:32])
    wide[0], wide[31] = wide[0] & 248, wide[31] & 127 | 64
    secret = int.from_bytes(wide, "little")
    public = _write(_times(secret, _read(BASE)))
    larger = (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
    neutral = NEUTRAL + _scalar(_challenge(NEUTRAL, public, message) * secret)
    mixed = _write(_add(_times(77, _read(BASE)), _read(OF_ORDER_8)))
    only_with_cofactor = mixed + _scalar(77 + _challenge(mixed, public, message) * secret)
    spelled = (PRIME + 1).to_bytes(32, "little")
    spelled += _scalar(_challenge(spelled, public, message) * secret)
    for name, odd in (
        ("S not below the group's order", signature[:32] + larger),
        ("R of small order, the equation holds", neutral),
        ("R of small order in another spelling", spelled),
        ("the equation holds only with the cofactor", only_with_cofactor),
        ("signature of zeros", bytes(64)),
        ("signature of ones", b"\xff" * 64),
    ):
        yield name, f"{text}.{b64u(odd)}"


def odd_roots(fields: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """(name, card, expected): cards signed under root keys that are no ordinary points."""
    mixed = _write(_add(_times(4242, _read(BASE)), _read(OF_ORDER_8)))
    kinds = (
        ("root of order 1", NEUTRAL, 0, "signature"),
        ("root of order 1 in another spelling", (PRIME + 1).to_bytes(32, "little"), 0, "signature"),
        ("root of order 8", OF_ORDER_8, 0, "signature"),
        ("root with a part of small order, the equation holds", mixed, 4242, "ok"),
        ("root with a part of small order, the equation holds only with the cofactor", mixed, 4242, "signature"),
    )
    for name, public, secret, expect in kinds:
        header = dump_json({"alg": "Ed25519", "kid": thumbprint(public), "typ": "tripoint-card"})
        text = f"{b64u(header)}.{b64u(dump_json({**fields, 'root': b64u(public)}))}"
        for nonce in range(5, 500):
            first = _write(_times(nonce, _read(BASE)))
            challenge = _challenge(first, public, text.encode())
            if (challenge % 8 == 0) == ("only" not in name):
                break
        yield name, f"{text}.{b64u(first + _scalar(nonce + challenge * secret))}", expect
    off = (2).to_bytes(32, "little")  # y = 2 is on no point of the curve
    header = dump_json({"alg": "Ed25519", "kid": thumbprint(off), "typ": "tripoint-card"})
    text = f"{b64u(header)}.{b64u(dump_json({**fields, 'root': b64u(off)}))}"
    yield "root that is no point", f"{text}.{b64u(BASE + bytes(32))}", "signature"
