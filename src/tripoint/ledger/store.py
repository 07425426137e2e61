"""What the ledger reads and writes in SQL, the same statements on SQLite and PostgreSQL.

Plain SQL and not the ORM: these statements run two thousand times a second. Everything here runs inside the caller's
transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC as _UTC
from datetime import datetime
from typing import Any

from django.db import connections

from .admission import UNPROVEN, Verdict
from .entry import Entry, Item, parse_entry, reopen_item
from .keys import NodeKeys
from .models import ContentState
from .registry import Known

_CHUNK = 400  # ids in one IN list


@dataclass(frozen=True, slots=True)
class Row:
    """An entry to be stored."""

    n: int
    item: Item
    sealed: bytes | None
    wrapped: bytes | None
    verdict: Verdict
    code: str
    applied: int | None
    rules: str
    received_at: datetime
    content_state: ContentState


class Store:
    """The ledger's tables in the database `using`."""

    def __init__(self, using: str) -> None:
        self.using = using

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Any]:
        """All rows of a SELECT."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def run(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Runs one statement; returns the number of rows touched."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Runs one statement for each of `rows`."""
        if rows:
            with connections[self.using].cursor() as cursor:
                cursor.executemany(sql, rows)

    def add_rows(self, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        """Adds rows to `table`; `columns` are joined by commas. PostgreSQL takes them as one stream (COPY)."""
        if not rows:
            return
        connection = connections[self.using]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Django does not wrap the errors of what it passes on to psycopg.
                with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as stream:
                    for row in rows:
                        stream.write_row(row)
            else:
                marks = ",".join(["%s"] * (columns.count(",") + 1))
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)

    def time(self, value: datetime) -> Any:
        """A time as this database takes it."""
        return connections[self.using].ops.adapt_datetimefield_value(value)

    def read_time(self, value: Any) -> datetime:
        """A time as it comes back from a raw SELECT."""
        parsed = value if isinstance(value, datetime) else datetime.fromisoformat(value)  # SQLite gives naive UTC times
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=_UTC)

    # --- entries -------------------------------------------------------------------------------------------------

    def next_n(self) -> int:
        """The number for the next entry; only valid while this transaction holds the writer's lock."""
        rows = self.query("SELECT value FROM ledger_state WHERE name = 'next_n'")
        return int(rows[0][0]) if rows else 1

    def set_next_n(self, value: int) -> None:
        """Numbers are never used twice, even when the last entry is gone."""
        if not self.run("UPDATE ledger_state SET value = %s WHERE name = 'next_n'", [str(value)]):
            self.run("INSERT INTO ledger_state (name, value) VALUES ('next_n', %s)", [str(value)])

    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """The entries held here among `ids`."""
        found: dict[str, Known] = {}
        wanted = list(ids)
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join(["%s"] * len(part))
            for row in self.query(
                f"SELECT id, dossier, party, seq, type, time, verdict, code, facts FROM ledger_entry "
                f"WHERE id IN ({marks})",
                part,
            ):
                found[row[0]] = self._known(row)
        return found

    def _known(self, row: Any) -> Known:
        return Known(row[0], row[1], row[2], row[3], row[4], self.read_time(row[5]), row[6], row[7], row[8])

    def earlier(self, dossier: str, party: str, before: int) -> list[Known]:
        """An author's applied entries in a dossier below a number, by number."""
        rows = self.query(
            "SELECT id, dossier, party, seq, type, time, verdict, code, facts FROM ledger_entry "
            "WHERE dossier = %s AND party = %s AND seq < %s AND verdict IN (0, 3) ORDER BY seq",
            [dossier, party, before],
        )
        return [self._known(row) for row in rows]

    def numbers(self, ids: Sequence[str]) -> dict[str, int]:
        """id → n of entries held here."""
        found: dict[str, int] = {}
        for start in range(0, len(ids), _CHUNK):
            part = list(ids[start : start + _CHUNK])
            marks = ",".join(["%s"] * len(part))
            found.update(dict(self.query(f"SELECT id, n FROM ledger_entry WHERE id IN ({marks})", part)))
        return found

    def at_place(self, dossier: str, party: str, seq: int) -> list[str]:
        """Ids of the entries with one number that are shown to be the author's: two of them are a fork."""
        rows = self.query(
            "SELECT id, code FROM ledger_entry WHERE dossier = %s AND party = %s AND seq = %s ORDER BY n",
            [dossier, party, seq],
        )
        return [row[0] for row in rows if row[1] not in UNPROVEN]

    def forks(self, dossiers: Iterable[str]) -> set[tuple[str, str]]:
        """(dossier, party) of every fork known in `dossiers`."""
        found: set[tuple[str, str]] = set()
        wanted = sorted(set(dossiers))
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join(["%s"] * len(part))
            rows = self.query(f"SELECT dossier, party FROM ledger_fork WHERE dossier IN ({marks})", part)
            found.update((row[0], row[1]) for row in rows)
        return found

    def heads(self, places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, str]]:
        """(dossier, party) → (highest number, its entry)."""
        found: dict[tuple[str, str], tuple[int, str]] = {}
        dossiers = sorted({dossier for dossier, _ in places})
        for start in range(0, len(dossiers), _CHUNK):
            part = dossiers[start : start + _CHUNK]
            marks = ",".join(["%s"] * len(part))
            for row in self.query(
                f"SELECT dossier, party, seq, entry FROM ledger_head WHERE dossier IN ({marks})",
                part,
            ):
                found[row[0], row[1]] = (row[2], row[3])
        return found

    def insert(self, rows: Sequence[Row]) -> None:
        """Stores entries with their sealed contents and wrapped keys, and moves the heads."""
        self.add_rows(
            "ledger_entry",
            "n, id, dossier, party, seq, type, time, jws, facts, kid, verdict, code, applied, rules, received_at, "
            "content_state",
            [self._entry_row(row) for row in rows],
        )
        self.add_rows(
            "ledger_sealed_content",
            "n, sealed",
            [(row.n, row.sealed) for row in rows if row.sealed is not None],
        )
        self.add_rows(
            "ledger_content_key",
            "n, wrapped, retain",
            [(row.n, row.wrapped, row.item.entry.retain.isoformat()) for row in rows if row.wrapped is not None],
        )
        self.move_heads([row.item.entry for row in rows if row.code != "fork" and row.code not in UNPROVEN])

    def move_heads(self, entries: Sequence[Entry]) -> None:
        """Moves their authors' last numbers on to those of `entries`, where these are higher."""
        heads: dict[tuple[str, str], tuple[int, str]] = {}
        for entry in entries:
            if entry.seq > heads.get((entry.dossier, entry.party), (0, ""))[0]:
                heads[entry.dossier, entry.party] = (entry.seq, entry.id)
        moved = [(dossier, party, seq, entry) for (dossier, party), (seq, entry) in heads.items()]
        for start in range(0, len(moved), _CHUNK):
            part = moved[start : start + _CHUNK]
            marks = ",".join(["(%s, %s, %s, %s)"] * len(part))
            self.run(
                f"INSERT INTO ledger_head (dossier, party, seq, entry) VALUES {marks} "
                "ON CONFLICT (dossier, party) DO UPDATE SET seq = excluded.seq, entry = excluded.entry "
                "WHERE excluded.seq > ledger_head.seq",
                [value for row in part for value in row],
            )

    def _entry_row(self, row: Row) -> tuple[Any, ...]:
        entry = row.item.entry
        return (
            row.n,
            entry.id,
            entry.dossier,
            entry.party,
            entry.seq,
            entry.type,
            self.time(entry.time),
            entry.token.text,
            row.item.facts_text,
            entry.token.kid,
            int(row.verdict),
            row.code,
            row.applied,
            row.rules,
            self.time(row.received_at),
            int(row.content_state),
        )

    def set_verdict(self, entry_id: str, verdict: Verdict, code: str, applied: int | None) -> None:
        """Records a later judgement of a held entry."""
        self.run(
            "UPDATE ledger_entry SET verdict = %s, code = %s, applied = %s WHERE id = %s",
            [int(verdict), code, applied, entry_id],
        )

    def set_token(self, entry_id: str, text: str) -> None:
        """Puts the entry as it is proven in the place of one with another signature."""
        self.run("UPDATE ledger_entry SET jws = %s WHERE id = %s AND jws <> %s", [text, entry_id, text])

    def add_dossier(
        self, dossier: str, opener: str, kind: str, participants: Sequence[str], n: int, exercise: bool
    ) -> None:
        """Records a dossier and its participants when its opening is applied."""
        self.run(
            "INSERT INTO ledger_dossier (id, kind, opener, participants, opened_n, exercise) "
            "VALUES (%s,%s,%s,%s,%s,%s)",
            [dossier, kind, opener, ",".join(participants), n, exercise],
        )
        self.run_many(
            "INSERT INTO ledger_participant (dossier, party) VALUES (%s, %s)",
            [(dossier, party) for party in participants],
        )

    def add_blobs(self, n: int, dossier: str, party: str, blobs: Sequence[tuple[str, int]]) -> None:
        """Records the files that an entry names: (digest of the ciphertext, its size in bytes)."""
        self.run_many(
            "INSERT INTO ledger_blob (digest, n, dossier, party, size, complete, erased) "
            "VALUES (%s,%s,%s,%s,%s,%s,%s) ON CONFLICT DO NOTHING",
            [(digest, n, dossier, party, size, False, False) for digest, size in blobs],
        )

    def complete_blob(self, digest: str) -> None:
        """Records that the whole ciphertext is held."""
        self.run(
            "UPDATE ledger_blob SET complete = %s WHERE digest = %s AND erased = %s AND complete = %s",
            [True, digest, False, False],
        )

    def add_fork(self, dossier: str, party: str, seq: int, first: str, second: str, now: datetime) -> None:
        """Keeps the proof of a fork."""
        self.run(
            "INSERT INTO ledger_fork (dossier, party, seq, first, second, noticed_at) VALUES (%s,%s,%s,%s,%s,%s) "
            "ON CONFLICT DO NOTHING",
            [dossier, party, seq, first, second, self.time(now)],
        )

    def set_content_state(self, n: int, state: ContentState) -> None:
        """Records what is held of a content."""
        self.run("UPDATE ledger_entry SET content_state = %s WHERE n = %s", [int(state), n])

    def participants(self, dossier: str) -> tuple[str, ...]:
        """The parties of a dossier held here; empty when it is not."""
        rows = self.query("SELECT participants FROM ledger_dossier WHERE id = %s", [dossier])
        return tuple(rows[0][0].split(",")) if rows else ()

    def participants_of(self, dossiers: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """dossier → its parties, for those held here."""
        found: dict[str, tuple[str, ...]] = {}
        wanted = list(dossiers)
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            marks = ",".join(["%s"] * len(part))
            for dossier, members in self.query(
                f"SELECT id, participants FROM ledger_dossier WHERE id IN ({marks})", part
            ):
                found[dossier] = tuple(members.split(","))
        return found

    # --- contents ------------------------------------------------------------------------------------------------

    def items(self, where: str, params: Sequence[Any], keys: NodeKeys) -> list[tuple[int, Item]]:
        """Entries with their contents opened: `where` restricts `e` (ledger_entry)."""
        rows = self.query(
            "SELECT e.n, e.jws, e.facts, c.sealed, k.wrapped FROM ledger_entry e "
            "LEFT JOIN ledger_sealed_content c ON c.n = e.n LEFT JOIN ledger_content_key k ON k.n = e.n "
            f"WHERE {where} ORDER BY e.n",
            params,
        )
        found = []
        for n, text, facts, sealed, wrapped in rows:
            entry = parse_entry(text)
            key = keys.unwrap(bytes(wrapped), entry.id) if wrapped is not None else None
            found.append((n, reopen_item(entry, facts, bytes(sealed) if sealed is not None else None, key)))
        return found

    def items_of(self, ids: Sequence[str], keys: NodeKeys) -> list[Item]:
        """The entries held here among `ids`, with their contents opened."""
        found: list[Item] = []
        for start in range(0, len(ids), _CHUNK):
            part = list(ids[start : start + _CHUNK])
            marks = ",".join(["%s"] * len(part))
            found += [item for _, item in self.items(f"e.id IN ({marks})", part, keys)]
        return found

    def withheld(self, entry_id: str) -> int | None:
        """The number of an entry whose describing part was not carried when it came, else None."""
        rows = self.query(
            "SELECT n FROM ledger_entry WHERE id = %s AND content_state = %s", [entry_id, int(ContentState.WITHHELD)]
        )
        return int(rows[0][0]) if rows else None

    def add_content(self, n: int, sealed: bytes, wrapped: bytes, retain: str) -> None:
        """Stores a describing part that came later than its entry."""
        self.run("INSERT INTO ledger_sealed_content (n, sealed) VALUES (%s, %s)", [n, sealed])
        self.run("INSERT INTO ledger_content_key (n, wrapped, retain) VALUES (%s, %s, %s)", [n, wrapped, retain])
        self.set_content_state(n, ContentState.PRESENT)

    def destroy(self, numbers: Sequence[int]) -> None:
        """Ends the contents of entries: their keys and their ciphertexts go."""
        for start in range(0, len(numbers), _CHUNK):
            part = list(numbers[start : start + _CHUNK])
            marks = ",".join(["%s"] * len(part))
            self.run(f"DELETE FROM ledger_content_key WHERE n IN ({marks})", part)
            self.run(f"DELETE FROM ledger_sealed_content WHERE n IN ({marks})", part)
            self.run(
                f"UPDATE ledger_entry SET content_state = %s WHERE n IN ({marks}) AND content_state <> 0",
                [int(ContentState.ERASED), *part],
            )

    # --- what waits ----------------------------------------------------------------------------------------------

    def await_ids(self, waiting: str, missing: Sequence[str]) -> None:
        """A held entry waits for ids."""
        self.run_many(
            "INSERT INTO ledger_awaited (missing, waiting) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(one, waiting) for one in missing],
        )

    def release(self, ids: Sequence[str]) -> list[str]:
        """Held entries that waited for any of `ids`, which have now come or been judged; no longer awaited."""
        found: list[str] = []
        for start in range(0, len(ids), _CHUNK):
            part = list(ids[start : start + _CHUNK])
            marks = ",".join(["%s"] * len(part))
            found += [
                row[0]
                for row in self.query(
                    f"SELECT DISTINCT waiting FROM ledger_awaited WHERE missing IN ({marks})",
                    part,
                )
            ]
            if found:
                self.run(f"DELETE FROM ledger_awaited WHERE missing IN ({marks})", part)
        return found

    def state(self, name: str) -> str:
        """A fact about this ledger, or an empty text."""
        rows = self.query("SELECT value FROM ledger_state WHERE name = %s", [name])
        return str(rows[0][0]) if rows else ""

    def set_state(self, name: str, value: str) -> None:
        """Records a fact about this ledger."""
        self.run(
            "INSERT INTO ledger_state (name, value) VALUES (%s, %s) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, value],
        )
