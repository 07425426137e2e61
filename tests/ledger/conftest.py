"""Ledgers for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.databases import Databases
from tests.ledger.world import FOLD_SQL, World


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Databases]:
    """Migrated databases, made once."""
    with django_db_blocker.unblock():
        made = Databases(tmp_path_factory.mktemp("ledgers"), more=FOLD_SQL)
        yield made
        made.drop()


@pytest.fixture
def world(databases: Databases, django_db_blocker: Any) -> Iterator[World]:
    """Three parties that know each other."""
    with django_db_blocker.unblock():
        world = World(databases)
        yield world
        world.close()


@pytest.fixture
def blob_folder(tmp_path: Path) -> Path:
    """A folder for attached files."""
    return tmp_path / "blobs"
