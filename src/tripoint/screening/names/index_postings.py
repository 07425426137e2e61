"""Inverted lists over rows of terms, and the coarse search that picks candidates from them.

Rows are cut into blocks of 65,536. Inside a block a row is a 16-bit number, so a posting takes two bytes and a block's
sums (four bytes a row) stay in a core's cache while every term's list is added. Whatever a list says, a 16-bit number
cannot reach outside the block's sums: a damaged list gives a wrong candidate, never a wrong memory access.

A block holds `starts` (BUCKETS + 1 offsets into its postings) and its postings, term after term.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tripoint.screening.names.index_terms import BUCKETS

BLOCK = 1 << 16  # rows; what a 16-bit posting can name
_STRETCH = 128  # rows looked at together
_UNIT = 256.0  # sums are kept as integers: this many steps to one unit of weight


@dataclass(frozen=True, slots=True)
class Postings:
    """Inverted lists of some rows.

    starts: uint32 [blocks, BUCKETS + 1]; bases: int64 [blocks + 1], where each block's postings begin;
    rows: uint16 [postings]; scales: float32 [rows], 1 / length of each row, by which its sum is scaled.
    """

    starts: NDArray[np.uint32]
    bases: NDArray[np.int64]
    rows: NDArray[np.uint16]
    scales: NDArray[np.float32]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays by name, as the index file keeps them."""
        return {"starts": self.starts, "bases": self.bases, "rows": self.rows, "scales": self.scales}

    def frequencies(self) -> NDArray[np.int64]:
        """In how many rows each term stands: int64 [BUCKETS]."""
        found: NDArray[np.int64] = np.diff(self.starts.astype(np.int64), axis=1).sum(axis=0)
        return found

    def check(self, count: int) -> None:
        """Raise ValueError unless these are well-formed lists of `count` rows."""
        blocks = -(-count // BLOCK)
        if (
            self.starts.shape != (blocks, BUCKETS + 1)
            or self.bases.shape != (blocks + 1,)
            or self.scales.shape != (count,)
        ):
            raise ValueError("the inverted lists do not fit the rows")
        if (np.diff(self.starts.astype(np.int64), axis=1) < 0).any() or self.starts[:, 0].any():
            raise ValueError("an inverted list has a negative length")
        if (np.diff(self.bases) != self.starts[:, -1]).any() or self.bases[0] != 0 or self.bases[-1] != len(self.rows):
            raise ValueError("the inverted lists do not add up")
        if not np.isfinite(self.scales).all():
            raise ValueError("a row's length is not a number")


def build_postings(terms: NDArray[np.uint32], offsets: NDArray[np.int64], scales: NDArray[np.float32]) -> Postings:
    """Invert rows of distinct terms: row i holds terms[offsets[i]:offsets[i + 1]], each below BUCKETS.

    Takes about 15 ns a posting; needs memory for the result and one block.
    """
    count = len(offsets) - 1
    blocks = -(-count // BLOCK)
    starts = np.zeros((blocks, BUCKETS + 1), np.uint32)
    bases = np.zeros(blocks + 1, np.int64)
    rows = np.empty(len(terms), np.uint16)
    for block in range(blocks):
        first, last = block * BLOCK, min(count, (block + 1) * BLOCK)
        bases[block + 1] = offsets[last]
        _invert(terms, offsets[first : last + 1], starts[block], rows[offsets[first] : offsets[last]])
    return Postings(starts, bases, rows, np.asarray(scales, np.float32))


@njit(cache=True, nogil=True)
def _invert(terms, offsets, starts, rows):  # type: ignore[no-untyped-def]  # compiled
    for at in range(offsets[0], offsets[-1]):
        starts[terms[at] + 1] += 1
    for bucket in range(len(starts) - 1):
        starts[bucket + 1] += starts[bucket]
    place = starts[:-1].copy()
    for row in range(len(offsets) - 1):
        for at in range(offsets[row], offsets[row + 1]):
            term = terms[at]
            rows[place[term]] = row
            place[term] += 1


def pick_candidates(
    lists: Postings,
    alive: NDArray[np.uint8],
    terms: NDArray[np.uint32],
    weights: NDArray[np.float32],
    wanted: int,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The `wanted` living rows whose terms weigh most: (rows, sums), in no order.

    terms are distinct and below BUCKETS, weights their worth; a row's sum is the weights of the terms it shares times
    its scale. A row sharing no term is never a candidate.
    """
    steps = np.minimum(np.rint(weights * _UNIT), 60_000).astype(np.int32)
    found_rows = np.empty(wanted, np.int64)
    found_sums = np.empty(wanted, np.float32)
    found = _pick(lists.starts, lists.bases, lists.rows, lists.scales, alive, terms, steps, found_rows, found_sums)
    return found_rows[:found], found_sums[:found] / np.float32(_UNIT)


@njit(cache=True, nogil=True)
def _pick(starts, bases, rows, scales, alive, terms, steps, found_rows, found_sums):  # type: ignore[no-untyped-def]  # compiled
    wanted = len(found_rows)
    found = 0
    floor = np.float32(0.0)
    sums = np.zeros(BLOCK, np.int32)  # signed: vector instructions turn those into floats
    for block in range(len(starts)):
        first = block * BLOCK
        size = min(BLOCK, len(scales) - first)
        base = bases[block]
        if block:
            sums[:] = 0
        for index in range(len(terms)):
            step = steps[index]
            for row in rows[base + starts[block, terms[index]] : base + starts[block, terms[index] + 1]]:
                sums[row] += step
        for start in range(0, size, _STRETCH):
            stop = min(start + _STRETCH, size)
            if not _count_above(sums[start:stop], scales[first + start : first + stop], floor):
                continue
            for row in range(start, stop):
                total = np.float32(sums[row]) * scales[first + row]
                if total > floor and alive[first + row]:
                    found, floor = _keep(found_rows, found_sums, found, wanted, first + row, total)
    return found


@njit(cache=True, nogil=True)
def _count_above(sums, scales, floor):  # type: ignore[no-untyped-def]  # compiled
    """How many scaled sums are above the floor: a plain loop, which the compiler turns into vector instructions."""
    count = np.int32(0)
    for row in range(len(sums)):
        count += np.int32(np.float32(sums[row]) * scales[row] > floor)
    return count


@njit(cache=True, nogil=True, inline="always")
def _keep(found_rows, found_sums, found, wanted, row, total):  # type: ignore[no-untyped-def]  # compiled
    """Put one row into the heap of the best (smallest sum on top); return its fill and the sum to beat."""
    if found < wanted:
        child = found
        found += 1
        while child and found_sums[(child - 1) >> 1] > total:
            found_sums[child] = found_sums[(child - 1) >> 1]
            found_rows[child] = found_rows[(child - 1) >> 1]
            child = (child - 1) >> 1
        found_sums[child] = total
        found_rows[child] = row
    else:
        hole = 0
        while True:
            child = 2 * hole + 1
            if child >= wanted:
                break
            if child + 1 < wanted and found_sums[child + 1] < found_sums[child]:
                child += 1
            if found_sums[child] >= total:
                break
            found_sums[hole] = found_sums[child]
            found_rows[hole] = found_rows[child]
            hole = child
        found_sums[hole] = total
        found_rows[hole] = row
    return found, found_sums[0] if found == wanted else np.float32(0.0)


def merge_postings(parts: Sequence[Postings]) -> Postings:
    """One Postings over the rows of several, in order. Each is inverted again into whole blocks."""
    terms, offsets = zip(*(_rows_of_terms(part) for part in parts), strict=True)
    shifts = np.cumsum([0, *(len(part) for part in terms)])
    joined = np.concatenate([np.zeros(1, np.int64), *(o[1:] + s for o, s in zip(offsets, shifts, strict=False))])
    return build_postings(np.concatenate(terms), joined, np.concatenate([part.scales for part in parts]))


def _rows_of_terms(lists: Postings) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Turn the lists back into rows of terms, sorted within each row."""
    terms = np.empty(len(lists.rows), np.uint32)
    offsets = np.zeros(len(lists.scales) + 1, np.int64)
    _revert(lists.starts, lists.bases, lists.rows, terms, offsets)
    return terms, offsets


@njit(cache=True, nogil=True)
def _revert(starts, bases, rows, terms, offsets):  # type: ignore[no-untyped-def]  # compiled
    for block in range(len(starts)):
        for at in range(bases[block], bases[block + 1]):
            offsets[min(block * BLOCK + rows[at] + 1, len(offsets) - 1)] += 1
    for row in range(len(offsets) - 1):
        offsets[row + 1] += offsets[row]
    place = offsets[:-1].copy()
    for block in range(len(starts)):
        for bucket in range(starts.shape[1] - 1):
            for at in range(bases[block] + starts[block, bucket], bases[block] + starts[block, bucket + 1]):
                row = block * BLOCK + rows[at]
                if row < len(place) and place[row] < len(terms):
                    terms[place[row]] = bucket
                    place[row] += 1
