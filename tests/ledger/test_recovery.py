"""A node that was put back to an old backup: what its peers give back, and what it may do until it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connections
from tests.ledger import liar
from tests.ledger.test_revocation import revoke

from tripoint.ledger import recovery
from tripoint.ledger.bundle import seal_inner
from tripoint.ledger.common_entries import ErasedFacts
from tripoint.ledger.encoding import b64u, dump_json
from tripoint.ledger.entry import Item, item_object
from tripoint.ledger.errors import LedgerReadOnly, Refused
from tripoint.ledger.jws import RESTORE, sign
from tripoint.ledger.rebuild import rebuild
from tripoint.ledger.receipt import write_receipt

from .world import START, Party, World


def put_back(world: World, code: str, saved: dict[str, list[tuple[object, ...]]]) -> Party:
    """The party's database as it was when `saved` was taken, in the state that a restore leaves it in."""
    party = world[code]
    with connections[party.alias].cursor() as cursor:
        for table, rows in saved.items():
            cursor.execute(f"DELETE FROM {table}")
            if rows:
                marks = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
    party.start()
    recovery.begin(party.ledger)
    return party


def save(party: Party) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the ledger and of the test's projection."""
    tables = [
        name for name in connections[party.alias].introspection.table_names() if name.startswith(("ledger_", "test_"))
    ]
    return {table: [tuple(row) for row in party.query(f"SELECT * FROM {table}")] for table in tables}


def recover(world: World, code: str) -> int:
    """Asks every peer until nothing is left; returns how many own entries came back."""
    party, back = world[code], 0
    for peer in party.ledger.peers.parties():
        while True:
            text = recovery.request(party.ledger, peer)
            recovered = recovery.take_answer(party.ledger, recovery.answer(world[peer].ledger, text))
            back += recovered.entries
            if not recovered.more:
                break
    return back


def test_it_takes_back_what_it_had_stated_and_what_it_had_been_sent(world: World) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    world["VN"].note(dossier, "before the backup")
    world.settle()
    saved = save(world["VN"])
    after = world["VN"].note(dossier, "after the backup")
    world.settle()
    reply = world["KH"].note(dossier, "an answer", re=(after.entry.id,))
    world.settle()
    whole = world["KH"].projection(dossier)

    put_back(world, "VN", saved)
    assert world["VN"].verdict(after.entry.id) == (-1, "absent")
    assert recover(world, "VN") == 1
    world.settle()
    assert world["VN"].verdict(after.entry.id) == (0, "")
    assert world["VN"].verdict(reply.entry.id) == (0, "")
    assert world["VN"].projection(dossier) == whole == world["KH"].projection(dossier)
    stored = world["VN"].query("SELECT jws FROM ledger_entry WHERE id = %s", [after.entry.id])[0][0]
    assert stored == after.entry.token.text


def test_it_states_nothing_until_it_is_confirmed_and_then_goes_on_in_a_new_epoch(world: World) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    world.settle()
    saved = save(world["VN"])
    world["VN"].note(dossier, "lost and found")
    world.settle()
    put_back(world, "VN", saved)
    with pytest.raises(LedgerReadOnly):
        world["VN"].note(dossier, "too early")
    recover(world, "VN")
    assert recovery.confirm(world["VN"].ledger) == {"KH": 0, "LA": 0}
    later = world["VN"].note(dossier, "after the restore")
    world.settle()
    assert world["KH"].verdict(later.entry.id) == (0, "")
    assert later.entry.seq == 3
    feed = world["KH"].ledger.feeds.current("VN", outgoing=False)
    assert (feed.epoch, feed.position) == (2, 1)
    assert world["KH"].query("SELECT COUNT(*) FROM ledger_fork") == [(0,)]


def test_what_it_had_stated_but_not_sent_before_the_backup_is_sent_once(world: World) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    world.settle()
    unsent = world["VN"].note(dossier, "written, not yet sent")
    saved = save(world["VN"])
    put_back(world, "VN", saved)
    recover(world, "VN")
    assert recovery.confirm(world["VN"].ledger)["KH"] == 1
    world.settle()
    count = world["KH"].query("SELECT COUNT(*) FROM ledger_entry WHERE id = %s", [unsent.entry.id])
    assert count == [(1,)]


def test_what_was_erased_since_the_backup_does_not_come_back(world: World) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    secret = world["VN"].note(dossier, "a name that must go")
    world.settle()
    theirs = world["KH"].note(dossier, "another name that must go")
    world.settle()
    saved = save(world["VN"])
    world["VN"].say("entry.erased.v1", ErasedFacts(reason="person-request"), dossier=dossier, re=(secret.entry.id,))
    world["KH"].say("entry.erased.v1", ErasedFacts(reason="correction"), dossier=dossier, re=(theirs.entry.id,))
    world.settle()
    put_back(world, "VN", saved)
    assert world["VN"].ledger.content(secret.entry.id) is not None  # why nothing is shown before the peers were asked
    recover(world, "VN")
    world.settle()
    assert world["VN"].ledger.content(secret.entry.id) is None
    assert world["VN"].ledger.content(theirs.entry.id) is None
    recovery.confirm(world["VN"].ledger)
    world.settle()
    complied = world["KH"].query(
        "SELECT COUNT(*) FROM ledger_entry WHERE type = 'entry.erasure-complied.v1' AND party = 'VN' AND verdict = 0"
    )
    assert complied == [(1,)]


