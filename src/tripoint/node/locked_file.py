"""A small file of secrets under a passphrase: scrypt (RFC 7914), then AES-256-GCM over the whole."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

# As strong as N=2^17, p=1 with a quarter of the memory, 32 MiB (OWASP, Password Storage Cheat Sheet, scrypt).
N, R, P = 2**15, 8, 3
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32
MAX_FILE = 1_048_576
MIN_PASSPHRASE = 12  # characters; NIST SP 800-63B asks for eight where guessing is throttled, here it is not


class LockedFileRefused(Exception):
    """The file cannot be opened; the text says why and what to do."""


def check_strength(passphrase: str) -> None:
    """Raises LockedFileRefused for a passphrase that is too short to protect a file that can be copied."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise LockedFileRefused(
            f"The passphrase has fewer than {MIN_PASSPHRASE} characters. Choose four or more words."
        )


def write(path: Path, kind: str, secrets: dict[str, Any], passphrase: str) -> None:
    """Writes `secrets` (JSON) to `path`, readable by its owner alone, whole or not at all."""
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    head = {"v": 1, "kind": kind, "kdf": "scrypt", "n": N, "r": R, "p": P, "salt": b64encode(salt).decode()}
    key = _derive(passphrase, salt, N, R, P)
    sealed = AESGCM(key).encrypt(nonce, json.dumps(secrets).encode(), _bound(head))
    text = json.dumps({**head, "sealed": b64encode(nonce + sealed).decode()}, indent=1) + "\n"
    write_private(path, text.encode())


def read(path: Path, kind: str, passphrase: str) -> dict[str, Any]:
    """The secrets in `path`. Raises LockedFileRefused."""
    try:
        with path.open("rb") as file:
            value = json.loads(file.read(MAX_FILE))
        sealed = b64decode(value.pop("sealed"), validate=True)
        salt = b64decode(value["salt"], validate=True)
        n, r, p = value["n"], value["r"], value["p"]
        if value["v"] != 1 or value["kdf"] != "scrypt" or not (n <= 2**20 and r <= 32 and p <= 16):
            raise ValueError("another version")
    except FileNotFoundError:
        raise LockedFileRefused(f"{path} is missing.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LockedFileRefused(f"{path} is damaged or no key file: {error}. Put it back from a backup.") from None
    if value["kind"] != kind:
        raise LockedFileRefused(f"{path} holds {value['kind']!r}, not {kind!r}.")
    try:
        plain = AESGCM(_derive(passphrase, salt, n, r, p)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(value)
        )
    except InvalidTag:
        raise LockedFileRefused(
            f"{path} does not open: the passphrase is another one, or the file was changed."
        ) from None
    secrets: dict[str, Any] = json.loads(plain)
    return secrets


def write_private(path: Path, data: bytes) -> None:
    """Replaces `path` by `data`, readable by its owner alone; a power cut leaves the old or the new."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _derive(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return Scrypt(salt=salt, length=KEY_BYTES, n=n, r=r, p=p).derive(passphrase.encode("utf-8"))


def _bound(head: dict[str, Any]) -> bytes:
    return json.dumps(head, sort_keys=True).encode()
