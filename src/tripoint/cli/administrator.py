"""`tripoint administrator`: makes an account that may run the node, at first or when nobody can sign in any more."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from tripoint.cli.opening import node_option, plainly, set_up
from tripoint.node.passphrase import read as read_passphrase


@click.command()
@node_option
@click.argument("username")
@click.option("--name", required=True, help="The person's name in Latin letters.")
@click.option(
    "--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="First line: the password. Else asked for.",
)  # fmt: skip
@plainly
def administrator(folder: Path, username: str, name: str, password_file: Path | None) -> None:
    """Make an administrator's account with password and authenticator."""
    config = set_up(folder)
    password = (
        read_passphrase(password_file)
        if password_file
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    tell_account(make_administrator(username, name, password, config.party, config.language))


def make_administrator(username: str, name: str, password: str, party: str, language: str) -> dict[str, str]:
    """Makes the account in the post of the node's administrator.

    Returns username, password, totp (base32 secret) and pairing (otpauth address). Raises click.ClickException when the
    password or the name cannot be used.
    """
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from tripoint.directory.actions import record_made_on_machine
    from tripoint.directory.models import Holding, Level, Office, Officer, Party, Post, Role
    from tripoint.directory.seed import seed_directory
    from tripoint.web import totp

    today = datetime.datetime.now(datetime.UTC).date()
    try:
        with transaction.atomic():
            validate_password(password)
            seed_directory()
            ours, _ = Party.objects.get_or_create(code=party, defaults={"name_en": party})
            office, _ = Office.objects.get_or_create(
                code=f"{party}-NODE",
                defaults={
                    "party": ours,
                    "level": Level.UNIT,
                    "name_en": "Node administration",
                    "name_vi": "Bộ phận quản trị nút",
                    "name_lo": "ໜ່ວຍງານຄຸ້ມຄອງໂນດ",
                    "name_km": "ផ្នែកគ្រប់គ្រងថ្នាំង",
                },
            )
            post, _ = Post.objects.get_or_create(
                office=office,
                name_en="Administrator",
                defaults={
                    "roles": [Role.ADMINISTRATOR],
                    "name_vi": "Quản trị viên",
                    "name_lo": "ຜູ້ຄຸ້ມຄອງລະບົບ",
                    "name_km": "អ្នកគ្រប់គ្រងប្រព័ន្ធ",
                },
            )
            officer = Officer.objects.create_user(username, password, name_latn=name, language=language)
            Holding.objects.create(officer=officer, post=post, valid_from=today)
            record_made_on_machine(officer, post, today)
            secret = totp.new_secret()
            totp.pair(officer, secret)
    except ValidationError as error:
        raise click.ClickException("The account was not made: " + " ".join(error.messages)) from None
    return {
        "username": officer.username,
        "password": password,
        "totp": secret,
        "pairing": totp.pairing_address(secret, officer.username, f"Tripoint {party}"),
    }


def tell_account(account: dict[str, str], *, with_password: bool = False) -> None:
    """Prints the account once, with a code for the authenticator app to scan, and a password that was made up."""
    import sys

    import segno

    click.echo(f"\nAdministrator: {account['username']}")
    if with_password:
        click.echo(f"Password (change it after the first sign-in): {account['password']}")
    click.echo(f"Authenticator secret (write it into the app, or scan): {account['totp']}")
    if sys.stdout.isatty():
        segno.make(account["pairing"], micro=False).terminal(compact=True)
