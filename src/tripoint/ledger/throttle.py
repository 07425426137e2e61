"""What a peer may cost: a bucket per peer, and refusals counted in memory before they reach the disk."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from .card import Limits
from .errors import Refused

_FLUSH_SECONDS = 1.0
_MAX_KEYS = 512  # peers times codes; the rest is counted under one name


class Throttle:
    """Bundles and bytes per minute and peer, as the card promises; a burst may use one minute's worth."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._guard = threading.Lock()
        self._left: dict[str, tuple[float, float, float]] = {}

    def spend(self, peer: str, size: int) -> None:
        """Counts a bundle of `size` bytes; raises `Refused("rate")`. Nothing is lost: the peer comes again."""
        most, bytes_most = float(self._limits.bundles_per_minute), float(self._limits.bytes_per_minute)
        now = time.monotonic()
        with self._guard:
            bundles, amount, since = self._left.get(peer, (most, bytes_most, now))
            passed = (now - since) / 60
            bundles = min(most, bundles + most * passed)
            amount = min(bytes_most, amount + bytes_most * passed)
            fits = bundles >= 1 and amount >= size
            self._left[peer] = (bundles - fits, amount - size * fits, now)
        if not fits:
            raise Refused("rate", peer)


@dataclass(slots=True)
class Counted:
    """Refusals of one peer for one reason since the last flush."""

    count: int = 0
    detail: str = ""
    digest: str = ""


class RefusalCounter:
    """Gathers refusals so that a flood of junk costs one write a second."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._counts: dict[tuple[str, str], Counted] = {}
        self._flushed = 0.0

    def add(self, peer: str, refusal: Refused, digest: str) -> None:
        """Counts one."""
        with self._guard:
            key = (peer, refusal.code)
            if key not in self._counts and len(self._counts) >= _MAX_KEYS:
                key = ("", "rate")
            counted = self._counts.setdefault(key, Counted())
            counted.count += 1
            detail = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in refusal.detail[:200])
            counted.detail, counted.digest = detail, digest

    def put_back(self, counts: dict[tuple[str, str], Counted]) -> None:
        """What could not be written is counted again, to be written later."""
        with self._guard:
            for key, counted in counts.items():
                here = self._counts.setdefault(key, Counted(0, counted.detail, counted.digest))
                here.count += counted.count

    def due(self, *, force: bool = False) -> dict[tuple[str, str], Counted]:
        """What is to be written now: nothing when the last time was less than a second ago."""
        now = time.monotonic()
        with self._guard:
            if not self._counts or (now - self._flushed < _FLUSH_SECONDS and not force):
                return {}
            counts, self._counts = self._counts, {}
            self._flushed = now
            return counts
