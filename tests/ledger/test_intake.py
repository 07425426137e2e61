"""What comes in any order is judged alike, in bounded time; what an erasure takes leaves no bytes behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger import invariants, liar
from tests.ledger.databases import Databases, reading
from tests.ledger.world import OFFICER, World, text

from tripoint.ledger import erasure
from tripoint.ledger.append import Draft
from tripoint.ledger.common_entries import ErasedFacts, NoteFacts
from tripoint.ledger.entry import Item


def history(world: World, choices: list[int]) -> tuple[str, list[Item]]:
    """Statements of two parties, sound and unsound, that name each other; no forks, and no erasures, which are answered."""
    opened = liar.opening(world["LA"], ["KH", "LA", "VN"])
    dossier = opened.entry.id
    items: list[Item] = [opened]
    heads: dict[str, Item] = {"LA": opened}
    for choice in choices:
        author = ("LA", "VN")[choice % 2]
        before = heads.get(author)
        named = [items[(choice // 7) % len(items)].entry.id] if choice % 3 else []
        type_, facts = (
            ("dossier.noted.v1", {"handling": "H0"}), ("matter.counted.v1", {"number": choice % 4}),
            ("matter.agreed.v1", {"number": 1}), ("matter.directed.v1", {"handling": "H0"}),
            ("dossier.noted.v1", {"handling": "no"}),
        )[choice // 2 % 5]  # fmt: skip
        wrong = choice % 11 == 5 and len(items) > 2
        prev = items[1].entry.id if wrong else (before.entry.id if before else None)
        seq = before.entry.seq + 1 if before else 1
        item = liar.entry(
            world[author], type_, facts, dossier=dossier, seq=max(seq, 2) if prev else 1, prev=prev, re=named
        )
        heads[author] = item
        items.append(item)
    return dossier, items


@given(st.lists(st.integers(0, 999), min_size=3, max_size=9), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_verdicts_do_not_depend_on_the_order_of_arrival(
    databases: Databases, django_db_blocker: Any, choices: list[int], chance: Any
) -> None:
    with django_db_blocker.unblock():
        world = World(databases)
        try:
            dossier, items = history(world, choices)
            for code in ("KH", "VN"):
                order = list(items[1:])
                chance.shuffle(order)
                # The opening must be there before anything of its dossier is; all else comes as it may.
                for one in (items[0], *order):
                    world[code].ledger.receive(liar.bundle(world["LA"], world[code], [], [one]))
            ids = [item.entry.id for item in items]
            assert [world["KH"].verdict(one) for one in ids] == [world["VN"].verdict(one) for one in ids]
            assert not [one for one in ids if world["KH"].verdict(one)[0] == 1]
            assert world["KH"].projection(dossier) == world["VN"].projection(dossier)
            for code in ("KH", "VN"):
                invariants.rebuild_equals_live(world[code])
                invariants.only_applied_is_projected(world[code])
        finally:
            world.close()


def test_a_long_chain_that_was_held_is_judged_in_bounded_time(world: World) -> None:
    """A rule over the author's earlier entries cost their number squared: 1,600 took nine seconds, now under two."""
    opened = world["LA"].open("KH").entry
    world.settle()
    before, chain = opened.id, []
    for number in range(1, 1201):
        item = liar.entry(
            world["LA"], "matter.counted.v1", {"number": number}, dossier=opened.id, seq=number + 1, prev=before
        )
        before = item.entry.id
        chain.append(item)
    for place in range(1, len(chain), 400):
        world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], chain[place : place + 400]))
    with reading(world["KH"].alias) as counted:
        world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [], chain[:1]))
    assert counted["rows"] < 10 * len(chain), counted  # their number squared is 1.4 million
    assert world["KH"].query("SELECT COUNT(*) FROM ledger_entry WHERE verdict = 0") == [(len(chain) + 1,)]


def test_after_an_erasure_neither_text_nor_ciphertext_nor_key_is_in_any_file(world: World) -> None:
    opened = world["VN"].open("KH").entry
    secret = "a name that must go " * 50
    note = world["VN"].note(opened.id, secret)
    world.settle()
    parties = (world["KH"], world["VN"])
    secrets = {party.code: invariants.secrets(party, note.entry.id) for party in parties}
    assert all(all(one in invariants.raw_bytes(party) for one in secrets[party.code]) for party in parties)
    world["VN"].say("entry.erased.v1", ErasedFacts(reason="person-request"), dossier=opened.id, re=(note.entry.id,))
    world.settle()
    for party in parties:
        raw = invariants.raw_bytes(party)
        assert secrets[party.code]
        assert not [one for one in secrets[party.code] if one in raw]
        assert secret.encode()[:40] not in raw
        assert party.ledger.content(note.entry.id) is None
        assert party.query("SELECT jws FROM ledger_entry WHERE id = %s", [note.entry.id]) == [(note.entry.token.text,)]
    complied = world["VN"].query("SELECT party, verdict FROM ledger_entry WHERE type = 'entry.erasure-complied.v1'")
    assert complied == [("KH", 0)]


def test_a_reader_that_kept_the_log_busy_only_delays_the_scrubbing(world: World, databases: Databases) -> None:
    if databases.on_server:
        pytest.skip("SQLite's log")
    import sqlite3

    opened = world["KH"].open().entry
    note = world["KH"].note(opened.id, "a name that must go")
    secrets = invariants.secrets(world["KH"], note.entry.id)
    reader = sqlite3.connect(connections.databases["node_kh"]["NAME"], isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM ledger_entry").fetchone()
    world["KH"].say("entry.erased.v1", ErasedFacts(reason="person-request"), dossier=opened.id, re=(note.entry.id,))
    reader.execute("COMMIT")
    reader.close()
    world["KH"].note(opened.id, "anything else")
    raw = invariants.raw_bytes(world["KH"])
    assert secrets
    assert not [one for one in secrets if one in raw]


def test_what_is_kept_until_a_day_is_gone_the_day_after(world: World) -> None:
    opened = world["KH"].open().entry
    draft = Draft("dossier.noted.v1", NoteFacts(), text("old"), dossier=opened.id, retain=world.clock().date())
    note = world["KH"].ledger.append(OFFICER, [draft])[0]
    assert erasure.expire(world["KH"].ledger, world.clock().date()) == 0
    secrets = invariants.secrets(world["KH"], note.entry.id)
    world.clock.go(days=1)
    assert erasure.expire(world["KH"].ledger, world.clock().date()) == 1
    raw = invariants.raw_bytes(world["KH"])
    assert not [one for one in secrets if one in raw]
    assert world["KH"].ledger.content(note.entry.id) is None
