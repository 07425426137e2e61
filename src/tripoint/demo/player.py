"""One node of the demonstration before it is served: a process that does what the launcher says, line by line.

Each line in is a JSON object `{"do": name, "at": time or null, …}`, each line out `{"ok": value}` or `{"error": text}`. With `at`
the node's clock stands at that time, so that an exercise request may be four days old.
"""

from __future__ import annotations

import base64
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tripoint.web import setup

setup()

from django.core.management import call_command  # noqa: E402 - Django must be set up first
from django.db import connection  # noqa: E402 - likewise
from django.db.backends.signals import connection_created  # noqa: E402 - likewise

from tripoint.demo import exercise  # noqa: E402 - Django must be set up first
from tripoint.demo.plan import Account  # noqa: E402 - likewise
from tripoint.directory.seed import seed_directory, seed_exercise  # noqa: E402 - likewise
from tripoint.ledger.ledger import Ledger  # noqa: E402 - likewise
from tripoint.node import NodeConfig, runtime  # noqa: E402 - likewise
from tripoint.web import totp  # noqa: E402 - likewise


class Player:
    """Carries out the launcher's words on this node."""

    def __init__(self) -> None:
        self._at: datetime | None = None
        self._ledger: Ledger | None = None

    @property
    def ledger(self) -> Ledger:
        """The node's ledger, with a clock that the launcher sets."""
        if self._ledger is None:
            self._ledger = runtime.ledger()
            self._ledger.now = lambda: self._at or datetime.now(UTC)
        return self._ledger

    def answer(self, said: dict[str, Any]) -> Any:
        """Does one thing; `said["do"]` names it."""
        at = said.pop("at", None)
        self._at = datetime.fromisoformat(at) if at else None
        return getattr(self, f"do_{said.pop('do')}")(**said)

    def do_lay(self, copies: list[str]) -> None:
        """Makes the tables and fills in the directory of offices; nodes in other folders get the file as it is then."""
        call_command("migrate", verbosity=0, interactive=False)
        seed_directory()
        with connection.cursor() as cursor:
            for folder in copies:
                cursor.execute("VACUUM INTO %s", [str(NodeConfig.load(Path(folder)).sqlite_file)])

    def do_found(self, passphrase: str, root_file: str, first_day: str) -> dict[str, Any]:
        """Keys, certificate, card, officers, on the tables that `lay` has made."""
        from tripoint.node.founding import found

        config = runtime.config()
        founded = datetime.fromisoformat(first_day)
        card, words = found(config.folder, Path(root_file), passphrase, passphrase, 12, founded)
        accounts = seed_exercise(config, founded.date(), totp.pair)
        users = [Account(one.username, one.password, one.totp_secret, one.roles[0], one.office) for one in accounts]
        return {
            "card": card.read_text("ascii").strip(),
            "words": words,
            "users": [[user.username, user.password, user.totp_secret, user.role, user.office] for user in users],
        }

    def do_meet(self, cards: list[str]) -> None:
        """Takes the other nodes' cards; in the demonstration nobody compares words."""
        for card in cards:
            self.ledger.add_card(card, pin=True)

    def do_act(self, action: str, **given: Any) -> Any:
        """One of the actions of `exercise`."""
        if "story" in given:
            given["story"] = getattr(exercise, given["story"])
        if "asks" in given:
            given["asks"] = tuple(given["asks"])
        return str(getattr(exercise, action)(self.ledger, **given))

    def do_bundle(self, peer: str) -> list[Any] | None:
        """What waits for a peer."""
        waiting = self.ledger.next_bundle(peer)
        return [base64.b64encode(waiting.data).decode(), list(waiting.fill)] if waiting else None

    def do_receive(self, data: str) -> str:
        """Takes a bundle; gives the receipt."""
        return self.ledger.receive(base64.b64decode(data)).token.text

    def do_receipt(self, peer: str, receipt: str, fill: list[str]) -> None:
        """Takes a receipt."""
        self.ledger.take_receipt(peer, receipt, fill)


def _without_waiting_for_the_disk(connection: Any, **_: Any) -> None:
    """The days before are made again at every start: they need not outlive a power cut. What is served does."""
    connection.cursor().execute("PRAGMA synchronous=OFF")


def main() -> None:
    """Answers until the launcher closes its end."""
    connection_created.connect(_without_waiting_for_the_disk)
    player = Player()
    for line in sys.stdin:
        try:
            said = {"ok": player.answer(json.loads(line))}
        except Exception as error:  # told to the launcher, which stops the demonstration with it
            said = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
