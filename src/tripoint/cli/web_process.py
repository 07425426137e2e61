"""The pages' server, and the supervision of the courier beside it."""

from __future__ import annotations

import logging
import os
import resource
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from tripoint.node import NodeConfig, certificates, keyring
from tripoint.node.passphrase import in_memory, passphrase
from tripoint.web import slow_bodies

RESTART_AFTER = 2.0  # seconds; doubled up to a minute while a child keeps ending
_SET_UP = "import sys; from tripoint.web import setup; setup(); "  # Django stands before the child's modules are read
COURIER = _SET_UP + "from tripoint.cli.courier_process import carry; carry(int(sys.argv[1]))"
SCREENING = _SET_UP + "from tripoint.cli.screening_process import screen; screen(int(sys.argv[1]))"
STOP_WITHIN = 15  # seconds
# Open connections cost a little memory and no thread; with few allowed, whoever holds them idle keeps everybody out.
CONNECTIONS = 4_096
OTHER_FILES = 512  # database, files being read, the server's own
HEAD_WITHIN = 10_000  # milliseconds until a connection must have said what it wants
log = logging.getLogger(__name__)


def run(config: NodeConfig, *, with_courier: bool, tls: bool, threads: int, with_screening: bool = False) -> None:
    """Serves until SIGTERM or SIGINT. Raises LockedFileRefused or NoPassphrase before anything is served."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.INFO)
    ring = keyring.load(config.folder, passphrase())  # here, so that a wrong passphrase is said once and plainly
    host, _, port = config.listen.rpartition(":")
    options: dict[str, Any] = {}
    if tls:
        if certificates.renew_if_due(config.folder, ring, [config.host], datetime.now(UTC)):
            log.info("A new server certificate was made.")
        options = {
            "ssl_cert": config.folder / certificates.CERTIFICATE,
            "ssl_key": InMemory(in_memory("tripoint-tls", certificates.unlocked_key(config.folder, ring))),
        }
    del ring
    os.environ[slow_bodies.THREADS_VARIABLE] = str(threads)
    server = Server(
        "tripoint.web.wsgi:application",
        address=host.strip("[]"),
        port=int(port),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        backlog=1_024,
        backpressure=max(4 * threads, open_connections()),
        http=HTTPModes.auto if tls else HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_WITHIN),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
        websockets=False,
        log_level=LogLevels.warning,
        **options,
    )
    children = [ChildProcess("courier", COURIER)] if with_courier else []
    if with_screening:
        children.append(ChildProcess("screening", SCREENING))
    for child in children:
        server.on_startup(child.start)
        server.on_shutdown(child.stop)
    log.info("%s is served at %s", config.party, config.url)
    try:
        server.serve()
    finally:
        for child in children:
            child.stop()


def open_connections() -> int:
    """How many connections may be open at once; asks the system for as many open files as that needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return CONNECTIONS if soft == resource.RLIM_INFINITY else min(CONNECTIONS, soft - OTHER_FILES)


class InMemory(type(Path())):  # type: ignore[misc]  # PosixPath, whose name typing does not let one extend
    """A path to bytes in memory: the server resolves paths before it opens them, and these lead nowhere on a disk."""

    def resolve(self, strict: bool = False) -> InMemory:
        """The path as it is."""
        return self


class ChildProcess:
    """What runs beside the server in a process of its own, by its name; started again when it ends unasked."""

    def __init__(self, name: str, program: str) -> None:
        """`program`: Python that gets the server's process id, so that it ends with it."""
        self.name, self._program = name, program
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and watches over it.

        The first start is made here, before the server forks its worker: a worker forked in the middle of it would hold
        the pipe on which `Popen` waits, and nobody would notice the child's end.
        """
        self._child = self._spawn()
        self._thread = threading.Thread(target=self._watch, name=f"{self.name} watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends it and waits until it has ended."""
        self._stop.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
        if self._thread is not None:
            self._thread.join(STOP_WITHIN)
        if child is not None and child.poll() is None:
            child.kill()

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", self._program, str(os.getpid())]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own module

    def _watch(self) -> None:
        pause = RESTART_AFTER
        while not self._stop.is_set():
            if self._child is None:
                self._child = self._spawn()
            if self._stop.is_set():  # asked to stop while it was being started
                self._child.terminate()
            began = datetime.now(UTC)
            code = self._child.wait()
            if self._stop.is_set():
                return
            lived = (datetime.now(UTC) - began).total_seconds()
            pause = RESTART_AFTER if lived > 60 else min(60.0, pause * 2)
            self._child = None
            log.warning("The %s ended (%s); it is started again in %.0f seconds.", self.name, code, pause)
            self._stop.wait(pause)
