"""Test vectors: carried files, whose parts need not be good to be read. A part of make_vectors.py."""

from __future__ import annotations

import base64
import hashlib
from typing import Any


def parcels() -> list[dict[str, Any]]:
    """Files from VN to KH: `ok` means that the file is whole and its parts can be told apart."""

    def part(letter: str, data: bytes, size: int | None = None) -> bytes:
        return letter.encode() + (len(data) if size is None else size).to_bytes(4, "big") + data

    def whole(*parts: bytes, head: bytes = b"TPF1VNKH", end: bytes = b"E") -> bytes:
        text = head + b"".join(parts) + end
        return text + hashlib.sha256(text).digest()

    receipt, bundle, blob = part("R", b"a receipt"), part("B", b"a bundle"), part("F", b"a file")
    good = whole(receipt, bundle, blob)
    cases = [
        ("a receipt, a bundle and a file", good, "ok"),
        ("nothing in it", whole(), "ok"),
        ("empty parts", whole(part("R", b""), part("B", b""), part("F", b"")), "ok"),
        ("parts in another order", whole(blob, bundle, receipt), "ok"),
        ("a part that holds what an end looks like", whole(part("F", b"E" + bytes(32))), "ok"),
        ("another beginning", whole(receipt, head=b"TPF2VNKH"), "refused"),
        ("sender in small letters", whole(receipt, head=b"TPF1vnKH"), "refused"),
        ("a changed byte", good[:20] + bytes([good[20] ^ 1]) + good[21:], "refused"),
        ("a changed digest", good[:-1] + bytes([good[-1] ^ 1]), "refused"),
        ("cut at the end", good[:-1], "refused"),
        ("a byte after the end", good + b"x", "refused"),
        ("a part of another kind", whole(part("X", b"x")), "refused"),
        ("no end", whole(receipt, end=b""), "refused"),
        ("two ends", whole(receipt, end=b"EE"), "refused"),
        ("a part longer than the file", whole(part("B", b"x", 2**20)), "refused"),
        ("a part that reaches into the digest", whole(part("B", b"x", 3), end=b"E"), "refused"),
        ("a receipt of 131,073 bytes", whole(part("R", bytes(131_073))), "refused"),
        ("a bundle declared larger than 64 MiB", whole(part("B", b"", 2**26 + 1)), "refused"),
        ("a file declared larger than 20 MiB", whole(part("F", b"", 20 * 2**20 + 1)), "refused"),
        ("a length that is cut", whole(b"B\0\0", end=b""), "refused"),
        ("only the beginning", b"TPF1", "refused"),
        ("nothing", b"", "refused"),
    ]
    return [{"name": name, "file": base64.b64encode(data).decode(), "expect": expect} for name, data, expect in cases]
