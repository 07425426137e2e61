# Compiled code counts in numpy integers, which mypy holds apart from int.
# mypy: disable-error-code="arg-type, assignment, operator, index, call-overload, type-var"
"""Measure two packed names against each other, in compiled code.

What is measured stands in ``FEATURES``; the trees in :mod:`model` weigh it.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tripoint.screening.names.alignment import LONGEST, MOST_PARTS, best_path, rotate, share_out
from tripoint.screening.names.initials import initials_of, shorten
from tripoint.screening.names.letters import letter_distance, slip_kind
from tripoint.screening.names.readings import Kind

FEATURES: tuple[str, ...] = (
    "odds over the longer name's best",
    "odds over the shorter name's best",
    "odds",
    "worst part",
    "second worst part",
    "worst part of either name",
    "worst part, its commonness",
    "odds with rare parts counting more",
    "parts left out",
    "units left out",
    "parts of the name with fewer",
    "parts of the name with more",
    "units of the shorter name",
    "difference in length",
    "lost on consonants",
    "lost on vowels",
    "lost on gaps of consonants",
    "lost on gaps of vowels",
    "worst consonant",
    "exchanged neighbours",
    "order changed",
    "letters changed, share",
    "letters changed, number",
    "channel",
    "Vietnamese",
    "marks on both",
    "parts whose marks differ",
    "parts whose marks agree",
    "worst part in letters",
    "commonness of the name",
    "same letters in another order of parts",
    "worst part's share of the units",
    "kind of the one slip",
    "slip at the start of a part",
    "initials",
    "worst vowel",
    "pairs of units that differ",
    "Western given name left out",
    "parts whose folded keys differ",
)
# The cost tables of a model: odds, the best odds of each unit, which table serves two kinds, which units are vowels.
Tables = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int8], NDArray[np.bool_]]
# The arrays that a pair is measured in: grid, steps, columns, floats, shorts, turned.
WorkSpace = tuple[
    NDArray[np.float32], NDArray[np.uint8], NDArray[np.int16], NDArray[np.float32], NDArray[np.int16], NDArray[np.uint8]
]
FEATURE_COUNT = len(FEATURES)
_NO_READING = np.float32(-1.0)
_ROTATE_BELOW = 0.86
_MOST_LETTERS = 80
_WITHOUT_WESTERN = int(Kind.LATIN_WITHOUT_WESTERN)


@njit(cache=True, nogil=True)
def _self_odds(units: NDArray[np.uint8], n: int, best: NDArray[np.float32]) -> float:
    total = 0.0
    for i in range(n):
        total += best[units[i]]
    return total


@njit(cache=True, nogil=True)
def _marks(a: NDArray[np.uint8], b: NDArray[np.uint8], out: NDArray[np.float32]) -> None:
    """Compare the Vietnamese marks of parts that are the same without them."""
    used = 0
    count_a, count_b = np.int64(a[2]), np.int64(b[2])
    conflicts, agreements = 0, 0
    for i in range(count_a):
        found = -1
        for j in range(count_b):
            if used >> j & 1:
                continue
            at_a, at_b = 3 + 4 * i, 3 + 4 * j
            if a[at_a] == b[at_b] and a[at_a + 1] == b[at_b + 1]:
                if a[at_a + 2] == b[at_b + 2] and a[at_a + 3] == b[at_b + 3]:
                    found = j
                    break
                if found < 0:
                    found = j
        if found >= 0:
            used |= 1 << found
            at_a, at_b = 3 + 4 * i, 3 + 4 * found
            if a[at_a + 2] == b[at_b + 2] and a[at_a + 3] == b[at_b + 3]:
                agreements += 1
            else:
                conflicts += 1
    out[25] = 1.0 if count_a and count_b else 0.0
    out[26] = conflicts
    out[27] = agreements


@njit(cache=True, nogil=True)
def _measure(
    a: NDArray[np.uint8],
    b: NDArray[np.uint8],
    tables: Tables,
    space: WorkSpace,
    out: NDArray[np.float32],
    chosen: NDArray[np.int64],
) -> bool:
    odds, best, channel, _ = tables
    grid, steps, turned = space[0], space[1], space[5]
    top = -1e9
    at_a = 3 + 4 * np.int64(a[2])
    for _ in range(np.int64(a[0])):
        kind_a, n, letters_a, parts_a = a[at_a], np.int64(a[at_a + 1]), np.int64(a[at_a + 2]), np.int64(a[at_a + 3])
        units_a = a[at_a + 4 : at_a + 4 + n]
        part_a = a[at_a + 4 + n : at_a + 4 + 2 * n]
        at_b = 3 + 4 * np.int64(b[2])
        for _ in range(np.int64(b[0])):
            kind_b, m, letters_b, parts_b = b[at_b], np.int64(b[at_b + 1]), np.int64(b[at_b + 2]), np.int64(b[at_b + 3])
            number = channel[kind_a, kind_b]
            if number >= 0 and n > 0 and m > 0:
                units_b = b[at_b + 4 : at_b + 4 + m]
                part_b = b[at_b + 4 + m : at_b + 4 + 2 * m]
                table = odds[number]
                longest = max(_self_odds(units_a, n, best[number]), _self_odds(units_b, m, best[number]), 1.0)
                value = best_path(units_a, part_a, n, units_b, part_b, m, table, grid, steps) / longest
                if value > top:
                    top = value
                    chosen[0], chosen[1], chosen[2], chosen[3], chosen[4] = at_a, at_b, 0, 0, number
                if value < _ROTATE_BELOW and (parts_a > 1 or parts_b > 1):
                    turn_a = parts_b < 2 or (parts_a > 1 and parts_a <= parts_b)
                    turns = min(parts_a if turn_a else parts_b, 6)
                    for first in range(1, turns):
                        if turn_a:
                            rotate(units_a, part_a, n, first, turned[0], turned[1])
                            value = best_path(turned[0], turned[1], n, units_b, part_b, m, table, grid, steps)
                        else:
                            rotate(units_b, part_b, m, first, turned[0], turned[1])
                            value = best_path(units_a, part_a, n, turned[0], turned[1], m, table, grid, steps)
                        # A change of order needs a clear gain: it is the rarer event.
                        value = value / longest - 0.02
                        if value > top:
                            top = value
                            chosen[0], chosen[1], chosen[4] = at_a, at_b, number
                            chosen[2] = first if turn_a else 0
                            chosen[3] = 0 if turn_a else first
            at_b += 4 + 2 * m + 2 * letters_b + 2 * parts_b
        at_a += 4 + 2 * n + 2 * letters_a + 2 * parts_a
    if top < -1e8:
        return False
    _detail(a, b, tables, space, out, chosen)
    _marks(a, b, out)
    out[24] = (a[1] >> 1 & 1) + (b[1] >> 1 & 1)
    return True


@njit(cache=True, nogil=True)
def measure(
    a: NDArray[np.uint8],
    b: NDArray[np.uint8],
    tables: Tables,
    space: WorkSpace,
    out: NDArray[np.float32],
    chosen: NDArray[np.int64],
) -> bool:
    """Fill ``out`` with the features of two packed names; False if they have no readings to compare.

    A part that an initial of the other name stands for counts by its first letter only.

    ``chosen`` (8 long) gets the reading of a, the reading of b, the part that a was rotated to start with, that b was, the
    channel, the number of
    steps in ``columns``, and the numbers of parts.
    """
    out[:] = 0.0
    if not ((a[1] | b[1]) & 4 and a[0] and b[0]):
        return _measure(a, b, tables, space, out, chosen)
    letters = np.zeros(MOST_PARTS, dtype=np.uint8)
    short_a, short_b = np.zeros(len(a), dtype=np.uint8), np.zeros(len(b), dtype=np.uint8)
    length_b, cut_b = shorten(b, letters, initials_of(a, letters), short_b)
    length_a, cut_a = shorten(a, letters, initials_of(b, letters), short_a)
    found = _measure(short_a[:length_a], short_b[:length_b], tables, space, out, chosen)
    out[34] = cut_a + cut_b
    return found


@njit(cache=True, nogil=True)
def _turn(packed: NDArray[np.uint8], at: int, first: int, turned: NDArray[np.uint8], row: int) -> None:
    """Copy a reading's units and letters to work space, starting with part ``first``."""
    n, letters = np.int64(packed[at + 1]), np.int64(packed[at + 2])
    start = at + 4
    rotate(packed[start : start + n], packed[start + n : start + 2 * n], n, first, turned[row], turned[row + 1])
    start += 2 * n
    rotate(
        packed[start : start + letters],
        packed[start + letters : start + 2 * letters],
        letters,
        first,
        turned[row + 2],
        turned[row + 3],
    )


