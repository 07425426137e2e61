"""Entries a second from node to node over https: `tripoint bench exchange` on SQLite, and on PostgreSQL where one runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from bench.tables import Options, Table

SERVER = os.environ.get("TRIPOINT_BENCH_DATABASE", "postgresql://postgres@127.0.0.1:5432/postgres")
ENTRIES, LONG_ENTRIES = 10_000, 1_000_000


def run(options: Options) -> list[Table]:
    """One row per database; with --long a million entries on SQLite as well, to be at least 80 % of the short rate."""
    table = Table(
        "Exchange between two nodes: notes of 1 KiB, signed, sealed, receipted",
        (
            "database",
            "entries",
            "entries/s",
            "single appends/s",
            "raw flushes/s",
            "bytes/entry",
            "CPU µs/entry",
            "node MB",
        ),
    )
    plan = [("sqlite", ENTRIES)]
    if _answers():
        plan.append((SERVER, ENTRIES))
    else:
        table.notes.append(f"NOT RUN on PostgreSQL: none answers at {SERVER}")
    if options.long:
        plan.append(("sqlite", LONG_ENTRIES))
    for database, entries in plan:
        figures = _measure(database, entries)
        table.rows.append((
            figures["database"], entries, figures["entries_per_second"], figures["single_appends_per_second"],
            figures["raw_flushes_per_second"], figures["bytes_on_the_wire_per_entry"],
            sum(figures["cpu_microseconds_per_entry"].values()), figures["node_memory_mb"]["resident"],
        ))  # fmt: skip
    return [table]


def _measure(database: str, entries: int) -> dict[str, dict[str, float]]:
    command = [sys.executable, "-m", "tripoint.cli", "bench", "exchange", "--json", "--entries", str(entries)]
    done = subprocess.run([*command, "--database", database], capture_output=True, text=True, check=True)
    figures: dict[str, dict[str, float]] = json.loads(done.stdout)
    return figures


def _answers() -> bool:
    import psycopg

    try:
        psycopg.connect(SERVER, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True
