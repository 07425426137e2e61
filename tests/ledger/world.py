"""Three parties with real keys, cards and databases of their own, and the links between them.

Not a mock: every ledger here is the product's.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from django.db import connections
from pydantic import Field
from tests.ledger.databases import Databases

from tripoint.ledger.append import Author, Draft
from tripoint.ledger.card import Card, new_card_members, write_card
from tripoint.ledger.common_entries import NoteFacts, Text
from tripoint.ledger.encoding import b64u
from tripoint.ledger.entry import Item
from tripoint.ledger.errors import Refused
from tripoint.ledger.jws import Signer
from tripoint.ledger.keys import NodeKeys
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.projection import PROJECTORS, Applied, Delivered, Projector
from tripoint.ledger.registry import TYPES, EntryType, Facts, OpeningFacts, Statement, TypeRegistry
from tripoint.ledger.seal import SealingKey

OFFICER = Author("officer-1", frozenset({"officer"}), "desk")
START = datetime(2026, 3, 2, 8, 0, 0, tzinfo=UTC)


# --- what the tests say ---------------------------------------------------------------------------------------------


class OpenedFacts(OpeningFacts):
    """Opens a dossier for the tests."""

    kind: Literal["matter"] = "matter"


class CountedFacts(Facts):
    """A number that its author must raise by one each time: a rule over its own earlier entries."""

    number: int = Field(ge=1)


class AgreedFacts(Facts):
    """Agrees to a counted number of somebody else."""

    number: int


def _raises_by_one(statement: Statement) -> None:
    said = sum(isinstance(one.facts, CountedFacts) for one in statement.own)
    if getattr(statement.facts, "number", 0) != said + 1:
        raise Refused("state", f"the next number is {said + 1}")


def _agrees_to_that_number(statement: Statement) -> None:
    for one in statement.named:
        if one.entry.party == statement.entry.party:
            raise Refused("authority", "nobody agrees to what he said himself")
        if getattr(one.facts, "number", None) != getattr(statement.facts, "number", None):
            raise Refused("re", "another number")


OPENED = EntryType("matter.opened.v1", OpenedFacts, Text, roles=OFFICER.roles, opens=True)
COUNTED = EntryType(
    "matter.counted.v1", CountedFacts, roles=OFFICER.roles, kinds=frozenset({"matter"}), needs_own=True,
    rule=_raises_by_one,
)  # fmt: skip
AGREED = EntryType(
    "matter.agreed.v1", AgreedFacts, roles=OFFICER.roles, kinds=frozenset({"matter"}),
    re=frozenset({"matter.counted.v1"}), re_least=1, rule=_agrees_to_that_number,
)  # fmt: skip
DIRECTED = EntryType("matter.directed.v1", NoteFacts, Text, roles=OFFICER.roles, writers="opener", re_any=True)
NEWER = EntryType("matter.newer.v1", NoteFacts, Text, roles=OFFICER.roles, re_any=True)


def registry(*, newer: bool = False) -> TypeRegistry:
    """The common types and those of the tests; with `newer`, those of the version to come."""
    types = TypeRegistry(dict(TYPES.types))
    types.register(OPENED, COUNTED, AGREED, DIRECTED, *([NEWER] if newer else []))
    return types


def text(words: str) -> Text:
    """A content."""
    return Text(language="en", text=words, officer="A" * 22)


class Fold(Projector):
    """A projection whose every value comes from one author's entries in their order, and one joint set per dossier."""

    delivery_types = frozenset({"matter.counted.v1"})

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        with connections[using].cursor() as cursor:
            for one in batch:
                cursor.execute(
                    "SELECT digest FROM test_fold WHERE dossier = %s AND party = %s", [one.dossier, one.party]
                )
                row = cursor.fetchone()
                digest = f"{row[0] if row else ''}|{one.seq}:{one.type.split('.')[1]}:{one.id[:8]}"
                cursor.execute(
                    "INSERT INTO test_fold (dossier, party, digest) VALUES (%s, %s, %s) "
                    "ON CONFLICT (dossier, party) DO UPDATE SET digest = excluded.digest",
                    [one.dossier, one.party, digest],
                )
                for named in one.re:
                    cursor.execute(
                        "INSERT INTO test_named (entry, named_by) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                        [named, one.id],
                    )

    def delivered(self, using: str, batch: Sequence[Delivered]) -> None:
        with connections[using].cursor() as cursor:
            for one in batch:
                cursor.execute(
                    "INSERT INTO test_delivered (entry, peer, outgoing, at) VALUES (%s, %s, %s, %s) "
                    "ON CONFLICT DO NOTHING",
                    [one.id, one.peer, int(one.outgoing), one.at.isoformat()],
                )

    def clear(self, using: str) -> None:
        with connections[using].cursor() as cursor:
            for table in FOLD_TABLES:
                cursor.execute(f"DELETE FROM {table}")


FOLD_TABLES = ("test_fold", "test_named", "test_delivered")
FOLD_SQL = (
    "CREATE TABLE test_fold (dossier varchar(43), party varchar(2), digest text, UNIQUE (dossier, party))",
    "CREATE TABLE test_named (entry varchar(43), named_by varchar(43), UNIQUE (entry, named_by))",
    "CREATE TABLE test_delivered (entry varchar(43), peer varchar(2), outgoing integer, at text, "
    "UNIQUE (entry, peer, outgoing))",
)


# --- parties --------------------------------------------------------------------------------------------------------


