"""An older node's tables: the program does not serve on them, and `tripoint update` brings them up from the ledger."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.test_init import WORDS, at, init

ASK = """
from tripoint.web import setup; setup()
from tripoint.directory.seed import seed_directory, seed_exercise
from django.conf import settings; import datetime; from tripoint.web import totp
seed_directory(); seed_exercise(settings.NODE, datetime.date(2020, 1, 1), totp.pair)
from tripoint.demo import exercise; from tripoint.node.runtime import ledger
print(exercise.ask(ledger(), exercise.SCAM_RECRUITER))
"""
OLDER = """
from tripoint.web import setup; setup()
from django.core.management import call_command
call_command("migrate", "search", "zero", verbosity=0)
call_command("migrate", "reads", "zero", verbosity=0)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two nodes of which one cannot know the other."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "pass").write_text(WORDS + "\n")
    for party in ("VN", "KH"):
        done = init(folder, party, "--no-administrator", "--json")
        assert done.returncode == 0, done.stderr
    card = next((folder / "kh").glob("card-*.txt"))
    assert at(folder, "VN", "peer", "add", str(card), "--yes").returncode == 0
    return folder


def run(home: Path, code: str) -> str:
    environment = {**os.environ, "TRIPOINT_NODE": str(home / "vn"), "TRIPOINT_PASSPHRASE_FILE": str(home / "pass")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def rows(home: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "vn" / "ledger.sqlite")) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()


def test_an_older_node_is_not_served_and_is_brought_up_from_its_ledger(home: Path) -> None:
    dossier = run(home, ASK)
    before = rows(home, "requests_state")
    assert dossier in {str(cell) for row in before for cell in row}
    run(home, OLDER)

    refused = at(home, "VN", "serve")
    assert refused.returncode == 1
    assert "tripoint update" in refused.stderr

    done = at(home, "VN", "update")
    assert done.returncode == 0, done.stderr
    assert "search: 0001_initial" in done.stdout
    assert rows(home, "requests_state") == before
    assert rows(home, "search_pending"), "what was stated before is to be indexed"

    again = at(home, "VN", "update")
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("0 changes")
    assert rows(home, "requests_state") == before


def test_it_says_what_is_wrong_with_the_database(home: Path) -> None:
    (home / "kh" / "ledger.sqlite").rename(home / "kh" / "away.sqlite")
    try:
        done = at(home, "KH", "serve")
    finally:
        (home / "kh" / "away.sqlite").rename(home / "kh" / "ledger.sqlite")
    assert done.returncode == 1
    assert "database does not answer" in done.stderr
    assert "Traceback" not in done.stderr
