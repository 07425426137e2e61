"""Align two readings, in compiled code.

A cost table gives for two units the log of how much likelier they stand for one sound of one name than for two
(log-odds, natural). Gaps have odds too, a whole part may be left out at a fixed price, and two neighbours may have
changed places. The best path is kept, so that every part of either name gets its own share of the score.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

# Longest reading, in units; the rest of a longer one is not looked at.
LONGEST = 64
MOST_PARTS = 12
# Prices in log-odds: a part left out, two neighbours exchanged (a slip of the fingers).
PART_LEFT_OUT = np.float32(-3.0)
EXCHANGED = np.float32(-2.0)

_STEP, _GAP_B, _GAP_A, _SWAP, _SKIP_A, _SKIP_B = 1, 2, 3, 4, 5, 6


@njit(cache=True, nogil=True, inline="never")
def best_path(
    a: NDArray[np.uint8],
    part_a: NDArray[np.uint8],
    n: int,
    b: NDArray[np.uint8],
    part_b: NDArray[np.uint8],
    m: int,
    odds: NDArray[np.float32],
    grid: NDArray[np.float32],
    steps: NDArray[np.uint8],
) -> float:
    """Fill the grid and the steps of the best path of ``a[:n]`` against ``b[:m]``; give its log-odds.

    ``part_a[i]`` is the number of the part that unit i belongs to; parts stand together. ``grid`` and ``steps`` are
    work space of at least (LONGEST + 1) squared.
    """
    grid[0, 0] = 0.0
    start_b = 0
    for j in range(1, m + 1):
        grid[0, j] = grid[0, j - 1] + odds[b[j - 1], 0]
        steps[0, j] = _GAP_A
        if j > 1 and part_b[j - 1] != part_b[j - 2]:
            start_b = j - 1
        if j == m or part_b[j] != part_b[j - 1]:
            skipped = grid[0, start_b] + PART_LEFT_OUT
            if skipped > grid[0, j]:
                grid[0, j] = skipped
                steps[0, j] = _SKIP_B
    start_a = 0
    for i in range(1, n + 1):
        unit = a[i - 1]
        row = odds[unit]
        if i > 1 and part_a[i - 1] != part_a[i - 2]:
            start_a = i - 1
        ends_a = i == n or part_a[i] != part_a[i - 1]
        gap = row[0]
        grid[i, 0] = grid[i - 1, 0] + gap
        steps[i, 0] = _GAP_B
        if ends_a and grid[start_a, 0] + PART_LEFT_OUT > grid[i, 0]:
            grid[i, 0] = grid[start_a, 0] + PART_LEFT_OUT
            steps[i, 0] = _SKIP_A
        start_b = 0
        for j in range(1, m + 1):
            other = b[j - 1]
            best = grid[i - 1, j - 1] + row[other]
            step = _STEP
            value = grid[i - 1, j] + gap
            if value > best:
                best = value
                step = _GAP_B
            value = grid[i, j - 1] + odds[other, 0]
            if value > best:
                best = value
                step = _GAP_A
            if i > 1 and j > 1 and unit == b[j - 2] and other == a[i - 2] and unit != other:
                value = grid[i - 2, j - 2] + row[unit] + odds[other, other] + EXCHANGED
                if value > best:
                    best = value
                    step = _SWAP
            if j > 1 and part_b[j - 1] != part_b[j - 2]:
                start_b = j - 1
            if ends_a:
                value = grid[start_a, j] + PART_LEFT_OUT
                if value > best:
                    best = value
                    step = _SKIP_A
            if j == m or part_b[j] != part_b[j - 1]:
                value = grid[i, start_b] + PART_LEFT_OUT
                if value > best:
                    best = value
                    step = _SKIP_B
            grid[i, j] = best
            steps[i, j] = step
    total: float = grid[n, m]
    return total


@njit(cache=True, nogil=True)
def rotate(
    units: NDArray[np.uint8],
    parts: NDArray[np.uint8],
    n: int,
    first: int,
    out_units: NDArray[np.uint8],
    out_parts: NDArray[np.uint8],
) -> None:
    """Write a reading that starts with part ``first`` and ends with the parts that stood before it."""
    at = 0
    for turn in range(2):
        for i in range(n):
            if (parts[i] >= first) == (turn == 0):
                out_units[at] = units[i]
                out_parts[at] = parts[i]
                at += 1


@njit(cache=True, nogil=True)
def share_out(
    a: NDArray[np.uint8],
    part_a: NDArray[np.uint8],
    n: int,
    b: NDArray[np.uint8],
    part_b: NDArray[np.uint8],
    m: int,
    odds: NDArray[np.float32],
    vowel: NDArray[np.bool_],
    steps: NDArray[np.uint8],
    columns: NDArray[np.int16],
    share_a: NDArray[np.float32],
    share_b: NDArray[np.float32],
    met_a: NDArray[np.int16],
    met_b: NDArray[np.int16],
    faults: NDArray[np.float32],
) -> int:
    """Walk the best path back, give every part its share, and give the number of steps (in ``columns``, last first).

    Fills ``share_*`` (log-odds of each part), ``met_*`` (units of the part that stand against a unit) and
    ``faults``: the log-odds lost on consonants, on vowels, on gaps of consonants, on gaps of vowels, the worst
    single consonant step, the number of exchanges, the number of units in parts left out of a, and of b, the worst
    single vowel step, and the number of steps whose two units differ.
    """
    share_a[:] = 0.0
    share_b[:] = 0.0
    met_a[:] = 0
    met_b[:] = 0
    faults[:] = 0.0
    i, j, count = n, m, 0
    while i > 0 or j > 0:
        step = steps[i, j]
        if step == _STEP:
            columns[count, 0], columns[count, 1] = i - 1, j - 1
            met_a[part_a[i - 1]] += 1
            met_b[part_b[j - 1]] += 1
            i -= 1
            j -= 1
        elif step == _SWAP:
            faults[5] += 1.0
            for back in range(2):
                columns[count + back, 0], columns[count + back, 1] = i - 1 - back, j - 2 + back
            count += 1
            met_a[part_a[i - 1]] += 2
            met_b[part_b[j - 1]] += 2
            i -= 2
            j -= 2
        elif step == _GAP_B:
            columns[count, 0], columns[count, 1] = i - 1, -1 - j
            i -= 1
        elif step == _GAP_A:
            columns[count, 0], columns[count, 1] = -1 - i, j - 1
            j -= 1
        elif step == _SKIP_A:
            part = part_a[i - 1]
            while i > 0 and part_a[i - 1] == part:
                i -= 1
                faults[6] += 1.0
            continue
        else:
            part = part_b[j - 1]
            while j > 0 and part_b[j - 1] == part:
                j -= 1
                faults[7] += 1.0
            continue
        count += 1
    for at in range(count):
        left, right = columns[at, 0], columns[at, 1]
        if left >= 0 and right >= 0:
            value = odds[a[left], b[right]]
            share_a[part_a[left]] += value
            share_b[part_b[right]] += value
            if a[left] != b[right]:
                faults[9] += 1.0
            if value < 0.0:
                if vowel[a[left]] and vowel[b[right]]:
                    faults[1] -= value
                    faults[8] = max(faults[8], -value)
                else:
                    faults[0] -= value
                    faults[4] = max(faults[4], -value)
        elif left >= 0:
            value = odds[a[left], 0]
            share_a[part_a[left]] += value
            near = -right - 1
            if m > 0 and met_a[part_a[left]] > 0:
                share_b[part_b[min(max(near - 1, 0), m - 1)]] += value
            faults[3 if vowel[a[left]] else 2] -= value
        else:
            value = odds[b[right], 0]
            share_b[part_b[right]] += value
            near = -left - 1
            if n > 0 and met_b[part_b[right]] > 0:
                share_a[part_a[min(max(near - 1, 0), n - 1)]] += value
            faults[3 if vowel[b[right]] else 2] -= value
    return count
