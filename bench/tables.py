"""What a benchmark is asked and what it answers."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

BUILD = Path(__file__).resolve().parent.parent / "build"


class Options(NamedTuple):
    """long: also what takes minutes. data: a folder with larger material, where a module knows what to do with it.
    database: "sqlite", or the URL of a PostgreSQL server on which databases may be made and dropped."""

    long: bool = False
    data: Path | None = None
    database: str = "sqlite"


@dataclass(slots=True)
class Table:
    """Rows under headings; a cell is text or a number. notes say how it was measured and what was not run."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str | float | int | None, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The table as aligned text, first column to the left, numbers to the right."""
        cells = [self.columns, *([_shown(cell) for cell in row] for row in self.rows)]
        widths = [max(_width(row[at]) for row in cells) for at in range(len(self.columns))]
        told = ["", self.title, "-" * _width(self.title)]
        for row in cells:
            padded = (
                row[at] + " " * (widths[at] - _width(row[at]))
                if at == 0
                else " " * (widths[at] - _width(row[at])) + row[at]
                for at in range(len(row))
            )
            told.append("  ".join(padded).rstrip())
        return told + [f"  {note}" for note in self.notes]


def _shown(cell: str | float | int | None) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:.3f}" if abs(cell) < 10 else f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def _width(text: str) -> int:
    """Columns that a text takes in a terminal: marks take none, wide letters two."""
    return sum(
        0 if unicodedata.category(letter) in ("Mn", "Me", "Cf") else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )
