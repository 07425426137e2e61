"""Databases of a test run: SQLite files or, with TRIPOINT_TEST_DATABASE, PostgreSQL databases dropped after the run."""

from __future__ import annotations

import copy
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

from django.core.management import call_command
from django.db import connections

from tripoint.ledger.store import Store

SERVER = os.environ.get("TRIPOINT_TEST_DATABASE", "")


class Databases:
    """Databases of the run: a migrated original, and copies of it under aliases."""

    def __init__(
        self, folder: Path, *, apps: Sequence[str] = ("ledger",), more: Sequence[str] = (), durable: bool = False
    ) -> None:
        """The tables of `apps` and what the statements `more` make; `durable` ones flush every commit."""
        self.folder, self.durable = folder, durable
        self._made: list[str] = []
        self._ready: dict[str, str] = {}
        self._original = self._make("original")
        with self.alias("original"):
            for app in (*apps, "search", "screening"):  # they follow every ledger
                call_command("migrate", app, database="original", verbosity=0, interactive=False)
            with connections["original"].cursor() as cursor:
                for statement in more:
                    cursor.execute(statement)

    @property
    def on_server(self) -> bool:
        """Whether these are PostgreSQL databases."""
        return bool(SERVER)

    def copy(self, alias: str) -> str:
        """A fresh copy of the original, to be opened with `open`."""
        if self.on_server:
            return self._emptied(alias)
        place = self.folder / f"{alias}.sqlite"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{place}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self._original, place)
        return str(place)

    def open(self, alias: str, name: str) -> None:
        """Makes Django know the database `name` as `alias`."""
        database = copy.deepcopy(connections.databases["default"])
        database["NAME"] = name
        database["CONN_MAX_AGE"] = None
        database["CONN_HEALTH_CHECKS"] = False
        if not self.on_server and not self.durable:
            options = database["OPTIONS"]
            options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        if self.on_server and not self.durable:
            database["OPTIONS"] = {**database.get("OPTIONS", {}), "options": "-c synchronous_commit=off"}
        connections.databases[alias] = database

    def close(self, alias: str) -> None:
        """Takes the alias away; the database stays."""
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]

    @contextmanager
    def alias(self, alias: str) -> Iterator[None]:
        """The original under an alias, for a while."""
        self.open(alias, self._original)
        try:
            yield
        finally:
            self.close(alias)

    def drop(self) -> None:
        """Removes what was made on a server; a folder is its owner's to remove."""
        for name in reversed(self._made):
            self._server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _emptied(self, alias: str) -> str:
        """A database is made once per alias, making one takes seconds, and emptied for each use."""
        if alias not in self._ready:
            self._ready[alias] = self._make(alias, template=self._original)
        self.open(alias, self._ready[alias])
        with connections[alias].cursor() as cursor:
            tables = [
                name for name in connections[alias].introspection.table_names(cursor) if name != "django_migrations"
            ]
            cursor.execute("; ".join(f'DELETE FROM "{name}"' for name in tables))
        self.close(alias)
        return self._ready[alias]

    def _make(self, alias: str, template: str = "template1") -> str:
        if not self.on_server:
            return str(self.folder / f"{alias}.sqlite")
        name = f"tripoint_{os.getpid()}_{id(self)}_{alias}"
        self._server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._made.append(name)
        return name

    def _server(self, statement: str) -> None:
        import psycopg

        url = urlsplit(SERVER)
        with psycopg.connect(
            host=url.hostname, port=url.port, user=unquote(url.username or "") or None,
            password=unquote(url.password or "") or None, dbname="postgres", autocommit=True,
        ) as connection:  # fmt: skip
            connection.execute(statement)


@contextmanager
def reading(alias: str) -> Iterator[Counter[str]]:
    """Counts meanwhile the `statements` put to the database `alias` and the `rows` that the ledger read with them."""
    counted: Counter[str] = Counter()
    query = Store.query

    def counting(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        counted["statements"] += 1
        return execute(sql, params, many, context)

    def counting_rows(self: Store, *args: Any) -> list[Any]:
        rows = query(self, *args)
        counted["rows"] += len(rows) * (self.using == alias)
        return rows

    with connections[alias].execute_wrapper(counting), patch.object(Store, "query", counting_rows):
        yield counted
