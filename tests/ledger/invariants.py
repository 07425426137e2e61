"""The promises of the ledger as questions to real databases (design, "Invariants")."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connections
from tests.ledger.world import FOLD_TABLES, Party, World

from tripoint.ledger.admission import UNPROVEN, Verdict
from tripoint.ledger.encoding import b64u
from tripoint.ledger.entry import Item, parse_entry
from tripoint.ledger.models import ContentState
from tripoint.ledger.rebuild import rebuild
from tripoint.ledger.receipt import chain_next, chain_start


def nothing_lost_doubled_or_altered(party: Party, said: Iterable[Item]) -> None:
    """Every entry of `said` stands once, byte for byte as it was signed."""
    held = party.query("SELECT id, jws, facts FROM ledger_entry")
    by_id = {row[0]: row for row in held}
    assert len(by_id) == len(held), "an id stands twice"
    for row in held:
        assert parse_entry(row[1]).id == row[0]
    for item in said:
        assert item.entry.id in by_id, f"{party.code} lost {item.entry.type} {item.entry.id[:8]}"
        assert by_id[item.entry.id][1:] == (item.entry.token.text, item.facts_text)
    forked = {(row[0], row[1]) for row in party.query("SELECT dossier, party FROM ledger_fork")}
    for dossier, author, seq in party.query(
        "SELECT dossier, party, seq FROM ledger_entry WHERE code NOT IN ('key-revoked', 'unproven') "
        "GROUP BY dossier, party, seq HAVING COUNT(*) > 1"
    ):
        assert (dossier, author) in forked, f"two entries {seq} of {author} without a fork"


def only_own_dossiers(party: Party) -> None:
    """Nothing is held of a dossier in which the party takes no part."""
    for jws, dossier in party.query("SELECT jws, dossier FROM ledger_entry"):
        opening = party.query("SELECT facts FROM ledger_entry WHERE id = %s", [dossier])
        assert opening, f"an entry of {dossier[:8]} without its opening: {jws[:8]}"
        assert f'"{party.code}"' in opening[0][0]


def feeds_are_whole(party: Party) -> None:
    """Positions run without gap and lead to the chain value that is recorded."""
    feeds = party.query("SELECT peer, outgoing, epoch, position, chain, receipted, receipted_chain FROM ledger_feed")
    for peer, outgoing, epoch, position, chain, receipted, receipted_chain in feeds:
        rows = party.query(
            "SELECT i.position, e.id FROM ledger_feed_item i JOIN ledger_entry e ON e.n = i.n WHERE i.peer = %s "
            "AND i.outgoing = %s AND i.epoch = %s ORDER BY i.position",
            [peer, bool(outgoing), epoch],
        )
        assert [row[0] for row in rows] == list(range(1, position + 1)), f"{party.code} {peer} has gaps"
        assert len({row[1] for row in rows}) == len(rows), "an entry has two positions"
        value = chain_start(party.code, peer, epoch) if outgoing else chain_start(peer, party.code, epoch)
        values = [value]
        for _, entry_id in rows:
            values.append(chain_next(values[-1], entry_id))
        assert b64u(values[position]) == chain
        assert not outgoing or b64u(values[receipted]) == receipted_chain


def heads_fit(party: Party) -> None:
    """The numbers to go on from are those of the last entries, where nobody has forked."""
    forked = {(row[0], row[1]) for row in party.query("SELECT dossier, party FROM ledger_fork")}
    last = party.query(
        "SELECT dossier, party, MAX(seq) FROM ledger_entry WHERE code NOT IN ('key-revoked', 'unproven') "
        "GROUP BY dossier, party"
    )
    heads = party.query("SELECT dossier, party, seq FROM ledger_head")
    assert {tuple(row) for row in last if (row[0], row[1]) not in forked} == {
        tuple(row) for row in heads if (row[0], row[1]) not in forked
    }


def projected(party: Party) -> list[Any]:
    """Everything that the tests' projector wrote."""
    return [sorted(map(tuple, party.query(f"SELECT * FROM {table}"))) for table in FOLD_TABLES]


