"""`tripoint screen`: compares names for a node."""

from __future__ import annotations

from pathlib import Path

import click

from tripoint.cli.opening import node_option, plainly, set_up


@click.command()
@node_option
@plainly
def screen(folder: Path) -> None:
    """Compare the names of what arrives, and of drafts that wait, with those of twelve months, until SIGTERM."""
    set_up(folder)
    from tripoint.cli.screening_process import screen as run

    run()
