"""How often one caller may call: a bucket for each, in this process's memory, bounded."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_REMEMBERED = 4_096


class Buckets:
    """`per_minute` calls for each caller; the one not seen for longest is forgotten first."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds."""
        self.per_minute, self._clock = per_minute, clock
        self._guard = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str) -> int:
        """Counts a call; 0 when it may go on, else the seconds after which one more may."""
        now = self._clock()
        with self._guard:
            left, since = self._left.pop(caller, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + (now - since) * self.per_minute / 60)
            fits = left >= 1
            self._left[caller] = (left - 1 if fits else left, now)
            if len(self._left) > MOST_REMEMBERED:
                self._left.popitem(last=False)
        return 0 if fits else max(1, math.ceil((1 - left) * 60 / self.per_minute))