def rebuild_equals_live(party: Party) -> None:
    """What is folded anew is what had been folded entry by entry."""
    live = projected(party)
    rebuild(party.ledger)
    assert projected(party) == live


def only_applied_is_projected(party: Party) -> None:
    """Nothing void or held counts."""
    counted = {part.rpartition(":")[2] for _, digest in party.query("SELECT party, digest FROM test_fold")
               for part in digest.split("|") if part}  # fmt: skip
    applied = party.query("SELECT id, verdict FROM ledger_entry")
    good = {row[0][:8] for row in applied if row[1] in (Verdict.APPLIED, Verdict.DECLINED)}
    assert counted == good


def equal_where_the_same_is_held(parties: Iterable[Party]) -> int:
    """Holders of the same entries of an unforked dossier agree on verdicts and projections; returns how many compared."""
    compared = 0
    parties = list(parties)
    for place, one in enumerate(parties):
        for other in parties[place + 1 :]:
            dossiers = {row[0] for row in one.query("SELECT DISTINCT dossier FROM ledger_entry")}
            for dossier in sorted(dossiers):
                mine, theirs = _dossier(one, dossier), _dossier(other, dossier)
                if not theirs or {row[0] for row in mine} != {row[0] for row in theirs}:
                    continue
                if any(row[2] in UNPROVEN for row in (*mine, *theirs)):
                    continue  # what nobody had received before its key was revoked stands nowhere but at its author
                if any(
                    party.query("SELECT 1 FROM ledger_fork WHERE dossier = %s", [dossier]) for party in (one, other)
                ):
                    continue
                odd = [(row[1:4], their[1:4]) for row, their in zip(mine, theirs, strict=True) if row != their]
                assert not odd, f"{one.code} and {other.code} judge differently: {odd}"
                assert one.projection(dossier) == other.projection(dossier)
                compared += 1
    return compared


def _dossier(party: Party, dossier: str) -> list[Any]:
    rows = party.query(
        "SELECT id, verdict, code, type, jws FROM ledger_entry WHERE dossier = %s ORDER BY id", [dossier]
    )
    # Declined is applied: a party's own policy says so openly and changes nothing for the others.
    return [tuple(row) if row[1] != Verdict.DECLINED else (row[0], int(Verdict.APPLIED), "", *row[3:]) for row in rows]


def raw_bytes(party: Party) -> bytes:
    """All bytes of the database: the files and the log on SQLite, the rows of all tables on PostgreSQL."""
    connection = connections[party.alias]
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return b"".join(Path(name + end).read_bytes() for end in ("", "-wal") if Path(name + end).exists())
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [bytes(one) if isinstance(one, memoryview | bytes) else str(one).encode() for one in row]
    return b"\n".join(found)


def secrets(party: Party, entry_id: str) -> list[bytes]:
    """What must not be found after an erasure: ciphertext and wrapped key, as they lie on disk."""
    rows = party.query(
        "SELECT c.sealed, k.wrapped FROM ledger_entry e JOIN ledger_sealed_content c ON c.n = e.n "
        "JOIN ledger_content_key k ON k.n = e.n WHERE e.id = %s AND e.content_state = %s",
        [entry_id, int(ContentState.PRESENT)],
    )
    # Parts, as a page may hold a long value in several pieces.
    return [bytes(part)[-24:] for row in rows for part in row]


def check(world: World, said: dict[str, list[Item]]) -> int:
    """All of it, of all parties; returns how many dossiers were compared."""
    for party in world.parties.values():
        nothing_lost_doubled_or_altered(party, said.get(party.code, ()))
        only_own_dossiers(party)
        feeds_are_whole(party)
        heads_fit(party)
        only_applied_is_projected(party)
        rebuild_equals_live(party)
    return equal_where_the_same_is_held(world.parties.values())


__all__ = ["check", "raw_bytes", "secrets"]
