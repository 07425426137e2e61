"""Sealing what the pages keep at rest, with a key that stands in a file outside the database."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12  # NIST SP 800-38D, 8.2
KEY_BYTES = 32


class SealBroken(Exception):
    """The sealed bytes do not open: they were altered, belong to someone else, or the node's secret key was changed."""


def key_for(purpose: str) -> bytes:
    """The 32-byte key for one purpose, derived from the node's secret key."""
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"tripoint web {purpose}".encode())
    return derived.derive(settings.SECRET_KEY.encode())


def _key(purpose: str) -> AESGCM:
    return AESGCM(key_for(purpose))


def seal(purpose: str, owner: str, clear: bytes) -> bytes:
    """Encrypt `clear` so that only `unseal` with the same purpose and owner opens it; 28 bytes longer than `clear`."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _key(purpose).encrypt(nonce, clear, owner.encode())


def unseal(purpose: str, owner: str, sealed: bytes) -> bytes:
    """Decrypt what `seal` made. Raises SealBroken."""
    try:
        return _key(purpose).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(purpose) from error
