"""Real processes, killed with SIGKILL at random moments: what was acknowledged is there, once, and exchange goes on.

A forked copy of this process, warm already, states and receives in a loop on databases whose commits are flushed
(`synchronous=FULL`, `synchronous_commit=on`) and reports each acknowledged thing over a pipe; then it is killed.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from tests.ledger import invariants
from tests.ledger.databases import Databases
from tests.ledger.world import FOLD_SQL, OFFICER, World, text

from tripoint.ledger.append import Draft
from tripoint.ledger.common_entries import NoteFacts

pytestmark = [pytest.mark.crash, pytest.mark.slow]
CYCLES = 100  # of each role, on each database: 200 kills a run
WINDOW = 0.25  # seconds; a flushed commit takes 2 to 40 ms here, so some kills come before the first, most between two
SEED = int(os.environ.get("TRIPOINT_CRASH_SEED", "20260302"))


@pytest.fixture(scope="module")
def durable(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Databases]:
    """Databases that flush every commit."""
    with django_db_blocker.unblock():
        made = Databases(tmp_path_factory.mktemp("crash"), more=FOLD_SQL, durable=True)
        yield made
        made.drop()


@pytest.fixture
def hard_world(durable: Databases, django_db_blocker: Any) -> Iterator[World]:
    """Two parties on databases that flush every commit."""
    with django_db_blocker.unblock():
        world = World(durable, ("KH", "VN"))
        yield world
        world.close()


def killed(work: Any, after: float) -> list[str]:
    """Runs `work(report)` in a forked process, kills it `after` seconds from its first sign of life; what it reported."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:  # nothing of pytest runs in here
        try:
            os.close(reading)
            work(lambda line: os.write(writing, f"{line}\n".encode()))
        finally:
            os._exit(3)
    os.close(writing)
    try:
        first = os.read(reading, 1)
        assert first, "the process ended by itself"
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    finally:
        _, status = os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        lines = (first + pipe.read()).decode().split("\n")
    assert os.WIFSIGNALED(status), "the process ended by itself"
    return lines[1:-1]  # the first says that it lives; what follows the last line feed was cut


def test_what_was_acknowledged_to_an_officer_survives_a_kill(hard_world: World) -> None:
    world, chance = hard_world, random.Random(SEED)
    party = world["VN"]
    opened = party.open("KH").entry
    acknowledged: list[str] = [opened.id]

    def states(report: Any) -> None:
        party.start()
        report("alive")
        number = 0
        while True:
            number += 1
            drafts = [Draft("dossier.noted.v1", NoteFacts(), text(f"{number}"), dossier=opened.id)] * 1
            drafts += [
                Draft("dossier.noted.v1", NoteFacts(), text(f"{number}+{more}"), dossier=opened.id)
                for more in range(number % 4)
            ]
            for item in party.ledger.append(OFFICER, drafts):
                report(item.entry.id)
            outgoing = party.ledger.next_bundle("KH")
            if outgoing is not None and number % 5 == 0:
                report(f"position {outgoing.count}")

    for cycle in range(CYCLES):
        lines = killed(states, chance.random() * WINDOW)
        acknowledged += [line for line in lines if not line.startswith("position")]
        party.start()
        held = [row[0] for row in party.query("SELECT id FROM ledger_entry ORDER BY seq")]
        assert set(acknowledged) <= set(held)
        assert len(set(held)) == len(held)
        assert party.query("SELECT MAX(seq), COUNT(*) FROM ledger_entry") == [(len(held), len(held))]
        assert party.query("SELECT seq, entry FROM ledger_head") == [(len(held), held[-1])]
        assert int(party.query("SELECT value FROM ledger_state WHERE name = 'next_n'")[0][0]) > len(held)
        if cycle % 20 == 19:
            everything_fits(world)
    assert len(acknowledged) > CYCLES
    world.settle()
    everything_fits(world)
    assert world["KH"].projection(opened.id) == party.projection(opened.id)
    assert set(acknowledged) <= {row[0] for row in world["KH"].query("SELECT id FROM ledger_entry")}


def test_what_was_receipted_to_a_peer_survives_a_kill(hard_world: World) -> None:
    world, chance = hard_world, random.Random(SEED + 1)
    sender, party = world["VN"], world["KH"]
    opened = sender.open("KH").entry
    world.settle()
    receipted = 0

    def receives(report: Any) -> None:
        party.start()
        sender.start()
        report("alive")
        while True:
            sender.ledger.append(
                OFFICER, [Draft("dossier.noted.v1", NoteFacts(), text("more"), dossier=opened.id) for _ in range(3)]
            )
            outgoing = sender.ledger.next_bundle("KH")
            assert outgoing is not None
            receipt = party.ledger.receive(outgoing.data)
            report(f"{receipt.position} {receipt.chain}")
            sender.ledger.take_receipt("KH", receipt.token.text, outgoing.fill)

    for cycle in range(CYCLES):
        lines = killed(receives, chance.random() * WINDOW)
        for line in lines:
            position = line.split()[0]
            receipted = max(receipted, int(position))
        party.start()
        sender.start()
        position, chain_now = party.query("SELECT position, chain FROM ledger_feed WHERE peer = 'VN' AND outgoing = %s",
                                          [False])[0]  # fmt: skip
        assert position >= receipted
        if lines and int(lines[-1].split()[0]) == position:
            assert lines[-1].split()[1] == chain_now
        assert party.query("SELECT COUNT(*), COUNT(DISTINCT id) FROM ledger_entry") == [(position, position)]
        kept = party.query("SELECT MAX(position) FROM ledger_receipt WHERE peer = 'VN' AND outgoing = %s", [False])
        assert kept == [(position,)]
        if cycle % 20 == 19:
            everything_fits(world)
    assert receipted > CYCLES
    world.settle()
    everything_fits(world)
    assert party.projection(opened.id) == sender.projection(opened.id)
    assert party.query("SELECT COUNT(*) FROM ledger_entry") == sender.query("SELECT COUNT(*) FROM ledger_entry")


def everything_fits(world: World) -> None:
    """Feeds, heads, projections and their rebuild, at both."""
    invariants.check(world, {})
