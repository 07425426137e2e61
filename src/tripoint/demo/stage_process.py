"""Serves the start page on loopback: `python -m tripoint.demo.stage_process PORT`."""

from __future__ import annotations

import sys

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server


def main() -> None:
    """Serves until SIGTERM."""
    Server(
        "tripoint.demo.stage_wsgi:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
