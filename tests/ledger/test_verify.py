"""Checking an exported dossier costs no more than its size, whatever its statements rest on."""

from __future__ import annotations

from typing import Any

import pytest
from tests.ledger.world import World, registry

from tripoint.ledger import verify
from tripoint.ledger.dossier_file import export_dossier

TURNS = 12


def test_statements_that_wait_for_each_other_are_judged_in_few_looks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each names the other side's last one. Judged round by round, the work grew with the square of their number."""
    opened = world["VN"].open("VN", "KH").entry.id
    last = opened
    for _ in range(TURNS):
        for one, other in (("VN", "KH"), ("KH", "VN")):
            world.send(other, one)
            last = world[one].note(opened, re=(last,)).entry.id
            world.send(one, other)
    data = export_dossier(world["KH"].ledger, opened)
    looks = 0
    judge = verify.judge

    def counted(*given: Any) -> Any:
        nonlocal looks
        looks += 1
        return judge(*given)

    monkeypatch.setattr(verify, "judge", counted)
    report = verify.verify_dossier(data, registry())
    assert report.sound
    assert len(report.entries) == 2 * TURNS + 1
    assert not report.gaps
    assert looks <= 3 * len(report.entries)


def test_a_dossier_with_a_participant_that_is_not_known_here_is_exported_and_sound(world: World) -> None:
    opened = world["VN"].open("KH", "TH", words="x").entry.id
    world.settle()
    world["KH"].note(opened)
    report = verify.verify_dossier(export_dossier(world["KH"].ledger, opened), registry())
    assert report.sound
    assert set(report.fingerprints) == {"KH", "VN"}
    assert len(report.entries) == 2
