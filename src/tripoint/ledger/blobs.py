"""Attached files as ciphertexts in the node's blob folder, each under its digest (docs/protocol.md, "Blobs").

A file is written beside its place and renamed into it, so that what stands under a digest is always whole. One that
is fetched from a peer grows in `partial/` and can be resumed after any cut.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field

from .encoding import b64u, is_id, sha256
from .errors import LedgerError, Refused
from .seal import open_content, seal_content

LABEL = b"tripoint-blob-v1"
CHUNK_BYTES = 256 * 1024  # one answer on a poor link: eight seconds at 256 kbit/s
MAX_BLOB = 20 * 2**20  # bytes of ciphertext; the default of a card's limit `blob_bytes`
PARTIAL = "partial"
_DIGEST = r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$"


class BlobAbsent(LedgerError):
    """The file is not (or not wholly) held here."""


class BlobRef(BaseModel):
    """How facts name an attached file: SHA-256 and size in bytes of its ciphertext. The key stands in the content."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    digest: str = Field(pattern=_DIGEST)
    size: int = Field(ge=1, le=MAX_BLOB)


def seal_blob(plain: bytes, key: bytes) -> bytes:
    """The ciphertext of a file under a fresh 32-byte `key` that seals nothing else."""
    return seal_content(plain, key, LABEL)


def open_blob(sealed: bytes, key: bytes) -> bytes:
    """The file's bytes; raises `Refused("seal")` when key or bytes do not fit."""
    return open_content(sealed, key, LABEL)


class BlobStore:
    """The blob folder. `most` is the largest ciphertext taken, in bytes.

    Every method raises `Refused("member")` for a text that is no digest, and lets `OSError` (a full disk) pass; what
    was held before then still is.
    """

    def __init__(self, folder: Path, most: int = MAX_BLOB) -> None:
        self.folder, self.most = folder, most

    def put(self, sealed: bytes) -> BlobRef:
        """Keeps a ciphertext and returns how facts name it. It is on disk when this returns."""
        if not 1 <= len(sealed) <= self.most:
            raise Refused("too-large", f"a file of {len(sealed)} bytes, at most {self.most}")
        ref = BlobRef(digest=sha256(sealed), size=len(sealed))
        place = self._place(ref.digest)
        if not place.exists():
            draft = self._partial(f"{ref.digest}.{uuid4().hex}")
            try:
                with draft.open("xb") as file:
                    file.write(sealed)
                    file.flush()
                    os.fsync(file.fileno())
                _settle(draft, place)
            finally:
                draft.unlink(missing_ok=True)
        return ref

    def has(self, digest: str) -> bool:
        """Whether the whole ciphertext is held."""
        return self._place(digest).exists()

    def read(self, digest: str, start: int = 0, length: int | None = None) -> bytes:
        """At most `length` bytes from `start` of a ciphertext that is wholly held. Raises `BlobAbsent`."""
        try:
            with self._place(digest).open("rb") as file:
                file.seek(start)
                return file.read(-1 if length is None else length)
        except FileNotFoundError:
            raise BlobAbsent(digest) from None

    def open(self, digest: str, key: bytes) -> bytes:
        """The file's bytes. Raises `BlobAbsent`, or `Refused("seal")` when the key is another's."""
        return open_blob(self.read(digest), key)

    def held(self, digest: str) -> int:
        """How many bytes of a ciphertext that is being fetched have come: where to go on."""
        try:
            return self._partial(digest).stat().st_size
        except FileNotFoundError:
            return 0

    def append(self, ref: BlobRef, start: int, chunk: bytes) -> bool:
        """Adds the bytes that follow those held; returns whether the ciphertext is now whole and in its place.

        Raises `Refused("digest")` when the whole is not what was signed for; the fetch then begins anew.
        """
        partial = self._partial(ref.digest)
        if start != self.held(ref.digest):
            raise Refused("feed-gap", f"bytes from {start}, {self.held(ref.digest)} are held")
        if ref.size > self.most or start + len(chunk) > ref.size:
            raise Refused("too-large", f"more than the {ref.size} bytes that were signed for")
        with partial.open("ab") as file:
            file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if start + len(chunk) < ref.size:
            return False
        if _digest_of(partial) != ref.digest:
            partial.unlink()
            raise Refused("digest", "the file is not the one that was signed for")
        _settle(partial, self._place(ref.digest))
        return True

    def delete(self, digest: str) -> bool:
        """Removes a ciphertext and what was fetched of it; returns whether anything was there."""
        found = False
        for path in (self._place(digest), self._partial(digest)):
            if path.exists():
                path.unlink()
                found = True
        return found

    def sweep(self, older_than: float) -> int:
        """Removes unfinished writes last touched before `older_than` (seconds since 1970); returns how many."""
        stale = [path for path in self._folder(PARTIAL).iterdir() if path.stat().st_mtime < older_than]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def digests(self) -> Iterable[str]:
        """Every ciphertext that is wholly held, in no order."""
        for folder in self.folder.glob("[A-Za-z0-9_-][A-Za-z0-9_-]"):
            for path in folder.iterdir():
                yield path.name

    def _place(self, digest: str) -> Path:
        if not is_id(digest):  # also keeps a peer's text from naming another path
            raise Refused("member", "not a digest", "digest")
        return self.folder / digest[:2] / digest

    def _partial(self, name: str) -> Path:
        if not is_id(name.partition(".")[0]):
            raise Refused("member", "not a digest", "digest")
        return self._folder(PARTIAL) / name

    def _folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return b64u(hashlib.file_digest(file, "sha256").digest())


def _settle(draft: Path, place: Path) -> None:
    """Renames into place; the folder's own entry is flushed too, or a power cut could take it back."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft.replace(place)
    for folder in (place.parent, place.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
