"""Two real nodes on this machine: two folders, two databases, two `tripoint serve`, https between them."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

START_WITHIN = 90.0  # seconds; a loaded machine takes its time to import
STOP_WITHIN = 20.0


@dataclass
class RunningNode:
    """A node and the process that serves it."""

    party: str
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"https://localhost:{self.port}"


class TwoNodes:
    """A context in which two nodes know each other and are served. `database`: "sqlite", or a PostgreSQL server's URL
    under which each node gets a database of its own that is dropped at the end."""

    def __init__(self, database: str = "sqlite", parties: tuple[str, str] = ("KH", "VN")) -> None:
        self.database = database
        self.folder = Path(tempfile.mkdtemp(prefix="tripoint-bench-"))
        self.nodes = [RunningNode(party, self.folder / party.lower(), _free_port()) for party in parties]
        self._environment = {
            **os.environ,
            "TRIPOINT_PASSPHRASE_FILE": str(self.folder / "passphrase"),
        }
        self._databases: list[str] = []

    def __enter__(self) -> Self:
        try:
            self._make()
        except BaseException:
            self._clear()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def command(self, *arguments: str) -> str:
        """Runs `tripoint` with `arguments`; returns what it prints. Raises RuntimeError with what it complains of."""
        command = [sys.executable, "-m", "tripoint.cli", *arguments]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True)  # noqa: S603 - our own
        if done.returncode:
            raise RuntimeError(
                f"tripoint {' '.join(arguments[:2])} ended with {done.returncode}:\n{done.stderr[-4000:]}"
            )
        return done.stdout

    def start(self, node: RunningNode) -> None:
        """Serves a node and waits until it answers."""
        with (node.folder / "serve.log").open("ab") as log:
            node.process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "tripoint.cli", "serve", "--node", str(node.folder)],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + START_WITHIN
        while not _answers(node.port):
            if node.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{node.party} does not start:\n{(node.folder / 'serve.log').read_text()}")
            time.sleep(0.1)

    def stop(self, node: RunningNode) -> None:
        """Ends a node's server as an administrator would."""
        if node.process is not None:
            node.process.terminate()
            try:
                node.process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                node.process.kill()
                node.process.wait()
            node.process = None

    def _make(self) -> None:
        passphrase = self.folder / "passphrase"
        passphrase.write_text(secrets.token_urlsafe(24) + "\n")
        os.environ["TRIPOINT_PASSPHRASE_FILE"] = str(passphrase)  # this process opens a node too
        for node in self.nodes:
            self.command(
                "init", str(node.folder), "--party", node.party, "--exercise", "--listen", f"127.0.0.1:{node.port}",
                "--url", node.url, "--database", self._new_database(node), "--passphrase-file", str(passphrase),
                "--root-passphrase-file", str(passphrase), "--months", "1", "--no-administrator",
            )  # fmt: skip
        for node, other in (self.nodes, self.nodes[::-1]):
            card = other.folder / f"card-{other.party}-1.txt"
            self.command("peer", "add", "--node", str(node.folder), str(card), "--yes")
        for node in self.nodes:
            self.start(node)

    def _new_database(self, node: RunningNode) -> str:
        if self.database == "sqlite":
            return "sqlite"
        import psycopg

        name = f"tripoint_bench_{node.party.lower()}_{secrets.token_hex(4)}"
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # the name is made of our own letters
        self._databases.append(name)
        return urlunsplit(urlsplit(self.database)._replace(path=f"/{name}"))

    def _clear(self) -> None:
        for node in self.nodes:
            self.stop(node)
        if self._databases:
            import psycopg

            with psycopg.connect(self.database, autocommit=True) as connection:
                for name in self._databases:
                    connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    """Whether the worker accepts connections and shakes hands: the listening socket alone is there earlier."""
    import ssl

    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as plain, context.wrap_socket(plain) as opened:
            opened.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return b" 200 " in opened.recv(64)
    except OSError:
        return False
