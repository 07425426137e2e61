"""Cards: a party's numbered statement of its keys, address, versions and limits (docs/protocol.md, "Card")."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from . import jws
from .encoding import MAX_COUNT, b64u, dump_json, fixed, is_id, parse_json, parse_time, sha256, time_text, un_b64u
from .entry import is_party
from .errors import Refused
from .words import WORDS

MAX_CARD = 65_536  # characters: sixteen sealing keys of 1,216 bytes and a certificate fit
MAX_KEYS = 64
LEAST_LIMITS = {"bundle_bytes": 2**20, "unpacked_bytes": 4 * 2**20, "entries": 128}


class Limits(BaseModel):
    """What the party takes from one peer. Sizes in bytes, rates per minute."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    bundle_bytes: int = Field(4 * 2**20, ge=65_536, le=64 * 2**20)
    unpacked_bytes: int = Field(16 * 2**20, ge=65_536, le=256 * 2**20)
    entries: int = Field(512, ge=1, le=4096)
    bundles_per_minute: int = Field(3_000, ge=1)
    bytes_per_minute: int = Field(512 * 2**20, ge=65_536)
    blob_bytes: int = Field(20 * 2**20, ge=0)


class CardKey(BaseModel):
    """A signing key (32 bytes, Ed25519) or a sealing key (1,216 bytes, ML-KEM-768 with X25519)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    use: Literal["sign", "seal"]
    kid: str
    public: str
    since: str
    until: str | None = None


class Revocation(BaseModel):
    """A signing key that must no longer be believed, from a time on."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    kid: str
    at: str


class Endpoint(BaseModel):
    """Where the node is reached: an https address and the certificate authority that vouches for it (PEM)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    url: str = Field(max_length=300)
    authority: str | None = Field(None, max_length=8_192)


class CardBody(BaseModel):
    """The payload of a card."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    v: int = Field(ge=1, le=1)  # in a Literal, pydantic takes true for 1
    party: str
    number: int = Field(ge=1, le=MAX_COUNT)
    root: str
    issued: str
    exercise: bool
    versions: list[int] = Field(min_length=1, max_length=16)
    mailbox: str = Field(pattern=r"^[A-Za-z0-9_-]{22}$")
    keys: list[CardKey] = Field(min_length=2, max_length=MAX_KEYS)
    revoked: list[Revocation] = Field(max_length=MAX_KEYS)
    endpoints: list[Endpoint] = Field(max_length=8)
    limits: Limits

    @field_validator("limits")
    @classmethod
    def _limits(cls, value: Limits) -> Limits:
        for name, least in LEAST_LIMITS.items():
            if getattr(value, name) < least:
                raise ValueError(f"{name} of at least {least}: the largest entry and its opening must fit")
        return value


@dataclass(frozen=True, slots=True)
class Card:
    """A verified card. `signing` maps key ids to raw public keys, `revoked` key ids to the time of revocation."""

    token: jws.Token
    body: CardBody
    root: bytes
    signing: dict[str, bytes]
    revoked: dict[str, AwareDatetime]

    @property
    def party(self) -> str:
        """ISO 3166-1 alpha-2 code."""
        return self.body.party

    @property
    def number(self) -> int:
        """Cards are numbered from 1; the highest number holds."""
        return self.body.number

    def sealing_key(self, now: datetime) -> tuple[str, bytes]:
        """Key id and bytes of the newest sealing key in force at `now`."""
        current = [
            key
            for key in self.body.keys
            if key.use == "seal" and parse_time(key.since) <= now and (key.until is None or now < parse_time(key.until))
        ]
        if not current:
            raise Refused("key-unknown", f"{self.party} has no sealing key in force")
        key = max(current, key=lambda one: one.since)
        return key.kid, un_b64u(key.public)


def write_card(root: jws.Signer, **members: Any) -> Card:
    """Signs a card with the offline root key; `members` as in `CardBody` without v and root."""
    body = CardBody(v=1, root=b64u(root.public), **members)
    token = jws.sign(jws.CARD, dump_json(body.model_dump(mode="json")), root)
    return parse_card(token.text)


