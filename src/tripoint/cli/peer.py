"""`tripoint peer`: introduces another party's node."""

from __future__ import annotations

from pathlib import Path

import click

from tripoint.cli.opening import node_option, open_ledger, plainly, set_up

MAX_FILE = 131_072


@click.group()
def peer() -> None:
    """The nodes of other parties that this one exchanges entries with."""


@peer.command(short_help="Take a partner's card, once its words were compared")
@node_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--fingerprint", help="The twelve words as your partner read them; then nothing is asked.")
@click.option("--yes", is_flag=True, help="The words have been compared. For exercises and tests.")
@plainly
def add(folder: Path, file: Path, fingerprint: str | None, yes: bool) -> None:
    """Take the card in FILE after its fingerprint was compared, by telephone or face to face."""
    from tripoint.cli.cards_text import describe
    from tripoint.ledger.card import fingerprint_words, parse_card

    with file.open("rb") as opened:
        text = opened.read(MAX_FILE).decode("ascii", "replace").strip()
    ledger = open_ledger(folder)
    card = parse_card(text)
    if card.party == ledger.party:
        raise click.ClickException("This is our own card. Give it to your partner and take theirs.")
    click.echo(describe(card))
    words = fingerprint_words(card.root)
    known = card.party in ledger.peers.parties()
    if fingerprint is not None:
        if fingerprint.lower().split() != words:
            raise click.ClickException("The words are others. Do not take this card; talk to your partner again.")
    elif not known and not yes:
        click.echo("\nHave your partner's administrator read the twelve words of the fingerprint to you.")
        click.confirm("Are they, word for word, the same", abort=True)
    ledger.add_card(text, pin=not known)
    click.echo(f"\n{card.party} is a peer of this node, with card {card.number}.")


@peer.command("list", short_help="List the peers and how delivery stands")
@node_option
@plainly
def list_(folder: Path) -> None:
    """List the peers with the fingerprint of each, and how delivery stands."""
    set_up(folder)
    from tripoint.cli.cards_text import card_reader, describe

    reader = card_reader(folder)
    parties = reader.peers.parties()
    if not parties:
        click.echo("No peers yet. Take a partner's card with `tripoint peer add FILE`.")
    for party in parties:
        click.echo(describe(reader.peers.card(party)) + "\n")