def test_clocks_go_on_from_the_receipts_that_were_given_before(world: World) -> None:
    dossier = world["KH"].open("VN").entry.dossier
    world.settle()
    saved = save(world["VN"])
    counted = world["KH"].count(dossier, 1)
    world.settle()
    given = world["KH"].query("SELECT at FROM test_delivered WHERE entry = %s", [counted.entry.id])
    world.clock.go(days=2)
    put_back(world, "VN", saved)
    recover(world, "VN")
    world.settle()
    assert world["VN"].query("SELECT at FROM test_delivered WHERE entry = %s", [counted.entry.id]) == given


def test_what_it_stated_itself_was_delivered_when_the_other_says(world: World) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    world.settle()
    saved = save(world["VN"])
    counted = []
    for number in (1, 2, 3):
        counted.append(world["VN"].count(dossier, number).entry.id)
        world.clock.go(minutes=7)
        world.settle()
    before = world["VN"].query("SELECT entry, at FROM test_delivered ORDER BY 1")
    assert len({at for _, at in before}) == 3
    world.clock.go(days=2)
    put_back(world, "VN", saved)
    recover(world, "VN")
    assert world["VN"].query("SELECT entry, at FROM test_delivered ORDER BY 1") == before
    rebuild(world["VN"].ledger)
    assert world["VN"].query("SELECT entry, at FROM test_delivered ORDER BY 1") == before


def test_a_rebuild_after_recovery_gives_the_same_tables(world: World) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    world.settle()
    saved = save(world["VN"])
    for number in (1, 2, 3):
        world["VN"].count(dossier, number)
        world.settle()
    put_back(world, "VN", saved)
    recover(world, "VN")
    recovery.confirm(world["VN"].ledger)
    world.settle()
    live = world["VN"].projection(dossier)
    rebuild(world["VN"].ledger)
    assert world["VN"].projection(dossier) == live == world["KH"].projection(dossier)


def test_a_peer_gives_nothing_to_one_who_cannot_sign_for_the_party(world: World) -> None:
    world["VN"].open("KH")
    world.settle()
    text = recovery.request(world["VN"].ledger, "KH")
    forged = sign(RESTORE, recovery.jws.parse(text, RESTORE, 4096).payload, world["LA"].signer).text
    with pytest.raises(Refused) as refused:
        recovery.answer(world["KH"].ledger, forged)
    assert refused.value.code == "key-unknown"


def test_an_old_statement_cannot_be_replayed(world: World) -> None:
    world["VN"].open("KH")
    world.settle()
    text = recovery.request(world["VN"].ledger, "KH")
    world.clock.go(minutes=11)
    with pytest.raises(Refused) as refused:
        recovery.answer(world["KH"].ledger, text)
    assert refused.value.code == "restore"


def test_a_position_that_was_never_reached_is_refused(world: World) -> None:
    world["VN"].open("KH")
    world.settle()
    saved = save(world["KH"])
    world["VN"].open("KH")
    world.settle()
    text = recovery.request(world["VN"].ledger, "KH")
    put_back(world, "KH", saved)  # now the peer itself is the one that was put back
    with pytest.raises(Refused) as refused:
        recovery.answer(world["KH"].ledger, text)
    assert refused.value.code == "restore"


def test_an_answer_with_another_partys_entries_is_refused(world: World) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    world.settle()
    saved = save(world["VN"])
    world["VN"].note(dossier)
    world.settle()
    put_back(world, "VN", saved)
    text = recovery.request(world["VN"].ledger, "KH")
    answer = recovery.answer(world["KH"].ledger, text)
    spoilt = answer[:-5] + bytes([answer[-5] ^ 1]) + answer[-4:]
    with pytest.raises(Refused) as refused:
        recovery.take_answer(world["VN"].ledger, spoilt)
    assert refused.value.code == "digest"
    with pytest.raises(Refused) as refused:
        recovery.take_answer(world["LA"].ledger, answer)
    assert refused.value.code == "recipient"


def test_a_bundle_from_before_the_restore_that_comes_late_neither_forks_nor_stops_the_feed(world: World) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    world.settle()
    saved = save(world["VN"])
    world["VN"].note(dossier, "on a stick, on its way")
    stick = world["VN"].ledger.next_bundle("KH")
    assert stick is not None
    put_back(world, "VN", saved)
    assert recover(world, "VN") == 0
    with pytest.raises(Refused, match="feed-epoch"):
        world["KH"].ledger.receive(stick.data)
    recovery.confirm(world["VN"].ledger)
    again = world["VN"].note(dossier, "said again")
    world.settle()
    with pytest.raises(Refused, match="feed-epoch"):
        world["KH"].ledger.receive(stick.data)
    assert world["KH"].verdict(again.entry.id) == (0, "")
    assert not world["KH"].query("SELECT 1 FROM ledger_fork")


