"""Whether a node's database has the tables that this program works with. Read without the web framework."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import tripoint

from .config import NodeConfig

_APPLIED = "SELECT app, name FROM django_migrations"


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
    import psycopg  # not on a node that keeps its rows in one file

    try:
        with psycopg.connect(address) as server:
            return set(server.execute(_APPLIED).fetchall())
    except psycopg.Error as error:
        raise NoTables(str(error)) from error
