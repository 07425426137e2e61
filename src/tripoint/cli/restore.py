"""`tripoint restore`: brings a node back from a backup, and into step with its peers."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tripoint.cli.backup import KEPT
from tripoint.cli.opening import node_option, open_ledger, plainly, set_up

if TYPE_CHECKING:
    from tripoint.ledger.ledger import Ledger

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MAX_SMALL_FILE = 1_048_576
MOST_PAGES = 100_000


@click.group()
def restore() -> None:
    """Bring a node back: `from` a backup, `ask` the peers, `confirm` the new epoch."""


@restore.command("from", short_help="First: fill a new node folder from a backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--log", required=True, type=FILE, help="log-TIME.zip")
@click.option("--keys", required=True, type=FILE, help="keys-TIME.zip, made at the same time")
@click.option("--database", help="Another database than before: an empty one.")
@plainly
def from_(folder: Path, log: Path, keys: Path, database: str | None) -> None:
    """Fill the new node folder FOLDER from a backup. The node may only be read until `confirm`."""
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty. Restore into a new folder and an empty database.")
    folder = folder.absolute()
    _place_small_files(keys, folder)
    if database is not None:
        from tripoint.node import NodeConfig

        NodeConfig.load(folder).model_copy(update={"database": database}).save(folder)
    config = set_up(folder)
    from django.core.management import call_command

    from tripoint.ledger import recovery
    from tripoint.ledger.backup import read_backup
    from tripoint.ledger.projection import projected_tables
    from tripoint.ledger.rebuild import rebuild
    from tripoint.node import certificates, keyring, runtime
    from tripoint.node.passphrase import passphrase

    secret = passphrase()
    ring = keyring.load(folder, secret)
    call_command("migrate", verbosity=0, interactive=False)
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as scratch:
        counts = read_backup(
            using=runtime.USING,
            projections=projected_tables(),
            log=log,
            keys=keys,
            blobs=folder / "blobs",
            keyring_folder=Path(scratch),
            now=now,
        )
    ledger = runtime.open_ledger(folder, ring.node_keys())
    recovery.begin(ledger)
    folded = rebuild(ledger)
    certificates.renew_if_due(folder, ring, [config.host], now)
    click.echo(f"{counts.get('ledger_entry', 0):,} entries are back, {folded:,} were folded into the tables.")
    click.echo("The node may be read and states nothing yet. Next: tripoint restore ask")


@restore.command(short_help="Then: ask the peers for what came after the backup")
@node_option
@plainly
def ask(folder: Path) -> None:
    """Ask every peer for what this node had sent since the backup. May be repeated."""
    ledger = open_ledger(folder)
    if not ledger.read_only():
        raise click.ClickException("This node was not restored, or has been confirmed already. Nothing was asked.")
    unreached = [peer for peer in ledger.peers.parties() if not _take_back(ledger, peer)]
    if unreached:
        click.echo(
            f"\nNot reached: {', '.join(unreached)}. What only they hold of yours is still missing; ask again later."
        )
    click.echo("\nWhen all have been reached, or people have decided to go on without them: tripoint restore confirm")


@restore.command(short_help="At last: open a new epoch, so that the node sends again")
@node_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@plainly
def confirm(folder: Path, yes: bool) -> None:
    """Open a new epoch towards every peer; the node states and sends again."""
    ledger = open_ledger(folder)
    from tripoint.ledger import recovery

    if not yes:
        click.echo(
            "Statements made since the backup that no peer holds are lost: your home dossiers, and what was not sent."
        )
        click.confirm("Have the administrators agreed to go on from here", abort=True)
    waiting = recovery.confirm(ledger)
    for peer, count in sorted(waiting.items()):
        click.echo(f"{peer}: {count:,} entries to be sent in the new epoch.")
    click.echo("The node may state and send again. Restart it if it is running.")


def _take_back(ledger: Ledger, peer: str) -> bool:
    """Whether the peer has given back all it holds of ours."""
    from tripoint.carriers.https import Link, Turned, Unreachable
    from tripoint.ledger import recovery
    from tripoint.ledger.errors import Refused

    total = 0
    try:
        link = Link(ledger.peers.card(peer))
        try:
            for _ in range(MOST_PAGES):
                answer = link.positions(recovery.request(ledger, peer), ledger.limits.bundle_bytes)
                if isinstance(answer, Turned):
                    click.echo(f"{peer} refuses: {answer.code}")
                    return False
                taken = recovery.take_answer(ledger, answer)
                total += taken.entries
                if not taken.more:
                    click.echo(f"{peer}: {total:,} entries came back.")
                    return True
        finally:
            link.close()
    except Unreachable as gone:
        click.echo(f"{peer}: {gone.detail}")
    except Refused as refused:  # what one peer says stands between this node and no other
        click.echo(f"{peer} answers what cannot be believed: {refused.code}. Nothing of that answer was taken.")
    return False


def _place_small_files(keys: Path, folder: Path) -> None:
    """Puts settings and keyring where the node looks for them; only the names that a backup has are taken."""
    try:
        with zipfile.ZipFile(keys) as archive:
            names = set(archive.namelist())
            wanted = {f"keyring/{Path(name).name}": name for name in KEPT}
            if "keyring/node.toml" not in names or "keyring/node.keys" not in names:
                raise click.ClickException(f"{keys} holds no node's keys; give the file keys-TIME.zip of a backup.")
            for inside, outside in wanted.items():
                if inside not in names:
                    continue
                if archive.getinfo(inside).file_size > MAX_SMALL_FILE:
                    raise click.ClickException(f"{keys}: {inside} is too large to be what it says.")
                target = folder / outside
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                target.touch(mode=0o600)
                target.write_bytes(archive.read(inside))
    except zipfile.BadZipFile:
        shutil.rmtree(folder, ignore_errors=True)
        raise click.ClickException(f"{keys} is damaged or no backup.") from None
