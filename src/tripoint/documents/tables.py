"""Reads a list of persons or things from a spreadsheet, or from rows pasted out of one, as plain text in cells.

Nothing is evaluated: a formula is told as one, macros are refused, and parsing happens in the confined process that
cleans attachments (``sandbox``). What leaves as a spreadsheet has only text in its cells, so no program runs it.
"""

import csv
import io
import json
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tripoint.documents import sandbox
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.wording import mark
from tripoint.text import legacy

_ = mark

BYTES_MAX = 5 * 1024 * 1024  # of the file; 500 rows of text are under 200 KB
UNPACKED_MAX = 64 * 1024 * 1024  # bytes of all parts of an XLSX together
PARTS_MAX = 2_000
ROWS_MAX = 500  # of data: what one request may hold (safeguards.forbidden_fields.MOST_SUBJECTS)
READ_MAX = 2_000  # rows looked at, empty ones among them
COLUMNS_MAX = 60
LOOKED_AT = 20_000  # characters that tell an old encoding
CELL_MAX = 500  # characters; a longer cell is cut and marked

REFUSALS = {
    "table-empty": _("There are no rows. Paste the rows with their headings, or choose the file."),
    "table-large": _("The file is larger than {limit} MB. Save only the sheet that is needed."),
    "table-type": _("Only CSV and XLSX files can be read. Save the sheet as one of them."),
    "table-old": _("This is an old or protected Excel file. Save it as XLSX or CSV without a password."),
    "table-macros": _("The file holds macros. Save it as XLSX without macros, or as CSV."),
    "table-two-files": _("A second file is hidden in this file. Save the sheet again as CSV."),
    "table-expands": _("The file unpacks to far more than a list needs. Save the sheet again as CSV."),
    "table-damaged": _("The file is damaged and cannot be read. Save it again as CSV."),
    "table-columns": _("The sheet has more than {columns} columns. Keep only those that are needed."),
    "table-rows": _("The list has more than {rows} rows. Split it into several requests."),
    "table-headings": _("The headings of the sheet were changed. Take the sheet from this page again."),
    "table-busy": _("The node is checking other files now. Send it again in a minute."),
    "table-costly": _("Reading the file took too long or too much memory. Save the sheet again as CSV."),
}

FORMULA = "\ufffcformula"
"""What stands in place of a cell with a formula."""
LONG = "\ufffclong"
"""Begins a cell that was cut."""
_RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program may take for a formula at the start of a cell of a CSV file (OWASP, CSV Injection)."""


@dataclass(frozen=True, slots=True)
class Table:
    """ROWS of text, all of one width; NUMBERS: the row of the sheet, from 1, of each. GUESSED: the encoding was not sure."""

    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    guessed: bool = False


def refuse(code: str) -> DocumentRefused:
    """Return the error of CODE with its sentence."""
    bounds: dict[str, dict[str, int]] = {
        "table-large": {"limit": BYTES_MAX // 1024 // 1024}, "table-columns": {"columns": COLUMNS_MAX},
        "table-rows": {"rows": ROWS_MAX},
    }  # fmt: skip
    return DocumentRefused(code, REFUSALS[code], **bounds.get(code, {}))


def read_table(data: bytes) -> Table:
    """Return what stands in DATA, a CSV or XLSX file or pasted rows in UTF-8. Raises DocumentRefused.

    The first row counts beside ROWS_MAX: it may be the headings. Takes about 0.3 s of another process.
    """
    if not data.strip():
        raise refuse("table-empty")
    if len(data) > BYTES_MAX:
        raise refuse("table-large")
    kind = "xlsx" if data[:4] == b"PK\x03\x04" else "csv"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise refuse("table-old")
    made = sandbox.run(kind, data)
    if isinstance(made, str):
        code = f"table-{made}"
        raise refuse(code if code in REFUSALS else "table-damaged")
    try:
        told = json.loads(made.data)
        rows = tuple(tuple(str(cell)[: CELL_MAX + len(LONG)] for cell in row) for row in told["rows"])
        numbers = tuple(int(number) for number in told["numbers"])
    except (ValueError, KeyError, TypeError) as error:
        raise refuse("table-damaged") from error
    if len(rows) != len(numbers) or len(rows) > ROWS_MAX + 1 or any(len(row) > COLUMNS_MAX for row in rows):
        raise refuse("table-damaged")
    if not rows:
        raise refuse("table-empty")
    return Table(rows, numbers, bool(told.get("guessed")))


# ---- in the confined process ----
def load_readers() -> None:
    """Import all that reading needs, and use it once: after confinement no module can be opened."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    book.create_sheet().append(["warm"])
    kept = io.BytesIO()
    book.save(kept)
    read_xlsx(kept.getvalue())
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258", "latin-1"):
        "a".encode(encoding).decode(encoding)


