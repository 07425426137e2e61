# Compiled code counts in numpy integers, which mypy holds apart from int.
# mypy: disable-error-code="arg-type, assignment, operator, index, call-overload, type-var"
"""Compare plain letters: how many slips of the fingers part two spellings, and what the one slip looks like."""

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True, nogil=True)
def letter_distance(a: NDArray[np.uint8], b: NDArray[np.uint8], rows: NDArray[np.int16]) -> int:
    """Count insertions, deletions, changes and exchanges of neighbours (optimal string alignment)."""
    n, m = len(a), len(b)
    for j in range(m + 1):
        rows[0, j] = j
    for i in range(1, n + 1):
        now, before, older = rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3]
        now[0] = i
        for j in range(1, m + 1):
            value = before[j - 1] + (0 if a[i - 1] == b[j - 1] else 1)
            value = min(value, before[j] + 1, now[j - 1] + 1)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                value = min(value, older[j - 2] + 1)
            now[j] = value
    distance: int = rows[n % 3, m]
    return distance


# Neighbours on the usual keyboard (QWERTY), also one row up or down.
_NEIGHBOURS = {
    "a": "qwsz", "b": "vghn", "c": "xdfv", "d": "serfcx", "e": "wsdr", "f": "drtgvc", "g": "ftyhbv", "h": "gyujnb",
    "i": "ujko", "j": "huikmn", "k": "jiolm", "l": "kop", "m": "njk", "n": "bhjm", "o": "iklp", "p": "ol", "q": "wa",
    "r": "edft", "s": "awedxz", "t": "rfgy", "u": "yhji", "v": "cfgb", "w": "qase", "x": "zsdc", "y": "tghu", "z": "asx",
}  # fmt: skip
_NEAR_KEYS = np.zeros((128, 128), dtype=np.bool_)
for _key, _near in _NEIGHBOURS.items():
    for _other in _near:
        _NEAR_KEYS[ord(_key), ord(_other)] = True
NO_SLIP, EXCHANGE, NEAR_KEY, DOUBLED, ONE_MORE, OTHER_KEY, SEVERAL = range(7)


@njit(cache=True, nogil=True)
def slip_kind(
    a: NDArray[np.uint8], part_a: NDArray[np.uint8], b: NDArray[np.uint8], part_b: NDArray[np.uint8], distance: int
) -> tuple[int, int]:
    """Tell what a distance of one letter looks like, and whether it stands at the start of a part."""
    if distance != 1:
        return (NO_SLIP if distance == 0 else SEVERAL), 0
    n, m = len(a), len(b)
    at = 0
    while at < n and at < m and a[at] == b[at]:
        at += 1
    start = at == 0 or (at < n and part_a[at] != part_a[at - 1]) or (at < m and part_b[at] != part_b[at - 1])
    if n == m:
        if at + 1 < n and a[at] == b[at + 1] and a[at + 1] == b[at]:
            return EXCHANGE, int(start)
        return (NEAR_KEY if _NEAR_KEYS[a[at] & 127, b[at] & 127] else OTHER_KEY), int(start)
    more, longer = (a, n) if n > m else (b, m)
    doubled = (at > 0 and more[at] == more[at - 1]) or (at + 1 < longer and more[at] == more[at + 1])
    return (DOUBLED if doubled else ONE_MORE), int(start)
