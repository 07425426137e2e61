"""The keys that a running node holds in memory."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .encoding import b64u
from .errors import Refused
from .jws import Signer
from .seal import SealingKey


class NodeKeys:
    """`signer`: the node's signing key. `sealing`: current and not yet destroyed sealing keys.

    `storage`: 32 bytes that wrap content keys at rest. `pseudonym`: 32 bytes from which officers' pseudonyms come.
    """

    def __init__(self, signer: Signer, sealing: Sequence[SealingKey], storage: bytes, pseudonym: bytes) -> None:
        self.signer = signer
        self.sealing = {key.kid: key for key in sealing}
        self._storage = storage
        self._wrap = AESGCM(storage)
        self._pseudonym = pseudonym

    def wrap(self, key: bytes, entry_id: str) -> bytes:
        """A content key as it lies on disk: nonce, then AES-256-GCM bound to its entry."""
        nonce = os.urandom(12)
        return nonce + self._wrap.encrypt(nonce, key, entry_id.encode("ascii"))

    def unwrap(self, wrapped: bytes, entry_id: str) -> bytes:
        """The content key; raises `Refused("seal")` when it was wrapped for another entry or under another key."""
        try:
            return self._wrap.decrypt(wrapped[:12], wrapped[12:], entry_id.encode("ascii"))
        except InvalidTag:
            raise Refused("seal", "a stored key does not unwrap") from None

    def derived(self, purpose: str) -> bytes:
        """32 bytes for one purpose at rest, from the storage key (HKDF, RFC 5869)."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tripoint {purpose}".encode()).derive(self._storage)

    def pseudonym(self, officer: str, matter: str) -> str:
        """An officer's name in one dossier: 22 letters of an HMAC-SHA-256, the same there, unlinkable elsewhere."""
        mac = hmac.new(self._pseudonym, f"{matter}\n{officer}".encode(), hashlib.sha256)
        return b64u(mac.digest()[:16])
