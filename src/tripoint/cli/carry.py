"""`tripoint carry`: takes bundles to a peer as files, and brings theirs in."""

from __future__ import annotations

from pathlib import Path

import click

from tripoint.cli.opening import node_option, open_ledger, plainly


@click.group()
def carry() -> None:
    """Where there is no line: the same sealed bundles on a stick, receipts on the way back."""


@carry.command(short_help="Write what a peer should get to a file")
@node_option
@click.option("--to", "peer", required=True, metavar="PARTY", help="The peer that the file is for.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@plainly
def export(folder: Path, peer: str, file: Path) -> None:
    """Write what PARTY should get to FILE: our entries, our receipts for theirs, attached files."""
    ledger = open_ledger(folder)
    from tripoint.carriers import files
    from tripoint.carriers.parcel import ParcelRefused

    try:
        written = files.export(ledger, peer.upper(), file)
    except ParcelRefused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"{file}, {file.stat().st_size:,} bytes, for {peer.upper()}:")
    click.echo(
        f"  {written.entries:,} entries in {written.bundles:,} sealed bundles, {written.blobs:,} attached files,"
    )
    click.echo(f"  {written.receipts:,} receipts for what we took from them.")
    if not written.bundles:
        click.echo("They have receipted everything of ours; the file only takes our receipts to them.")
    click.echo("Only they can open it. If it is lost, write it again: nothing is lost with it.")


@carry.command("import", short_help="Take what a peer wrote to a file")
@node_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@plainly
def import_(folder: Path, file: Path) -> None:
    """Take what a peer wrote to FILE. Taking a file twice changes nothing."""
    ledger = open_ledger(folder)
    from tripoint.carriers import files
    from tripoint.carriers.parcel import ParcelRefused

    try:
        taken = files.take(ledger, file)
    except ParcelRefused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"From {taken.sender}: {taken.new_entries:,} new entries in {taken.bundles:,} bundles, "
               f"{taken.receipts:,} receipts, {taken.blobs:,} attached files.")  # fmt: skip
    for what, refusal in taken.refused:
        click.echo(f"Not taken: a {what} ({refusal.code}). {refusal.diagnostics()}")
    if taken.new_entries == 0 and not taken.refused:
        click.echo("All of its entries were here already.")
    if taken.bundles:
        click.echo(f"Write the way back, so that they know: tripoint carry export --to {taken.sender} FILE")
    if taken.refused:
        raise click.exceptions.Exit(1)
