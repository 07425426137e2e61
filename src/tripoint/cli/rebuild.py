"""`tripoint rebuild`: computes every projected table again from the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from tripoint.cli.opening import node_option, open_ledger, plainly


@click.command()
@node_option
@plainly
def rebuild(folder: Path) -> None:
    """Compute every table again from the ledger, in one transaction. Pages show the old tables until it is done."""
    ledger = open_ledger(folder)
    from tripoint.ledger.rebuild import rebuild as compute

    click.echo(f"{compute(ledger):,} entries were folded.")
