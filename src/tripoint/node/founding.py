"""What `tripoint init` makes in a new folder, once Django stands on it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command

from tripoint.ledger.card import fingerprint_words
from tripoint.node import NodeConfig, cards, certificates, keyring, runtime


def found(
    folder: Path, root_file: Path, passphrase: str, root_passphrase: str, months: int, now: datetime
) -> tuple[Path, list[str]]:
    """Makes keys, authority, certificate, database and card number 1; returns the card's file and the root's words.

    Raises LockedFileRefused, django.db.DatabaseError, OSError.
    """
    config = NodeConfig.load(folder)
    now = now.astimezone(UTC).replace(microsecond=0)
    call_command("migrate", verbosity=0, interactive=False)
    ring = keyring.new_keyring(now, months)
    ring = certificates.make_authority(folder, ring, config.party, now)
    certificates.make_certificate(folder, ring, [config.host], now)
    root = keyring.new_root(root_file, root_passphrase)
    card = cards.sign_card(root, config, ring, now=now)
    ledger = runtime.open_ledger(folder, ring.node_keys())
    ledger.add_card(card.token.text, pin=True)
    ring.save(folder, passphrase)
    runtime.use(ledger)
    return cards.save_card(folder, card), fingerprint_words(card.root)
