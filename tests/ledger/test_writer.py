"""One writer at a time: what is acknowledged is on disk, what is not has changed nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connections
from tests.ledger.databases import Databases
from tests.ledger.world import OFFICER, World, text

from tripoint.ledger.append import Draft
from tripoint.ledger.common_entries import NoteFacts
from tripoint.ledger.errors import Busy, Refused

WAIT = 30  # seconds


def together(world: World, jobs: list[Callable[[], Any]]) -> list[Any]:
    """Runs jobs through KH's writer so that all of them wait together and share one commit."""
    writer = world["KH"].ledger.writer
    results: list[Any] = [None] * len(jobs)

    def run(place: int) -> None:
        try:
            results[place] = writer.run(jobs[place])
        except BaseException as error:
            results[place] = error
        finally:
            connections.close_all()

    with writer._turn:
        threads = []
        for place in range(len(jobs)):
            thread = threading.Thread(target=run, args=(place,))
            thread.start()
            threads.append(thread)
            while len(writer._jobs) <= place:
                pass
    for thread in threads:
        thread.join(WAIT)
    return results


def put(world: World, name: str) -> Callable[[], str]:
    """A job that writes one row."""

    def work() -> str:
        world["KH"].ledger.store.set_state(name, "kept")
        return name

    return work


def names(world: World) -> set[str]:
    return {row[0] for row in world["KH"].query("SELECT name FROM ledger_state WHERE value = 'kept'")}


def test_jobs_that_wait_together_share_a_commit_and_one_that_fails_falls_alone(world: World) -> None:
    def fails() -> None:
        world["KH"].ledger.store.set_state("lost", "kept")
        raise Refused("state", "no")

    results = together(world, [put(world, "a"), fails, put(world, "b")])
    assert results[0] == "a"
    assert isinstance(results[1], Refused)
    assert results[2] == "b"
    assert names(world) == {"a", "b"}


def test_nothing_is_acknowledged_when_the_transaction_was_lost_under_a_later_job(world: World) -> None:
    def loses_the_transaction() -> None:
        connection = connections["node_kh"]
        if connection.vendor == "sqlite":  # what SQLite does by itself when the disk is full or cannot be read
            connection.connection.rollback()
            raise OperationalError("database or disk is full")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    results = together(world, [put(world, "a"), loses_the_transaction, put(world, "b")])
    acknowledged = {one for one in results if isinstance(one, str)}
    connections["node_kh"].close()
    assert acknowledged <= names(world)
    assert all(isinstance(one, Busy) for one in results if not isinstance(one, str))


def test_a_locked_database_is_busy_and_nothing_is_changed(world: World, databases: Databases) -> None:
    if databases.on_server:
        pytest.skip("the wait for the lock on PostgreSQL has its own test")
    opened = world["KH"].open("VN")
    connections["node_kh"].close()
    connections.databases["node_kh"]["OPTIONS"]["timeout"] = 0.2
    import sqlite3

    other = sqlite3.connect(connections.databases["node_kh"]["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Busy):
            world["KH"].note(opened.entry.id)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert world["KH"].query("SELECT COUNT(*) FROM ledger_entry") == [(1,)]
    world["KH"].note(opened.entry.id)
    assert world["KH"].query("SELECT COUNT(*), MAX(seq) FROM ledger_entry") == [(2, 2)]


def test_another_process_that_keeps_the_lock_makes_it_busy_on_postgresql(
    world: World, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not databases.on_server:
        pytest.skip("advisory locks are PostgreSQL's")
    from tripoint.ledger import writer

    monkeypatch.setattr(writer, "LOCK_SECONDS", 0.3)
    opened = world["KH"].open("VN")
    databases.open("other", connections.databases["node_kh"]["NAME"])
    with connections["other"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [writer._LOCK_KEY])
        with pytest.raises(Busy):
            world["KH"].note(opened.entry.id)
    databases.close("other")
    world["KH"].note(opened.entry.id)
    assert world["KH"].query("SELECT COUNT(*), MAX(seq) FROM ledger_entry") == [(2, 2)]


def test_a_full_disk_is_a_plain_error_and_loses_nothing(world: World, databases: Databases) -> None:
    if databases.on_server:
        pytest.skip("a full PostgreSQL volume needs a file system of its own")
    opened = world["KH"].open("VN")
    with connections["node_kh"].cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 40}")
    kept = []
    with pytest.raises(Busy, match="full"):
        for number in range(2000):
            draft = Draft("dossier.noted.v1", NoteFacts(), text(f"{number} " * 1000), dossier=opened.entry.id)
            kept += world["KH"].ledger.append(OFFICER, [draft])
    assert kept
    with connections["node_kh"].cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone()[0] == "ok"
    world["KH"].note(opened.entry.id, "there is room again")
    ids = [row[0] for row in world["KH"].query("SELECT id FROM ledger_entry ORDER BY seq")]
    assert ids[1:-1] == [item.entry.id for item in kept]
    world.settle(["KH", "VN"])
    assert world["VN"].projection(opened.entry.id) == world["KH"].projection(opened.entry.id)


def test_eight_threads_append_and_receive_at_once_and_nothing_is_lost_or_doubled(world: World) -> None:
    dossiers = [world["VN"].open("KH", "LA").entry.id for _ in range(4)]
    world.settle()
    errors: list[BaseException] = []
    said: dict[str, list[str]] = {"KH": [], "LA": [], "VN": []}

    def states(code: str, dossier: str) -> None:
        for number in range(12):
            said[code].append(world[code].note(dossier, f"{code} {number}").entry.id)

    def exchanges(one: str, two: str) -> None:
        for _ in range(8):
            world.send(one, two)
            world.send(two, one)

    def guarded(work: Callable[..., None], *args: str) -> None:
        try:
            work(*args)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    work = [
        (states, "KH", dossiers[0]), (states, "KH", dossiers[0]), (states, "LA", dossiers[0]),
        (states, "VN", dossiers[1]), (states, "VN", dossiers[2]),
        (exchanges, "KH", "VN"), (exchanges, "LA", "VN"), (exchanges, "KH", "LA"),
    ]  # fmt: skip
    threads = [threading.Thread(target=guarded, args=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert not errors
    world.settle()
    for code, ids in said.items():
        for party in world.parties.values():
            rows = party.query("SELECT id FROM ledger_entry WHERE party = %s AND seq > 1 OR id IN "
                               "(SELECT id FROM ledger_entry WHERE party = %s AND id <> dossier)", [code, code])  # fmt: skip
            assert {row[0] for row in rows} >= set(ids)
    for dossier in dossiers:
        assert world["KH"].projection(dossier) == world["LA"].projection(dossier) == world["VN"].projection(dossier)


def test_what_a_job_raises_reaches_its_caller_as_it_is(world: World) -> None:
    def fails() -> None:
        raise DatabaseError("another kind")

    with pytest.raises(DatabaseError, match="another kind"):
        world["KH"].ledger.writer.run(fails)
