"""docs/reference.md says how many codes there are; it is wrong as soon as it is not looked at, so it is looked at here."""

from __future__ import annotations

from pathlib import Path

from tripoint import reference

DOCUMENT = (Path(__file__).parents[2] / "docs" / "reference.md").read_text(encoding="utf-8")


def test_the_document_counts_every_list_as_it_is() -> None:
    rows = {}
    for line in DOCUMENT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and cells[0].strip("`") in reference.lists():
            rows[cells[0].strip("`")] = [int(cell) for cell in cells[1:6]]
    counted = {}
    for name in reference.lists():
        codes = reference.codes(name)
        confirmed = [sum(language in code.confirmed for code in codes) for language in ("vi", "lo", "km")]
        counted[name] = [len(codes), *confirmed, sum(not code.confidence.startswith("high") for code in codes)]
    assert rows == counted


def test_the_document_names_the_version() -> None:
    assert f"Version {reference.version}." in DOCUMENT
