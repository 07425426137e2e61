# Compiled code counts in numpy integers, which mypy holds apart from int.
# mypy: disable-error-code="arg-type, return-value"
"""Let an initial stand for a part: ``V. Lakhamphong`` for ``Vilay Lakhamphong``, in compiled code."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

_MOST = 12


@njit(cache=True, nogil=True)
def initials_of(packed: NDArray[np.uint8], found: NDArray[np.uint8]) -> int:
    """Write the letters that stand alone as a part in the first reading; give how many there are."""
    at = 3 + 4 * np.int64(packed[2])
    units, letters, parts = np.int64(packed[at + 1]), np.int64(packed[at + 2]), np.int64(packed[at + 3])
    start = at + 4 + 2 * units
    count = 0
    for part in range(parts):
        size, letter = 0, np.uint8(0)
        for k in range(letters):
            if packed[start + letters + k] == part:
                size += 1
                letter = packed[start + k]
        if size == 1:
            found[count] = letter
            count += 1
    return count


@njit(cache=True, nogil=True)
def shorten(
    packed: NDArray[np.uint8], initials: NDArray[np.uint8], count: int, out: NDArray[np.uint8]
) -> tuple[int, int]:
    """Copy a packed name with the parts that the initials stand for cut to their first unit and letter.

    Returns:
        The length of the copy in ``out``, and how many parts were cut in the first reading.
    """
    head = 3 + 4 * np.int64(packed[2])
    out[:head] = packed[:head]
    at, to, cut_first = head, head, 0
    cut = np.zeros(_MOST, dtype=np.bool_)
    for reading in range(np.int64(packed[0])):
        units, letters, parts = np.int64(packed[at + 1]), np.int64(packed[at + 2]), np.int64(packed[at + 3])
        first_unit = at + 4
        first_letter = first_unit + 2 * units
        cut[:] = False
        for k in range(count):
            for letter in range(letters):
                part = packed[first_letter + letters + letter]
                starts = letter == 0 or packed[first_letter + letters + letter - 1] != part
                longer = letter + 1 < letters and packed[first_letter + letters + letter + 1] == part
                if starts and longer and not cut[part] and packed[first_letter + letter] == initials[k]:
                    cut[part] = True
                    break
        if reading == 0:
            cut_first = cut.sum()
        kept_units = _copy(packed, first_unit, units, cut, out, to + 4)
        kept_letters = _copy(packed, first_letter, letters, cut, out, to + 4 + 2 * kept_units)
        out[to], out[to + 1], out[to + 2], out[to + 3] = packed[at], kept_units, kept_letters, parts
        common = first_letter + 2 * letters
        to += 4 + 2 * kept_units + 2 * kept_letters
        out[to : to + 2 * parts] = packed[common : common + 2 * parts]
        to += 2 * parts
        at = common + 2 * parts
    return to, cut_first


@njit(cache=True, nogil=True)
def _copy(
    packed: NDArray[np.uint8], start: int, size: int, cut: NDArray[np.bool_], out: NDArray[np.uint8], to: int
) -> int:
    """Copy values and the part of each, only the first of a part that is cut; give how many were kept."""
    kept = 0
    for k in range(size):
        part = packed[start + size + k]
        if not cut[part] or k == 0 or packed[start + size + k - 1] != part:
            out[to + kept] = packed[start + k]
            kept += 1
    place = to + kept
    for k in range(size):
        part = packed[start + size + k]
        if not cut[part] or k == 0 or packed[start + size + k - 1] != part:
            out[place] = part
            place += 1
    return kept
