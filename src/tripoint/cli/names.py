"""`tripoint names`: compare two names, search a gallery, screen a list.

Only click is imported here; the engine and its compiler are loaded when a command runs.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tripoint.screening.names.index import Hit, NameIndex
    from tripoint.screening.names.name_list import Account

LANGUAGES = ("en", "vi", "lo", "km")
LEAD = "A score is a lead for a person to check, never a decision about anyone."
RESULT_COLUMNS = (
    "line", "id", "name", "outcome", "rank", "gallery_id", "gallery_name", "score", "band", "reasons",
)  # fmt: skip
FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\N{FULLWIDTH EQUALS SIGN}",
    "\N{FULLWIDTH PLUS SIGN}",
    "\N{FULLWIDTH HYPHEN-MINUS}",
    "\N{FULLWIDTH COMMERCIAL AT}",
)

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_language = click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the reasons."
)
_list_options = (
    click.option("--encoding", help="Encoding of the lists, when it is not found rightly by itself."),
    click.option("--name-column", help="Heading of the column that holds the names."),
    click.option("--id-column", help="Heading of the column that holds the ids."),
)


def _with_list_options(command: Any) -> Any:
    for option in reversed(_list_options):
        command = option(command)
    return command


@click.group()
def names() -> None:
    """Compare, search and screen names in Latin, Vietnamese, Lao, Khmer and neighbouring writings.

    A score is a lead for a person to check, never a decision about anyone.
    """


@names.command(short_help="Say how likely two names are one person's, and why")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@_language
def compare(first: str, second: str, language: str) -> None:
    """Say how likely two names are one person's, and why."""
    from tripoint.screening.names import compare as compare_names

    found = compare_names(first, second)
    click.echo(f"{found.score:.2f}  {found.band}")
    for reason in found.reasons:
        click.echo(f"  - {reason.text(language)}")
    click.echo(LEAD, err=True)


@names.command(short_help="Find the persons of a gallery who may be meant")
@click.option("--gallery", type=_FILE, required=True, help="A list (CSV, TSV, JSON lines, also .gz, .xz) or an index.")
@click.argument("name")
@click.option(
    "-k", "--most", type=click.IntRange(1, 200), default=10, show_default=True, help="Persons to show at most."
)
@click.option("--birth-date", default="", help="1970-05-12, or a part: 1970-05, 1970.")
@click.option("--sex", default="", help="m or f.")
@click.option("--nationality", default="", help="ISO code, or several with commas between.")
@click.option("--document", default="", help="Document number, or several with commas between.")
@_language
@_with_list_options
def search(
    gallery: Path,
    name: str,
    most: int,
    birth_date: str,
    sex: str,
    nationality: str,
    document: str,
    language: str,
    **reading: str | None,
) -> None:
    """Find the persons of a gallery who may be meant by NAME, and by what else is known of the person."""
    from tripoint.screening.names.index_particulars import read_particulars

    index = _open_gallery(gallery, reading)
    fields = {"birth_date": birth_date, "sex": sex, "nationality": nationality, "documents": document}
    hits = index.search(name, most, read_particulars(fields))
    if not hits:
        click.echo("Nobody in this gallery has a name like it.")
    for rank, hit in enumerate(hits, 1):
        click.echo(f"{rank:3d}  {hit.score:.2f}  {hit.band:8}  {hit.id}  {hit.name}")
        for reason in hit.reasons:
            click.echo(f"       - {reason.text(language)}")
    click.echo(LEAD, err=True)


@names.command(short_help="Prepare a large gallery once")
@click.argument("gallery", type=_FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The index file to write.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that prepare names."
)
@_with_list_options
def index(gallery: Path, out: Path, workers: int, **reading: str | None) -> None:
    """Prepare a large GALLERY once, so that search and screen open it in seconds."""
    made = _open_gallery(gallery, reading, workers)
    made.save(out)
    click.echo(f"{len(made):,} names written to {out}.", err=True)


