"""Sealing: entry contents under a key of their own, bundles to a recipient (docs/protocol.md, "Sealing").

A content's digest covers a commitment to its key: AES-GCM alone would let a hostile author hand two readers two keys
that open one ciphertext to two texts.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .encoding import sha256
from .errors import Refused

KEY_BYTES = 32
SEAL_ALGORITHM = "HPKE-MLKEM768-X25519-HKDF-SHA256-AES-256-GCM"
_ZERO_NONCE = bytes(12)  # every key seals exactly one text
_MLKEM_PUBLIC, _MLKEM_SEED = 1184, 64  # FIPS 203, ML-KEM-768
_MIN_PADDED = 512
_suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def new_key() -> bytes:
    """A fresh 32-byte key."""
    return os.urandom(KEY_BYTES)


def seal_content(plain: bytes, key: bytes, label: bytes = b"tripoint-content-v1") -> bytes:
    """Commitment (32 bytes) and AES-256-GCM ciphertext of `plain` under the single-use `key`."""
    commitment = hashlib.sha256(label + b"-key" + key).digest()
    return commitment + AESGCM(key).encrypt(_ZERO_NONCE, plain, label)


def open_content(sealed: bytes, key: bytes, label: bytes = b"tripoint-content-v1") -> bytes:
    """The text under `sealed`; raises `Refused("seal")` when key or bytes do not fit."""
    commitment = hashlib.sha256(label + b"-key" + key).digest()
    if len(sealed) < 48 or not hmac.compare_digest(commitment, sealed[:32]):
        raise Refused("seal", "the key is not the one committed to")
    try:
        return AESGCM(key).decrypt(_ZERO_NONCE, sealed[32:], label)
    except InvalidTag:
        raise Refused("seal", "the ciphertext was changed") from None


class SealingKey:
    """A recipient's hybrid key pair, ML-KEM-768 with X25519; serialised as the two private seeds (64 + 32 bytes)."""

    def __init__(self, seeds: bytes) -> None:
        if len(seeds) != _MLKEM_SEED + 32:
            raise ValueError("a sealing key has 96 bytes")
        lattice = mlkem.MLKEM768PrivateKey.from_seed_bytes(seeds[:_MLKEM_SEED])
        curve = x25519.X25519PrivateKey.from_private_bytes(seeds[_MLKEM_SEED:])
        self._private = hpke.MLKEM768X25519PrivateKey(lattice, curve)
        self.public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        self.kid = sha256(self.public)

    @classmethod
    def generate(cls) -> tuple[SealingKey, bytes]:
        """A new key and its 96 secret bytes."""
        seeds = os.urandom(_MLKEM_SEED + 32)
        return cls(seeds), seeds

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """The plaintext; raises `Refused("seal")`."""
        try:
            return _suite.decrypt(sealed, self._private, info)
        except (InvalidTag, ValueError):
            raise Refused("seal", "the bundle does not open") from None


def seal_to(public: bytes, plain: bytes, info: bytes) -> bytes:
    """HPKE base mode (RFC 9180) to a 1,216-byte hybrid public key: encapsulation, then ciphertext."""
    if len(public) != _MLKEM_PUBLIC + 32:
        raise Refused("malformed", "a sealing key has 1216 bytes")
    try:
        lattice = mlkem.MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC])
        curve = x25519.X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:])
    except ValueError as error:
        raise Refused("malformed", str(error)) from None
    return _suite.encrypt(plain, hpke.MLKEM768X25519PublicKey(lattice, curve), info)


def padded_size(size: int) -> int:
    """Padmé: the length to which `size` bytes are padded, so that length tells little (PURBs, PETS 2019, section 4)."""
    if size <= _MIN_PADDED:
        return _MIN_PADDED
    exponent = size.bit_length() - 1
    unit = 1 << (exponent - exponent.bit_length())
    return (size + unit - 1) // unit * unit


def pack(plain: bytes) -> bytes:
    """Length (4 bytes, big-endian), zlib stream (RFC 1950), zeros up to the padded size."""
    packed = zlib.compress(plain, 1)
    body = len(packed).to_bytes(4, "big") + packed
    return body + bytes(padded_size(len(body)) - len(body))


def unpack(body: bytes, limit: int) -> bytes:
    """What `pack` packed, at most `limit` bytes; raises `Refused` with padding, malformed or bomb."""
    size = int.from_bytes(body[:4], "big")
    if len(body) < 4 or len(body) != padded_size(size + 4) or any(body[4 + size :]):
        raise Refused("padding")
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(body[4 : 4 + size], limit + 1)
    except zlib.error:
        raise Refused("malformed", "the compressed part is broken") from None
    if len(plain) > limit:
        raise Refused("bomb", f"more than {limit} bytes")
    if not inflater.eof or inflater.unused_data:
        raise Refused("malformed", "the compressed part is cut or has a tail")
    return plain
