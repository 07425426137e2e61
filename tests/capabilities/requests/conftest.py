"""Ministries for the tests of requests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.capabilities.requests.ministries import Ministries
from tests.ledger.databases import Databases


@pytest.fixture(scope="session")
def request_databases(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Databases]:
    """Migrated databases, made once."""
    with django_db_blocker.unblock():
        apps = ("ledger", "arrangements", "requests", "reads", "border")
        made = Databases(tmp_path_factory.mktemp("ministries"), apps=apps)
        yield made
        made.drop()


@pytest.fixture
def ministries(request_databases: Databases, tmp_path: Path, django_db_blocker: Any) -> Iterator[Ministries]:
    """Three ministries that know each other."""
    with django_db_blocker.unblock():
        found = Ministries(request_databases, tmp_path)
        yield found
        found.close()
