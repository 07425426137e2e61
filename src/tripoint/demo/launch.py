"""Starts and stops the demonstration: makes three nodes in a folder, plays the days before, serves them and the start page."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import httpx

from tripoint.demo.plan import VARIABLE as PLAN_VARIABLE
from tripoint.demo.plan import Account, Plan, Station
from tripoint.demo.scenario import PARTIES, Scenario
from tripoint.node import NodeConfig
from tripoint.node.config import VARIABLE as NODE_VARIABLE

READY_WITHIN = 60  # seconds; a slow machine is told so, not hung on
STOP_WITHIN = 15
PLAN_FILE = "demo.json"
NODE_SETTINGS, STAGE_SETTINGS = "tripoint.demo.node_settings", "tripoint.demo.stage_settings"
LANGUAGES = {"VN": "vi", "KH": "km", "LA": "lo"}
FOUNDED_AGO = timedelta(days=30)  # keys, posts and cards are older than the oldest exercise request


class DemoFailed(Exception):
    """The demonstration could not be started; the text says what to do."""


class Demonstration:
    """Three nodes on `port` + 1 to + 3 of localhost, the start page on `port`, everything in `folder`."""

    def __init__(self, folder: Path, port: int, *, kept: bool) -> None:
        self.folder, self.port, self.kept = folder, port, kept
        self._processes: list[subprocess.Popen[bytes]] = []

    @property
    def plan_file(self) -> Path:
        """Where the plan stands."""
        return self.folder / PLAN_FILE

    def make(self) -> Plan:
        """Makes the nodes, and plays the days before the visit while their pages and the start page get ready."""
        for place, party in enumerate(PARTIES):
            self._check_port(self.port + 1 + place)
            self._config(party, place).save(self.folder / party.lower())
        self._check_port(self.port)
        passphrase = secrets.token_urlsafe(24)
        secret = self.folder / "passphrase"
        secret.touch(mode=0o600)
        secret.write_text(passphrase, "utf-8")
        started = datetime.now(UTC).replace(microsecond=0)
        with self._players() as players:
            self._lay_tables(players)
            founded = self._found_all(players, passphrase, started)
            cards = {party: founded[party]["card"] for party in PARTIES}
            for party in PARTIES:
                others = [card for other, card in cards.items() if other != party]
                players[party].say("meet", started - FOUNDED_AGO, cards=others)
            plan = self._plan(founded, started)
            plan.save(self.plan_file)
            self._start_pages(plan)
            Scenario(lambda party, do, at, **given: players[party].say(do, at, **given), started).play()
        return plan

    def _plan(self, founded: dict[str, dict[str, Any]], started: datetime) -> Plan:
        stations = tuple(
            Station(
                party,
                f"http://localhost:{self.port + 1 + place}",
                str(self.folder / party.lower()),
                tuple(Account(*user) for user in founded[party]["users"]),
            )
            for place, party in enumerate(PARTIES)
        )
        return Plan(
            f"http://localhost:{self.port}", secrets.token_urlsafe(24), started.isoformat(), self.kept, stations
        )

    def _config(self, party: str, place: int) -> NodeConfig:
        port = self.port + 1 + place
        return NodeConfig(
            party=party,
            exercise=True,
            listen=f"127.0.0.1:{port}",
            url=f"http://localhost:{port}",
            cookie_prefix=f"tripoint_{party.lower()}_{port}",
            language=LANGUAGES[party],
            one_click_sign_in=True,
        )

    def _check_port(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise DemoFailed(
                    f"Port {port} is in use. Choose another with --port; four in a row are needed."
                ) from None

    @contextmanager
    def _players(self) -> Iterator[dict[str, PlayerProcess]]:
        with ExitStack() as stack:
            players = {
                party: stack.enter_context(PlayerProcess(self.folder / party.lower(), self.folder / "passphrase"))
                for party in PARTIES
            }
            yield players
            for player in players.values():  # all at once, before any of them is waited for
                player.dismiss()

    def _lay_tables(self, players: dict[str, PlayerProcess]) -> None:
        """The empty tables and the directory of all offices are the same at every node: made once, copied to the others."""
        first, *others = PARTIES
        players[first].say("lay", None, copies=[str(self.folder / party.lower()) for party in others])

    def _found_all(
        self, players: dict[str, PlayerProcess], passphrase: str, started: datetime
    ) -> dict[str, dict[str, Any]]:
        def found(party: str) -> dict[str, Any]:
            answer: dict[str, Any] = players[party].say(
                "found",
                None,
                passphrase=passphrase,
                root_file=str(self.folder / f"{party}-root.key"),
                first_day=(started - FOUNDED_AGO).isoformat(),
            )
            return answer

        with ThreadPoolExecutor(len(PARTIES)) as pool:
            return dict(zip(PARTIES, pool.map(found, PARTIES), strict=True))

    def _start_pages(self, plan: Plan) -> None:
        """Begins to serve the pages. They take a while to read the program, and nobody looks before `serve`."""
        for station in plan.stations:
            self._start(["-m", "tripoint.cli", "serve", "--web-only", "--threads", "6"], station.folder, NODE_SETTINGS)
        self._start(["-m", "tripoint.demo.stage_process", str(self.port)], plan.stations[0].folder, STAGE_SETTINGS)

    def serve(self, plan: Plan) -> None:
        """Starts what carries between the nodes, and waits until all pages answer."""
        for station in plan.stations:
            self._start(["-m", "tripoint.cli", "serve", "--courier-only"], station.folder, NODE_SETTINGS)
        deadline = time.monotonic() + READY_WITHIN
        for address in (*(f"{station.url}/health" for station in plan.stations), f"{plan.url}/"):
            self._await(address, deadline)

    def _start(self, command: list[str], folder: str, settings: str) -> None:
        environment = {
            **os.environ,
            NODE_VARIABLE: folder,
            PLAN_VARIABLE: str(self.plan_file),
            "TRIPOINT_PASSPHRASE_FILE": str(self.folder / "passphrase"),
            "DJANGO_SETTINGS_MODULE": settings,
        }
        log = (self.folder / "log.txt").open("ab")
        with log:
            self._processes.append(
                subprocess.Popen(  # noqa: S603 - our own modules
                    [sys.executable, *command],
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # so that a server's own workers can be ended with it
                )
            )

    def _await(self, address: str, deadline: float) -> None:
        while time.monotonic() < deadline:
            if any(process.poll() is not None for process in self._processes):
                break
            try:
                if httpx.get(address, timeout=2, trust_env=False).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.05)
        raise DemoFailed(f"{address} does not answer. The last lines of {self.folder / 'log.txt'} say why.")

    def wait(self) -> None:
        """Waits until a signal ends the program, or a node ends by itself."""
        while True:
            time.sleep(1.0)
            if any(process.poll() is not None for process in self._processes):
                raise DemoFailed(f"A node has ended. The last lines of {self.folder / 'log.txt'} say why.")

    def stop(self) -> None:
        """Ends the processes that this demonstration started."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)  # asked once is enough
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for process in self._processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # workers that outlived their server


