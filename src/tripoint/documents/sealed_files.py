"""Files on disk that are whole or absent after a power cut, and that only the holder of a key can read."""

import os
import secrets
import shutil
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def seal(key: bytes, data: bytes, place: str) -> bytes:
    """Return DATA sealed for PLACE: a sealed piece that is moved elsewhere does not open."""
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, data, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """Return what was sealed for PLACE. Raises InvalidTag for anything else."""
    if len(sealed) < 28:
        raise InvalidTag
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], place.encode())


def write(path: Path, data: bytes) -> None:
    """Put DATA under PATH so that after a power cut it is there whole or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Make the names in FOLDER survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(place: Path) -> None:
    """Delete the folder PLACE, the file with its key first: what a cut leaves behind can then not be read."""
    (place / "head").unlink(missing_ok=True)
    flush_folder(place)
    shutil.rmtree(place, ignore_errors=True)
