"""The form of a carried file: `TPF1`, who it is from and for, parts with their lengths, and a digest at the end.

Nothing in it is believed because it stands there: bundles and receipts are signed, files are checked against the digests
in signed entries. The form has no names and no compression of its own, so it can neither choose a path nor swell.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from tripoint.ledger.blobs import MAX_BLOB
from tripoint.ledger.entry import is_party
from tripoint.ledger.receipt import MAX_RECEIPT

MAGIC = b"TPF1"
Kind = Literal["bundle", "receipt", "blob"]
_KINDS: dict[bytes, Kind] = {b"B": "bundle", b"R": "receipt", b"F": "blob"}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}
_END = b"E"
_MOST: dict[Kind, int] = {"bundle": 64 * 2**20, "receipt": MAX_RECEIPT, "blob": MAX_BLOB}
MAX_PARTS = 20_000
MAX_FILE = 4 * 2**30  # what a FAT-formatted stick takes
_HEAD = len(MAGIC) + 4
_DIGEST = 32


class ParcelRefused(Exception):
    """The file cannot be used; the text says in plain words why and what to do."""


@dataclass(frozen=True)
class Part:
    """One bundle, receipt or ciphertext."""

    kind: Kind
    data: bytes


def write_parcel(path: Path, sender: str, recipient: str, parts: Iterable[Part]) -> int:
    """Writes a parcel, whole or not at all; returns the number of parts. `path` must not exist."""
    draft = path.with_name(path.name + ".part")
    digest = hashlib.sha256()
    count = 0
    try:
        with draft.open("xb") as file:

            def put(data: bytes) -> None:
                file.write(data)
                digest.update(data)

            put(MAGIC + sender.encode("ascii") + recipient.encode("ascii"))
            for part in parts:
                put(_LETTERS[part.kind] + len(part.data).to_bytes(4, "big"))
                put(part.data)
                count += 1
            put(_END)
            file.write(digest.digest())
            file.flush()
            os.fsync(file.fileno())  # it is about to be pulled out of the machine
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return count


def check_parcel(path: Path) -> tuple[str, str]:
    """(sender, recipient) of a whole and unchanged file. Raises ParcelRefused; reads it once, in small pieces."""
    size = path.stat().st_size
    if size > MAX_FILE:
        raise ParcelRefused(f"{path} is larger than {MAX_FILE:,} bytes; a carried file never is.")
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head[:4] != MAGIC:
            raise ParcelRefused(f"{path} is not a file made by `tripoint carry export`.")
        sender, recipient = head[4:6].decode("ascii", "replace"), head[6:8].decode("ascii", "replace")
        if len(head) < _HEAD or not is_party(sender) or not is_party(recipient) or size < _HEAD + 1 + _DIGEST:
            raise ParcelRefused(_DAMAGED.format(path))
        digest = hashlib.sha256(head)
        left = size - _HEAD - _DIGEST
        while left > 0:
            piece = file.read(min(left, 2**20))
            if not piece:
                raise ParcelRefused(_DAMAGED.format(path))
            digest.update(piece)
            left -= len(piece)
        if file.read() != digest.digest():
            raise ParcelRefused(_DAMAGED.format(path))
    return sender, recipient


_DAMAGED = (
    "{} is cut off or was changed on its way. Nothing was taken from it. Copy it again, or have it written again."
)


def parts_of(path: Path) -> Iterator[Part]:
    """The parts of a file that was checked. Raises ParcelRefused for lengths that do not fit."""
    end = path.stat().st_size - _DIGEST
    with path.open("rb") as file:
        file.seek(_HEAD)
        for _ in range(MAX_PARTS):
            letter = file.read(1)
            if letter == _END and file.tell() == end:
                return
            yield _part(file, letter, end, path)
    raise ParcelRefused(f"{path} has more than {MAX_PARTS:,} parts.")


def _part(file: BinaryIO, letter: bytes, end: int, path: Path) -> Part:
    kind = _KINDS.get(letter)
    size = int.from_bytes(file.read(4), "big")
    if kind is None or size > _MOST[kind] or file.tell() + size > end:
        raise ParcelRefused(
            f"{path} is not in the form of a carried file; another program wrote it, or somebody changed it."
        )
    return Part(kind, file.read(size))
