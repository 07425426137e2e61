"""A flood of junk costs little, writes a few rows and stands in nobody's way."""

from __future__ import annotations

import os

import pytest
from tests.ledger import liar
from tests.ledger.databases import reading
from tests.ledger.world import World

from tripoint.ledger.card import Limits
from tripoint.ledger.errors import Refused

FLOOD = 5_000


def test_five_thousand_junk_bundles_write_a_few_rows_and_leave_a_peer_undisturbed(world: World) -> None:
    opened = world["VN"].open("KH").entry
    world.settle()
    good = world["VN"].ledger
    sample = liar.bundle(world["VN"], world["KH"], [])
    stranger = liar.bundle(world["VN"], world["KH"], [], signer=liar.Signer.from_seed(os.urandom(32)))
    kinds = [
        b"", os.urandom(600), b"TPB1" + os.urandom(600), sample[:-1], sample[:200], b"TPB1" + b"\xff" * 8, stranger,
        bytes([*sample[:-1], sample[-1] ^ 1]),
    ]  # fmt: skip
    before = world["KH"].query("SELECT COUNT(*) FROM ledger_entry")
    asked: list[int] = []
    for place in range(FLOOD):
        with reading(world["KH"].alias) as counted, pytest.raises(Refused):
            world["KH"].ledger.receive(kinds[place % len(kinds)])
        asked.append(counted["statements"])
        if place % 1000 == 500:
            good.append(liar.OFFICER, [liar.note_draft(opened.id)])
            world.send("VN", "KH")
    assert sum(asked) < FLOOD / 4, "most junk is refused before the database is asked"
    world["KH"].ledger.flush_refusals(force=True)
    assert world["KH"].query("SELECT COUNT(*) FROM ledger_entry")[0][0] == before[0][0] + 5
    rows = world["KH"].query("SELECT peer, code, count FROM ledger_refusal")
    assert len(rows) <= 16
    assert sum(row[2] for row in rows) == FLOOD
    assert world["KH"].projection(opened.id) == world["VN"].projection(opened.id)


def test_a_peer_over_its_rate_is_put_off_and_nothing_of_it_is_lost(world: World) -> None:
    world["KH"].options["limits"] = Limits(bundles_per_minute=3)
    world["KH"].start()
    opened = world["VN"].open("KH").entry
    sent = 0
    for _ in range(3):
        sent += world.send("VN", "KH")
        world["VN"].note(opened.id)
    with pytest.raises(Refused, match="rate"):
        world.send("VN", "KH")
    world["LA"].open("KH")
    world.send("LA", "KH")
    world["KH"].start()
    world.settle(["KH", "VN"])
    assert world["KH"].projection(opened.id) == world["VN"].projection(opened.id)


def test_refusals_that_could_not_be_written_are_counted_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from tripoint.ledger.errors import Busy

    ledger = world["KH"].ledger

    def busy(work: object) -> None:
        raise Busy("locked")

    with monkeypatch.context() as patch:
        patch.setattr(ledger.writer, "run", busy)
        with pytest.raises(Refused, match="malformed"):
            ledger.receive(b"junk")
    ledger.flush_refusals(force=True)
    assert world["KH"].query("SELECT code, count FROM ledger_refusal") == [("malformed", 1)]