@njit(cache=True, nogil=True)
def _detail(
    a: NDArray[np.uint8],
    b: NDArray[np.uint8],
    tables: Tables,
    space: WorkSpace,
    out: NDArray[np.float32],
    chosen: NDArray[np.int64],
) -> None:
    odds, best, _, vowel = tables
    grid, steps, columns, floats, shorts, turned = space
    at_a, at_b, number = chosen[0], chosen[1], chosen[4]
    table, top = odds[number], best[number]
    n, m = np.int64(a[at_a + 1]), np.int64(b[at_b + 1])
    letters_a, letters_b = np.int64(a[at_a + 2]), np.int64(b[at_b + 2])
    parts_a, parts_b = np.int64(a[at_a + 3]), np.int64(b[at_b + 3])
    _turn(a, at_a, chosen[2], turned, 2)
    _turn(b, at_b, chosen[3], turned, 6)
    units_a, part_a, units_b, part_b = turned[2], turned[3], turned[6], turned[7]
    total = best_path(units_a, part_a, n, units_b, part_b, m, table, grid, steps)
    share_a, share_b, faults, self_a, self_b = floats[0], floats[1], floats[2], floats[3], floats[4]
    met_a, met_b, length_a, length_b = shorts[0, :16], shorts[1, :16], shorts[2, :16], shorts[3, :16]
    chosen[5] = share_out(
        units_a, part_a, n, units_b, part_b, m, table, vowel, steps, columns, share_a, share_b, met_a, met_b, faults
    )
    self_a[:] = 0.0
    self_b[:] = 0.0
    length_a[:] = 0
    length_b[:] = 0
    for i in range(n):
        self_a[part_a[i]] += top[units_a[i]]
        length_a[part_a[i]] += 1
    for j in range(m):
        self_b[part_b[j]] += top[units_b[j]]
        length_b[part_b[j]] += 1
    sum_a, sum_b = _self_odds(units_a, n, top), _self_odds(units_b, m, top)
    out[0] = total / max(sum_a, sum_b, 1.0)
    out[1] = total / max(min(sum_a, sum_b), 1.0)
    out[2] = total
    common_a = a[at_a + 4 + 2 * n + 2 * letters_a : at_a + 4 + 2 * n + 2 * letters_a + parts_a]
    common_b = b[at_b + 4 + 2 * m + 2 * letters_b : at_b + 4 + 2 * m + 2 * letters_b + parts_b]
    keys_a = a[at_a + 4 + 2 * n + 2 * letters_a + parts_a : at_a + 4 + 2 * n + 2 * letters_a + 2 * parts_a]
    keys_b = b[at_b + 4 + 2 * m + 2 * letters_b + parts_b : at_b + 4 + 2 * m + 2 * letters_b + 2 * parts_b]
    out[38] = _other_keys(keys_a, keys_b) if parts_a <= parts_b else _other_keys(keys_b, keys_a)
    chosen[6], chosen[7] = parts_a, parts_b
    shorts[7, :parts_a] = common_a
    worst, second, common_worst, size_worst, either = 1.0, 1.0, 0.0, 0.0, 1.0
    weighed, weights, left_out, commonness = 0.0, 0.0, 0, 0.0
    for side in range(2):
        parts = parts_a if side == 0 else parts_b
        share = share_a if side == 0 else share_b
        own = self_a if side == 0 else self_b
        met = met_a if side == 0 else met_b
        length = length_a if side == 0 else length_b
        common = common_a if side == 0 else common_b
        coarse = parts <= (parts_b if side == 0 else parts_a)
        for p in range(parts):
            if length[p] == 0:
                continue
            if met[p] == 0:
                left_out += 1
                continue
            value = max(-1.0, share[p] / max(own[p], 1.0))
            either = min(either, value)
            if coarse:
                if value < worst:
                    second = worst
                    worst = value
                    common_worst = common[p]
                    size_worst = length[p] / (n if side == 0 else m)
                elif value < second:
                    second = value
                weight = 1.3 - common[p] / 255.0
                weighed += weight * share[p]
                weights += weight * own[p]
                commonness += common[p] / parts
    out[3], out[4], out[5], out[6] = worst, second, either, common_worst
    out[7] = weighed / max(weights, 1.0)
    out[8] = left_out
    out[9] = (faults[6] + faults[7]) / max(n + m, 1)
    out[10], out[11] = min(parts_a, parts_b), max(parts_a, parts_b)
    out[12] = min(n, m)
    out[13] = abs(n - m) / max(n, m)
    for k in range(6):
        out[14 + k] = faults[k]
    out[20] = 1.0 if chosen[2] or chosen[3] else 0.0
    distance = letter_distance(turned[4, :letters_a], turned[8, :letters_b], shorts[4:7])
    out[21] = distance / max(letters_a, letters_b, 1)
    out[22] = distance
    out[23] = number
    out[28] = _worst_in_letters(a, b, at_a, at_b, turned, shorts)
    out[29] = commonness
    out[30] = 1.0 if distance == 0 else 0.0
    out[31] = size_worst
    kind, start = slip_kind(
        turned[4, :letters_a], turned[5, :letters_a], turned[8, :letters_b], turned[9, :letters_b], distance
    )
    out[32], out[33] = kind, start
    out[35], out[36] = faults[8], faults[9]
    out[37] = 1.0 if a[at_a] == _WITHOUT_WESTERN or b[at_b] == _WITHOUT_WESTERN else 0.0


