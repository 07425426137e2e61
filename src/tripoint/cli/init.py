"""`tripoint init`: makes a node."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path

import click

from tripoint.cli.opening import plainly, set_up
from tripoint.node import NodeConfig
from tripoint.node.config import FILE
from tripoint.node.passphrase import read as read_passphrase

PASSWORD_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--party", required=True, metavar="CODE", help="ISO 3166-1 alpha-2 code of your country: KH, LA, VN …")
@click.option("--exercise", is_flag=True, help="An exercise node: invented data only; real nodes refuse it.")
@click.option("--listen", default="127.0.0.1:8443", show_default=True, metavar="HOST:PORT")
@click.option("--url", default="", help="Address that officers and peers use; default: follows from --listen.")
@click.option(
    "--database", default="sqlite", show_default=True, help='"sqlite" or postgresql://user:password@host/name'
)
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "vi", "lo", "km"]))
@click.option(
    "--root",
    "root_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the root key; default: PARTY-root.key beside the folder. Take it off the machine.",
)
@click.option(
    "--passphrase-file", type=PASSWORD_FILE, help="First line: passphrase of the node's keys. Else asked for."
)
@click.option(
    "--root-passphrase-file", type=PASSWORD_FILE, help="First line: passphrase of the root key. Else asked for."
)
@click.option(
    "--months",
    default=12,
    show_default=True,
    type=click.IntRange(1, 12),
    help="For how many months sealing keys are made ahead; then `tripoint card new` is due.",
)
@click.option("--administrator", metavar="USERNAME", help="User name of the first administrator; else asked for.")
@click.option("--administrator-name", metavar="NAME", help="The administrator's name in Latin letters.")
@click.option("--password-file", type=PASSWORD_FILE, help="First line: the administrator's password. Else asked for.")
@click.option("--no-administrator", is_flag=True, help="Make no account now; `tripoint administrator` does it later.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON instead of sentences.")
@plainly
def init(
    folder: Path, party: str, exercise: bool, listen: str, url: str, database: str, language: str,
    root_file: Path | None, passphrase_file: Path | None, root_passphrase_file: Path | None, months: int,
    administrator: str | None, administrator_name: str | None, password_file: Path | None, no_administrator: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Make a node in FOLDER: settings, keys, certificate, database, card number 1, first administrator."""
    if (folder / FILE).exists():
        raise click.ClickException(f"{folder / FILE} exists: there is a node already. Nothing was changed.")
    folder = folder.absolute()
    party = party.upper()
    root_file = (root_file or folder.parent / f"{party}-root.key").absolute()
    members = {"url": url} if url else {}
    config = _checked(party=party, exercise=exercise, listen=listen, database=database, language=language, **members)
    if root_file.exists():
        raise click.ClickException(f"{root_file} exists. A root key is never overwritten; choose another with --root.")
    passphrase = _secret(passphrase_file, "Passphrase of the node's keys")
    root_passphrase = _secret(root_passphrase_file, "Passphrase of the root key (another one)")

    config.save(folder)
    try:
        set_up(folder)
        from tripoint.node.founding import found  # needs Django

        card, words = found(folder, root_file, passphrase, root_passphrase, months, datetime.now(UTC))
    except BaseException:
        (folder / FILE).unlink(missing_ok=True)  # so that init can be run again
        root_file.unlink(missing_ok=True)
        raise
    account = None
    if not no_administrator:
        from tripoint.cli.administrator import make_administrator

        username = administrator or click.prompt("User name of the first administrator", default="administrator")
        name = administrator_name or (username if administrator else click.prompt("Name in Latin letters"))
        if password_file is not None:
            password = read_passphrase(password_file)
        elif administrator:
            password = secrets.token_urlsafe(12)
        else:
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        account = make_administrator(username, name, password, party, language)
    if as_json:
        said = {
            "node": str(folder),
            "party": party,
            "url": NodeConfig.load(folder).url,
            "root_key": str(root_file),
            "card": str(card),
            "fingerprint": words,
            "administrator": account,
        }
        click.echo(json.dumps(said))
        return
    _tell(folder, root_file, card, words, account, made_up=bool(administrator) and password_file is None)


def _checked(**members: object) -> NodeConfig:
    from pydantic import ValidationError

    try:
        return NodeConfig.model_validate(members)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise click.ClickException(f"{where or 'settings'}: {first['msg'].removeprefix('Value error, ')}") from None


def _secret(path: Path | None, question: str) -> str:
    from tripoint.node.locked_file import LockedFileRefused, check_strength

    if path is not None:
        secret = read_passphrase(path)
        check_strength(secret)
        return secret
    while True:
        secret = str(click.prompt(question, hide_input=True, confirmation_prompt=True))
        try:
            check_strength(secret)
        except LockedFileRefused as refused:
            click.echo(str(refused))
            continue
        return secret


def _tell(
    folder: Path, root_file: Path, card: Path, words: list[str], account: dict[str, str] | None, *, made_up: bool
) -> None:
    click.echo(f"\nThe node is in {folder}.\n")
    click.echo("Its root fingerprint, to be read to your partners' administrators:\n")
    click.echo("    " + " ".join(words[:6]) + "\n    " + " ".join(words[6:]) + "\n")
    click.echo(f"The root key is in {root_file}. Copy it to two offline media and delete it here: it is")
    click.echo("needed only for `tripoint card new`. Whoever has it and its passphrase can replace this node.\n")
    click.echo(f"Give {card} to each partner; take theirs with `tripoint peer add`.")
    if account:
        from tripoint.cli.administrator import tell_account

        tell_account(account, with_password=made_up)
    click.echo(f"\nStart the node:  tripoint serve --node {folder}")
