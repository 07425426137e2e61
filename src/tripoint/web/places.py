"""Places that only so many may take at once, and only so many of them the same taker."""

from __future__ import annotations

import threading
from collections import Counter


class Places:
    """At most `most` places at once, at most `each` of them for one taker, so that nobody keeps all others out."""

    def __init__(self, most: int, each: int) -> None:
        """Take the two limits."""
        self.most, self.each = most, each
        self._guard = threading.Lock()
        self._taken: Counter[str] = Counter()

    def take(self, taker: str) -> bool:
        """Take a place for `taker` if there is one, at once; every place taken is to be given back."""
        with self._guard:
            if self._taken.total() >= self.most or self._taken[taker] >= self.each:
                return False
            self._taken[taker] += 1
            return True

    def give_back(self, taker: str) -> None:
        """Free a place that `taker` took."""
        with self._guard:
            self._taken[taker] -= 1
            if self._taken[taker] <= 0:
                del self._taken[taker]
