"""Erasure: the end of an entry's content and files, by tombstone or when its retention is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from django.db import connections, transaction

from .blobs import BlobStore
from .entry import parse_facts
from .models import ContentState
from .projection import PROJECTORS

if TYPE_CHECKING:
    from .intake import Intake
    from .ledger import Ledger

RETENTION_BATCH = 500


def erase(ledger: Ledger, intake: Intake, entry_ids: Sequence[str]) -> bool:
    """Destroys the keys, ciphertexts and files of entries, and of what was made from their contents; returns whether
    anything had been held."""
    entry_ids = [*entry_ids, *_derived(ledger, entry_ids)]
    marks = ",".join(["%s"] * len(entry_ids))
    rows = intake.store.query(
        f"SELECT e.n, k.n FROM ledger_entry e LEFT JOIN ledger_content_key k ON k.n = e.n WHERE e.id IN ({marks})",
        list(entry_ids),
    )
    numbers = [row[0] for row in rows]
    intake.store.destroy(numbers)
    files = _erase_blobs(ledger, numbers)
    for projector in PROJECTORS:
        projector.erased(ledger.using, list(entry_ids))
    intake.taken.destroyed = True
    return any(row[1] is not None for row in rows) or files


def _derived(ledger: Ledger, entry_ids: Sequence[str]) -> list[str]:
    """What was made from the contents of these entries: in the same dossier whatever its verdict, and at home."""
    found = [one for projector in PROJECTORS for one in projector.derived(ledger.using, entry_ids)]
    members = ledger.types.derived()
    if members:
        marks, types = ",".join(["%s"] * len(entry_ids)), ",".join(["%s"] * len(members))
        rows = ledger.store.query(
            "SELECT id, type, facts FROM ledger_entry WHERE dossier IN (SELECT dossier FROM ledger_entry "
            f"WHERE id IN ({marks})) AND type IN ({types})",
            [*entry_ids, *members],
        )
        gone = frozenset(entry_ids)
        found += [row[0] for row in rows if _source(row[2], members[row[1]]) in gone]
    return list(dict.fromkeys(found))


def _source(facts_text: str, member: str) -> str:
    """What an entry says that its content is made from; empty where it names nothing, as a void one may."""
    named = parse_facts(facts_text).get(member)
    return named if isinstance(named, str) else ""


def erase_late(ledger: Ledger, intake: Intake) -> bool:
    """Destroys what came, or was judged, in this transaction and is made from a content that was erased before; returns
    whether there was any. A verdict cannot hang on it: not every node has the erasure at that time."""
    members = ledger.types.derived()
    sources: dict[str, list[str]] = {}
    for one in intake.taken.judged:
        known = intake.view.known(one)
        if known is not None and known.type in members:
            sources.setdefault(_source(known.facts_text, members[known.type]), []).append(one)
    if not sources:
        return False
    marks = ",".join(["%s"] * len(sources))
    gone = ledger.store.query(
        f"SELECT id FROM ledger_entry WHERE id IN ({marks}) AND content_state = %s",
        [*sources, int(ContentState.ERASED)],
    )
    late = [one for row in gone for one in sources[row[0]]]
    if late:
        erase(ledger, intake, late)
    return bool(late)


def _erase_blobs(ledger: Ledger, numbers: Sequence[int]) -> bool:
    found = False
    for n in numbers:
        rows = ledger.store.query("SELECT digest, complete FROM ledger_blob WHERE n = %s AND erased = %s", [n, False])
        ledger.store.run("UPDATE ledger_blob SET erased = %s, complete = %s WHERE n = %s", [True, False, n])
        for digest, complete in rows:
            found = found or bool(complete)
            # The file goes once the erasure is on disk: a transaction that fails must not have lost it.
            transaction.on_commit(partial(_delete_unnamed, ledger, digest), using=ledger.using)
    return found


def _delete_unnamed(ledger: Ledger, digest: str) -> None:
    still = ledger.store.query("SELECT 1 FROM ledger_blob WHERE digest = %s AND erased = %s", [digest, False])
    if not still and ledger.blobs is not None:
        BlobStore(ledger.blobs).delete(digest)


def sweep(ledger: Ledger) -> None:
    """Deletes files that only erased entries name, should a process have ended between an erasure and its files' end."""
    rows = ledger.store.query("SELECT DISTINCT digest FROM ledger_blob WHERE erased = %s", [True])
    for (digest,) in rows:
        _delete_unnamed(ledger, digest)


def expire(ledger: Ledger, today: date) -> int:
    """Destroys what was to be kept until a day before `today`; returns how many contents ended. Run it daily."""
    total = 0
    sweep(ledger)
    while True:
        count = ledger.writer.run(lambda: _expire_batch(ledger, today))
        total += count
        if count < RETENTION_BATCH:
            break
    if total:
        ledger.owe_scrub()
        ledger.after_commit()
    return total


def _expire_batch(ledger: Ledger, today: date) -> int:
    rows = ledger.store.query(
        "SELECT k.n, e.id FROM ledger_content_key k JOIN ledger_entry e ON e.n = k.n WHERE k.retain < %s LIMIT %s",
        [today.isoformat(), RETENTION_BATCH],
    )
    if rows:
        erase(ledger, ledger.intake(), [row[1] for row in rows])
    return len(rows)


def scrub(using: str) -> bool:
    """Makes the database let go of destroyed rows: what is deleted must not linger in free pages or the log.

    SQLite overwrites freed pages (`secure_delete`) and empties its write-ahead log here; PostgreSQL's dead rows are
    vacuumed and a checkpoint lets it reuse the log segments. Contents were ciphertext there all along.

    False when somebody was reading an older state meanwhile: it does not wait for that, and must be called again.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout")
            patience = cursor.fetchone()[0]
            cursor.execute("PRAGMA busy_timeout = 0")  # else the officer who erases would wait for the slowest reader
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return not cursor.fetchone()[0]
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
        else:
            cursor.execute("VACUUM ledger_content_key")
            cursor.execute("VACUUM ledger_sealed_content")
            cursor.execute("VACUUM ledger_entry")
    return True
