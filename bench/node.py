"""Two nodes as they run: seconds from an append at one to the entry at the other, and the memory of a whole node.

Visible means committed in the peer's database, which is asked every few milliseconds. The peer's worker answers pages
afterwards over https, signed in: Today, the lists, the form for a new request, the officer's account.
"""

from __future__ import annotations

import http.client
import multiprocessing
import ssl
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle
from pathlib import Path

from bench.tables import Options, Table
from tripoint.bench import processes
from tripoint.bench.two_nodes import RunningNode, TwoNodes

RUNS = 25
LIMIT_S = 1.0
LIMIT_MB = 300.0
PAGES = 2_000
PAGES_LONG = 20_000
GIVE_UP = 30.0  # seconds
PATHS = ("/", "/requests/", "/requests/find", "/requests/new/trace", "/account", "/health")


def run(options: Options) -> Iterator[Table]:
    """Make two nodes, carry entries one at a time, then ask for pages and weigh every process of a node."""
    kind = "SQLite" if options.database == "sqlite" else "PostgreSQL"
    with TwoNodes(options.database) as nodes:
        here, there = nodes.nodes
        idle = _memory(there)
        # Django belongs to one node for as long as a process lives: one process writes, this one looks at the other's.
        with (
            ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as writer,
            ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as reader,
        ):
            dossier = writer.submit(_open, here.folder, there.party).result()
            reader.submit(_wait_for, there.folder, dossier).result()
            seconds = []
            for number in range(RUNS):
                appended, entry = writer.submit(_append, dossier, number).result()
                seconds.append(reader.submit(_wait_for, there.folder, entry).result() - appended)
                time.sleep(0.3)
            cookie = reader.submit(_session, "VN-C02").result()
        before = _cpu(there)
        pages = PAGES_LONG if options.long else PAGES
        asking = _ask(there, pages, cookie)
        spent = _cpu(there) - before
        busy = _memory(there)
    table = Table(f"One entry, from append to the peer, {kind}, {RUNS} runs", ("", "seconds", "of the limit of 1 s"))
    for name, value in (("median", statistics.median(seconds)), ("slowest", max(seconds))):
        table.rows.append((name, value, value / LIMIT_S))
    table.notes.append("wall time with other work on the machine: signing, commit, courier, https, checks, commit")
    yield table
    table = Table(
        f"Memory of one node, {kind}: all its processes, MB", ("when", "processes", "PSS", "RSS", "PSS / limit")
    )
    for name, (count, resident, shared) in (("started", idle), (f"after {pages:,} pages", busy)):
        table.rows.append((name, count, shared, resident, shared / LIMIT_MB))
    table.notes += [
        "PSS divides pages that processes share among them; RSS counts them for each. The database server is not in it.",
        f"{pages:,} pages in {asking:.0f} s by the wall, {spent:.0f} s of the node's CPU; other work ran on the machine.",
    ]
    yield table


def _processes(node: RunningNode) -> list[int]:
    """The server and all that it started, and what those started."""
    if node.process is None:
        raise RuntimeError("the node must be served")
    found, left = [], [node.process.pid]
    while left:
        pid = left.pop()
        found.append(pid)
        left += processes.children(pid)
    return found


def _memory(node: RunningNode) -> tuple[int, float, float]:
    """Processes, RSS and PSS in MB."""
    sizes = [processes.memory(pid) for pid in _processes(node)]
    return len(sizes), sum(size[0] for size in sizes) / 1e6, sum(size[1] for size in sizes) / 1e6


def _cpu(node: RunningNode) -> float:
    return sum(processes.cpu(pid) for pid in _processes(node))


def _ask(node: RunningNode, pages: int, cookie: str) -> float:
    """Asks for pages one after the other; seconds by the wall."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the node's own certificate; nothing secret is sent
    began = time.monotonic()
    connection = http.client.HTTPSConnection("localhost", node.port, context=context, timeout=GIVE_UP)
    for _, path in zip(range(pages), cycle(PATHS), strict=False):
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    return time.monotonic() - began


def _session(office: str) -> str:
    """The cookie of an officer who has signed in, made in the node's database."""
    from django.conf import settings

    from bench.lists import signed_in
    from tripoint.directory.seed import seed_directory

    seed_directory()
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={signed_in('desk', office, ['officer']).cookies[name].value}"


def _open(folder: Path, peer: str) -> str:
    from tripoint.web import setup

    setup(folder)
    from tripoint.ledger.append import Author, Draft
    from tripoint.ledger.common_entries import EXERCISE, ExerciseFacts
    from tripoint.node.runtime import ledger

    own = ledger()
    facts = ExerciseFacts(kind="exercise", participants=tuple(sorted((own.party, peer))), exercise=True)
    author = Author("bench", frozenset({"officer"}), "BENCH")
    return own.append(author, [Draft(EXERCISE.name, facts)])[0].entry.id


def _append(dossier: str, number: int) -> tuple[float, str]:
    """Appends a note; the time before it, on the clock that all processes share, and the entry."""
    from tripoint.ledger.append import Author, Draft
    from tripoint.ledger.common_entries import NoteFacts, Text
    from tripoint.node.runtime import ledger

    own = ledger()
    text = Text(language="km", text=f"ចំណាំ {number}", officer=own.pseudonym("bench", dossier))
    draft = Draft("dossier.noted.v1", NoteFacts(), text, dossier=dossier)
    began = time.clock_gettime(time.CLOCK_MONOTONIC)
    [item] = own.append(Author("bench", frozenset({"officer"}), "BENCH"), [draft])
    return began, item.entry.id


def _wait_for(folder: Path, entry: str) -> float:
    """When the entry was first seen in the node's database."""
    from tripoint.web import setup

    setup(folder)
    from tripoint.ledger.models import Entry

    until = time.monotonic() + GIVE_UP
    while not Entry.objects.filter(id=entry).exists():
        if time.monotonic() > until:
            raise RuntimeError(f"the entry did not arrive within {GIVE_UP:.0f} seconds")
        time.sleep(0.003)
    return time.clock_gettime(time.CLOCK_MONOTONIC)