@dataclass
class Party:
    """A party with its root, its node's keys and its ledger."""

    code: str
    alias: str
    clock: Clock
    root: Signer
    signer: Signer
    sealing: list[SealingKey]
    storage: bytes
    cards: list[Card] = field(default_factory=list)
    newer: bool = False
    rules: str = "2026.1"
    blobs: Path | None = None
    options: dict[str, Any] = field(default_factory=dict)
    ledger: Ledger = field(init=False)

    def start(self) -> None:
        """A new process: nothing is remembered but what is on disk."""
        self.ledger = Ledger(
            using=self.alias, party=self.code, keys=NodeKeys(self.signer, self.sealing, self.storage, b"p" * 32),
            rules=self.rules, exercise=False, types=registry(newer=self.newer), clock=self.clock, blobs=self.blobs,
            **self.options,
        )  # fmt: skip

    def issue_card(self, *, rotate: bool = False, revoke: bool = False) -> Card:
        """The next card, with new keys or not."""
        old = self.signer
        if rotate:
            self.signer = Signer.from_seed(os.urandom(32))
            self.sealing.append(SealingKey.generate()[0])
        members = new_card_members(
            party=self.code,
            number=len(self.cards) + 1,
            issued=self.clock(),
            exercise=False,
            mailbox=b64u(self.code.encode() * 8),
            signing=self.signer.public,
            sealing=self.sealing[-1].public,
            endpoints=[],
            earlier=self.cards[-1].body if self.cards else None,
            revoke={old.kid: self.clock()} if revoke else None,
        )
        self.cards.append(write_card(self.root, **members))
        return self.cards[-1]

    # --- what it says ---

    def open(self, *participants: str, words: str | None = None) -> Item:
        """Opens a dossier with `participants` besides itself."""
        facts = OpenedFacts(participants=tuple(sorted({self.code, *participants})), exercise=False)
        return self.say("matter.opened.v1", facts, text(words) if words else None)

    def note(self, dossier: str, words: str = "a note", re: tuple[str, ...] = (), **more: Any) -> Item:
        """A note."""
        return self.say("dossier.noted.v1", NoteFacts(), text(words), dossier=dossier, re=re, **more)

    def count(self, dossier: str, number: int) -> Item:
        """The next number."""
        return self.say("matter.counted.v1", CountedFacts(number=number), dossier=dossier)

    def say(self, type_: str, facts: Facts, content: Text | None = None, **more: Any) -> Item:
        """Any one statement."""
        return self.ledger.append(OFFICER, [Draft(type_, facts, content, **more)])[0]

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        """Reads the database."""
        return self.ledger.store.query(sql, params)

    def verdict(self, entry_id: str) -> tuple[int, str]:
        """Verdict and code."""
        rows = self.query("SELECT verdict, code FROM ledger_entry WHERE id = %s", [entry_id])
        return (rows[0][0], rows[0][1]) if rows else (-1, "absent")

    def projection(self, dossier: str) -> list[Any]:
        """What the test's projector knows of a dossier, in comparable form."""
        return [
            self.query("SELECT party, digest FROM test_fold WHERE dossier = %s ORDER BY party", [dossier]),
            self.query(
                "SELECT t.entry, t.named_by FROM test_named t JOIN ledger_entry e ON e.id = t.named_by WHERE e.dossier = %s "
                "ORDER BY t.entry, t.named_by",
                [dossier],
            ),
        ]


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def go(self, **span: float) -> None:
        """Moves on."""
        self.now += timedelta(**span)


class World:
    """The parties `codes`, each knowing the others' cards."""

    def __init__(self, databases: Databases, codes: Sequence[str] = ("KH", "LA", "VN"), **options: Any) -> None:
        self.databases, self.clock = databases, Clock()
        self.parties: dict[str, Party] = {}
        self._projectors = list(PROJECTORS)
        PROJECTORS[:] = [Fold()]
        for code in codes:
            alias = f"node_{code.lower()}"
            databases.open(alias, databases.copy(alias))
            party = Party(
                code, alias, self.clock, Signer.from_seed(os.urandom(32)), Signer.from_seed(os.urandom(32)),
                [SealingKey.generate()[0]], os.urandom(32), options=dict(options),
            )  # fmt: skip
            party.issue_card()
            party.start()
            self.parties[code] = party
        self.introduce()

    def introduce(self) -> None:
        """Everybody compares everybody's fingerprint."""
        for party in self.parties.values():
            for other in self.parties.values():
                party.ledger.add_card(other.cards[0].token.text, pin=True)

    def __getitem__(self, code: str) -> Party:
        return self.parties[code]

    def send(self, sender: str, to: str, *, lose_receipt: bool = False) -> int:
        """One bundle and its receipt; returns how many entries it carried."""
        one, other = self[sender], self[to]
        outgoing = one.ledger.next_bundle(to)
        if outgoing is None:
            return 0
        receipt = other.ledger.receive(outgoing.data)
        if not lose_receipt:
            one.ledger.take_receipt(to, receipt.token.text, outgoing.fill)
        return outgoing.count + len(outgoing.fill)

    def settle(self, codes: Sequence[str] = (), rounds: int = 30) -> None:
        """Exchanges until nothing is left to be sent."""
        codes = codes or list(self.parties)
        for _ in range(rounds):
            sent = [self.send(a, b) for a in codes for b in codes if a != b]
            if not any(sent):
                return
        raise AssertionError("the exchange does not come to rest")

    def close(self) -> None:
        """Ends the world."""
        PROJECTORS[:] = self._projectors
        for party in self.parties.values():
            self.databases.close(party.alias)
