"""Seals and packing: one key, one text; padded, bounded, and nothing hidden behind."""

from __future__ import annotations

import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.samples import SEALING

from tripoint.ledger.errors import Refused
from tripoint.ledger.seal import SealingKey, open_content, pack, padded_size, seal_content, seal_to, unpack


def test_a_ciphertext_opens_under_one_key_only() -> None:
    sealed = seal_content(b"text", b"k" * 32)
    assert open_content(sealed, b"k" * 32) == b"text"
    for key, bytes_ in ((b"x" * 32, sealed), (b"k" * 32, sealed[:-1]), (b"k" * 32, b""), (b"k" * 32, sealed[:40])):
        with pytest.raises(Refused, match="seal"):
            open_content(bytes_, key)
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(Refused, match="seal"):
            open_content(changed, b"k" * 32)


def test_a_bundle_opens_for_its_recipient_signer_and_bytes_only() -> None:
    sealed = seal_to(SEALING.public, b"inside", b"info")
    assert SEALING.open(sealed, b"info") == b"inside"
    for key, data, info in (
        (SealingKey(b"o" * 96), sealed, b"info"),
        (SEALING, sealed, b"other"),
        (SEALING, sealed[:-1], b"info"),
        (SEALING, b"", b"info"),
        (SEALING, sealed[:1000], b"info"),
    ):
        with pytest.raises(Refused, match="seal"):
            key.open(data, info)


def test_a_public_sealing_key_that_is_none_is_refused() -> None:
    for public in (b"", bytes(1215), b"\xff" * 1216):
        with pytest.raises(Refused):
            seal_to(public, b"x", b"info")


@given(st.binary(max_size=3000))
@settings(deadline=None)
def test_what_is_packed_unpacks_and_is_padded(data: bytes) -> None:
    packed = pack(data)
    assert unpack(packed, 3000) == data
    assert len(packed) == padded_size(len(packed))
    assert len(packed) >= 512


def test_padding_tells_at_most_an_eighth() -> None:
    for size in (513, 1000, 4097, 10**6, 4 * 2**20):
        assert size <= padded_size(size) <= size * 1.125


def _body(stream: bytes, zeros: int | None = None) -> bytes:
    body = len(stream).to_bytes(4, "big") + stream
    return body + bytes(padded_size(len(body)) - len(body) if zeros is None else zeros)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "padding"),
        (b"\0\0\0", "padding"),
        (bytes(511), "padding"),
        (pack(b"x")[:-1] + b"\1", "padding"),
        (pack(b"x") + b"\0", "padding"),
        (_body(zlib.compress(b"x"), 5), "padding"),
        (b"\xff" * 512, "padding"),
        (_body(zlib.compress(bytes(2**20))), "bomb"),
        (_body(zlib.compress(b"x" * 90)[:-5]), "malformed"),
        (_body(zlib.compress(b"x") + b"tail"), "malformed"),
        (_body(b"not zlib"), "malformed"),
        (_body(b""), "malformed"),
    ],
)
def test_a_bad_packing_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        unpack(body, 1000)
    assert caught.value.code == code


def test_a_bomb_is_not_unpacked() -> None:
    bomb = _body(zlib.compress(bytes(200 * 2**20), 9))
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="bomb"):
            unpack(bomb, 2**20)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 4 * 2**20  # bytes; all of it would take 200 MiB