def end_on_signal() -> None:
    """From now on SIGTERM and SIGINT leave by way of every `finally`: no node outlives the demonstration."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)


class PlayerProcess:
    """A `player` for one node."""

    def __init__(self, folder: Path, passphrase_file: Path) -> None:
        environment = {
            **os.environ,
            NODE_VARIABLE: str(folder),
            "TRIPOINT_PASSPHRASE_FILE": str(passphrase_file),
            "DJANGO_SETTINGS_MODULE": "tripoint.web.settings",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tripoint.demo.player"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, do: str, at: datetime | None, **given: Any) -> Any:
        """Has the node do something; returns its answer. Raises DemoFailed."""
        pipe, answers = self._process.stdin, self._process.stdout
        if pipe is None or answers is None:
            raise DemoFailed("a player has no pipe")
        pipe.write(json.dumps({"do": do, "at": at.isoformat() if at else None, **given}) + "\n")
        pipe.flush()
        line = answers.readline()
        if not line:
            raise DemoFailed("A node could not be made. What it printed above says why.")
        answer = json.loads(line)
        if "error" in answer:
            raise DemoFailed(f"A node could not {do}: {answer['error']}")
        return answer["ok"]

    def __enter__(self) -> PlayerProcess:
        return self

    def dismiss(self) -> None:
        """Nothing more is asked of it: it ends by itself."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    def __exit__(self, *error: object) -> None:
        self.dismiss()
        try:
            self._process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
