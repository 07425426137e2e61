"""Keeps files that arrive in pieces over poor links, until they are whole: resumable, sealed at rest, bounded.

An upload is a folder ``<owner tag>.<size>.<token>``; its ``head`` holds the expected digest and the upload's own key,
sealed with the caller's key; each piece is a sealed file named by its place. A piece is written aside, flushed, and
renamed, so what counts as received survives a power cut, and what does not count is overwritten by the repeat. No
database: the store works before, beside and without it. Uploads are personal data: delete them with ``discard``, which
removes the key first; ``sweep`` removes what was left lying.
"""

import base64
import errno
import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tripoint.documents.attachments import BYTES_MAX
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.sealed_files import flush_folder, remove, seal, unseal, write
from tripoint.documents.wording import mark

_ = mark

PIECE_MAX = 1024 * 1024  # bytes of one piece
PIECES_MAX = 1024  # of one upload: nobody fills the folder with single bytes
OWNER_UPLOADS_MAX = 10
OWNER_BYTES_MAX = 3 * BYTES_MAX
TOTAL_BYTES_MAX = 1024 * 1024 * 1024
FOLDER = Path("web") / "uploads"  # within the node's folder
LIFETIME = 24 * 3600  # seconds since the last piece: a night without a link, and a morning
_ID = re.compile(r"([0-9a-f]{1,8})\.([A-Za-z0-9_-]{22})")
_DIGEST = re.compile(r"[0-9a-f]{64}")

REFUSALS = {
    "upload-size": _("The file is empty or larger than {limit} MB."),
    "upload-many": _("You have too many unfinished uploads. Finish or remove one."),
    "upload-full": _("The node has no room for more uploads now. Try again later."),
    "upload-unknown": _("This upload is not known any more. Start it again."),
    "upload-gap": _("The upload goes on from another place. It continues by itself."),
    "upload-unfinished": _("The upload is not finished yet."),
    "upload-changed": _("The file changed while it was sent. Send it again."),
    "upload-piece": _("The upload came in pieces that are too large or too many. Start it again."),
}


