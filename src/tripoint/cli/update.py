"""`tripoint update`: brings a node to the program that is installed now."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from tripoint.cli.opening import node_option, plainly, set_up, settings_of


@click.command()
@node_option
@plainly
def update(folder: Path) -> None:
    """Bring the node to the program that is installed now: new tables, and all of them computed again from the ledger.

    Make a backup and stop the node first. Entries, contents and accounts stay as they are; doing it twice changes
    nothing. What the program before did not know is judged when the node starts.
    """
    from tripoint.node import tables

    config = settings_of(folder)
    if _is_served(config.listen):
        raise click.ClickException(f"The node is running at {config.listen}. Stop it, then run this again.")
    owed = tables.owed(config)
    set_up(folder)
    from django.core.management import call_command

    from tripoint.ledger.rebuild import rebuild
    from tripoint.node.runtime import ledger

    call_command("migrate", verbosity=0, interactive=False)
    for one in owed:
        click.echo(f"  {one}")
    click.echo(f"{len(owed):,} changes of tables were made.")
    click.echo(f"{rebuild(ledger()):,} entries were folded. The node may be started.")


def _is_served(listen: str) -> bool:
    host, _, port = listen.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=2).close()
    except OSError:
        return False
    return True
