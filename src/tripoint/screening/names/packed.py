"""Many prepared names as flat arrays, which can be memory-mapped and scored in compiled code."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tripoint.screening.names.prepared import Prepared


class PreparedBatch:
    """Prepared names packed for :func:`tripoint.screening.names.score_many`.

    Names are addressed by their position in the list they were packed from. Two arrays hold everything: ``packed``
    (uint8, the bytes of all names, see :func:`tripoint.screening.names.prepared.pack_readings`) and ``ends`` (int64,
    one more than names: where each begins and ends).
    """

    __slots__ = ("ends", "packed")

    def __init__(self, packed: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        # Read-only views: compiled code is then made once, for loaded, mapped and fresh batches alike.
        self.packed = packed.view()
        self.ends = ends.view()
        self.packed.flags.writeable = False
        self.ends.flags.writeable = False

    @classmethod
    def pack(cls, names: Sequence[Prepared]) -> "PreparedBatch":
        """Pack prepared names, in their order."""
        ends = np.zeros(len(names) + 1, dtype=np.int64)
        np.cumsum([len(name.packed) for name in names], out=ends[1:])
        return cls(np.frombuffer(b"".join(name.packed for name in names), dtype=np.uint8), ends)

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[np.generic]]) -> "PreparedBatch":
        """Take arrays that :meth:`arrays` gave, for example memory-mapped ones.

        Raises:
            ValueError: if the arrays do not belong together.
        """
        packed = np.asarray(arrays["packed"], dtype=np.uint8)
        ends = np.asarray(arrays["ends"], dtype=np.int64)
        if packed.ndim != 1 or ends.ndim != 1 or not len(ends) or ends[0] != 0 or ends[-1] != len(packed):
            raise ValueError("the arrays are no packed names: 'ends' must run from 0 to the length of 'packed'")
        return cls(packed, ends)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Give the flat arrays by name."""
        return {"packed": self.packed, "ends": self.ends}

    def __len__(self) -> int:
        return len(self.ends) - 1
