"""`tripoint screen` as a process beside a node: it finds, is killed, and goes on where it was; a second one waits."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.ledger.databases import SERVER

pytestmark = pytest.mark.slow
WITHIN = 240.0  # seconds; a machine that has not compiled the engine yet takes half a minute, a loaded one longer
BEGIN = """
import json
from tripoint.web import setup
setup()
from tests.capabilities.requests.ministries import officer, person, trace_form
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.form import Asked
from tripoint.node.runtime import ledger
from tripoint.screening.models import Lead, Unnamed
ours, desk, chief = ledger(), officer("VN", "officer"), officer("VN", "supervisor")
def request(name):
    form = trace_form(subjects=(Asked(role="SUSPECT", subject=person(name)),))
    draft = actions.save(ours, desk, form)
    actions.submit(ours, desk, draft)
    return actions.release(ours, chief, draft).entry.id
def leads():
    return sorted(Lead.objects.filter(sort="name").values_list("dossier", "other"))
"""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A node of Viet Nam that nobody serves; the environment of its processes."""
    folder = tmp_path_factory.mktemp("screened")
    (folder / "passphrase").write_text(secrets.token_urlsafe(24) + "\n")
    database, name = "sqlite", f"tripoint_screened_{secrets.token_hex(4)}"
    if SERVER:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        database = SERVER.rpartition("/")[0] + f"/{name}"
    environment = {
        **os.environ, "TRIPOINT_PASSPHRASE_FILE": str(folder / "passphrase"), "TRIPOINT_NODE": str(folder / "vn"),
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "tripoint.cli", "init", str(folder / "vn"), "--party", "VN", "--exercise", "--listen",
         "127.0.0.1:9", "--url", "https://localhost:9", "--database", database, "--passphrase-file",
         str(folder / "passphrase"), "--root-passphrase-file", str(folder / "passphrase"), "--months", "1",
         "--no-administrator"], env=environment, check=True, capture_output=True,
    )  # fmt: skip
    yield environment
    if SERVER:
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def at(node: dict[str, str], code: str) -> Any:
    """Runs `code` at the node; it sets `answer`."""
    script = f"{BEGIN}\n{code}\nprint(json.dumps(answer))"
    done = subprocess.run([sys.executable, "-c", script], env=node, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def screening(node: dict[str, str]) -> subprocess.Popen[bytes]:
    """A process that screens."""
    with (Path(node["TRIPOINT_NODE"]) / "screen.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", "tripoint.cli", "screen"], env=node, stdout=log, stderr=log)


def done(node: dict[str, str]) -> Any:
    """The leads, once nothing is due any more."""
    until = f"import time\nend = time.monotonic() + {WITHIN}\n"
    until += "while Unnamed.objects.exists() and time.monotonic() < end: time.sleep(0.2)\n"
    return at(node, until + "answer = [leads(), Unnamed.objects.count()]")


def test_it_is_killed_and_goes_on_where_it_was_and_ends_when_told(node: dict[str, str]) -> None:
    first, second = at(node, "answer = [request('Nguyễn Văn Ví Dụ'), request('Nguyen Van Vi Du')]")
    running = screening(node)
    assert done(node) == [[[second, first]], 0]
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    third, waiting = at(node, "answer = [request('NGUYEN VAN VI DU'), Unnamed.objects.count()]")
    assert waiting == 1
    running, other = screening(node), screening(node)
    pairs, due = done(node)
    assert due == 0
    assert sorted(pairs) == sorted([[second, first], [third, first], [third, second]])
    for one in (other, running):
        one.terminate()
        assert one.wait(timeout=WITHIN) == 0
    log = (Path(node["TRIPOINT_NODE"]) / "screen.log").read_text()
    assert "Traceback" not in log
    assert log.count("names were read") == 2  # the one that waited read none
    assert "Nguy" not in log
