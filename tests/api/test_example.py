"""The example client stays small; that it works is tested between two nodes (tests/carriers/test_two_nodes.py)."""

from __future__ import annotations

import sys

from tests.api.example import EXAMPLE


def test_the_example_stays_small_and_needs_nothing() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 150
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names
