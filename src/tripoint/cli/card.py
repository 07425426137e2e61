"""`tripoint card`: this node's own card: show it, give it away, make the next one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tripoint.cli.opening import node_option, open_ledger, plainly, set_up

if TYPE_CHECKING:  # at run time it is imported once Django is set up
    from tripoint.cli.cards_text import CardReader


@click.group()
def card() -> None:
    """This party's numbered statement of its keys and address."""


@card.command()
@node_option
@plainly
def show(folder: Path) -> None:
    """Show the card in force and the root fingerprint."""
    ledger = _reading(folder)
    from tripoint.cli.cards_text import describe

    click.echo(describe(ledger.peers.card(ledger.party)))


@card.command()
@node_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@plainly
def export(folder: Path, file: Path | None) -> None:
    """Write the card to FILE (or print it), to be given to a partner."""
    ledger = _reading(folder)
    text = ledger.peers.card(ledger.party).token.text + "\n"
    if file is None:
        click.echo(text, nl=False)
    else:
        file.write_text(text, encoding="ascii")
        click.echo(f"Written to {file}.")


@card.command(short_help="Sign the next card with the root key")
@node_option
@click.option(
    "--root",
    "root_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The root key, brought from where it is kept.",
)
@click.option(
    "--root-passphrase-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="First line: passphrase of the root key. Else asked for.",
)  # fmt: skip
@click.option(
    "--months",
    default=12,
    show_default=True,
    type=click.IntRange(1, 12),
    help="For how many months sealing keys are made ahead.",
)
@click.option("--new-signing-key", is_flag=True, help="Also make a new signing key; the old one ends but is believed.")
@click.option(
    "--revoke",
    is_flag=True,
    help="The present signing key is in wrong hands: make a new one and have nobody believe the old one.",
)
@click.option(
    "--keep-sealing", is_flag=True, help="Only address, certificate or limits changed: keep the sealing keys."
)
@plainly
def new(
    folder: Path, root_file: Path, root_passphrase_file: Path | None, months: int, new_signing_key: bool, revoke: bool,
    keep_sealing: bool,
) -> None:  # fmt: skip
    """Sign the next card: new sealing keys, on request a new signing key or a revocation."""
    ledger = open_ledger(folder)
    import getpass

    from tripoint.cli.cards_text import describe
    from tripoint.ledger.jws import Signer
    from tripoint.node import cards, keyring, runtime
    from tripoint.node.passphrase import passphrase, read

    root_passphrase = (
        read(root_passphrase_file) if root_passphrase_file else getpass.getpass("Passphrase of the root key: ")
    )
    root = keyring.load_root(root_file, root_passphrase)
    held = ledger.peers.card(ledger.party)
    if root.public != held.root:
        raise click.ClickException("This is not the root key that signed this node's cards. Nothing was changed.")
    secret = passphrase()
    now = datetime.now(UTC).replace(microsecond=0)
    ring = keyring.load(folder, secret).without_ended(now)
    old = Signer.from_seed(ring.signing).kid
    if new_signing_key or revoke:
        ring = ring.with_new_signing()
    if not keep_sealing:
        ring = ring.with_new_sealing(now, months)
    config = runtime.config()
    made = cards.sign_card(root, config, ring, earlier=held.body, revoke={old: now} if revoke else None, now=now)
    previous = (folder / keyring.FILE).read_bytes()
    ring.save(folder, secret)  # before the card: a card must not name keys that a power cut has taken
    try:
        ledger.add_card(made.token.text)
    except BaseException:
        from tripoint.node.locked_file import write_private

        write_private(folder / keyring.FILE, previous)
        raise
    path = cards.save_card(folder, made)
    click.echo(describe(made))
    click.echo(f"\nThe card is in {path}; peers get it with the next bundle. Put the root key away again.")
    click.echo("Restart the node now, so that it signs and opens with the new keys.")


def _reading(folder: Path) -> CardReader:
    """A ledger that only shows cards: its keys stay locked."""
    set_up(folder)
    from tripoint.cli.cards_text import card_reader

    return card_reader(folder)
