"""The index's file: named numpy arrays behind a checked header, memory-mapped when opened.

Layout, all integers little-endian:

    0    16 bytes   magic, b"TRIPOINT NAMES\\n\\x00"
    16    4 bytes   format version
    20    4 bytes   length of the header text in bytes
    24    8 bytes   length of the whole file in bytes
    32   32 bytes   SHA-256 of bytes 0-31 and the header text
    64              header text: JSON, {"meta": {...}, "arrays": [{"name", "dtype", "shape", "offset", "sha256"}, ...]}
    then            the arrays' bytes, in the order listed, each at a multiple of 64

A file is taken only when every length, offset, type and checksum agrees, so a truncated, damaged or forged file is
refused with a sentence and nothing outside the file's own bytes is ever read. Checksums find damage; they do not prove
who wrote the file: keep it where only the node may write.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import struct
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"TRIPOINT NAMES\n\x00"
VERSION = 1
_HEAD = struct.Struct("<16sIIQ32s")  # 64 bytes
_ALIGN = 64  # a cache line, so that no array starts inside one
_HEADER_LIMIT = 4 << 20  # bytes; 10 million names need under 100 KB
_READ = 1 << 22  # bytes read at a time while checking
_DTYPES = frozenset({"|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f4", "<f8"})

Arrays = dict[str, NDArray[Any]]


class IndexFileRefused(ValueError):
    """A file that cannot be used as a name index; the text says why and what to do."""

    def __init__(self, path: Path, reason: str) -> None:
        """Say which file and why."""
        super().__init__(f"{path}: {reason}. Build the index again from the gallery.")
        self.path = path
        self.reason = reason


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> None:
    """Write arrays and JSON-ready meta to path, whole or not at all (a new file is synced, then renamed over path).

    Raises ValueError for an array type that the format does not hold.
    """
    listed: list[dict[str, Any]] = []
    offset = 0  # relative to the first array until the header's length is known
    for name, array in arrays.items():
        kept = np.ascontiguousarray(array)
        if kept.dtype.str not in _DTYPES:
            raise ValueError(f"array {name!r} has type {kept.dtype}, which the index file does not hold")
        listed.append(
            {
                "name": name,
                "dtype": kept.dtype.str,
                "shape": list(kept.shape),
                "offset": offset,
                "sha256": hashlib.sha256(kept.data).hexdigest() if kept.size else hashlib.sha256().hexdigest(),
            }
        )
        offset = _aligned(offset + kept.nbytes)
    text = json.dumps({"meta": meta, "arrays": listed}, ensure_ascii=False).encode()
    start = _aligned(_HEAD.size + len(text))
    front = struct.pack("<16sIIQ", MAGIC, VERSION, len(text), start + offset)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            file.write(front + hashlib.sha256(front + text).digest() + text)
            for entry, array in zip(listed, arrays.values(), strict=True):
                file.seek(start + entry["offset"])
                if array.size:
                    file.write(np.ascontiguousarray(array).data)
            file.truncate(start + offset)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def open_arrays(path: Path) -> tuple[Arrays, dict[str, Any]]:
    """Check the file from end to end and return its arrays, memory-mapped and read-only, and its meta.

    Raises IndexFileRefused for anything that is not a whole, undamaged index file of this version, OSError when the
    file cannot be read at all. Reads the file once (about a second per gigabyte); no array is held in memory.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size or not head.startswith(MAGIC):
            raise IndexFileRefused(path, "this is not a name index")
        _, version, text_length, whole, digest = _HEAD.unpack(head)
        if version != VERSION:
            raise IndexFileRefused(path, f"it has format version {version}, this program reads version {VERSION}")
        if whole != size:
            raise IndexFileRefused(path, f"it should be {whole} bytes long and is {size}: the copy is not complete")
        if text_length > _HEADER_LIMIT:
            raise IndexFileRefused(path, "its header is too long")
        text = file.read(text_length)
    if len(text) != text_length or hashlib.sha256(head[:32] + text).digest() != digest:
        raise IndexFileRefused(path, "its header is damaged")
    start = _aligned(_HEAD.size + text_length)
    try:
        header = json.loads(text)
        meta = dict(header["meta"])
        places = _places(header["arrays"], start, size)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise IndexFileRefused(path, f"its header makes no sense ({error})") from error
    with ThreadPoolExecutor(2) as pool:
        for name, agrees in pool.map(lambda place: (place[0], _digest_agrees(path, place)), places):
            if not agrees:
                raise IndexFileRefused(path, f"its part {name!r} is damaged")
    arrays: Arrays = {}
    for name, dtype, shape, offset, _ in places:
        if math.prod(shape):
            # A plain view: every slice of a memmap would cost microseconds more.
            arrays[name] = np.memmap(path, dtype=dtype, mode="r", offset=offset, shape=shape).view(np.ndarray)
        else:
            arrays[name] = np.empty(shape, dtype)
    return arrays, meta


_Place = tuple[str, np.dtype[Any], tuple[int, ...], int, str]


def _places(listed: list[dict[str, Any]], start: int, size: int) -> list[_Place]:
    """Read the header's list of arrays; ValueError unless they follow one another inside the file."""
    places: list[_Place] = []
    expected = 0
    for entry in listed:
        name, dtype, shape, offset = entry["name"], entry["dtype"], entry["shape"], entry["offset"]
        if dtype not in _DTYPES or not isinstance(name, str):
            raise ValueError("an array's type is unknown")
        if not 1 <= len(shape) <= 2 or not all(type(n) is int and 0 <= n <= size for n in shape):
            raise ValueError("an array's shape is impossible")
        if offset != expected:
            raise ValueError("an array is not where it should be")
        kind = np.dtype(dtype)
        expected = _aligned(offset + kind.itemsize * math.prod(shape))
        if start + expected > size:
            raise ValueError("an array reaches beyond the file")
        places.append((name, kind, tuple(shape), start + offset, str(entry["sha256"])))
    if start + expected != size:
        raise ValueError("bytes follow the last array")
    if len({place[0] for place in places}) != len(places):
        raise ValueError("two arrays have one name")
    return places


def _digest_agrees(path: Path, place: _Place) -> bool:
    _, dtype, shape, offset, expected = place
    left = dtype.itemsize * math.prod(shape)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        file.seek(offset)
        while left:
            piece = file.read(min(_READ, left))
            if not piece:
                return False
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest() == expected


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGN) * _ALIGN
