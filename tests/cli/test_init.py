"""`tripoint init` makes a whole node once, says what matters, and the commands on it explain themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

WORDS = "four words of a passphrase"


def tripoint(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIPOINT", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "tripoint.cli", *arguments],
        env={**kept, **environment}, stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a passphrase and two nodes."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "pass").write_text(WORDS + "\n")
    for party in ("KH", "VN"):
        done = init(folder, party, "--administrator", "first.admin", "--json")
        assert done.returncode == 0, done.stderr
        (folder / f"{party}.json").write_text(done.stdout)
    return folder


def init(home: Path, party: str, *more: str) -> subprocess.CompletedProcess[str]:
    secret = str(home / "pass")
    return tripoint(
        "init", str(home / party.lower()), "--party", party, "--exercise", "--passphrase-file", secret,
        "--root-passphrase-file", secret, "--months", "2", *more,
    )  # fmt: skip


def at(home: Path, party: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return tripoint(*arguments, TRIPOINT_NODE=str(home / party.lower()), TRIPOINT_PASSPHRASE_FILE=str(home / "pass"))


def test_it_says_what_was_made(home: Path) -> None:
    said = json.loads((home / "KH.json").read_text())
    assert len(said["fingerprint"]) == 12
    assert Path(said["card"]).exists()
    assert said["administrator"]["username"] == "first.admin"
    assert said["administrator"]["pairing"].startswith("otpauth://totp/")


def test_the_root_key_lies_outside_the_node(home: Path) -> None:
    root = Path(json.loads((home / "KH.json").read_text())["root_key"])
    assert home / "kh" not in root.parents
    assert root.stat().st_mode & 0o077 == 0


def test_the_administrator_may_administer_and_nothing_else(home: Path) -> None:
    code = (
        "from tripoint.web import setup; setup();"
        "from tripoint.directory.models import Officer; from tripoint.directory.holdings import roles_on;"
        "import datetime; o = Officer.objects.get(); print(sorted(roles_on(o, datetime.date.today())), o.credentials is not None)"
    )
    environment = {**os.environ, "TRIPOINT_NODE": str(home / "kh")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['administrator'] True"


def test_it_never_touches_a_node_that_is_there(home: Path) -> None:
    before = (home / "kh" / "keys" / "node.keys").read_bytes()
    done = init(home, "KH", "--no-administrator")
    assert done.returncode == 1
    assert "Nothing was changed" in done.stderr
    assert (home / "kh" / "keys" / "node.keys").read_bytes() == before


def test_a_short_passphrase_or_bad_settings_make_nothing(home: Path, tmp_path: Path) -> None:
    (tmp_path / "short").write_text("short\n")
    short = str(tmp_path / "short")
    done = tripoint("init", str(tmp_path / "n"), "--party", "LA", "--passphrase-file", short)
    assert "fewer than 12 characters" in done.stderr
    done = tripoint("init", str(tmp_path / "n"), "--party", "LAO", "--passphrase-file", short)
    assert done.returncode == 1
    assert not (tmp_path / "n" / "node.toml").exists()


def test_peers_compare_words_before_they_believe_a_card(home: Path) -> None:
    theirs = json.loads((home / "VN.json").read_text())
    wrong = at(home, "KH", "peer", "add", theirs["card"], "--fingerprint", "abandon " * 12)
    assert wrong.returncode == 1
    assert "The words are others" in wrong.stderr
    assert "No peers yet" in at(home, "KH", "peer", "list").stdout
    right = at(home, "KH", "peer", "add", theirs["card"], "--fingerprint", " ".join(theirs["fingerprint"]))
    assert right.returncode == 0, right.stderr
    assert "Party         VN" in at(home, "KH", "peer", "list").stdout
    own = at(home, "KH", "peer", "add", json.loads((home / "KH.json").read_text())["card"], "--yes")
    assert "our own card" in own.stderr


def test_a_new_card_needs_the_root_that_signed_the_old_one(home: Path) -> None:
    secret = str(home / "pass")
    other = at(home, "KH", "card", "new", "--root", str(home / "VN-root.key"), "--root-passphrase-file", secret)
    assert "not the root key" in other.stderr
    done = at(
        home, "KH", "card", "new", "--root", str(home / "KH-root.key"), "--root-passphrase-file", secret, "--revoke"
    )
    assert done.returncode == 0, done.stderr
    shown = at(home, "KH", "card", "show").stdout
    assert "Card number   2" in shown
    assert "REVOKED" in shown


def test_a_wrong_passphrase_is_said_plainly(home: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("another passphrase\n")
    done = tripoint("rebuild", "--node", str(home / "vn"), TRIPOINT_PASSPHRASE_FILE=str(tmp_path / "wrong"))
    assert done.returncode == 1
    assert "does not open" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_a_node_is_said_plainly(tmp_path: Path) -> None:
    done = tripoint("serve", "--node", str(tmp_path))
    assert done.returncode == 1
    assert "tripoint init" in done.stderr


def test_a_locked_database_is_said_plainly_and_nothing_is_lost(home: Path, tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(home / "vn" / "ledger.sqlite", isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        done = at(home, "VN", "rebuild")
        holder.execute("ROLLBACK")
    assert done.returncode == 1
    assert "in use by another process" in done.stderr
    assert "Traceback" not in done.stderr
    assert at(home, "VN", "rebuild").returncode == 0


def test_a_full_disk_is_explained() -> None:
    import errno

    from tripoint.cli.opening import explanation

    said = explanation(OSError(errno.ENOSPC, "No space left on device"))
    assert said is not None
    assert "Make room" in said
    assert explanation(ValueError("a fault of the program")) is None
