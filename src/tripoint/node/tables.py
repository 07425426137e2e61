"""Whether a node's database has the tables that this program works with. Read without the web framework."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import tripoint

from .config import NodeConfig

_APPLIED = "SELECT app, name FROM django_migrations"
# In a process of its own, which gives the driver's memory back: the one that asks supervises the node for months.
_ASK = f"""
import json, sys, psycopg
try:
    with psycopg.connect(sys.stdin.read()) as server:
        print(json.dumps(server.execute({_APPLIED!r}).fetchall()))
except psycopg.Error as error:
    sys.exit(str(error))
"""


class NoTables(Exception):
    """The node's database does not answer, or has no tables; the text is what it says."""


def owed(config: NodeConfig) -> list[str]:
    """Changes of tables, as "part: name", that this program brings and the node's database has not had.

    Raises NoTables when the database does not answer or is no node's.
    """
    try:
        applied = _applied_sqlite(config.sqlite_file) if config.database == "sqlite" else _applied(config.database)
    except sqlite3.Error as error:
        raise NoTables(str(error)) from error
    return sorted(f"{app}: {name}" for app, name in _brought() - applied)


def _brought() -> set[tuple[str, str]]:
    """A part's folder has the name under which the database notes its changes."""
    files = Path(tripoint.__file__).parent.glob("**/migrations/[0-9]*.py")
    return {(one.parents[1].name, one.stem) for one in files}


def _applied_sqlite(file: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return set(connection.execute(_APPLIED).fetchall())


def _applied(address: str) -> set[tuple[str, str]]:
    done = subprocess.run([sys.executable, "-c", _ASK], input=address, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if done.returncode:
        raise NoTables(done.stderr.strip())
    return {(app, name) for app, name in json.loads(done.stdout)}