def test_a_new_epoch_in_which_nothing_is_said_yet_is_introduced_once(world: World) -> None:
    world["VN"].open("KH")
    world.settle()
    put_back(world, "VN", save(world["VN"]))
    recover(world, "VN")
    recovery.confirm(world["VN"].ledger)
    world.settle()
    assert world["VN"].ledger.next_bundle("KH") is None
    world["VN"].open("KH")
    world.settle()
    assert world["KH"].query("SELECT MAX(epoch) FROM ledger_feed WHERE peer = 'VN' AND NOT outgoing") == [(2,)]


def made_up(world: World, entries: Sequence[Item] = (), receipts: Sequence[str] = ()) -> bytes:
    """What Cambodia, which lies, answers to the restored Viet Nam."""
    feed = world["VN"].ledger.writer.run(lambda: world["VN"].ledger.feeds.current("KH", outgoing=True))
    chain = b64u(liar.chain_after(feed.receipted_chain, [one.entry.id for one in entries]))
    said = {
        "v": 1, "from": "KH", "to": "VN", "taken": {"epoch": 1, "position": feed.receipted + len(entries), "chain": chain},
        "first": feed.receipted + 1, "entries": [item_object(one) for one in entries], "given": [],
        "receipts": list(receipts),
    }  # fmt: skip
    card = world["VN"].cards[-1]
    kid, key = card.sealing_key(world.clock())
    return seal_inner(
        world["KH"].signer, to="VN", mailbox=card.body.mailbox, sealing_kid=kid, sealing_key=key, card="",
        inner=dump_json(said),
    )  # fmt: skip


def test_a_peer_brings_nothing_of_a_dossier_that_it_takes_no_part_in(world: World) -> None:
    """A thief of the key and a peer that lies could else write into what a party keeps to itself."""
    world["VN"].open("KH")
    world.settle()
    put_back(world, "VN", save(world["VN"]))
    forged = liar.opening(world["VN"], ["VN"])
    with pytest.raises(Refused, match="participant"):
        recovery.take_answer(world["VN"].ledger, made_up(world, [forged]))
    assert world["VN"].verdict(forged.entry.id) == (-1, "absent")


def test_a_word_that_was_made_up_does_not_stand_for_the_nodes_own(world: World) -> None:
    dossier = world["KH"].open("VN").entry.dossier
    note = world["KH"].note(dossier, "a name that must go")
    world.settle()
    put_back(world, "VN", save(world["VN"]))  # it states nothing until it is confirmed
    erased = (
        world["KH"]
        .say("entry.erased.v1", ErasedFacts(reason="correction"), dossier=dossier, re=(note.entry.id,))
        .entry.id
    )
    forged = liar.entry(
        world["KH"], "entry.erasure-complied.v1", {"result": "never-held"}, dossier=dossier, re=(erased,), author="VN",
        signer=liar.Signer.from_seed(bytes(32)),
    )  # fmt: skip
    world["VN"].ledger.receive(liar.bundle(world["KH"], world["VN"], [], [forged]))
    recover(world, "VN")
    world.settle()
    recovery.confirm(world["VN"].ledger)
    world.settle()
    told = world["KH"].query(
        "SELECT verdict FROM ledger_entry WHERE type = 'entry.erasure-complied.v1' AND party = 'VN'"
    )
    assert told == [(0,)]


def test_a_receipt_under_a_stolen_key_moves_no_clock_of_a_restored_node(world: World) -> None:
    world["KH"].open("VN")
    world.settle()
    stolen = revoke(world, "VN", tell=("KH", "LA"))
    world.settle()
    put_back(world, "VN", save(world["VN"]))
    asked = world["KH"].count(world["KH"].open("VN").entry.id, 1)
    outgoing = world["KH"].ledger.next_bundle("VN")
    assert outgoing is not None
    position, chain = outgoing.end
    forged = write_receipt(
        stolen, issuer="VN", sender="KH", epoch=1, position=position, chain=b64u(chain),
        at=START - timedelta(days=60), card=1, verdicts=(), want=(),
    )  # fmt: skip
    recovery.take_answer(world["VN"].ledger, made_up(world, receipts=[forged.token.text]))
    world["VN"].ledger.receive(outgoing.data)
    told = world["VN"].query(
        "SELECT delivered_at FROM ledger_feed_item i JOIN ledger_entry e ON e.n = i.n WHERE e.id = %s", [asked.entry.id]
    )
    assert [world["VN"].ledger.store.read_time(at) for (at,) in told] == [START]
