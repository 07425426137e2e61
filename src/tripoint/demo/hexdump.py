"""A file's bytes as rows of sixteen, a few of them around one byte."""

from __future__ import annotations

from dataclasses import dataclass

ROW = 16


@dataclass(frozen=True, slots=True)
class Byte:
    """One byte: where it stands, its two hexadecimal digits now and before, whether it was changed."""

    place: int
    now: str
    before: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Sixteen bytes. `kind`: "outside", "sealed" or "changed", for the remark beside it."""

    place: str
    bytes: tuple[Byte, ...]
    kind: str


def lines(data: bytes, changed: bytes, sealed_from: int, around: int) -> list[Line]:
    """The first row, and the rows about the byte `around`; bytes that differ in `changed` are marked."""
    last = max(0, (len(data) - 1) // ROW)
    middle = min(around // ROW, last)
    wanted = sorted({0, *range(max(0, middle - 1), min(last, middle + 1) + 1)})
    found = []
    for row in wanted:
        places = range(row * ROW, min(len(data), row * ROW + ROW))
        row_bytes = tuple(
            Byte(place, f"{changed[place]:02x}", f"{data[place]:02x}", changed[place] != data[place])
            for place in places
        )
        is_changed = any(one.changed for one in row_bytes)
        kind = "changed" if is_changed else "outside" if row * ROW < sealed_from else "sealed"
        found.append(Line(f"{row * ROW:04x}", row_bytes, kind))
    return found


def sealed_from(data: bytes) -> int:
    """Where a bundle's sealed part begins (docs/protocol.md, "Bundle")."""
    head = int.from_bytes(data[4:8], "big")
    card = int.from_bytes(data[8 + head : 12 + head], "big")
    return min(12 + head + card, len(data))
