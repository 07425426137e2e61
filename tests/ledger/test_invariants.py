"""Random exchanges between three real ledgers: crashes, partitions, replays, erasures, new keys, and a lying peer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from tests.ledger import invariants, liar
from tests.ledger.databases import Databases
from tests.ledger.test_recovery import put_back, recover, save
from tests.ledger.world import OFFICER, AgreedFacts, CountedFacts, OpenedFacts, Party, World, text
from tests.steady import LONG, same_bytes

from tripoint.ledger import recovery
from tripoint.ledger.admission import UNPROVEN
from tripoint.ledger.append import Draft
from tripoint.ledger.card import Limits
from tripoint.ledger.common_entries import ErasedFacts, NoteFacts
from tripoint.ledger.encoding import b64u
from tripoint.ledger.entry import Item, item_object
from tripoint.ledger.errors import Refused
from tripoint.ledger.projection import Applied
from tripoint.ledger.store import Store

ON_SERVER = bool(os.environ.get("TRIPOINT_TEST_DATABASE"))
CODES = ("KH", "LA", "VN")
PAIRS = tuple((one, two) for one in CODES for two in CODES if one != two)
pick = st.integers(0, 2**16)
code = st.sampled_from(CODES)


def expect(refusal: Refused, *codes: str) -> None:
    """Refused for one of these reasons and no other."""
    assert refusal.code in codes, refusal


def takes_up_no_third_number(applied: Applied) -> str | None:
    """Cambodia's own policy."""
    return "not-a-third" if getattr(applied.facts, "number", 0) == 3 else None


class Crash(Exception):
    """The process ends here."""


@contextmanager
def crashing(after: int) -> Iterator[None]:
    """The process ends at the store's `after`-th write."""
    left = after
    run, run_many = Store.run, Store.run_many

    def count() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            raise Crash

    def dies(self: Store, *args: Any) -> int:
        count()
        return run(self, *args)

    def dies_too(self: Store, *args: Any) -> None:
        count()
        run_many(self, *args)

    Store.run, Store.run_many = dies, dies_too  # type: ignore[method-assign]
    try:
        yield
    finally:
        Store.run, Store.run_many = run, run_many  # type: ignore[method-assign]


