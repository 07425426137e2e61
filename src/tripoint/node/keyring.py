"""A node's private keys on disk: `keys/node.keys` for the running node, and the root key, which is kept elsewhere.

The root key signs cards and nothing else. It is made in a file outside the node's folder, to be taken off the machine.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tripoint.ledger.encoding import parse_time, time_text
from tripoint.ledger.jws import Signer
from tripoint.ledger.keys import NodeKeys
from tripoint.ledger.seal import SealingKey

from . import locked_file

FILE = Path("keys") / "node.keys"
NODE_KIND, ROOT_KIND = "tripoint node keys", "tripoint root key"
SECRET_BYTES = 32
# The longest that a bundle may be under way (a stick in the mail); then the key that opens it is destroyed.
LONGEST_CARRIER_DELAY = timedelta(days=35)


@dataclass(frozen=True)
class SealingSecret:
    """The 96 secret bytes of a sealing key, and since and until when a card has peers use it."""

    seeds: bytes
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Keyring:
    """What a node holds in secret.

    `signing`: the 32-byte seed of its signing key. `storage` wraps content keys at rest, officers' pseudonyms come from
    `pseudonym` (32 bytes each). `authority` and `tls_password` belong to its certificates (see `certificates`).
    """

    signing: bytes
    sealing: tuple[SealingSecret, ...]
    storage: bytes
    pseudonym: bytes
    authority: bytes = b""
    tls_password: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    def node_keys(self) -> NodeKeys:
        """The keys as the ledger takes them."""
        sealing = [SealingKey(one.seeds) for one in self.sealing]
        return NodeKeys(Signer.from_seed(self.signing), sealing, self.storage, self.pseudonym)

    def save(self, folder: Path, passphrase: str) -> None:
        """Writes `folder/keys/node.keys`."""
        secrets = {
            **self.extra,
            "signing": _text(self.signing),
            "sealing": [
                {
                    "seeds": _text(one.seeds),
                    "since": time_text(one.since),
                    "until": time_text(one.until) if one.until else None,
                }
                for one in self.sealing
            ],
            "storage": _text(self.storage),
            "pseudonym": _text(self.pseudonym),
            "authority": _text(self.authority),
            "tls_password": self.tls_password,
        }
        locked_file.write(folder / FILE, NODE_KIND, secrets, passphrase)

    def without_ended(self, now: datetime) -> Keyring:
        """Without the sealing keys that ended longer ago than any bundle may have been under way."""
        kept = tuple(one for one in self.sealing if one.until is None or now < one.until + LONGEST_CARRIER_DELAY)
        return replace(self, sealing=kept)

    def with_new_sealing(self, now: datetime, months: int = 1) -> Keyring:
        """With sealing keys for `months` months of 30 days from `now`; those in force end, the last one has no end.

        Keys made ahead of time need the root key only once for all of them.
        """
        month = timedelta(days=30)
        # Keys made ahead end too, but stay for as long as a peer may still hold the card that named them.
        kept = [one if one.until is not None and one.until <= now else replace(one, until=now) for one in self.sealing]
        fresh = [
            SealingSecret(
                SealingKey.generate()[1],
                now + month * place,
                now + month * (place + 1) if place + 1 < months else None,
            )
            for place in range(months)
        ]
        return replace(self, sealing=(*kept, *fresh))

    def with_new_signing(self) -> Keyring:
        """With another signing key."""
        return replace(self, signing=os.urandom(SECRET_BYTES))


def new_keyring(now: datetime, months: int = 1) -> Keyring:
    """Fresh keys, with sealing keys for `months` months."""
    secrets = [os.urandom(SECRET_BYTES) for _ in range(3)]
    ring = Keyring(secrets[0], (), secrets[1], secrets[2])
    return ring.with_new_sealing(now.astimezone(UTC).replace(microsecond=0), months)


def load(folder: Path, passphrase: str) -> Keyring:
    """The keys in `folder/keys/node.keys`. Raises LockedFileRefused."""
    value = locked_file.read(folder / FILE, NODE_KIND, passphrase)
    known = ("signing", "sealing", "storage", "pseudonym", "authority", "tls_password")
    sealing = tuple(
        SealingSecret(
            _bytes(one["seeds"]), parse_time(one["since"]), parse_time(one["until"]) if one["until"] else None
        )
        for one in value["sealing"]
    )
    return Keyring(
        _bytes(value["signing"]),
        sealing,
        _bytes(value["storage"]),
        _bytes(value["pseudonym"]),
        _bytes(value["authority"]),
        value["tls_password"],
        {name: part for name, part in value.items() if name not in known},
    )


def new_root(path: Path, passphrase: str) -> Signer:
    """Makes a root key and writes it to `path`, which must not exist yet. Raises LockedFileRefused."""
    if path.exists():
        raise locked_file.LockedFileRefused(f"{path} exists. A root key is never overwritten; choose another file.")
    seed = os.urandom(SECRET_BYTES)
    locked_file.write(path, ROOT_KIND, {"seed": _text(seed)}, passphrase)
    return Signer.from_seed(seed)


def load_root(path: Path, passphrase: str) -> Signer:
    """The root key in `path`. Raises LockedFileRefused."""
    return Signer.from_seed(_bytes(locked_file.read(path, ROOT_KIND, passphrase)["seed"]))


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)
