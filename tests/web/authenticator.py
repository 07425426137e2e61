"""A device that holds passkeys, in software: makes what a browser gives back, right or as wrong as a test wants."""

from __future__ import annotations

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40  # WebAuthn Level 2, 6.1: flags of the authenticator data


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


class Authenticator:
    """One key for one node."""

    def __init__(self, origin: str = "http://localhost:8443", host: str = "localhost") -> None:
        self.origin, self.host, self.count = origin, host, 0
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential, self.user = os.urandom(32), b""

    def make(self, options: dict[str, Any], flags: int = PRESENT | VERIFIED) -> str:
        """The answer to a request to make the key."""
        self.user = data(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(cose)
        about = self._about(flags | ATTESTED) + held
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        client = self._client("webauthn.create", options["challenge"])
        return self._said({"clientDataJSON": text(client), "attestationObject": text(attestation)})

    def sign(self, options: dict[str, Any], flags: int = PRESENT | VERIFIED, user: bytes | None = None) -> str:
        """The answer to a challenge."""
        self.count += 1
        about, client = self._about(flags), self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._said(
            {"clientDataJSON": text(client), "authenticatorData": text(about), "signature": text(signature),
             "userHandle": text(self.user if user is None else user)}
        )  # fmt: skip

    def _about(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _said(self, response: dict[str, str]) -> str:
        return json.dumps(
            {"id": text(self.credential), "rawId": text(self.credential), "type": "public-key", "response": response}
        )