def read_csv(data: bytes) -> sandbox.Made:
    """The rows of a CSV or TSV text."""
    text, guessed = _decoded(data)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max("\t;,|", key=first.count)
    csv.field_size_limit(64 * 1024)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
        return _made(([_unguarded(cell) for cell in row] for row in reader), guessed)
    except csv.Error as error:
        raise sandbox.Refused("damaged") from error


def _decoded(data: bytes) -> tuple[str, bool]:
    """Text by its mark, else UTF-8, else UTF-16 by its zeros; else an encoding of Vietnamese from before Unicode where it
    reads as one (as Latin-1, to be read anew by who maps the columns), else Windows-1258: these are guesses."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding, guessed = "utf-16", False
    elif data.count(b"\x00") > len(data) // 8:
        zeros = data[0::2].count(b"\x00"), data[1::2].count(b"\x00")
        encoding, guessed = ("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"), True
    else:
        encoding, guessed = "utf-8-sig", False
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        latin = data.decode("latin-1")
        try:
            # cp1258 is Vietnamese Windows; its accents follow their letters
            text, guessed = latin if legacy.likely([latin[:LOOKED_AT]]) else data.decode("cp1258"), True
        except UnicodeDecodeError:
            raise sandbox.Refused("type") from None
    if "\x00" in text or sum(unicodedata.category(one) == "Cc" and one not in "\t\r\n" for one in text[:4096]) > 8:
        raise sandbox.Refused("type")
    return unicodedata.normalize("NFC", text), guessed


def read_xlsx(data: bytes) -> sandbox.Made:
    """The rows of the first sheet of an XLSX file."""
    import openpyxl

    _check_package(data)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    return _made(([_cell(one) for one in row] for row in sheet.iter_rows(values_only=False)), False)


def _check_package(data: bytes) -> None:
    """Refuses what is more than a plain workbook: macros, a hidden file, a bomb."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise sandbox.Refused("damaged") from error
    parts = package.infolist()
    if data[-22:-18] != b"PK\x05\x06" or min((one.header_offset for one in parts), default=1) != 0:
        raise sandbox.Refused("two-files")
    if len(parts) > PARTS_MAX or sum(one.file_size for one in parts) > UNPACKED_MAX:
        raise sandbox.Refused("expands")
    names = {one.filename.lower() for one in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise sandbox.Refused("macros")
    if "xl/workbook.xml" not in names:
        raise sandbox.Refused("type")


def _cell(cell: Any) -> str:
    if cell.data_type == "f":
        return FORMULA
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value)


def _made(rows: Iterable[Sequence[str]], guessed: bool) -> sandbox.Made:
    kept: list[list[str]] = []
    numbers: list[int] = []
    for number, row in enumerate(rows, start=1):
        cells = [_plain(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > COLUMNS_MAX:
            raise sandbox.Refused("columns")
        if cells:
            kept.append(cells)
            numbers.append(number)
        if len(kept) > ROWS_MAX + 1:
            raise sandbox.Refused("rows")
        if number >= READ_MAX + ROWS_MAX:
            break
    width = max(map(len, kept), default=0)
    told = {"rows": [[*row, *[""] * (width - len(row))] for row in kept], "numbers": numbers, "guessed": guessed}
    return sandbox.Made("table", json.dumps(told).encode(), 0, 0, 1, [])


def _unguarded(cell: str) -> str:
    """A cell of a CSV text: what would run there is told, and a guard before it (``'``) is taken off."""
    text = cell.strip()
    if text.startswith("="):
        return FORMULA
    return text[1:] if text.startswith("'") and text[1:].startswith(_RUNS) else text


def _plain(cell: str) -> str:
    text = unicodedata.normalize("NFC", cell).strip()
    return text if len(text) <= CELL_MAX else LONG + text[:CELL_MAX]


# ---- what leaves ----
def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection): ``'`` stands before what would run."""
    return "'" + cell if cell.startswith(_RUNS) else cell


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """ROWS as CSV in UTF-8 with its mark, so that Excel reads the letters; cells that would run are guarded by ``'``."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return b"\xef\xbb\xbf" + kept.getvalue().encode()


def write_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """ROWS as an XLSX file of one sheet; every cell is text, also one that begins like a formula."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Tripoint")
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=_written(text))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _written(text: str) -> str:
    """Text without the control characters that XML cannot hold."""
    return "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Cs") or one in "\t\n")
