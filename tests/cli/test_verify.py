"""`tripoint verify` needs no node, explains what holds and what not, and its exit code says which."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tripoint.cli.verify import verify as command

VECTORS = Path(__file__).parents[2] / "protocol" / "vectors" / "dossiers.json"


def verify(*arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRIPOINT", "DJANGO"))}
    line = [sys.executable, "-m", "tripoint.cli", "verify", *arguments]
    return subprocess.run(line, env=kept, capture_output=True, text=True)


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text()), ids=lambda vector: vector["name"])
def test_it_explains_every_vector(tmp_path: Path, vector: dict[str, Any]) -> None:
    (tmp_path / "file").write_text(vector["file"])
    done = CliRunner().invoke(command, [str(tmp_path / "file")])
    assert done.exit_code == (1 if vector["expect"]["problems"] else 0)
    for code in vector["expect"]["problems"]:
        assert code in done.output
    assert ("What this proves" in done.output) is not bool(vector["expect"]["problems"])


@pytest.mark.parametrize("data", [b"", b"{}", b"not json", b"\xff" * 100, b"[" * 100_000])
def test_other_files_do_not_hold_and_are_no_fault_of_the_program(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    done = verify(str(tmp_path / "file"))
    assert done.returncode == 1
    assert "DOES NOT HOLD" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_pdf_without_a_record_proves_nothing(tmp_path: Path) -> None:
    import pikepdf

    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(tmp_path / "letter.pdf")
    done = verify(str(tmp_path / "letter.pdf"))
    assert done.returncode == 1
    assert "it proves nothing" in done.stderr


def test_json_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"{}")
    said = json.loads(verify("--json", str(tmp_path / "file")).stdout)
    assert said["sound"] is False
    assert said["problems"]