class Exchange(RuleBasedStateMachine):
    """What three parties, honest to begin with, can go through."""

    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self.steady = ExitStack()
        self.steady.enter_context(same_bytes(0))
        self.world = World(self.databases, limits=Limits(bundles_per_minute=10**6))
        self.world["KH"].options["policy"] = takes_up_no_third_number
        self.world["KH"].start()
        self.restored: set[str] = set()
        self.saved: dict[str, dict[str, list[tuple[object, ...]]]] = {}
        self.said: dict[str, list[Item]] = {one: [] for one in CODES}
        self.notes: list[Item] = []
        self.erased: list[tuple[Item, Item]] = []  # the note and its tombstone
        self.secrets: dict[str, set[bytes]] = {one: set() for one in CODES}
        self.cut: set[frozenset[str]] = set()
        self.travelling: list[tuple[str, str, bytes, tuple[str, ...]]] = []
        self.old: list[tuple[str, str, bytes]] = []
        self.receipts: list[tuple[str, str, str]] = []
        self.liar: Liar | None = None

    def teardown(self) -> None:
        try:
            self.check_at_rest()
        finally:
            self.world.close()
            self.steady.close()

    # --- what officers do ---

    def dossiers(self, party: str) -> list[Any]:
        return [
            row[0]
            for row in self.world[party].query(
                "SELECT d.id FROM ledger_dossier d JOIN ledger_participant p ON p.dossier = d.id AND p.party = %s "
                "ORDER BY d.opened_n",
                [party],
            )
        ]

    def say(self, party: str, draft: Draft) -> Item | None:
        if self.liar is not None and party == "LA":
            return None
        try:
            item = self.world[party].ledger.append(OFFICER, [draft])[0]
        except Refused as refusal:
            expect(refusal, "fork", "state", "re")
            return None
        self.said[party].append(item)
        return item

    @initialize()
    def one_dossier_of_all(self) -> None:
        self.opens("VN", 0b111)
        self.says_and_sends("VN")

    def says_and_sends(self, party: str) -> None:
        for other in CODES:
            if other != party:
                self.world.send(party, other)

    @rule(party=code, others=st.integers(0, 7))
    def opens(self, party: str, others: int) -> None:
        """A home dossier, one of two, or one of three."""
        members = {party, *(one for place, one in enumerate(CODES) if others >> place & 1)}
        facts = OpenedFacts(participants=tuple(sorted(members)), exercise=False)
        self.say(party, Draft("matter.opened.v1", facts, text(f"opened by {party}")))

    @rule(party=code, which=pick, named=pick)
    def notes_something(self, party: str, which: int, named: int) -> None:
        dossiers = self.dossiers(party)
        if not dossiers:
            return
        dossier = dossiers[which % len(dossiers)]
        rows = self.world[party].query(
            "SELECT id FROM ledger_entry WHERE dossier = %s AND verdict IN (0, 3) ORDER BY n DESC LIMIT 5", [dossier]
        )
        re = (rows[named % len(rows)][0],) if named % 2 else ()
        item = self.say(party, Draft("dossier.noted.v1", NoteFacts(), text(f"secret {named}"), dossier=dossier, re=re))
        if item is not None:
            self.notes.append(item)

    @rule(party=code, which=pick)
    def counts(self, party: str, which: int) -> None:
        dossiers = self.dossiers(party)
        if not dossiers:
            return
        dossier = dossiers[which % len(dossiers)]
        rows = self.world[party].query(
            "SELECT COUNT(*) FROM ledger_entry WHERE dossier = %s AND party = %s AND type = 'matter.counted.v1' "
            "AND verdict IN (0, 3)",
            [dossier, party],
        )
        self.say(party, Draft("matter.counted.v1", CountedFacts(number=rows[0][0] + 1), dossier=dossier))

    @rule(party=code, which=pick)
    def agrees(self, party: str, which: int) -> None:
        rows = self.world[party].query(
            "SELECT id, dossier, facts FROM ledger_entry WHERE type = 'matter.counted.v1' AND party <> %s "
            "AND verdict IN (0, 3) ORDER BY n",
            [party],
        )
        if not rows:
            return
        entry_id, dossier, facts = rows[which % len(rows)]
        number = int(facts.partition('"number":')[2].rstrip("}"))
        self.say(party, Draft("matter.agreed.v1", AgreedFacts(number=number), dossier=dossier, re=(entry_id,)))

    @precondition(lambda self: bool(self.notes))
    @rule(which=pick)
    def erases(self, which: int) -> None:
        note = self.notes.pop(which % len(self.notes))
        secrets = {one.code: invariants.secrets(one, note.entry.id) for one in self.world.parties.values()}
        draft = Draft(
            "entry.erased.v1", ErasedFacts(reason="correction"), dossier=note.entry.dossier, re=(note.entry.id,)
        )
        tombstone = self.say(note.entry.party, draft)
        if tombstone is not None:
            self.erased.append((note, tombstone))
            for party, found in secrets.items():
                self.secrets[party].update(found)

    # --- what links and machines do ---

    @rule(pair=st.sampled_from(PAIRS), lose=st.booleans())
    def delivers(self, pair: tuple[str, str], lose: bool) -> None:
        if not (frozenset(pair) not in self.cut and not (self.liar and pair[0] == "LA")):
            return
        one, two = (self.world[party] for party in pair)
        outgoing = one.ledger.next_bundle(two.code)
        if outgoing is None:
            return
        self.old.append((*pair, outgoing.data))
        self.take(two, one, outgoing.data, () if lose else outgoing.fill, lose=lose)

    def take(self, two: Party, one: Party, data: bytes, fill: tuple[str, ...], *, lose: bool = False) -> bool:
        """`two` receives; what an honest sender sends may come late, early or twice, and is refused for nothing else.

        Returns whether it was taken.
        """
        try:
            receipt = two.ledger.receive(data)
        except Refused as refusal:
            # What the liar opened in the name of Laos is not known to the honest ledger beside it, until it is restored.
            beside = ("opening-missing",) if self.liar is not None and two.code == "LA" else ()
            late = ("feed-epoch",) if one.code in self.restored else ()
            expect(refusal, "feed-gap", "key-revoked", "key-unknown", *beside, *late)
            return False
        self.receipts.append((two.code, one.code, receipt.token.text))
        if not lose and not (self.liar is not None and one.code == "LA"):  # its honest ledger sends nothing any more
            self.take_receipt(one, two.code, receipt.token.text, fill)
        return True

    def take_receipt(self, one: Party, peer: str, receipt: str, fill: tuple[str, ...] = ()) -> None:
        try:
            one.ledger.take_receipt(peer, receipt, fill)
        except Refused as refusal:
            expect(refusal, "key-unknown", "key-revoked")

    @rule(pair=st.sampled_from(PAIRS))
    def sets_off(self, pair: tuple[str, str]) -> None:
        """A bundle that will come late, or never."""
        if self.liar and pair[0] == "LA":
            return
        outgoing = self.world[pair[0]].ledger.next_bundle(pair[1])
        if outgoing is not None:
            self.travelling.append((*pair, outgoing.data, outgoing.fill))

    @precondition(lambda self: bool(self.travelling))
    @rule(which=pick)
    def arrives(self, which: int) -> None:
        one, two, data, fill = self.travelling.pop(which % len(self.travelling))
        self.old.append((one, two, data))
        self.take(self.world[two], self.world[one], data, fill)

    @precondition(lambda self: bool(self.old))
    @rule(which=pick)
    def arrives_again(self, which: int) -> None:
        one, two, data = self.old[which % len(self.old)]
        before = self.world[two].query("SELECT COUNT(*), MAX(n) FROM ledger_entry")
        held = self.world[two].query("SELECT COUNT(*) FROM ledger_entry WHERE verdict = 1")
        self.take(self.world[two], self.world[one], data, ())
        if not held[0][0]:
            assert self.world[two].query("SELECT COUNT(*), MAX(n) FROM ledger_entry") >= before

    @precondition(lambda self: bool(self.receipts))
    @rule(which=pick)
    def receipt_arrives_again(self, which: int) -> None:
        issuer, sender, receipt = self.receipts[which % len(self.receipts)]
        if self.liar is not None and sender == "LA":
            return
        self.take_receipt(self.world[sender], issuer, receipt)

    @rule(pair=st.sampled_from(PAIRS))
    def cuts_or_mends(self, pair: tuple[str, str]) -> None:
        self.cut ^= {frozenset(pair)}

    @rule(party=code)
    def restarts(self, party: str) -> None:
        self.world[party].start()

    @rule(party=code, after=st.integers(1, 12), receiving=st.booleans(), which=pick)
    def crashes(self, party: str, after: int, receiving: bool, which: int) -> None:
        """In the middle of a transaction: nothing of it is there afterwards."""
        one = self.world[party]
        tables = (
            "ledger_entry",
            "ledger_feed_item",
            "ledger_receipt",
            "ledger_content_key",
            "test_fold",
            "ledger_head",
        )

        def state() -> list[Any]:
            return [one.query(f"SELECT COUNT(*) FROM {table}") for table in tables]

        work = None
        if receiving:
            sender = self.world[CODES[(CODES.index(party) + 1 + which % 2) % 3]]
            if not (self.liar and sender.code == "LA") and frozenset((party, sender.code)) not in self.cut:
                outgoing = sender.ledger.next_bundle(party)
                if outgoing is not None:
                    data = outgoing.data

                    def work() -> object:
                        return one.ledger.receive(data)
        else:
            dossiers = self.dossiers(party)
            if dossiers and not (self.liar and party == "LA"):
                draft = Draft(
                    "dossier.noted.v1", NoteFacts(), text("never said"), dossier=dossiers[which % len(dossiers)]
                )

                def work() -> object:
                    return one.ledger.append(OFFICER, [draft])

        if work is None:
            return
        before = state()
        try:
            with crashing(after):
                done = work()
        except Crash:
            assert state() == before
        except Refused:
            pass
        else:
            if isinstance(done, list):
                self.said[party] += done
        one.start()

    @rule(party=code, revoke=st.booleans())
    def changes_its_keys(self, party: str, revoke: bool) -> None:
        """A new card; with `revoke` only when nothing signed by the old key is still on its way."""
        one = self.world[party]
        if not (len(one.cards) < 4):
            return
        if revoke:
            self.rest()
        self.world.clock.go(days=1)
        card = one.issue_card(rotate=True, revoke=revoke)
        one.start()
        one.ledger.add_card(card.token.text)
        if self.liar is not None and party == "LA":
            for other in ("KH", "VN"):
                self.world[other].ledger.add_card(card.token.text)

    @precondition(lambda self: self.liar is None)
    @rule(party=code)
    def backs_up(self, party: str) -> None:
        self.saved[party] = save(self.world[party])

    @precondition(lambda self: self.liar is None and bool(self.saved))
    @rule(which=pick)
    def is_restored(self, which: int) -> None:
        """What no peer has is lost, and named; everything else comes back, whatever was still on its way."""
        party = sorted(self.saved)[which % len(self.saved)]
        others = [self.world[one] for one in CODES if one != party]
        self.world.clock.go(minutes=30)
        one = put_back(self.world, party, self.saved.pop(party))
        self.saved.clear()  # to a backup older than a peer's own restore nobody can go back by asking: see docs/protocol.md
        for other in self.world.parties.values():  # administrators bring the newest cards; no backup is younger
            one.ledger.add_card(other.cards[-1].token.text)
            other.ledger.add_card(one.cards[-1].token.text)
        recover(self.world, party)
        recovery.confirm(one.ledger)
        kept = {item.entry.id for item in self.said[party] if one.verdict(item.entry.id)[0] >= 0}
        for item in self.said[party]:
            assert item.entry.id in kept or all(other.verdict(item.entry.id)[0] < 0 for other in others)
        self.said[party] = [item for item in self.said[party] if item.entry.id in kept]
        self.notes = [item for item in self.notes if item.entry.party != party or item.entry.id in kept]
        # What it had erased and told nobody is back, with the key that the backup kept; and what it holds no longer.
        self.erased = [
            (note, tombstone)
            for note, tombstone in self.erased
            if note.entry.party != party or {note.entry.id, tombstone.entry.id} <= kept
        ]
        self.secrets[party].clear()
        self.restored.add(party)
        self.rest()  # a second restore can ask only peers that have heard of the epoch which the first one opened

    # --- the liar ---

    @precondition(lambda self: self.liar is None)
    @rule()
    def begins_to_lie(self) -> None:
        """From now on Laos runs another program."""
        self.rest()
        self.liar = Liar(self.world)

    @precondition(lambda self: self.liar is not None)
    @rule(data=st.data())
    def lies(self, data: st.DataObject) -> None:
        assert self.liar is not None
        self.liar.lie(data, self.dossiers("LA"), self.notes)

    @precondition(lambda self: self.liar is not None)
    @rule(to=st.sampled_from(("KH", "VN")))
    def tells_all(self, to: str) -> None:
        """The liar sends everything that it has told the other."""
        assert self.liar is not None
        self.liar.tell_all(to)

    # --- at rest ---

    def rest(self) -> None:
        """All links work and all that was said goes round."""
        self.cut.clear()
        for _ in range(40):
            busy = 0
            for one, two in PAIRS:
                if self.liar is not None and one == "LA":
                    continue
                outgoing = self.world[one].ledger.next_bundle(two)
                if outgoing is None:
                    continue
                self.old.append((one, two, outgoing.data))
                taken = self.take(self.world[two], self.world[one], outgoing.data, outgoing.fill)
                # The liar opened a dossier that the honest ledger beside it does not know: that feed stays where it is.
                busy += taken or self.liar is None or two != "LA"
            if not busy:
                return
        raise AssertionError("the exchange does not come to rest")

    def check_at_rest(self) -> None:
        self.rest()
        if self.liar is not None:
            for to in ("KH", "VN"):
                self.liar.tell_all(to)
            self.rest()
        invariants.check(self.world, self.said)
        honest = ("KH", "VN") if self.liar is not None else CODES
        for author in honest:
            for item in self.said[author]:
                for reader in honest:
                    members = self.world[author].query(
                        "SELECT participants FROM ledger_dossier WHERE id = %s", [item.entry.dossier]
                    )[0][0]
                    found = self.world[reader].verdict(item.entry.id)
                    assert (found != (-1, "absent")) == (reader in members.split(","))
        if self.liar is None:
            for one in self.world.parties.values():
                assert not one.query("SELECT 1 FROM ledger_entry WHERE verdict IN (1, 2)")
                assert one.code == "KH" or not one.query("SELECT 1 FROM ledger_entry WHERE verdict = 3")
            declined = self.world["KH"].query("SELECT COUNT(*) FROM ledger_entry WHERE verdict = 3")
            said = "SELECT COUNT(*) FROM ledger_entry WHERE type = 'entry.declined.v1' AND party = 'KH'"
            assert self.world["KH"].query(said) == declined
        else:
            for one, other in (honest, honest[::-1]):
                known = set(self.world[other].query("SELECT dossier, party FROM ledger_fork"))
                shared = {row[0] for row in self.world[other].query("SELECT id FROM ledger_dossier")}
                for dossier, party, *two in self.world[one].query(
                    "SELECT dossier, party, first, second FROM ledger_fork"
                ):
                    if dossier not in shared:
                        continue
                    held = [self.world[other].verdict(entry_id) for entry_id in two]
                    assert all(verdict >= 0 for verdict, _ in held)
                    # What is held for a revoked key, which a thief may have, proves no fork.
                    assert (dossier, party) in known or any(code in UNPROVEN for _, code in held)
        for note, _ in self.erased:
            for reader in honest:
                if self.world[reader].verdict(note.entry.id)[0] >= 0:
                    assert self.world[reader].ledger.content(note.entry.id) is None
        for reader in honest:
            raw = invariants.raw_bytes(self.world[reader]) if self.secrets[reader] else b""
            for secret in self.secrets[reader]:
                assert secret not in raw, f"{reader} still has an erased content"


