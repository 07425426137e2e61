"""Compact JWS tokens (RFC 7515) signed with Ed25519 (RFC 8032, `alg` after RFC 9864): the form of every signed object."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey

from .encoding import b64u, dump_json, is_id, parse_json, un_b64u
from .errors import Refused

ALGORITHM = "Ed25519"
CARD, ENTRY, BUNDLE, RECEIPT, RESTORE, FETCH = (
    f"tripoint-{kind}" for kind in ("card", "entry", "bundle", "receipt", "restore", "fetch")
)
# The header's three members need at most 140 letters; the last letter of 64 bytes carries two bits.
_TOKEN = re.compile(r"([A-Za-z0-9_-]{1,200})\.([A-Za-z0-9_-]*)\.([A-Za-z0-9_-]{85}[AQgw])", re.ASCII)


def thumbprint(public: bytes) -> str:
    """Key id of a raw 32-byte Ed25519 public key: its JWK thumbprint (RFC 7638, RFC 8037 appendix A.3)."""
    jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{b64u(public)}"}}'
    return b64u(hashlib.sha256(jwk.encode("ascii")).digest())


@dataclass(frozen=True, slots=True)
class Signer:
    """A private Ed25519 key with its key id."""

    key: SigningKey
    kid: str

    @classmethod
    def from_seed(cls, seed: bytes) -> Signer:
        """From the 32-byte private seed (RFC 8032, section 5.1.5)."""
        key = SigningKey(seed)
        return cls(key, thumbprint(bytes(key.verify_key)))

    @property
    def public(self) -> bytes:
        """The raw 32-byte public key."""
        return bytes(self.key.verify_key)


@dataclass(frozen=True, slots=True)
class Token:
    """A parsed, not yet verified token. `id` is the SHA-256 of the signing input."""

    text: str
    kid: str
    payload: bytes
    signature: bytes
    id: str


@lru_cache(maxsize=256)
def _header_text(kid: str, typ: str) -> str:
    return b64u(dump_json({"alg": ALGORITHM, "kid": kid, "typ": typ}))


@lru_cache(maxsize=256)
def _parse_header(text: str) -> tuple[str, str]:
    header = parse_json(un_b64u(text), 512)
    if header.keys() != {"alg", "kid", "typ"}:
        raise Refused("member", "the header has other members than alg, kid, typ", "header")
    if header["alg"] != ALGORITHM:
        raise Refused("alg", "the header's alg is not Ed25519")
    if not is_id(header["kid"]) or not isinstance(header["typ"], str):
        raise Refused("member", "kid or typ", "kid")
    return header["kid"], header["typ"]


def sign(typ: str, payload: bytes, signer: Signer) -> Token:
    """A token of kind `typ` over `payload`."""
    signing_input = f"{_header_text(signer.kid, typ)}.{b64u(payload)}"
    raw = signing_input.encode("ascii")
    signature = signer.key.sign(raw).signature
    return Token(f"{signing_input}.{b64u(signature)}", signer.kid, payload, signature, _id(raw))


def parse(text: str, typ: str, limit: int) -> Token:
    """Reads a token of kind `typ` of at most `limit` characters without verifying its signature.

    Raises `Refused` with too-large, malformed, base64, json, member, alg or typ.
    """
    if len(text) > limit:
        raise Refused("too-large", f"a token of {len(text)} characters, at most {limit}")
    parts = _TOKEN.fullmatch(text)
    if parts is None:
        raise Refused("malformed", "not a compact JWS with a signature of 64 bytes")
    kid, found = _parse_header(parts[1])
    if found != typ:
        raise Refused("typ", f"{found[:40]} instead of {typ}")
    payload = un_b64u(parts[2])
    return Token(text, kid, payload, un_b64u(parts[3]), _id(text[: parts.end(2)].encode("ascii")))


def verify(token: Token, public: bytes) -> None:
    """Raises `Refused("signature")` unless `public`, a raw Ed25519 key, signed the token."""
    signing_input = token.text.rpartition(".")[0].encode("ascii")
    try:
        crypto_sign_open(token.signature + signing_input, public)
    except (BadSignatureError, ValueError):
        raise Refused("signature", f"key {token.kid[:8]}") from None


def _id(signing_input: bytes) -> str:
    return b64u(hashlib.sha256(signing_input).digest())
