"""Screening: the gallery of 100,000 names in memory, a search in it, and numbers compared among 100,000 dossiers.

The names are drawn by frequency from the parts that the engine knows, one for each of 100,000 dossiers; the gallery is filled
without a ledger. The marks are written straight into their table; the drafts that are compared with them are real ones, on
a node of its own that nobody serves.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from bench.tables import Options, Table

NAMES = 100_000
SEARCHES, RUNS = 200, 20
SEED = 7


def run(options: Options) -> Iterator[Table]:
    """Fill a gallery, then a table of marks; each in a process of its own."""
    for measure in (_gallery, _marks):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            yield pool.submit(measure).result()


def _gallery() -> Table:
    with tempfile.TemporaryDirectory(prefix="tripoint-screening-") as folder:
        from tripoint.node import NodeConfig

        NodeConfig(party="VN", exercise=True).save(Path(folder))
        os.environ["TRIPOINT_NODE"] = folder
        from tripoint.web import setup

        setup()
    from tripoint.screening.gallery import Gallery
    from tripoint.screening.marks import Read
    from tripoint.screening.sources import Named, Seen

    chance, now = random.Random(SEED), datetime.now(UTC)
    gallery, persons = Gallery(), list(_persons(chance))
    gallery.alike(Read(0, "", 0, now, Seen(frozenset(), (Named(("x y",)),)), False))  # compiled, or read from the cache
    before = _resident()
    entries = [
        Read(n, f"{n}", n, now, Seen(frozenset(), (Named((name,), birth),)), False)
        for n, (name, birth) in enumerate(persons, 1)
    ]
    cpu, began = time.process_time(), time.monotonic()
    for start in range(0, NAMES, 20):
        gallery.add(entries[start : start + 20])
    filled, wall = time.process_time() - cpu, time.monotonic() - began
    after, taken, leads = _resident(), [], 0
    for one in chance.sample(entries, SEARCHES):
        asked = Read(NAMES + 1, "", NAMES + 1, now, one.seen, False)
        cpu = time.process_time()
        leads += len(gallery.alike(asked))
        taken.append((time.process_time() - cpu) * 1000)
    return Table(
        "Names: a gallery in memory", ("", "measured"),
        [("names", len(gallery)), ("filled, s of CPU", filled), ("filled, s by the wall", wall),
         ("resident before, MB", before), ("resident after, MB", after), ("at most, MB", _status("VmHWM")),
         ("one person looked for, ms of CPU, median", statistics.median(taken)),
         ("95 in 100", sorted(taken)[int(SEARCHES * 0.95)]), ("leads to each person", leads / SEARCHES)],
    )  # fmt: skip


def _persons(chance: random.Random) -> Iterator[tuple[str, str]]:
    text = files("tripoint.screening.names").joinpath("data", "part_frequency.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    parts, weights = [row[0] for row in rows], [float(row[-1]) for row in rows]
    for _ in range(NAMES):
        count = chance.choice((2, 3, 3, 4))
        yield " ".join(chance.choices(parts, weights, k=count)), f"{chance.randint(1950, 2008)}"


def _marks() -> Table:
    with tempfile.TemporaryDirectory(prefix="tripoint-screening-") as made:
        folder = Path(made)
        (folder / "passphrase").write_text(secrets.token_urlsafe(24) + "\n")
        os.environ |= {"TRIPOINT_PASSPHRASE_FILE": str(folder / "passphrase"), "TRIPOINT_NODE": str(folder / "vn")}
        command = [sys.executable, "-m", "tripoint.cli", "init", str(folder / "vn"), "--party", "VN", "--exercise"]
        command += ["--listen", "127.0.0.1:9", "--url", "https://localhost:9", "--months", "1", "--no-administrator"]
        for name in ("passphrase", "root-passphrase"):
            command += [f"--{name}-file", str(folder / "passphrase")]
        subprocess.run(command, check=True, capture_output=True)
        return _compared()


def _compared() -> Table:
    from tripoint.web import setup

    setup()
    from tests.capabilities.requests.ministries import officer, trace_form
    from tests.capabilities.requests.test_leads import holder

    from tripoint.capabilities.requests import actions
    from tripoint.capabilities.requests.form import Asked
    from tripoint.capabilities.requests.linking.leads import leads
    from tripoint.node.runtime import ledger
    from tripoint.screening import marks
    from tripoint.screening.models import Mark

    ours, desk = ledger(), officer("VN", "officer")
    now = ours.now()
    Mark.objects.bulk_create(
        (Mark(digest=secrets.randbits(63), sort="document", dossier=1_000_000 + n // 3, n=1_000_000 + n // 3, at=now)
         for n in range(3 * NAMES)), batch_size=5_000,
    )  # fmt: skip
    rows: list[tuple[str | float | int | None, ...]] = [("marks of 100,000 dossiers", 3 * NAMES)]
    for count in (1, 500):
        subjects = tuple(Asked(role="SUSPECT", subject=holder(f"Z{place:07d}")) for place in range(count))
        draft = actions.save(ours, desk, trace_form(subjects=subjects))
        home = actions.submit(ours, desk, draft)
        cpu = time.process_time()
        marks.catch_up(ours, [home])
        rows.append((f"a draft with {count} numbers compared, once, ms of CPU", (time.process_time() - cpu) * 1000))
        taken = []
        for _ in range(RUNS):
            cpu = time.process_time()
            leads(ours, desk, home)
            taken.append((time.process_time() - cpu) * 1000)
        rows.append((f"its leads read for a page, ms of CPU, median of {RUNS}", statistics.median(taken)))
    return Table("Numbers: compared before release (SQLite)", ("", "measured"), rows)


def _status(name: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(f"{name}:"))


def _resident() -> float:
    return _status("VmRSS")
