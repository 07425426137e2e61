"""Read lists of persons (CSV, TSV or JSON lines, also .gz and .xz) without trusting them.

Nothing in a file stops the reading: what cannot be read is counted, named by line and reason, and left out. Lines,
fields and names are bounded, so that a hostile file costs time in proportion to its size and no more memory than a
few lines.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import lzma
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

LINE_LIMIT = 1 << 16  # characters; a person's row is a few hundred
NAME_LIMIT = 1000  # characters; the longest names of the region's gazettes stay under 200
ROW_LIMIT = 50_000_000  # rows
EXAMPLES = 20  # unread lines told one by one; the rest are counted

# Headings by which a column is found, lower case. Each writing of the region's forms is here once.
COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "pid", "ref", "reference", "no", "number", "stt", "ລ/ດ", "ល.រ"),
    "name": (
        "name", "full_name", "fullname", "full name", "họ tên", "họ và tên", "ho ten", "ho va ten",
        "ຊື່ ແລະ ນາມສະກຸນ", "ຊື່", "ឈ្មោះ", "គោត្តនាម និងនាម",
    ),
    "birth_date": (
        "birth_date", "birthdate", "birth date", "date of birth", "dob", "ngày sinh",
        "ວັນເດືອນປີເກີດ", "ថ្ងៃខែឆ្នាំកំណើត",
    ),
    "sex": ("sex", "gender", "giới tính", "ເພດ", "ភេទ"),
    "nationality": ("nationality", "citizenship", "quốc tịch", "ສັນຊາດ", "សញ្ជាតិ"),
    "documents": (
        "documents", "document", "document_number", "passport", "passport no", "id_number", "số hộ chiếu", "cccd",
        "ເລກໜັງສືຜ່ານແດນ", "លេខលិខិតឆ្លងដែន",
    ),
}  # fmt: skip


class ListRefused(ValueError):
    """A list that cannot be read at all; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One person of a list. fields holds birth_date, sex, nationality and documents as written, where given."""

    line: int
    id: str
    name: str
    fields: dict[str, str]


@dataclass(slots=True)
class Account:
    """What became of a list's lines."""

    encoding: str = "utf-8"
    read: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[int, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def leave_out(self, line: int, reason: str) -> None:
        """Count a line that could not be read, and keep it as an example while there are few."""
        self.unread[reason] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append((line, reason))

    def lines(self) -> list[str]:
        """The account in words, a sentence a line."""
        told = [f"{self.read:,} rows read ({self.encoding})."]
        told += self.remarks
        if self.unread:
            left_out = sum(self.unread.values())
            told.append(f"{left_out:,} {'row' if left_out == 1 else 'rows'} could not be read:")
            told += [f"  {count:,} x {reason}" for reason, count in self.unread.most_common()]
            told += [f"  line {line}: {reason}" for line, reason in self.examples]
            if left_out > len(self.examples):
                told.append(f"  (only the first {len(self.examples)} are listed)")
        return told


def read_list(
    path: Path,
    account: Account,
    *,
    encoding: str | None = None,
    columns: dict[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
    on_unread: Callable[[int, str], None] | None = None,
) -> Iterator[ListRow]:
    """Yield a list's persons in order; what cannot be read goes to `account` (and to `on_unread`, line and reason).

    encoding: of the text; found by itself when None (byte order mark, UTF-8, else Windows-1252 with a remark).
    columns: headings to take instead of COLUMNS, by our name for them. progress: called with bytes read since the
    last call. Raises ListRefused when no column of names is found or the file is not a list, OSError when it cannot
    be opened.
    """

    def unread(line: int, reason: str) -> None:
        account.leave_out(line, reason)
        if on_unread:
            on_unread(line, reason)

    account.encoding = encoding or _guess_encoding(path, account)
    kind = Path(path.stem).suffix if path.suffix in (".gz", ".xz") else path.suffix
    with path.open("rb") as raw, _unpacked(raw, path) as packed:
        try:
            text = io.TextIOWrapper(packed, account.encoding, errors="replace", newline="")
        except LookupError as error:
            raise ListRefused(f"no encoding is called {account.encoding!r}") from error
        lines = _bounded_lines(text, raw, unread, progress)
        rows = _json_rows(lines, unread) if kind in (".jsonl", ".ndjson") else _csv_rows(lines, path, columns, unread)
        try:
            for line, cells in rows:
                row = _person(line, cells, unread)
                if row is not None:
                    account.read += 1
                    yield row
                if account.read >= ROW_LIMIT:
                    account.remarks.append(f"Stopped after {ROW_LIMIT:,} rows, the most that one list may hold.")
                    break
        except (EOFError, lzma.LZMAError, gzip.BadGzipFile) as error:
            account.remarks.append(f"The packed file ends early or is damaged ({error}): rows after that are missing.")


def _person(line: int, cells: dict[str, str], unread: Callable[[int, str], None]) -> ListRow | None:
    name = cells.pop("name", "").strip()
    if not name:
        unread(line, "the name is empty")
    elif len(name) > NAME_LIMIT:
        unread(line, f"the name is longer than {NAME_LIMIT} characters")
    elif "\0" in name:
        unread(line, "the name holds a zero character")
    elif "\N{REPLACEMENT CHARACTER}" in name:
        unread(line, "the name holds bytes that are not text in this encoding")
    else:
        own = cells.pop("id", "").strip() or str(line)
        return ListRow(line, own, name, {key: value for key, value in cells.items() if value.strip()})
    return None


def _guess_encoding(path: Path, account: Account) -> str:
    with path.open("rb") as raw, _unpacked(raw, path) as packed:
        try:
            start = packed.read(1 << 20)
        except (EOFError, lzma.LZMAError, gzip.BadGzipFile) as error:
            raise ListRefused(f"{path.name}: the packed file cannot be read ({error})") from error
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        # A character may be cut at the end of the piece: decode all but an unfinished one.
        codecs.getincrementaldecoder("utf-8")().decode(start)
        return "utf-8-sig"
    except UnicodeDecodeError as error:
        if b"\0" in start:
            raise ListRefused(f"{path.name}: this is not a text file. Save the list as CSV in UTF-8.") from error
        account.remarks.append(
            "The file is not UTF-8; it was read as Windows-1252, from which names in old Vietnamese fonts (TCVN3, VNI) "
            "can be recovered. Give --encoding if it is another one."
        )
        return "cp1252"


def _unpacked(raw: IO[bytes], path: Path) -> Any:
    if path.suffix == ".xz":
        return lzma.open(raw)
    if path.suffix == ".gz":
        return gzip.open(raw)
    return io.BufferedReader(raw)


def _bounded_lines(
    text: IO[str], raw: IO[bytes], unread: Callable[[int, str], None], progress: Callable[[int], None] | None
) -> Iterator[tuple[int, str]]:
    """Number the lines; leave out those longer than LINE_LIMIT without ever holding one whole."""
    number = told = 0
    while line := text.readline(LINE_LIMIT + 1):
        number += 1
        if progress and number % 256 == 0:
            progress(raw.tell() - told)
            told = raw.tell()
        if len(line) > LINE_LIMIT:
            while line and not line.endswith(("\n", "\r")):
                line = text.readline(LINE_LIMIT)
            unread(number, f"the line is longer than {LINE_LIMIT:,} characters")
            continue
        yield number, line
    if progress:
        progress(raw.tell() - told)


def _json_rows(
    lines: Iterator[tuple[int, str]], unread: Callable[[int, str], None]
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            unread(number, "the line is not JSON")
            continue
        if not isinstance(found, dict):
            unread(number, "the line is not a JSON object")
            continue
        yield number, {key: _text(found[key]) for key in COLUMNS if found.get(key) is not None}


def _text(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _csv_rows(
    lines: Iterator[tuple[int, str]], path: Path, given: dict[str, str] | None, unread: Callable[[int, str], None]
) -> Iterator[tuple[int, dict[str, str]]]:
    first = next(lines, None)
    if first is None:
        raise ListRefused(f"{path.name}: the file is empty")
    separator = max(",;\t", key=first[1].count)
    headings = [heading.strip() for heading in next(csv.reader([first[1]], delimiter=separator), [])]
    places = _find_columns(headings, given or {}, path)
    at = [first[0]]

    def numbered() -> Iterator[str]:
        for number, line in lines:
            at[0] = number
            yield line

    csv.field_size_limit(LINE_LIMIT)
    reader = csv.reader(numbered(), delimiter=separator)
    while True:
        began = at[0] + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unread(
                began,
                "a quote is opened and not closed" if "field larger" in str(error) else f"the row is broken ({error})",
            )
            continue
        if not any(cells):
            continue
        if len(cells) != len(headings):
            unread(at[0], f"the row does not have {len(headings)} columns like the first line")
            continue
        yield at[0], {ours: cells[place] for ours, place in places.items()}


def _find_columns(headings: list[str], given: dict[str, str], path: Path) -> dict[str, int]:
    lowered = [heading.casefold() for heading in headings]
    places: dict[str, int] = {}
    for ours, known in COLUMNS.items():
        wanted = (given[ours].casefold(),) if ours in given else known
        place = next((lowered.index(heading) for heading in wanted if heading in lowered), None)
        if place is not None:
            places[ours] = place
        elif ours in given or ours == "name":
            raise ListRefused(
                f"{path.name}: there is no column {given.get(ours, 'name')!r}. The first line names these columns: "
                f"{', '.join(headings[:30])[:500]}. Say which one holds the names with --name-column."
            )
    return places
