"""Screening as a process of its own. Django must be set up."""

from __future__ import annotations

import ctypes
import fcntl
import logging
import os
import signal

from tripoint.node import NodeConfig
from tripoint.node.runtime import ledger
from tripoint.screening.process import Screening

_PR_SET_PDEATHSIG = 1  # prctl(2)
LOCK = "screening.lock"  # in the node's folder
LOOK_EVERY = 5.0  # seconds, while another process of this node screens


def screen(parent: int | None = None) -> None:
    """Screens until SIGTERM or SIGINT; with `parent`, the id of the process that started it, also until that one ends.

    While another process screens this folder's node it waits: two would each miss what the other compared.
    """
    logging.getLogger("tripoint.screening").setLevel(logging.INFO)
    screening = Screening(ledger())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: screening.stop.set())
    if parent is not None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we asked to be told
            return
    with (NodeConfig.from_environment().folder / LOCK).open("w") as lock:
        while not screening.stop.is_set():
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                screening.stop.wait(LOOK_EVERY)
        screening.run()
