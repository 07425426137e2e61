"""What one ledger states reaches the others once, whole and in its order."""

from __future__ import annotations

from tests.ledger.world import World


def test_what_is_stated_reaches_the_participants_and_nobody_else(world: World) -> None:
    opened = world["VN"].open("KH", words="find him")
    world["VN"].note(opened.entry.id, "born in Huế")
    world.settle()
    assert world["KH"].projection(opened.entry.dossier) == world["VN"].projection(opened.entry.dossier)
    assert world["KH"].query("SELECT COUNT(*) FROM ledger_entry") == [(2,)]
    assert world["LA"].query("SELECT COUNT(*) FROM ledger_entry") == [(0,)]
