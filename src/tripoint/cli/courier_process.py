"""The courier as a process of its own. Django must be set up."""

from __future__ import annotations

import ctypes
import os
import signal

from tripoint.carriers.courier import Courier
from tripoint.node.runtime import ledger

_PR_SET_PDEATHSIG = 1  # prctl(2)


def carry(parent: int | None = None) -> None:
    """Carries until SIGTERM or SIGINT; with `parent`, the id of the process that started it, also until that one ends."""
    ours = ledger()
    ours.rejudge()  # what the version before this one did not know
    courier = Courier(ours)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: courier.stop.set())
    if parent is not None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we asked to be told
            return
    courier.run()
