"""What goes on a stick arrives once, whole, at the party it is for, and receipts come back the same way."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ledger.world import World

from tripoint.carriers import files, parcel
from tripoint.carriers.parcel import ParcelRefused, Part, write_parcel


def test_entries_go_out_and_receipts_come_back_as_files(world: World, tmp_path: Path) -> None:
    dossier = world["KH"].open("VN").entry.id
    world["KH"].note(dossier, "by hand")
    written = files.export(world["KH"].ledger, "VN", tmp_path / "out")
    assert (written.bundles, written.entries) == (1, 2)
    taken = files.take(world["VN"].ledger, tmp_path / "out")
    assert (taken.new_entries, taken.refused) == (2, [])
    files.export(world["VN"].ledger, "KH", tmp_path / "back")
    files.take(world["KH"].ledger, tmp_path / "back")
    again = files.export(world["KH"].ledger, "VN", tmp_path / "again")
    assert again.entries == 0


def test_more_than_one_bundle_fits_into_a_file(world: World, tmp_path: Path) -> None:
    dossier = world["KH"].open("VN").entry.id
    for number in range(1, 500):
        world["KH"].count(dossier, number)
    written = files.export(world["KH"].ledger, "VN", tmp_path / "out")
    assert written.entries == 500
    assert written.bundles > 1
    assert files.take(world["VN"].ledger, tmp_path / "out").new_entries == 500


def test_taking_a_file_twice_or_an_old_one_changes_nothing(world: World, tmp_path: Path) -> None:
    dossier = world["KH"].open("VN").entry.id
    files.export(world["KH"].ledger, "VN", tmp_path / "first")
    world["KH"].note(dossier)
    files.export(world["KH"].ledger, "VN", tmp_path / "second")
    assert files.take(world["VN"].ledger, tmp_path / "second").new_entries == 2
    for name in ("first", "second"):
        taken = files.take(world["VN"].ledger, tmp_path / name)
        assert (taken.new_entries, taken.refused) == (0, [])


def test_a_file_that_was_lost_is_only_a_gap_until_it_is_written_again(world: World, tmp_path: Path) -> None:
    world["KH"].open("VN")
    files.export(world["KH"].ledger, "VN", tmp_path / "lost")
    assert files.export(world["KH"].ledger, "VN", tmp_path / "again").entries == 1
    assert files.take(world["VN"].ledger, tmp_path / "again").new_entries == 1


def test_both_sides_count_from_the_moment_of_the_import(world: World, tmp_path: Path) -> None:
    opened = world["KH"].open("VN")
    counted = world["KH"].count(opened.entry.id, 1)
    files.export(world["KH"].ledger, "VN", tmp_path / "out")
    world.clock.go(hours=30)
    imported_at = world.clock()
    files.take(world["VN"].ledger, tmp_path / "out")
    world.clock.go(hours=30)
    files.export(world["VN"].ledger, "KH", tmp_path / "back")
    files.take(world["KH"].ledger, tmp_path / "back")
    for code in ("KH", "VN"):
        rows = world[code].query("SELECT at FROM test_delivered WHERE entry = %s", [counted.entry.id])
        assert rows == [(imported_at.isoformat(),)]


def test_a_file_for_somebody_else_is_not_opened(world: World, tmp_path: Path) -> None:
    world["KH"].open("VN")
    files.export(world["KH"].ledger, "VN", tmp_path / "out")
    with pytest.raises(ParcelRefused, match="is for VN"):
        files.take(world["LA"].ledger, tmp_path / "out")


def test_a_file_from_nobody_known_is_not_read(world: World, tmp_path: Path) -> None:
    write_parcel(tmp_path / "out", "ZZ", "VN", [Part("bundle", b"x")])
    with pytest.raises(ParcelRefused, match="no peer"):
        files.take(world["VN"].ledger, tmp_path / "out")


@pytest.mark.parametrize("cut", [1, 33, 200])
def test_a_cut_file_is_refused_whole(world: World, tmp_path: Path, cut: int) -> None:
    world["KH"].open("VN")
    files.export(world["KH"].ledger, "VN", tmp_path / "out")
    data = (tmp_path / "out").read_bytes()
    (tmp_path / "out").write_bytes(data[:-cut])
    with pytest.raises(ParcelRefused, match="cut off or was changed"):
        files.take(world["VN"].ledger, tmp_path / "out")
    assert world["VN"].query("SELECT COUNT(*) FROM ledger_entry") == [(0,)]


def test_one_changed_byte_anywhere_is_noticed(world: World, tmp_path: Path) -> None:
    world["KH"].open("VN")
    files.export(world["KH"].ledger, "VN", tmp_path / "out")
    data = bytearray((tmp_path / "out").read_bytes())
    for place in range(8, len(data), 97):
        changed = data.copy()
        changed[place] ^= 1
        (tmp_path / "out").write_bytes(changed)
        with pytest.raises(ParcelRefused):
            files.take(world["VN"].ledger, tmp_path / "out")


def test_bad_parts_are_refused_and_recorded_and_good_ones_still_taken(world: World, tmp_path: Path) -> None:
    world["KH"].open("VN")
    bundle = world["KH"].ledger.next_bundle("VN")
    assert bundle is not None
    parts = [
        Part("bundle", b"TPB1junk"),
        Part("receipt", b"\xff"),
        Part("bundle", bundle.data),
        Part("blob", b"nobody's"),
    ]
    write_parcel(tmp_path / "out", "KH", "VN", parts)
    taken = files.take(world["VN"].ledger, tmp_path / "out")
    assert taken.new_entries == 1
    assert [(what, refusal.code) for what, refusal in taken.refused] == [
        ("bundle", "malformed"),
        ("receipt", "malformed"),
    ]
    assert world["VN"].query("SELECT SUM(count) FROM ledger_refusal") == [(2,)]


def test_lengths_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    import hashlib

    body = parcel.MAGIC + b"KHVN" + b"B" + (2**32 - 1).to_bytes(4, "big") + b"x" + b"E"
    (tmp_path / "out").write_bytes(body + hashlib.sha256(body).digest())
    parcel.check_parcel(tmp_path / "out")
    with pytest.raises(ParcelRefused, match="not in the form"):
        list(parcel.parts_of(tmp_path / "out"))


@pytest.mark.parametrize("data", [b"", b"TPF1", b"TPF1KHVN", bytes(range(100)), b"TPF1khvn" + bytes(40)])
def test_other_files_are_refused_in_plain_words(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "out").write_bytes(data)
    with pytest.raises(ParcelRefused, match=r"out"):
        parcel.check_parcel(tmp_path / "out")


def test_a_file_is_never_overwritten(world: World, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("not carried yet")
    with pytest.raises(ParcelRefused, match="exists"):
        files.export(world["KH"].ledger, "VN", tmp_path / "out")
    assert (tmp_path / "out").read_text() == "not carried yet"
