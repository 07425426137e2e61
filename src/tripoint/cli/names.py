"""`tripoint names`: compare two names, search a gallery, screen a list.

Only click is imported here; the engine and its compiler are loaded when a command runs.
"""

from __future__ import annotations

import copy
import csv
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tripoint.cli.language import LANGUAGES, language_of

if TYPE_CHECKING:
    from tripoint.screening.names.index import Hit, NameIndex
    from tripoint.screening.names.name_list import Account
    from tripoint.screening.names.reasons import Reason

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


class _Spoken(click.Command):
    """A command whose help is told in the language of the person who asks; its texts are codes of the names library."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in words."""
        from tripoint.screening.names.reasons import say

        language = ctx.params.get("language") or language_of(os.environ)
        told = copy.copy(self)
        told.help = say(str(self.help), language)
        told.params = [copy.copy(param) for param in self.params]
        for param in told.params:
            if isinstance(param, click.Option) and param.help:
                param.help = say(param.help, language)
        click.Command.format_help(told, ctx, formatter)


class _SpokenGroup(click.Group):
    """The group of them."""

    command_class = _Spoken

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in words, of the group and of its commands."""
        from tripoint.screening.names.reasons import say

        language = language_of(os.environ)
        told = copy.copy(self)
        told.help = say(str(self.help), language)
        told.commands = {name: copy.copy(command) for name, command in self.commands.items()}
        for command in told.commands.values():
            command.short_help = say(str(command.help), language)
        click.Group.format_help(told, ctx, formatter)


_language = click.option(
    "--language", type=click.Choice(LANGUAGES), default=lambda: language_of(os.environ), is_eager=True,
    help="help_language",
)  # fmt: skip
_list_options = (
    click.option("--encoding", help="help_encoding"),
    click.option("--name-column", help="help_name_column"),
    click.option("--id-column", help="help_id_column"),
)


def _with_list_options(command: Any) -> Any:
    for option in reversed(_list_options):
        command = option(command)
    return command


@click.group(cls=_SpokenGroup, help="help_names")
def names() -> None:
    """Compare, search and screen names in Latin, Vietnamese, Lao, Khmer and neighbouring writings.

    A score is a lead for a person to check, never a decision about anyone.
    """


@names.command(help="help_compare")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@_language
def compare(first: str, second: str, language: str) -> None:
    """Say how likely two names are one person's, and why."""
    from tripoint.screening.names import compare as compare_names
    from tripoint.screening.names.reasons import say

    found = compare_names(first, second)
    click.echo(f"{found.score:.2f}  {say(found.band, language)}")
    for reason in found.reasons:
        click.echo(f"  - {reason.text(language)}")
    click.echo(say("lead_only", language), err=True)


@names.command(help="help_search")
@click.option("--gallery", type=_FILE, required=True, help="help_gallery")
@click.argument("name")
@click.option("-k", "--most", type=click.IntRange(1, 200), default=10, show_default=True, help="help_most")
@click.option("--birth-date", default="", help="help_birth_date")
@click.option("--sex", default="", help="help_sex")
@click.option("--nationality", default="", help="help_nationality")
@click.option("--document", default="", help="help_document")
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
    from tripoint.screening.names.reasons import say

    index = _open_gallery(gallery, reading, language)
    fields = {"birth_date": birth_date, "sex": sex, "nationality": nationality, "documents": document}
    hits = index.search(name, most, read_particulars(fields))
    if not hits:
        click.echo(say("nobody", language))
    for rank, hit in enumerate(hits, 1):
        click.echo(f"{rank:3d}  {hit.score:.2f}  {say(hit.band, language):8}  {hit.id}  {hit.name}")
        for reason in hit.reasons:
            click.echo(f"       - {reason.text(language)}")
    click.echo(say("lead_only", language), err=True)


@names.command(help="help_index")
@click.argument("gallery", type=_FILE)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="help_out_index")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="help_workers")
@_language
@_with_list_options
def index(gallery: Path, out: Path, workers: int, language: str, **reading: str | None) -> None:
    """Prepare a large GALLERY once, so that search and screen open it in seconds."""
    from tripoint.screening.names.reasons import say

    made = _open_gallery(gallery, reading, language, workers)
    made.save(out)
    click.echo(say("names_written", language, count=f"{len(made):,}", file=str(out)), err=True)


