"""The rows behind an index: who each name belongs to, as flat arrays that can be memory-mapped.

Texts (ids, names, particulars) are UTF-8 bytes with offsets; ids and document numbers are found by their sorted 64-bit
hashes, and every find is checked against the text itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Texts:
    """Many strings: bytes uint8 [total] and offsets int64 [count + 1]."""

    letters: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, strings: Sequence[str]) -> Texts:
        """Pack strings; lone surrogates, which UTF-8 cannot hold, become question marks."""
        pieces = [string.encode("utf-8", "replace") for string in strings]
        offsets = np.zeros(len(pieces) + 1, np.int64)
        np.cumsum([len(piece) for piece in pieces], out=offsets[1:])
        return cls(np.frombuffer(b"".join(pieces), np.uint8), offsets)

    @classmethod
    def joined(cls, parts: Sequence[Texts]) -> Texts:
        """All parts' strings, in order."""
        return cls(np.concatenate([part.letters for part in parts]), join_offsets([part.offsets for part in parts]))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> str:
        return self.letters[self.offsets[row] : self.offsets[row + 1]].tobytes().decode("utf-8", "replace")

    def check(self, count: int) -> None:
        """Raise ValueError unless this holds `count` strings that lie within its bytes."""
        check_offsets(self.offsets, count, len(self.letters))


@dataclass(frozen=True, slots=True)
class Lookup:
    """Rows by key: hashes uint64 [keys], sorted, and rows uint32 [keys]."""

    hashes: NDArray[np.uint64]
    rows: NDArray[np.uint32]

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> Lookup:
        """Build from (hash, row) pairs."""
        table = np.array(list(pairs), np.uint64).reshape(-1, 2)
        order = np.argsort(table[:, 0], kind="stable")
        return cls(table[order, 0].copy(), table[order, 1].astype(np.uint32))

    @classmethod
    def joined(cls, parts: Sequence[Lookup], counts: Sequence[int]) -> Lookup:
        """All parts' keys; part i's rows follow the counts[:i] rows before it."""
        shifts = np.cumsum([0, *counts])
        hashes = np.concatenate([part.hashes for part in parts])
        rows = np.concatenate([part.rows + np.uint32(shift) for part, shift in zip(parts, shifts, strict=False)])
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], rows[order])

    def find(self, key: str) -> list[int]:
        """Rows that may hold the key (a hash can be shared: check the text)."""
        wanted = np.uint64(key_hash(key))
        first = int(np.searchsorted(self.hashes, wanted, "left"))
        last = int(np.searchsorted(self.hashes, wanted, "right"))
        return [int(row) for row in self.rows[first:last]]

    def check(self, count: int) -> None:
        """Raise ValueError unless every row is below `count`."""
        if self.hashes.shape != self.rows.shape or (len(self.rows) and int(self.rows.max()) >= count):
            raise ValueError("a lookup names a row that is not there")


def key_hash(key: str) -> int:
    """A 64-bit hash of an id or a document number, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def join_offsets(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Offsets of concatenated arrays, from each array's own offsets (which start at 0)."""
    shifts = np.cumsum([0, *(int(part[-1]) for part in parts)])
    shifted = (part[1:] + shift for part, shift in zip(parts, shifts, strict=False))
    return np.concatenate([np.zeros(1, np.int64), *shifted])


def check_offsets(offsets: NDArray[Any], count: int, total: int) -> None:
    """Raise ValueError unless offsets cut `total` items into `count` consecutive runs."""
    if offsets.shape != (count + 1,) or offsets[0] != 0 or offsets[-1] != total or (np.diff(offsets) < 0).any():
        raise ValueError("offsets do not fit the data")