@njit(cache=True, nogil=True)
def _other_keys(fewer: NDArray[np.uint8], more: NDArray[np.uint8]) -> int:
    """Count the parts of the name with fewer whose folded key no part of the other has."""
    count = 0
    for key in fewer:
        found = False
        for other in more:
            found |= key == other
        count += not found
    return count


@njit(cache=True, nogil=True)
def _worst_in_letters(
    a: NDArray[np.uint8],
    b: NDArray[np.uint8],
    at_a: int,
    at_b: int,
    turned: NDArray[np.uint8],
    shorts: NDArray[np.int16],
) -> float:
    """The largest share of letters changed between two parts in the same place; 2 if the numbers of parts differ."""
    parts = np.int64(a[at_a + 3])
    if parts != np.int64(b[at_b + 3]):
        return 2.0
    letters_a, letters_b = np.int64(a[at_a + 2]), np.int64(b[at_b + 2])
    worst = 0.0
    i, j = 0, 0
    for _ in range(parts):
        if i >= letters_a or j >= letters_b:
            break
        end_a, end_b = i + 1, j + 1
        while end_a < letters_a and turned[5, end_a] == turned[5, i]:
            end_a += 1
        while end_b < letters_b and turned[9, end_b] == turned[9, j]:
            end_b += 1
        distance = letter_distance(turned[4, i:end_a], turned[8, j:end_b], shorts[4:7])
        worst = max(worst, distance / max(end_a - i, end_b - j))
        i, j = end_a, end_b
    return worst


def work_space() -> WorkSpace:
    """Give the arrays that :func:`measure` works in: grid, steps, columns, floats, shorts, turned."""
    return (
        np.zeros((LONGEST + 1, LONGEST + 1), dtype=np.float32),
        np.zeros((LONGEST + 1, LONGEST + 1), dtype=np.uint8),
        np.zeros((2 * LONGEST + 2, 2), dtype=np.int16),
        np.zeros((5, 16), dtype=np.float32),
        np.zeros((8, _MOST_LETTERS + 4), dtype=np.int16),
        np.zeros((10, _MOST_LETTERS + 4), dtype=np.uint8),
    )


assert MOST_PARTS < 16
