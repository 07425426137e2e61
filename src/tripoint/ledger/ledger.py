"""The ledger of one party: two doors, and what the courier and the screens need besides."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, connections

from . import append as append_door
from . import compliance, erasure, outgoing
from . import receive as receive_door
from .admission import UNPROVEN, Verdict
from .append import SYSTEM, Author, Draft
from .blobs import BlobStore
from .card import Card, Limits
from .common_entries import DeclinedFacts
from .encoding import parse_json
from .entry import MAX_FACTS, Entry, Item
from .errors import LedgerError, Refused
from .feeds import Feeds
from .intake import Intake, Policy
from .keys import NodeKeys
from .peers import Peers
from .projection import PROJECTORS, Delivered
from .receipt import Receipt
from .registry import TYPES, Content, TypeRegistry
from .store import Store
from .throttle import RefusalCounter, Throttle
from .writer import Writer


class Ledger:
    """One party's ledger in the database `using`.

    `rules` is the version of safeguards and code lists (`YYYY.N`); `blobs` the folder of attached files' ciphertexts;
    `clock` gives aware times; `policy` says with a code what this party does not take up; `on_commit` is called
    after each commit that may have something to send.
    """

    def __init__(
        self,
        *,
        using: str,
        party: str,
        keys: NodeKeys,
        rules: str,
        exercise: bool,
        blobs: Path | None = None,
        types: TypeRegistry = TYPES,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        policy: Policy | None = None,
        limits: Limits | None = None,
        on_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self.using, self.party, self.keys, self.rules, self.exercise = using, party, keys, rules, exercise
        self.types, self.now, self.blobs = types, clock, blobs
        self.limits = limits or Limits()
        self.store = Store(using)
        self.writer = Writer(using)
        self.peers = Peers(self.store, party)
        self.feeds = Feeds(self.store, party)
        self.throttle = Throttle(self.limits)
        self.refusals = RefusalCounter()
        self._policy, self._on_commit = policy, on_commit
        self._scrub = threading.Event()
        if connections[using].vendor == "sqlite":
            self._scrub.set()  # the process before this one may have ended between an erasure and its scrubbing

    def use_limits(self, limits: Limits) -> None:
        """Holds peers to other limits from now on: those of this party's newest card."""
        self.limits, self.throttle = limits, Throttle(limits)

    # --- the two doors -------------------------------------------------------------------------------------------

    def append(self, author: Author, drafts: Sequence[Draft]) -> list[Item]:
        """What officers of this party state; see `append.append`."""
        return append_door.append(self, author, drafts)

    def receive(self, bundle: bytes) -> Receipt:
        """What a peer sent; see `receive.receive`."""
        return receive_door.receive(self, bundle)

    def rejudge(self) -> None:
        """After an update of this node: judges what was held because its type or its rules were not known."""
        self.writer.run(self._rejudge)
        self.after_commit()

    def _rejudge(self) -> None:
        intake = self.intake()
        intake.rejudge_unknown()
        self.settle(intake)

    # --- for the courier -----------------------------------------------------------------------------------------

    def next_bundle(self, peer: str, after: tuple[int, bytes] | None = None) -> outgoing.Outgoing | None:
        """The bundle that continues where the peer's last receipt (or `after`) ended, or None when nothing is there."""
        return outgoing.next_bundle(self, peer, after)

    def take_receipt(self, peer: str, text: str, fill: Sequence[str] = ()) -> Receipt:
        """Records the peer's receipt; `fill` are the ids that went along with the bundle it answers."""
        return outgoing.take_receipt(self, peer, text, fill)

    # --- cards ---------------------------------------------------------------------------------------------------

    def add_card(self, text: str, *, pin: bool = False) -> Card:
        """Takes a card; with `pin`, that of a new peer whose fingerprint an administrator has compared."""
        card = self.writer.run(lambda: self._add_card(text, pin))
        self.after_commit()
        return card

    def _add_card(self, text: str, pin: bool) -> Card:
        card = self.peers.add(text, self.now(), exercise=self.exercise, pin=pin)
        intake = self.intake()
        intake.prove(card.party, self.peers.keys_of(card.party))
        self.settle(intake)
        return card

    # --- reading -------------------------------------------------------------------------------------------------

    def content(self, entry_id: str) -> Content | None:
        """The describing part of an entry, decrypted; None when it has none, or none any more."""
        items = self.store.items_of([entry_id], self.keys)
        if not items:
            raise Refused("member", "no such entry", "id")
        return self._content_of(items[0])

    def contents(self, ids: Sequence[str]) -> dict[str, Content]:
        """The describing parts of many entries by id, with as many queries as for one; those without one are left out."""
        opened = {item.entry.id: self._content_of(item) for item in self.store.items_of(ids, self.keys)}
        return {entry_id: content for entry_id, content in opened.items() if content is not None}

    def _content_of(self, item: Item) -> Content | None:
        kind = self.types.get(item.entry.type)
        return None if kind is None or item.content_text is None else kind.read_content(item.content_text)

    def pseudonym(self, officer: str, dossier: str | Draft) -> str:
        """An officer's pseudonym in a dossier, or in the one that a draft opens."""
        if isinstance(dossier, Draft):
            return self.keys.pseudonym(officer, dossier.matter)
        known = self.store.known([dossier]).get(dossier)
        if known is None:
            raise Refused("member", "no such dossier", "dossier")
        if known.party != self.party:
            # A peer could write one salt into many openings and so link this party's officers across them.
            return self.keys.pseudonym(officer, known.id)
        return self.keys.pseudonym(officer, str(parse_json(known.facts_text, MAX_FACTS)["salt"]))

    def read_only(self) -> bool:
        """Whether the node was restored and waits for its administrators."""
        return self.store.state("mode") == "read-only"

    # --- used by the doors ---------------------------------------------------------------------------------------

    def intake(self) -> Intake:
        """A transaction's work."""
        return Intake(self.store, self.party, self.keys, self.types, self.rules, self.now(), self._policy)

    def settle(self, intake: Intake) -> None:
        """What the node itself must do about what was taken: erase, comply, decline, show forks, project."""
        taken = intake.taken
        statements: list[Draft] = []
        for applied in taken.erased:
            held = erasure.erase(self, intake, applied.re)
            self._scrub.set()
            if applied.party != self.party and self.party in applied.opening.participants:
                statements.append(compliance.draft(applied.dossier, applied.id, held=held))
        if erasure.erase_late(self, intake):
            self._scrub.set()
        for applied, code in taken.declined:
            statements.append(
                Draft("entry.declined.v1", DeclinedFacts(code=code), dossier=applied.dossier, re=(applied.id,))
            )
        for first, second in taken.forked:
            self._show_fork(intake, first, second)
        compliance.make_up(self, intake)
        for draft in statements:
            self.state(intake, draft)
        self._note_own_blobs(intake)
        intake.finish()
        self._late_deliveries(intake)

    def state(self, intake: Intake, draft: Draft) -> None:
        """What the node says by itself. Where it can say nothing now it is silent, and the peer is not stopped.

        So where this party is frozen by a fork, or its last entry is held: a thief of its key may have had that one
        carried here, or a restore has not brought back what it stands on. See `compliance.make_up`.
        """
        dossier = str(draft.dossier)
        _, last = self.store.heads([(dossier, self.party)]).get((dossier, self.party), (0, ""))
        known = intake.view.known(last) if last else None
        if self.read_only() or intake.view.frozen(dossier, self.party):
            return
        if known is None or known.verdict != Verdict.HELD:
            append_door.write(self, intake, SYSTEM, [draft])

    def _note_own_blobs(self, intake: Intake) -> None:
        """Files of this party's own entries were put into the blob folder before the entry was written."""
        if self.blobs is None:
            return
        store = BlobStore(self.blobs)
        for applied in intake.taken.applied:
            for one in getattr(applied.facts, "blobs", ()):
                if store.has(one.digest):
                    intake.store.complete_blob(one.digest)

    def _late_deliveries(self, intake: Intake) -> None:
        """Entries that had been held were delivered before they were projected."""
        for applied in intake.taken.applied:
            if applied.n >= intake.first_n:
                continue
            for peer, is_outgoing, at in self.store.query(
                "SELECT peer, outgoing, delivered_at FROM ledger_feed_item WHERE n = %s AND delivered_at IS NOT NULL",
                [applied.n],
            ):
                when = self.store.read_time(at)
                delivered = Delivered(
                    applied.id, applied.dossier, applied.type, peer, bool(is_outgoing), when, self.party
                )
                for projector in PROJECTORS:
                    if applied.type in projector.delivery_types:
                        projector.delivered(self.using, [delivered])

    def _show_fork(self, intake: Intake, first: str, second: str) -> None:
        known = intake.view.known(first)
        if known is None:
            return
        for peer in intake.store.participants(known.dossier):
            if peer not in (self.party, known.party):
                self.feeds.ask(peer, [first, second])

    def stands(self, entry: Entry, evidence: Mapping[str, set[tuple[str, str]]]) -> bool:
        """Whether an entry of a revoked key was receipted by a participant other than its author.

        `evidence`: entry id → (sender, issuer) of the receipted feeds that carried it.
        """
        known = self.store.known([entry.id]).get(entry.id)
        if known is not None and known.code not in UNPROVEN:
            return True
        return any(sender == entry.party and issuer != entry.party for sender, issuer in evidence.get(entry.id, ()))

    def held_opening(self, dossier: str) -> tuple[str, ...]:
        """Participants by the opening of a dossier whose opening is held, its type not being known here yet."""
        known = self.store.known([dossier]).get(dossier)
        members = known.facts().get("participants") if known is not None and known.is_opening else None
        return tuple(members) if isinstance(members, list) else ()

    def project_deliveries(self, peer: str, *, outgoing: bool, epoch: int, after: int) -> None:
        """Tells projectors of the deliveries at positions after `after`."""
        for projector in PROJECTORS:
            if not projector.delivery_types:
                continue
            types = sorted(projector.delivery_types)
            marks = ",".join(["%s"] * len(types))
            rows = self.store.query(
                "SELECT e.id, e.dossier, e.type, i.delivered_at FROM ledger_feed_item i "
                "JOIN ledger_entry e ON e.n = i.n WHERE i.peer = %s AND i.outgoing = %s AND i.epoch = %s "
                "AND i.position > %s AND i.delivered_at IS NOT NULL AND e.applied IS NOT NULL "
                f"AND e.type IN ({marks}) ORDER BY i.position",
                [peer, outgoing, epoch, after, *types],
            )
            batch = [
                Delivered(row[0], row[1], row[2], peer, outgoing, self.store.read_time(row[3]), self.party)
                for row in rows
            ]
            if batch:
                projector.delivered(self.using, batch)

    def note_refusal(self, peer: str, refusal: Refused, digest: str) -> None:
        """Counts a refusal by peer, code and hour; written at most once a second."""
        self.refusals.add(peer, refusal, digest)
        self.flush_refusals()

    def flush_refusals(self, *, force: bool = False) -> None:
        """Writes counted refusals for the administrator's page; the courier calls it now and then."""
        counts = self.refusals.due(force=force)
        if not counts:
            return
        now = self.now()
        at, hour = self.store.time(now), self.store.time(now.replace(minute=0, second=0, microsecond=0))
        rows = [
            (peer, code[:32], hour, counted.count, at, counted.detail, counted.digest)
            for (peer, code), counted in counts.items()
        ]
        try:
            self.writer.run(
                lambda: self.store.run_many(
                    "INSERT INTO ledger_refusal (peer, code, hour, count, last_at, detail, digest) "
                    "VALUES (%s,%s,%s,%s,%s,%s,%s) ON CONFLICT (peer, code, hour) DO UPDATE SET "
                    "count = ledger_refusal.count + excluded.count, last_at = excluded.last_at, "
                    "detail = excluded.detail, digest = excluded.digest",
                    rows,
                )
            )
        except (LedgerError, DatabaseError):
            # Counting must not stand in the way of saying why something was refused.
            self.refusals.put_back(counts)

    def owe_scrub(self) -> None:
        """Something was erased: what is left of it in the database's files goes after the commit."""
        self._scrub.set()

    def after_commit(self) -> None:
        """Scrubs what an erasure left in the database's files, and wakes the courier."""
        if self._scrub.is_set():
            self._scrub.clear()
            if not erasure.scrub(self.using):
                self._scrub.set()  # with the next commit
        self._on_commit()
