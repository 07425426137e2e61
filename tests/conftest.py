"""A node in a temporary folder, made before Django starts.

TRIPOINT_TEST_DATABASE=postgresql://user@host:port/name runs the same tests on PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from tests.browser import browser
from tests.steady import hold_steady

from tripoint.node import NodeConfig
from tripoint.web import setup

__all__ = ["browser"]
hold_steady()
FOLDER = Path(tempfile.mkdtemp(prefix="tripoint-test-"))

NodeConfig(
    party="KH",
    exercise=True,
    listen="127.0.0.1:8443",
    url="http://localhost:8443",
    database=os.environ.get("TRIPOINT_TEST_DATABASE", "sqlite"),
).save(FOLDER)
# The browser's driver runs an event loop in the main thread, where Django would refuse its synchronous database calls.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
setup(FOLDER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no worker is left alone with one at the end."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let each worker make a node of its own: what it inherited would have Django start with this process's before."""
    for name in ("TRIPOINT_NODE", "DJANGO_SETTINGS_MODULE"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def node_folder() -> Path:
    """The folder of the node under test."""
    return FOLDER


@pytest.fixture(scope="session", autouse=True)
def _static_files(node_folder: Path) -> None:
    """Collect the static files, as a node does when it starts."""
    from tripoint.web.static_files import collect

    collect()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Give each run its own test database, so that two runs on one server do not meet."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        test = database.setdefault("TEST", {})
        test["NAME"] = f"{test.get('NAME') or 'test_tripoint'}_{os.getpid()}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the node."""
    shutil.rmtree(FOLDER, ignore_errors=True)
