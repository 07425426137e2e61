"""A fresh web worker has read what its first pages need before its port opens."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

FIRST_PAGES = """
import json, sys
from pathlib import Path
import tripoint, tripoint.web.wsgi
from django.test import Client
from tripoint.node import runtime

places, read = (str(Path(tripoint.__file__).parent), str(runtime.config().folder)), []
sys.addaudithook(lambda event, told: read.append(str(told[0])) if event == "open" else None)
client = Client(SERVER_NAME="localhost")
answers = [client.get("/sign-in", headers={"accept-language": language}) for language in ("en", "vi", "lo", "km")]
runtime.ledger()
print(json.dumps({
    "read": [file for file in read if file.startswith(places)],
    "answers": [[one.status_code, one["Content-Language"]] for one in answers],
}))
"""


def run(code: str, folder: Path, passphrase: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIPOINT", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, "TRIPOINT_NODE": str(folder), "TRIPOINT_PASSPHRASE_FILE": str(passphrase)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a passphrase and a node."""
    folder = tmp_path_factory.mktemp("home")
    secret = folder / "pass"
    secret.write_text("four words of a passphrase\n")
    arguments = ["init", str(folder / "kh"), "--party", "KH", "--exercise", "--no-administrator", "--months", "1",
                 "--passphrase-file", str(secret), "--root-passphrase-file", str(secret)]  # fmt: skip
    subprocess.run([sys.executable, "-m", "tripoint.cli", *arguments], check=True, capture_output=True)
    return folder


def test_the_first_page_in_each_language_reads_no_file(home: Path) -> None:
    done = run(FIRST_PAGES, home / "kh", home / "pass")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["answers"] == [[200, "en"], [200, "vi"], [200, "lo"], [200, "km"]]
    assert said["read"] == []


def test_a_database_that_does_not_answer_yet_keeps_no_worker_from_starting(home: Path) -> None:
    settings = home / "kh" / "node.toml"
    before = settings.read_text("utf-8")
    nobody = 'database = "postgresql://nobody@127.0.0.1:1/none"'
    settings.write_text(re.sub(r"(?m)^database = .*$", nobody, before), "utf-8")
    try:
        done = run("import tripoint.web.wsgi", home / "kh", home / "pass")
    finally:
        settings.write_text(before, "utf-8")
    assert done.returncode == 0, done.stderr
    assert "The database does not answer yet" in done.stderr
