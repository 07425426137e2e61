"""`tripoint backup`: saves the ledger and its keys, in two files that are to be kept apart."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from tripoint.cli.opening import node_option, plainly, set_up

# What stands in the node's folder and cannot be made again; all but node.toml is locked or useless without the rest.
KEPT = ("node.toml", "keys/node.keys", "keys/authority.pem", "web/secret.key")


@click.command()
@node_option
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@plainly
def backup(folder: Path, target: Path) -> None:
    """Write the log and the keys of the node, while it runs, to two files in TARGET."""
    set_up(folder)
    from tripoint.ledger.backup import KEY_LIFETIME, write_backup
    from tripoint.ledger.projection import projected_tables
    from tripoint.node.runtime import USING

    log, keys = write_backup(
        using=USING,
        projections=projected_tables(),
        folder=target,
        blobs=folder / "blobs",
        keyring=[folder / name for name in KEPT if (folder / name).exists()],
        now=datetime.now(UTC),
    )
    click.echo(f"Log   {log}  {log.stat().st_size:,} bytes: keep it as long as the law says.")
    click.echo(f"Keys  {keys}  {keys.stat().st_size:,} bytes: move it to another place than the log.")
    click.echo(
        f"The keys can be restored for {KEY_LIFETIME.days} days, so that what was erased stays erased; "
        "older key files here were deleted. Delete the copies that you made elsewhere."
    )
    click.echo("The root key and the passphrases are in neither file.")
