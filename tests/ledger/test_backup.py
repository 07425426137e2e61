"""Backups: the log and the keys apart, a restore into an empty database, and what no old backup can bring back."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from pathlib import Path

import pytest

from tripoint.ledger import backup
from tripoint.ledger.backup import BackupError, read_backup, write_backup
from tripoint.ledger.common_entries import ErasedFacts

from .databases import Databases
from .world import START, World

SECRET = "Nguyễn Văn Bí Mật"


@pytest.fixture(autouse=True)
def _ledger_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' databases hold the ledger's tables alone."""
    everything = backup.kept_models

    def of_the_ledger(projections: object) -> object:
        return [model for model in everything([]) if model._meta.app_label == "ledger"]

    monkeypatch.setattr(backup, "kept_models", of_the_ledger)


def save(world: World, folder: Path) -> tuple[Path, Path]:
    """VN's backup."""
    keyring = folder / "node.keys"
    keyring.write_bytes(b"sealed keyring")
    return write_backup(
        using=world["VN"].alias, projections=[], folder=folder / "backups", blobs=folder / "blobs", keyring=[keyring],
        now=world.clock(),
    )  # fmt: skip


def load(world: World, databases: Databases, log: Path, keys: Path, folder: Path) -> dict[str, int]:
    """Reads it into an empty database that takes the place of VN's."""
    databases.close(world["VN"].alias)
    databases.open(world["VN"].alias, databases.copy(world["VN"].alias + "_restored"))
    counts = read_backup(
        using=world["VN"].alias, projections=[], log=log, keys=keys, blobs=folder / "blobs-restored",
        keyring_folder=folder / "keys-restored", now=world.clock(),
    )  # fmt: skip
    world["VN"].start()
    return counts


def test_it_brings_back_every_entry_with_its_content(world: World, databases: Databases, tmp_path: Path) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    note = world["VN"].note(dossier, SECRET)
    world.settle()
    before = world["VN"].query("SELECT id, jws, facts, verdict FROM ledger_entry ORDER BY n")
    blob = tmp_path / "blobs" / "ab" / ("ab" + "c" * 41)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"ciphertext")
    log, keys = save(world, tmp_path)
    load(world, databases, log, keys, tmp_path)
    assert world["VN"].query("SELECT id, jws, facts, verdict FROM ledger_entry ORDER BY n") == before
    content = world["VN"].ledger.content(note.entry.id)
    assert content is not None
    assert getattr(content, "text", "") == SECRET
    assert (tmp_path / "blobs-restored" / "ab" / blob.name).read_bytes() == b"ciphertext"
    assert (tmp_path / "keys-restored" / "node.keys").read_bytes() == b"sealed keyring"
    more = world["VN"].note(dossier, "and life goes on")
    assert more.entry.seq == 3


def test_the_log_alone_gives_no_content(world: World, tmp_path: Path) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    world["VN"].note(dossier, SECRET)
    log, keys = save(world, tmp_path)
    with zipfile.ZipFile(log) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert "tables/ledger_content_key.jsonl" not in names
    assert SECRET.encode() not in everything
    with zipfile.ZipFile(keys) as archive:
        assert sorted(archive.namelist()) == ["about.json", "keyring/node.keys", "tables/ledger_content_key.jsonl"]


def test_a_key_file_past_35_days_is_refused_and_removed(world: World, databases: Databases, tmp_path: Path) -> None:
    dossier = world["VN"].open("KH").entry.dossier
    note = world["VN"].note(dossier, SECRET)
    old = save(world, tmp_path)
    world["VN"].say("entry.erased.v1", ErasedFacts(reason="court-order"), dossier=dossier, re=(note.entry.id,))
    world.clock.go(days=36)
    new = save(world, tmp_path)
    assert not old[1].exists()
    assert new[1].exists()
    with pytest.raises(BackupError, match="made together"):
        load(world, databases, old[0], new[1], tmp_path)
    load(world, databases, *new, tmp_path)
    assert world["VN"].ledger.content(note.entry.id) is None


def test_an_old_key_file_kept_elsewhere_is_refused_too(world: World, databases: Databases, tmp_path: Path) -> None:
    world["VN"].open("KH")
    log, keys = save(world, tmp_path)
    world.clock.go(days=36)
    with pytest.raises(BackupError, match="35 days"):
        load(world, databases, log, keys, tmp_path)


def test_it_is_not_read_over_a_ledger_that_is_there(world: World, tmp_path: Path) -> None:
    world["VN"].open("KH")
    log, keys = save(world, tmp_path)
    with pytest.raises(BackupError, match="already holds a ledger"):
        read_backup(
            using=world["VN"].alias, projections=[], log=log, keys=keys, blobs=tmp_path / "b",
            keyring_folder=tmp_path / "k", now=world.clock(),
        )  # fmt: skip


def test_a_file_that_is_no_backup_is_refused_in_words(world: World, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(BackupError, match="not a whole backup"):
        read_backup(
            using=world["VN"].alias, projections=[], log=wrong, keys=wrong, blobs=tmp_path, keyring_folder=tmp_path,
            now=world.clock(),
        )  # fmt: skip


def test_names_in_the_archive_cannot_leave_the_folder(world: World, databases: Databases, tmp_path: Path) -> None:
    world["VN"].open("KH")
    log, keys = save(world, tmp_path)
    with zipfile.ZipFile(keys, "a") as archive:
        archive.writestr("keyring/../../escaped.key", b"x")
        archive.writestr("keyring/sub/..\\escaped.key", b"x")
    load(world, databases, log, keys, tmp_path)
    assert not list(tmp_path.rglob("escaped.key"))


def test_backups_of_the_same_time_belong_together(world: World, tmp_path: Path) -> None:
    world["VN"].open("KH")
    log, keys = save(world, tmp_path)
    for path, kind in ((log, "log"), (keys, "keys")):
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read("about.json"))
        digest = {"log": hashlib.sha256(log.read_bytes()).hexdigest()} if kind == "keys" else {}
        assert about == {"tripoint": 1, "kind": kind, "made": START.isoformat(), **digest}


def test_a_log_that_was_changed_where_it_was_kept_is_refused(
    world: World, databases: Databases, tmp_path: Path
) -> None:
    """Or whoever keeps the log would add an administrator's account to it and wait for the restore."""
    world["VN"].open("KH")
    log, keys = save(world, tmp_path)
    with zipfile.ZipFile(log, "a") as archive:
        archive.writestr("tables/directory_officer.jsonl", b"[]\n")
    with pytest.raises(BackupError, match="changed"):
        load(world, databases, log, keys, tmp_path)


def test_both_files_are_for_the_owner_alone(world: World, tmp_path: Path) -> None:
    world["VN"].open("KH")
    before = os.umask(0)
    try:
        for path in save(world, tmp_path):
            assert path.stat().st_mode & 0o077 == 0
    finally:
        os.umask(before)