@names.command(short_help="Look up every person of a list in a gallery")
@click.argument("list_", metavar="LIST", type=_FILE)
@click.option("--gallery", type=_FILE, required=True, help="A list (CSV, TSV, JSON lines, also .gz, .xz) or an index.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The result, as CSV in UTF-8."
)
@click.option(
    "-k", "--most", type=click.IntRange(1, 200), default=5, show_default=True, help="Hits per person at most."
)
@_language
@_with_list_options
def screen(list_: Path, gallery: Path, out: Path, most: int, language: str, **reading: str | None) -> None:
    """Look up every person of LIST in a gallery and write what was found.

    Every line of LIST has at least one line in the result: a hit, "nothing found", or why it could not be read.
    """
    from tripoint.screening.names.index_particulars import read_particulars

    found_in = _open_gallery(gallery, reading)
    persons = nothing = 0
    with _writing(out) as write, _reading(list_, reading, "Screening") as (rows, account, unread):
        for row in rows:
            persons += 1
            found = found_in.search(row.name, most, read_particulars(row.fields))
            hits = [hit for hit in found if hit.band != "no"]
            nothing += not hits
            for rank, hit in enumerate(hits, 1):
                write(row.line, row.id, row.name, "hit", rank, *_told(hit, language))
            if not hits:
                write(row.line, row.id, row.name, "nothing found", *[""] * 6)
            while unread:
                line, reason = unread.pop(0)
                write(line, "", "", f"not read: {reason}", *[""] * 6)
        while unread:
            line, reason = unread.pop(0)
            write(line, "", "", f"not read: {reason}", *[""] * 6)
    _tell(list_, account)
    click.echo(f"{persons:,} persons screened: {persons - nothing:,} with hits, {nothing:,} with none.", err=True)
    click.echo(f"The result is in {out}. {LEAD}", err=True)


def _told(hit: Hit, language: str) -> tuple[str, ...]:
    reasons = "; ".join(reason.text(language) for reason in hit.reasons)
    return hit.id, hit.name, f"{hit.score:.3f}", hit.band, reasons


def _open_gallery(path: Path, reading: dict[str, str | None], workers: int = 1) -> NameIndex:
    """Open a saved index, or build one from a list; say what could not be read."""
    from tripoint.screening.names.index import NameIndex
    from tripoint.screening.names.index_file import MAGIC, IndexFileRefused
    from tripoint.screening.names.index_particulars import read_particulars

    with path.open("rb") as file:
        saved = file.read(len(MAGIC)) == MAGIC
    if saved:
        try:
            return NameIndex.open(path)
        except IndexFileRefused as error:
            raise click.ClickException(str(error)) from error
    with _reading(path, reading, "Gallery") as (rows, account, unread):
        persons = ((row.id, row.name, read_particulars(row.fields)) for row in rows)
        built = NameIndex.build(persons, workers=workers, progress=lambda _: unread.clear())
    _tell(path, account)
    return built


@contextmanager
def _reading(
    path: Path, reading: dict[str, str | None], label: str
) -> Iterator[tuple[Any, Account, list[tuple[int, str]]]]:
    """Read a list under a progress bar on standard error: (rows, account, lines not read since last looked at)."""
    from tripoint.screening.names.name_list import Account, ListRefused, read_list

    account = Account()
    unread: list[tuple[int, str]] = []
    columns = {ours: heading for ours in ("name", "id") if (heading := reading[f"{ours}_column"])}
    try:
        with click.progressbar(length=path.stat().st_size, label=label, file=sys.stderr) as bar:
            rows = read_list(
                path,
                account,
                encoding=reading["encoding"],
                columns=columns,
                progress=bar.update,
                on_unread=lambda line, reason: unread.append((line, reason)),
            )
            yield rows, account, unread
    except ListRefused as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _writing(path: Path) -> Iterator[Any]:
    """Write result rows to a new file that takes its name when all is written."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8-sig", newline="") as file:  # the mark makes spreadsheets read UTF-8
            writer = csv.writer(file)
            writer.writerow(RESULT_COLUMNS)
            yield lambda *cells: writer.writerow([safe_cell(str(cell)) for cell in cells])
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def safe_cell(text: str) -> str:
    """Make a cell that a spreadsheet shows as text and never runs: one that begins like a formula gets an apostrophe.

    Source: OWASP, CSV Injection. Leading blanks are looked through, as spreadsheets do; tabs and line breaks become blanks.
    """
    flat = " ".join(text.split("\t")) if "\t" in text else text
    flat = " ".join(flat.splitlines())
    return f"'{flat}" if flat.lstrip().startswith(FORMULA_STARTS) else flat


def _tell(path: Path, account: Account) -> None:
    click.echo(f"{path.name}: " + "\n".join(account.lines()), err=True)
