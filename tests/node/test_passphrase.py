"""A node finds its passphrase without a person after a power cut, and says so when it cannot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tripoint.node import passphrase


@pytest.fixture(autouse=True)
def _no_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(passphrase.VARIABLE, raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


def test_the_systemd_credential_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / passphrase.CREDENTIAL).write_text("from systemd\n")
    (tmp_path / "other").write_text("from a file\n")
    monkeypatch.setenv(passphrase.VARIABLE, str(tmp_path / "other"))
    assert passphrase.passphrase() == "from a file"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert passphrase.passphrase() == "from systemd"


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff\xfe"])
def test_a_file_without_a_passphrase_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(passphrase.NoPassphrase, match="file"):
        passphrase.read(tmp_path / "file")


def test_without_file_and_terminal_it_says_what_to_do() -> None:
    code = "from tripoint.node.passphrase import passphrase; passphrase()"
    done = subprocess.run([sys.executable, "-c", code], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode != 0
    assert "TRIPOINT_PASSPHRASE_FILE" in done.stderr


def test_children_read_what_the_parent_was_told(tmp_path: Path) -> None:
    code = (
        "import os, subprocess, sys; from tripoint.node import passphrase as p;"
        "p.passphrase = lambda: 'said once'; p.hand_down();"
        "child = 'from tripoint.node.passphrase import passphrase; print(passphrase())';"
        "subprocess.run([sys.executable, '-c', child], stdin=subprocess.DEVNULL, check=True);"
        "subprocess.run([sys.executable, '-c', child], stdin=subprocess.DEVNULL, check=True)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "said once\nsaid once\n"