class Liar:
    """A program with the keys of Laos."""

    def __init__(self, world: World) -> None:
        self.world, self.party = world, world["LA"]
        self.told: dict[str, list[Item]] = {"KH": [], "VN": []}
        self.heads: dict[str, list[Item]] = {}

    def send(self, to: str, entries: list[Any], fill: list[Any] | None = None, **more: Any) -> bool:
        """Whether it was taken. Whatever it is, nothing but a refusal comes back."""
        try:
            self.world[to].ledger.receive(liar.bundle(self.party, self.world[to], entries, fill or [], **more))
        except Refused:
            return False
        self.told[to] += [one for one in entries if isinstance(one, Item)]
        return True

    def head(self, dossier: str) -> tuple[int, str | None]:
        made = self.heads.get(dossier)
        if made:
            return made[-1].entry.seq, made[-1].entry.id
        rows = self.party.query("SELECT seq, entry FROM ledger_head WHERE dossier = %s AND party = 'LA'", [dossier])
        return (rows[0][0], rows[0][1]) if rows else (0, None)

    def members(self, dossier: str) -> list[str]:
        rows = self.party.query(
            "SELECT party FROM ledger_participant WHERE dossier = %s AND party <> 'LA' ORDER BY party", [dossier]
        )
        return [row[0] for row in rows]

    def lie(self, data: st.DataObject, dossiers: list[Any], notes: list[Item]) -> None:
        draw = data.draw
        if not dossiers:
            return
        dossier = draw(st.sampled_from(dossiers), "dossier")
        members = self.members(dossier)
        if not members:
            return
        to = draw(st.sampled_from(members), "to")
        seq, prev = self.head(dossier)
        kind = draw(
            st.sampled_from(
                ("note", "fork", "prev", "gap", "authority", "count", "agree", "facts", "content", "type", "rules",
                 "foreign", "re", "chain", "epoch", "others", "key", "withheld", "opening", "erase", "blobs")
            ),
            "lie",
        )  # fmt: skip
        made = self.make(kind, dossier, seq + 1, prev, to, notes, draw)
        if made is None:
            return
        receivers = members if draw(st.booleans(), "to all") else [to]
        taken = [self.send(one, [made]) for one in receivers]
        if any(taken) and kind not in ("fork", "gap"):
            self.heads.setdefault(dossier, []).append(made)

    def make(
        self, kind: str, dossier: str, seq: int, prev: str | None, to: str, notes: list[Item], draw: Any
    ) -> Item | None:
        def one(type_: str = "dossier.noted.v1", facts: dict[str, Any] | None = None, **more: Any) -> Item:
            members: dict[str, Any] = {"dossier": dossier, "seq": seq, "prev": prev, **more}
            return liar.entry(self.party, type_, facts if facts is not None else {"handling": "H0"}, **members)

        known = [
            row[0] for row in self.party.query("SELECT id FROM ledger_entry WHERE dossier = %s ORDER BY n", [dossier])
        ]
        other = [
            row[0] for row in self.party.query("SELECT id FROM ledger_entry WHERE dossier <> %s ORDER BY n", [dossier])
        ]
        theirs = [row[0] for row in self.party.query(
            "SELECT id FROM ledger_entry WHERE dossier = %s AND party <> 'LA' ORDER BY n", [dossier])]  # fmt: skip
        match kind:
            case "fork":
                made = self.heads.get(dossier)
                if not made:
                    return None
                last = made[-1].entry
                return one(seq=last.seq, prev=last.prev, facts={"handling": "H3"})
            case "prev":
                return one(prev=draw(st.sampled_from(known)), seq=max(seq, 2))
            case "gap":
                return one(seq=seq + 3, prev=b64u(os.urandom(32)))
            case "authority":
                return one("matter.directed.v1", words="no")
            case "count":
                return one("matter.counted.v1", {"number": draw(st.integers(-1, 3))})
            case "agree":
                return one("matter.agreed.v1", {"number": 1}, re=[draw(st.sampled_from(known))])
            case "facts":
                return one(facts=draw(st.sampled_from(({}, {"handling": "H9"}, {"handling": "H0", "x": 1}))))
            case "content":
                return one(content=draw(st.sampled_from((b"", b"{}", b'{"text":"\\u0000"}', b"[" * 2000))))
            case "type":
                return one("future.said.v1", {"what": "ever", "participants": ["KH", "LA", "VN"]})
            case "rules":
                return one(rules="2031.7")
            case "foreign":
                foreign = draw(st.sampled_from(other)) if other else b64u(os.urandom(32))
                return one(dossier=foreign)
            case "re":
                return one(re=[draw(st.sampled_from([*other, *known, b64u(os.urandom(32))]))])
            case "erase":
                return one("entry.erased.v1", {"reason": "recall"}, re=draw(
                    st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True)))  # fmt: skip
            case "opening":
                return liar.opening(self.party, draw(st.sampled_from((["KH", "LA"], ["LA"], ["KH", "VN"]))))
            case "note" | "blobs":
                return one(words="plausible", re=[draw(st.sampled_from(theirs))] if theirs else [])
        self.break_rules_of_bundles(kind, one(), to, theirs, notes)
        return None

    def break_rules_of_bundles(self, kind: str, item: Item, to: str, theirs: list[str], notes: list[Item]) -> None:
        feed = self.world[to].ledger.feeds.current("LA", outgoing=False)
        stored = self.party.ledger.store.items("e.id = %s", theirs[:1], self.party.ledger.keys) if theirs else []
        others = [one for _, one in stored]
        if kind == "chain":
            assert not self.send(to, [item], chain=b64u(os.urandom(32)))
            assert not self.send(to, [item], first=feed.position + 2)
        elif kind == "epoch":
            assert not self.send(to, [item], epoch=feed.epoch + 1)
            assert not self.send(
                to, [item], epoch=feed.epoch + 1, previous=liar.Previous(feed.epoch, 10**6, b64u(bytes(32)))
            )
        elif kind == "others" and others:
            assert not self.send(to, others)
        elif kind == "key" and others and others[0].content_key:
            value = item_object(others[0])
            assert not self.send(to, [], [{**value, "content": {**value["content"], "key": b64u(os.urandom(32))}}])
            assert not self.send(to, [], [{**value, "content": {**value["content"], "text": "{}"}}])
        elif kind == "withheld" and others:
            self.send(to, [], [{**item_object(others[0]), "content": None}])

    def tell_all(self, to: str) -> None:
        """What the one was told the other is told too, as far as it may see it."""
        for other, items in self.told.items():
            for item in items if other != to else []:
                if item not in self.told[to] and to in self.members(item.entry.dossier):
                    self.send(to, [item])


# Hypothesis counts steps of all examples; the short profile keeps to a minute on two busy cores.
EXAMPLES = int(os.environ.get("TRIPOINT_EXAMPLES", "400" if LONG else ("6" if ON_SERVER else "40")))
STEPS = 80 if LONG else 40


@pytest.mark.slow
def test_three_ledgers_keep_every_promise_whatever_happens(databases: Databases, django_db_blocker: Any) -> None:
    class Machine(Exchange):
        pass

    Machine.databases = databases
    with django_db_blocker.unblock():
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            Machine,
            settings=settings(
                max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, print_blob=True,
                suppress_health_check=list(HealthCheck),
                phases=list(Phase) if LONG else [Phase.generate],
            ),
        )  # fmt: skip
