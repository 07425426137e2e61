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

from tripoint.screening.names.reasons import Reason, say

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
    """A list that cannot be read at all; the reason says why and what to do."""

    def __init__(self, code: str, **values: str) -> None:
        """Take a code of ``data/words.json`` and what stands in its braces."""
        self.reason = Reason(code, tuple(values.items()))
        super().__init__(self.reason.text())


Unread = Callable[[int, Reason], None]


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
    unread: Counter[Reason] = field(default_factory=Counter)
    examples: list[tuple[int, Reason]] = field(default_factory=list)
    remarks: list[Reason] = field(default_factory=list)

    def leave_out(self, line: int, reason: Reason) -> None:
        """Count a line that could not be read, and keep it as an example while there are few."""
        self.unread[reason] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append((line, reason))

    def lines(self, language: str = "en") -> list[str]:
        """The account in words of a language, a sentence a line."""
        told = [say("rows_read", language, count=f"{self.read:,}", encoding=self.encoding)]
        told += [remark.text(language) for remark in self.remarks]
        if self.unread:
            left_out = sum(self.unread.values())
            told.append(say("rows_unread", language, count=f"{left_out:,}"))
            told += [f"  {count:,} x {reason.text(language)}" for reason, count in self.unread.most_common()]
            told += [
                "  " + say("line_unread", language, line=str(line), reason=reason.text(language))
                for line, reason in self.examples
            ]
            if left_out > len(self.examples):
                told.append("  " + say("only_first", language, count=str(len(self.examples))))
        return told


def read_list(
    path: Path,
    account: Account,
    *,
    encoding: str | None = None,
    columns: dict[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
    on_unread: Unread | None = None,
) -> Iterator[ListRow]:
    """Yield a list's persons in order; what cannot be read goes to `account` (and to `on_unread`, line and reason).

    encoding: of the text; found by itself when None (byte order mark, UTF-8, else Windows-1252 with a remark).
    columns: headings to take instead of COLUMNS, by our name for them. progress: called with bytes read since the
    last call. Raises ListRefused when no column of names is found or the file is not a list, OSError when it cannot
    be opened.
    """

    def unread(line: int, reason: Reason) -> None:
        account.leave_out(line, reason)
        if on_unread:
            on_unread(line, reason)

    account.encoding = encoding or _guess_encoding(path, account)
    kind = Path(path.stem).suffix if path.suffix in (".gz", ".xz") else path.suffix
    with path.open("rb") as raw, _unpacked(raw, path) as packed:
        try:
            text = io.TextIOWrapper(packed, account.encoding, errors="replace", newline="")
        except LookupError as error:
            raise ListRefused("no_encoding", encoding=repr(account.encoding)) from error
        lines = _bounded_lines(text, raw, unread, progress)
        rows = _json_rows(lines, unread) if kind in (".jsonl", ".ndjson") else _csv_rows(lines, path, columns, unread)
        try:
            for line, cells in rows:
                row = _person(line, cells, unread)
                if row is not None:
                    account.read += 1
                    yield row
                if account.read >= ROW_LIMIT:
                    account.remarks.append(Reason("stopped_after", (("count", f"{ROW_LIMIT:,}"),)))
                    break
        except (EOFError, lzma.LZMAError, gzip.BadGzipFile) as error:
            account.remarks.append(Reason("packed_ends", (("why", str(error)),)))


def _person(line: int, cells: dict[str, str], unread: Unread) -> ListRow | None:
    name = cells.pop("name", "").strip()
    if not name:
        unread(line, Reason("name_empty"))
    elif len(name) > NAME_LIMIT:
        unread(line, Reason("name_long", (("most", str(NAME_LIMIT)),)))
    elif "\0" in name:
        unread(line, Reason("name_zero"))
    elif "\N{REPLACEMENT CHARACTER}" in name:
        unread(line, Reason("name_bytes"))
    else:
        own = cells.pop("id", "").strip() or str(line)
        return ListRow(line, own, name, {key: value for key, value in cells.items() if value.strip()})
    return None


def _guess_encoding(path: Path, account: Account) -> str:
    with path.open("rb") as raw, _unpacked(raw, path) as packed:
        try:
            start = packed.read(1 << 20)
        except (EOFError, lzma.LZMAError, gzip.BadGzipFile) as error:
            raise ListRefused("packed_unreadable", file=path.name, why=str(error)) from error
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        # A character may be cut at the end of the piece: decode all but an unfinished one.
        codecs.getincrementaldecoder("utf-8")().decode(start)
        return "utf-8-sig"
    except UnicodeDecodeError as error:
        if b"\0" in start:
            raise ListRefused("not_text", file=path.name) from error
        account.remarks.append(Reason("not_utf8"))
        return "cp1252"


def _unpacked(raw: IO[bytes], path: Path) -> Any:
    if path.suffix == ".xz":
        return lzma.open(raw)
    if path.suffix == ".gz":
        return gzip.open(raw)
    return io.BufferedReader(raw)


def _bounded_lines(
    text: IO[str], raw: IO[bytes], unread: Unread, progress: Callable[[int], None] | None
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
            unread(number, Reason("line_long", (("most", f"{LINE_LIMIT:,}"),)))
            continue
        yield number, line
    if progress:
        progress(raw.tell() - told)


def _json_rows(lines: Iterator[tuple[int, str]], unread: Unread) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            unread(number, Reason("not_json"))
            continue
        if not isinstance(found, dict):
            unread(number, Reason("not_json_object"))
            continue
        yield number, {key: _text(found[key]) for key in COLUMNS if found.get(key) is not None}


def _text(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _csv_rows(
    lines: Iterator[tuple[int, str]], path: Path, given: dict[str, str] | None, unread: Unread
) -> Iterator[tuple[int, dict[str, str]]]:
    first = next(lines, None)
    if first is None:
        raise ListRefused("file_empty", file=path.name)
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
            is_open = "field larger" in str(error)
            unread(began, Reason("quote_open") if is_open else Reason("row_broken", (("why", str(error)),)))
            continue
        if not any(cells):
            continue
        if len(cells) != len(headings):
            unread(at[0], Reason("columns_differ", (("count", str(len(headings))),)))
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
                "no_column", file=path.name, column=repr(given.get(ours, "name")),
                columns=", ".join(headings[:30])[:500],
            )  # fmt: skip
    return places
