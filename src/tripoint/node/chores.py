"""What a node does by itself now and then. Each part declares its chore; the courier's process does them, one by one.

A chore may be done by two couriers at once, and may be cut off: it must be safe to do twice and to leave half done.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from django.db import close_old_connections

from tripoint.ledger.ledger import Ledger

SHORTEST = 1.0  # seconds between looks for a chore that is due
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Chore:
    """`run` gets the node's ledger, at the start and then `every` so many seconds."""

    name: str
    every: float
    run: Callable[[Ledger], object]
    next_at: float = field(default=0.0, compare=False)


CHORES: dict[str, Chore] = {}


def register(name: str, every: float, run: Callable[[Ledger], object]) -> None:
    """Declares a chore, when Django's apps are ready; the same name replaces it."""
    CHORES[name] = Chore(name, every, run)


def do(ledger: Ledger, stop: Event) -> None:
    """Does every chore when it is due until `stop` is set. What one fails on holds up no other, and is tried again."""
    while not stop.is_set():
        close_old_connections()
        for chore in CHORES.values():
            if stop.is_set() or time.monotonic() < chore.next_at:
                continue
            try:
                chore.run(ledger)
            except Exception:  # it outlives a fault of one part of the program; the log tells of it
                log.exception("%s failed", chore.name)
            chore.next_at = time.monotonic() + chore.every
        stop.wait(SHORTEST)
