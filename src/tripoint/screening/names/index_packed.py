"""Check packed names that come from a file before compiled code, which checks no bounds, reads them.

The layout is that of `prepared.pack_readings`.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tripoint.screening.names.alignment import LONGEST, MOST_PARTS
from tripoint.screening.names.prepared import LONGEST_LETTERS, MOST_READINGS
from tripoint.screening.names.readings import Kind

_KINDS = len(Kind)


def check_packed(packed: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
    """Raise ValueError unless every name's bytes are whole readings within the engine's limits.

    ends must already be known to rise from 0 to len(packed). Takes about 0.1 µs a name.
    """
    wrong = int(_first_unsound(packed, ends, LONGEST, LONGEST_LETTERS, MOST_PARTS, MOST_READINGS, _KINDS))
    if wrong >= 0:
        raise ValueError(f"prepared name {wrong} is broken")


@njit(cache=True, nogil=True)
def _first_unsound(packed, ends, most_units, most_letters, most_parts, most_readings, kinds):  # type: ignore[no-untyped-def]  # compiled
    for name in range(len(ends) - 1):
        at, end = ends[name], ends[name + 1]
        if end - at < 3 or packed[at] > most_readings or packed[at + 2] > most_parts:
            return name
        readings = packed[at]
        at += 3 + 4 * np.int64(packed[at + 2])
        for _ in range(readings):
            if at + 4 > end:
                return name
            units, letters, parts = np.int64(packed[at + 1]), np.int64(packed[at + 2]), np.int64(packed[at + 3])
            body = at + 4
            after = body + 2 * units + 2 * letters + 2 * parts
            if packed[at] >= kinds or units > most_units or letters > most_letters or parts > most_parts or after > end:
                return name
            for place in range(body + units, body + 2 * units):
                if packed[place] >= parts:
                    return name
            for place in range(body + 2 * units + letters, body + 2 * units + 2 * letters):
                if packed[place] >= parts:
                    return name
            at = after
        if at != end:
            return name
    return -1
