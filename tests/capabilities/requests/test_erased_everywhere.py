"""What was erased is in no table and no file of a node, whatever had been made of it: looked for as bytes."""

from __future__ import annotations

from pathlib import Path

from django.db import connections
from tests.capabilities.requests.machines import machine, well
from tests.capabilities.requests.ministries import Ministries, Ministry, trace_form
from tests.capabilities.requests.test_attachments import photo
from tests.capabilities.requests.test_leads import about, holder
from tests.capabilities.requests.test_machine import config
from tests.ledger.invariants import raw_bytes

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.attachments import attach
from tripoint.capabilities.requests.translations import actions as translating
from tripoint.capabilities.requests.translations import machine as drafting
from tripoint.ledger.blobs import BlobStore
from tripoint.screening import marks
from tripoint.search import index

KHMER = "សូមផ្ទៀងផ្ទាត់"
PIECE = 24  # bytes: a page of a database may hold a long value in several parts
MADE = {
    "ledger_sealed_content": "sealed", "ledger_content_key": "wrapped", "search_posting": "word",
    "screening_mark": "digest", "requests_machine_draft": "sealed",
}  # fmt: skip
"""What is kept of a content, or made of it: ciphertext, key, words, numbers, a machine's draft."""


def kept(ministry: Ministry) -> dict[str, set[bytes]]:
    """What stands in these tables, as SQLite writes it: the end of a blob, a number of eight bytes."""
    found = {}
    with connections[ministry.alias].cursor() as cursor:
        for table, column in MADE.items():
            cursor.execute(f'SELECT "{column}" FROM "{table}"')
            values = [row[0] for row in cursor.fetchall()]
            found[table] = {
                one.to_bytes(8, "big", signed=True) if isinstance(one, int) else bytes(one)[-PIECE:] for one in values
            }
    return found


def files(folder: Path) -> bytes:
    """All bytes under a folder."""
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def test_of_what_is_erased_neither_content_nor_what_was_made_of_it_is_in_any_file(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    file, _ = attach(vn.ledger, photo())
    kh.request(trace_form(addressee="VN", to_office="VN-C02", **about(holder())))  # the same passport: a lead
    ministries.settle(("VN", "KH"))
    for one in (vn, kh):
        index.catch_up(one.ledger)
        marks.catch_up(one.ledger)
    empty = {one.code: kept(one) for one in (vn, kh)}
    dossier = vn.request(trace_form(file=file.ref, attachment=file.content, **about(holder())))
    ministries.settle(("VN", "KH"))
    theirs, ours = vn.ledger.blobs, kh.ledger.blobs
    assert theirs is not None
    assert ours is not None
    BlobStore(ours).put(BlobStore(theirs).read(file.ref.digest))
    written = translating.Written("km", {"text": KHMER}, "officer", None, numbers_read=True)
    translating.hand_in(kh.ledger, kh.desk, dossier, dossier, written, None, shared=True)
    translating.hand_in(vn.ledger, vn.desk, dossier, dossier, written, None, shared=False)
    with machine(well(KHMER)) as server:
        drafting.ask(kh.ledger, config(server.url), kh.desk, dossier, dossier, "km")
        assert drafting.make_due(kh.ledger, config(server.url))
    ministries.settle(("VN", "KH"))
    for one in (vn, kh):
        index.catch_up(one.ledger)
        marks.catch_up(one.ledger)
    sealed = BlobStore(ours).read(file.ref.digest)[-PIECE:]
    made = {one.code: {t: kept(one)[t] - empty[one.code][t] for t in MADE} for one in (vn, kh)}
    assert set(MADE) == {table for table, found in made["KH"].items() if found}
    on_disk = connections[kh.alias].vendor == "sqlite"
    if on_disk:  # else what is looked for below would be found nowhere anyhow
        for one in (vn, kh):
            raw = raw_bytes(one)  # type: ignore[arg-type]  # it asks for an alias
            assert all(value in raw for found in made[one.code].values() for value in found)
    actions.recall(vn.ledger, vn.chief, dossier, dossier, "recall")
    ministries.settle(("VN", "KH"))
    for one, blobs in ((vn, theirs), (kh, ours)):
        left = kept(one)
        gone = {table: found - left[table] for table, found in made[one.code].items()}
        assert not [
            table for table in ("ledger_sealed_content", "ledger_content_key") if left[table] - empty[one.code][table]
        ]
        assert gone["search_posting"]
        assert not left["requests_machine_draft"]
        assert sealed not in files(blobs)
        if on_disk:
            raw = raw_bytes(one)  # type: ignore[arg-type]
            assert {table: sum(value in raw for value in found) for table, found in gone.items()} == dict.fromkeys(
                MADE, 0
            )
            assert KHMER.encode() not in raw
