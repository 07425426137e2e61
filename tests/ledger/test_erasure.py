"""Erasure of attached files: they go with the entry, once the erasure is on disk and not before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tripoint.ledger import erasure
from tripoint.ledger.blobs import BlobRef, BlobStore, seal_blob
from tripoint.ledger.common_entries import ErasedFacts
from tripoint.ledger.registry import TYPES, EntryType, Facts
from tripoint.ledger.seal import new_key

from .world import OFFICER, Party, World


class FileFacts(Facts):
    """Names attached files."""

    blobs: tuple[BlobRef, ...]


WITH_FILE = EntryType("matter.filed.v1", FileFacts, roles=OFFICER.roles)


@pytest.fixture
def holder(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Party:
    """VN with a blob folder."""
    party = world["VN"]
    party.blobs = tmp_path / "blobs"
    party.start()
    party.ledger.types.register(WITH_FILE)
    monkeypatch.setitem(TYPES.types, WITH_FILE.name, WITH_FILE)
    return party


def file(party: Party, dossier: str, data: bytes) -> tuple[str, Path]:
    """An entry that names a file; returns the entry and where the file's ciphertext lies."""
    assert party.blobs is not None
    ref = BlobStore(party.blobs).put(seal_blob(data, new_key()))
    entry = party.say("matter.filed.v1", FileFacts(blobs=(ref,)), dossier=dossier).entry.id
    party.ledger.writer.run(
        lambda: party.ledger.store.run("UPDATE ledger_blob SET complete = %s WHERE digest = %s", [True, ref.digest])
    )
    return entry, party.blobs / ref.digest[:2] / ref.digest


def test_a_file_goes_with_the_entry_that_named_it(holder: Party) -> None:
    dossier = holder.open("KH").entry.dossier
    entry, place = file(holder, dossier, b"a photograph")
    assert place.exists()
    holder.say("entry.erased.v1", ErasedFacts(reason="recall"), dossier=dossier, re=(entry,))
    assert not place.exists()


def test_a_file_that_another_entry_names_stays(holder: Party) -> None:
    dossier = holder.open("KH").entry.dossier
    entry, place = file(holder, dossier, b"a photograph")
    digest = place.name
    size = holder.query("SELECT size FROM ledger_blob WHERE digest = %s", [digest])[0][0]
    holder.say("matter.filed.v1", FileFacts(blobs=(BlobRef(digest=digest, size=size),)), dossier=dossier)
    holder.say("entry.erased.v1", ErasedFacts(reason="recall"), dossier=dossier, re=(entry,))
    assert place.exists()


def test_an_erasure_that_fails_has_lost_no_file(holder: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = holder.open("KH").entry.dossier
    entry, place = file(holder, dossier, b"a photograph")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tripoint.ledger.intake.Intake.finish", fails)
    with pytest.raises(OSError, match="No space"):
        holder.say("entry.erased.v1", ErasedFacts(reason="recall"), dossier=dossier, re=(entry,))
    assert place.exists()
    assert holder.query("SELECT erased FROM ledger_blob WHERE digest = %s", [place.name])[0][0] in (False, 0)


def test_a_file_left_by_a_process_that_ended_is_swept(holder: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = holder.open("KH").entry.dossier
    entry, place = file(holder, dossier, b"a photograph")
    monkeypatch.setattr(erasure, "_delete_unnamed", lambda *_: None)  # killed between the commit and the deletion
    holder.say("entry.erased.v1", ErasedFacts(reason="recall"), dossier=dossier, re=(entry,))
    monkeypatch.undo()
    assert place.exists()
    erasure.sweep(holder.ledger)
    assert not place.exists()