def _refuse(code: str) -> DocumentRefused:
    bounds = {"upload-size": {"limit": BYTES_MAX // 1024 // 1024}}
    return DocumentRefused(code, REFUSALS[code], **bounds.get(code, {}))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload is: OFFSET of SIZE bytes have been received for good."""

    offset: int
    size: int

    @property
    def whole(self) -> bool:
        """Say whether every byte is here."""
        return self.offset == self.size


class UploadStore:
    """The uploads in one FOLDER. Safe to use from many threads and processes at once.

    KEY: 32 bytes that the caller keeps elsewhere. Owners are any text that names the officer; another owner's upload
    is unknown, not forbidden. Every method may raise DocumentRefused with a code of REFUSALS.
    """

    def __init__(self, folder: Path, key: bytes, clock: Callable[[], float] = time.time) -> None:
        """CLOCK gives seconds since the epoch, as the file system's times do."""
        if len(key) != 32:
            raise ValueError("the store's key has 32 bytes")
        self.folder, self._key, self._clock = folder, key, clock
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, size: int, sha256: str, owner: str) -> str:
        """Start an upload of SIZE bytes whose SHA-256 is SHA256 (hexadecimal, as browsers give it); return its id."""
        if not 1 <= size <= BYTES_MAX or not _DIGEST.fullmatch(sha256):
            raise _refuse("upload-size")
        token = secrets.token_urlsafe(16)
        tag = self._tag(owner)
        with self._locked(self.folder), _room():
            self.sweep()
            sizes = [(name.split(".")[0], int(name.split(".")[1], 16)) for name in self._names()]
            mine = [held for held_by, held in sizes if held_by == tag]
            if len(mine) >= OWNER_UPLOADS_MAX or sum(mine) + size > OWNER_BYTES_MAX:
                raise _refuse("upload-many")
            if sum(held for _owner, held in sizes) + size > TOTAL_BYTES_MAX:
                raise _refuse("upload-full")
            place = self.folder / f"{tag}.{size:x}.{token}"
            made = self.folder / f".new-{token}"
            made.mkdir(mode=0o700)
            own_key = base64.b64encode(AESGCM.generate_key(256)).decode()
            head = json.dumps({"sha256": sha256, "key": own_key}).encode()
            write(made / "head", seal(self._key, head, place.name))
            made.rename(place)
            flush_folder(self.folder)
        return f"{size:x}.{token}"

    def resume(self, upload: str, owner: str) -> Progress:
        """Return how far the UPLOAD of OWNER is: the place from which to go on."""
        place, size = self._place(upload, owner)
        if (place / "settled").exists():
            return Progress(size, size)
        return Progress(sum(length for _start, length in _pieces(place)), size)

    def put(self, upload: str, owner: str, offset: int, piece: bytes) -> int:
        """Add PIECE, which begins at OFFSET, and return the new offset once it is safe on the disk.

        What is there already is skipped, so that a repeated piece does no harm; the whole is checked at the end. A
        piece beyond the present offset is refused as ``upload-gap``: ask ``resume``.
        """
        place, size = self._place(upload, owner)
        if len(piece) > PIECE_MAX:
            raise _refuse("upload-piece")
        with self._locked(place), _room():
            if (place / "settled").exists():
                return size
            pieces = _pieces(place)
            here = sum(length for _start, length in pieces)
            if not 0 <= offset <= here or offset + len(piece) > size:
                raise _refuse("upload-gap")
            fresh = piece[here - offset :]
            if not fresh:
                return here
            if len(pieces) >= PIECES_MAX:
                raise _refuse("upload-piece")
            name = f"{here:08x}-{len(fresh):06x}"
            write(place / name, seal(self._head(place)[1], fresh, f"{place.name}/{name}"))
        return here + len(fresh)

    def finish(self, upload: str, owner: str) -> bytes:
        """Return the whole file once it is whole and has the digest that was announced; it stays in the store."""
        place, size = self._place(upload, owner)
        digest, own_key = self._head(place)
        if (place / "settled").exists():
            raise _refuse("upload-unknown")
        pieces = _pieces(place)
        if sum(length for _start, length in pieces) != size:
            raise _refuse("upload-unfinished")
        names = [f"{start:08x}-{length:06x}" for start, length in pieces]
        try:
            data = b"".join(unseal(own_key, (place / name).read_bytes(), f"{place.name}/{name}") for name in names)
        except (OSError, InvalidTag):
            data = b""
        if hashlib.sha256(data).hexdigest() != digest:
            self.discard(upload, owner)
            raise _refuse("upload-changed")
        return data

    def settle(self, upload: str, owner: str, data: bytes) -> None:
        """Replace what was received by DATA, what was made of it; ``settled`` gives it back."""
        place, _size = self._place(upload, owner)
        with self._locked(place), _room():
            write(place / "settled", seal(self._head(place)[1], data, f"{place.name}/settled"))
            for start, length in _pieces(place):
                (place / f"{start:08x}-{length:06x}").unlink(missing_ok=True)

    def settled(self, upload: str, owner: str) -> bytes:
        """Return what ``settle`` kept."""
        place, _size = self._place(upload, owner)
        try:
            return unseal(self._head(place)[1], (place / "settled").read_bytes(), f"{place.name}/settled")
        except FileNotFoundError:
            raise _refuse("upload-unfinished") from None
        except InvalidTag:
            raise _refuse("upload-unknown") from None

    def discard(self, upload: str, owner: str) -> None:
        """Delete an upload, its key first. One that is gone already is no error."""
        try:
            place, _size = self._place(upload, owner)
        except DocumentRefused:
            return
        remove(place)

    def sweep(self) -> int:
        """Delete uploads whose last piece is older than LIFETIME, and what a crash left; return how many."""
        return sweep(self.folder, self._clock())

    def _names(self) -> list[str]:
        return [place.name for place in self.folder.iterdir() if place.is_dir() and not place.name.startswith(".")]

    def _tag(self, owner: str) -> str:
        return hmac.new(self._key, b"owner " + owner.encode(), "sha256").hexdigest()[:32]

    def _place(self, upload: str, owner: str) -> tuple[Path, int]:
        match = _ID.fullmatch(upload)
        place = self.folder / f"{self._tag(owner)}.{upload}"
        if match is None or not (place / "head").exists() or _expired(place, self._clock()):
            raise _refuse("upload-unknown")
        return place, int(match.group(1), 16)

    def _head(self, place: Path) -> tuple[str, bytes]:
        """Return the announced digest and the upload's own key."""
        try:
            head = json.loads(unseal(self._key, (place / "head").read_bytes(), place.name))
        except (OSError, InvalidTag, ValueError) as broken:
            raise _refuse("upload-unknown") from broken
        return head["sha256"], base64.b64decode(head["key"])

    @contextmanager
    def _locked(self, place: Path) -> Iterator[None]:
        """Hold PLACE for one writer among all threads and processes."""
        try:
            handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            raise _refuse("upload-unknown") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def sweep(folder: Path, now: float) -> int:
    """Delete the uploads in FOLDER that lie still since LIFETIME at NOW (seconds since the epoch); return how many.

    Needs no key. A folder that is not there holds none.
    """
    stale = [place for place in folder.iterdir() if place.is_dir() and _expired(place, now)] if folder.is_dir() else []
    for place in stale:
        remove(place)
    return len(stale)


def _expired(place: Path, now: float) -> bool:
    try:
        return now - place.stat().st_mtime > LIFETIME
    except FileNotFoundError:
        return False


def _pieces(place: Path) -> list[tuple[int, int]]:
    """Return start and length of the pieces that follow one another without a gap from the start."""
    found = sorted(
        (int(path.name[:8], 16), int(path.name[9:], 16)) for path in place.glob("????????-??????") if path.is_file()
    )
    here, whole = 0, []
    for start, length in found:
        if start != here:
            break
        whole.append((start, length))
        here += length
    return whole


@contextmanager
def _room() -> Iterator[None]:
    """Turn a full disk into the refusal that says so."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _refuse("upload-full") from error
        raise