def parse_card(text: str, root: bytes | None = None) -> Card:
    """Reads and verifies a card. With `root` (32 raw bytes), it must be signed by that very root key.

    Raises `Refused`. Whoever has not compared the root's fingerprint knows only that the card is whole.
    """
    token = jws.parse(text, jws.CARD, MAX_CARD)
    value = parse_json(token.payload, MAX_CARD)
    try:
        body = CardBody.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        raise Refused("member", f"card: {first['msg']}", ".".join(map(str, first["loc"]))) from None
    if body.model_dump(mode="json") != value:
        raise Refused("member", "card: a member is missing")
    public = fixed(body.root, 32, "root")
    if not is_party(body.party) or jws.thumbprint(public) != token.kid:
        raise Refused("member", "card: root or party", "root")
    if root is not None and public != root:
        raise Refused("card-root")
    jws.verify(token, public)
    signing: dict[str, bytes] = {}
    sealing = 0
    for key in body.keys:
        raw = fixed(key.public, 32 if key.use == "sign" else 1216, "public")
        parse_time(key.since, "since")
        if key.until is not None:
            parse_time(key.until, "until")
        if key.use == "sign":
            if key.kid != jws.thumbprint(raw) or key.kid in signing:
                raise Refused("member", "card: a signing key", "keys")
            signing[key.kid] = raw
        else:
            if key.kid != sha256(raw):
                raise Refused("member", "card: a sealing key", "keys")
            sealing += 1
    revoked = {one.kid: parse_time(one.at, "at") for one in body.revoked}
    if not signing or not sealing or not revoked.keys() <= signing.keys() or not all(map(is_id, revoked)):
        raise Refused("member", "card: keys", "keys")
    parse_time(body.issued, "issued")
    return Card(token, body, public, signing, revoked)


def fingerprint_words(root: bytes) -> list[str]:
    """Twelve words that two administrators read to each other: the first 132 bits of SHA-256 over the root key.

    Each word stands for eleven bits, most significant first, as its place in the BIP-39 list.
    """
    number = int.from_bytes(hashlib.sha256(b"tripoint-root-v1" + root).digest(), "big") >> (256 - 132)
    return [WORDS[number >> (11 * place) & 2047] for place in reversed(range(12))]


def new_card_members(
    *,
    party: str,
    number: int,
    issued: datetime,
    exercise: bool,
    mailbox: str,
    signing: bytes,
    sealing: bytes,
    endpoints: list[Endpoint],
    earlier: CardBody | None = None,
    revoke: dict[str, datetime] | None = None,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """Members for `write_card`: the new keys in force from `issued`, earlier signing keys kept, the last sealing key too."""
    at = time_text(issued)
    keys: list[CardKey] = []
    revoked = list(earlier.revoked) if earlier else []
    new_sign, new_seal = jws.thumbprint(signing), sha256(sealing)
    for key in earlier.keys if earlier else []:
        if key.kid in (new_sign, new_seal) or (key.use == "seal" and key.until):
            continue  # nobody seals to a key that has ended; kept, a few years of them would make the card too large
        keys.append(key if key.until else key.model_copy(update={"until": at}))
    for use, kid, raw in (("sign", new_sign, signing), ("seal", new_seal, sealing)):
        held = next((key for key in (earlier.keys if earlier else []) if key.kid == kid), None)
        keys.append(held or CardKey(use=use, kid=kid, public=b64u(raw), since=at))  # type: ignore[arg-type]
    revoked += [Revocation(kid=kid, at=time_text(when)) for kid, when in (revoke or {}).items()]
    return {
        "party": party,
        "number": number,
        "issued": at,
        "exercise": exercise,
        "versions": [1],
        "mailbox": mailbox,
        "keys": keys,
        "revoked": revoked,
        "endpoints": endpoints,
        "limits": limits or (earlier.limits if earlier else Limits()),
    }