@names.command(help="help_screen")
@click.argument("list_", metavar="LIST", type=_FILE)
@click.option("--gallery", type=_FILE, required=True, help="help_gallery")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="help_out_screen")
@click.option("-k", "--most", type=click.IntRange(1, 200), default=5, show_default=True, help="help_hits")
@_language
@_with_list_options
def screen(list_: Path, gallery: Path, out: Path, most: int, language: str, **reading: str | None) -> None:
    """Look up every person of LIST in a gallery and write what was found.

    Every line of LIST has at least one line in the result: a hit, "nothing found", or why it could not be read.
    """
    from tripoint.screening.names.index_particulars import read_particulars
    from tripoint.screening.names.reasons import say

    def write_unread() -> None:
        while unread:
            line, reason = unread.pop(0)
            write(line, "", "", say("not_read", language, reason=reason.text(language)), *[""] * 6)

    found_in = _open_gallery(gallery, reading, language)
    persons = nothing = 0
    with _writing(out) as write, _reading(list_, reading, "label_screening", language) as (rows, account, unread):
        for row in rows:
            persons += 1
            found = found_in.search(row.name, most, read_particulars(row.fields))
            hits = [hit for hit in found if hit.band != "no"]
            nothing += not hits
            for rank, hit in enumerate(hits, 1):
                write(row.line, row.id, row.name, say("hit", language), rank, *_told(hit, language))
            if not hits:
                write(row.line, row.id, row.name, say("nothing_found", language), *[""] * 6)
            write_unread()
        write_unread()
    _tell(list_, account, language)
    counted = {"persons": f"{persons:,}", "hits": f"{persons - nothing:,}", "none": f"{nothing:,}"}
    click.echo(say("screened", language, **counted), err=True)
    click.echo(say("result_in", language, file=str(out)), err=True)
    click.echo(say("lead_only", language), err=True)


def _told(hit: Hit, language: str) -> tuple[str, ...]:
    reasons = "; ".join(reason.text(language) for reason in hit.reasons)
    return hit.id, hit.name, f"{hit.score:.3f}", hit.band, reasons


def _open_gallery(path: Path, reading: dict[str, str | None], language: str, workers: int = 1) -> NameIndex:
    """Open a saved index, or build one from a list; say what could not be read."""
    from tripoint.screening.names.index import NameIndex
    from tripoint.screening.names.index_file import MAGIC, IndexFileRefused
    from tripoint.screening.names.index_particulars import read_particulars
    from tripoint.screening.names.reasons import say

    with path.open("rb") as file:
        saved = file.read(len(MAGIC)) == MAGIC
    if saved:
        try:
            return NameIndex.open(path)
        except IndexFileRefused as error:
            refused = say("index_refused", language, file=str(path), reason=error.reason)
            raise click.ClickException(refused) from error
    with _reading(path, reading, "label_gallery", language) as (rows, account, unread):
        persons = ((row.id, row.name, read_particulars(row.fields)) for row in rows)
        built = NameIndex.build(persons, workers=workers, progress=lambda _: unread.clear())
    _tell(path, account, language)
    return built


@contextmanager
def _reading(
    path: Path, reading: dict[str, str | None], label: str, language: str
) -> Iterator[tuple[Any, Account, list[tuple[int, Reason]]]]:
    """Read a list under a progress bar on standard error: (rows, account, lines not read since last looked at)."""
    from tripoint.screening.names.name_list import Account, ListRefused, read_list
    from tripoint.screening.names.reasons import say

    account = Account()
    unread: list[tuple[int, Reason]] = []
    columns = {ours: heading for ours in ("name", "id") if (heading := reading[f"{ours}_column"])}
    try:
        with click.progressbar(length=path.stat().st_size, label=say(label, language), file=sys.stderr) as bar:
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
        raise click.ClickException(error.reason.text(language)) from error


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


def _tell(path: Path, account: Account, language: str) -> None:
    click.echo(f"{path.name}: " + "\n".join(account.lines(language)), err=True)
