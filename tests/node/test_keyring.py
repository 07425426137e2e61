"""A node's keys lie locked on disk, survive a restart, and are destroyed when no bundle can need them any more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tripoint.ledger.seal import SealingKey
from tripoint.node import keyring, locked_file
from tripoint.node.locked_file import LockedFileRefused

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
WORDS = "four words of a passphrase"


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    ring = keyring.new_keyring(NOW, months=3)
    ring.save(tmp_path, WORDS)
    assert keyring.load(tmp_path, WORDS) == ring


def test_nothing_secret_lies_open_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    ring = keyring.new_keyring(NOW)
    ring.save(tmp_path, WORDS)
    path = tmp_path / keyring.FILE
    data = path.read_bytes()
    for secret in (ring.signing, ring.storage, ring.pseudonym, ring.sealing[0].seeds):
        assert secret not in data
        assert keyring._text(secret).encode() not in data
    assert path.stat().st_mode & 0o077 == 0


def test_another_passphrase_does_not_open_it(tmp_path: Path) -> None:
    keyring.new_keyring(NOW).save(tmp_path, WORDS)
    with pytest.raises(LockedFileRefused, match="passphrase is another one"):
        keyring.load(tmp_path, "another passphrase")


def test_a_changed_file_does_not_open(tmp_path: Path) -> None:
    keyring.new_keyring(NOW).save(tmp_path, WORDS)
    path = tmp_path / keyring.FILE
    path.write_text(path.read_text().replace('"p": 3', '"p": 2'))
    with pytest.raises(LockedFileRefused):
        keyring.load(tmp_path, WORDS)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"v": 1}', '{"sealed": 5}'])
def test_a_damaged_file_is_named_and_not_a_fault(tmp_path: Path, text: str) -> None:
    path = tmp_path / keyring.FILE
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(LockedFileRefused, match="damaged or no key file"):
        keyring.load(tmp_path, WORDS)


def test_the_root_key_is_never_overwritten(tmp_path: Path) -> None:
    made = keyring.new_root(tmp_path / "root.key", WORDS)
    assert keyring.load_root(tmp_path / "root.key", WORDS).kid == made.kid
    with pytest.raises(LockedFileRefused, match="never overwritten"):
        keyring.new_root(tmp_path / "root.key", WORDS)


def test_node_keys_are_no_root_key(tmp_path: Path) -> None:
    keyring.new_keyring(NOW).save(tmp_path, WORDS)
    with pytest.raises(LockedFileRefused, match="tripoint node keys"):
        keyring.load_root(tmp_path / keyring.FILE, WORDS)


def test_sealing_keys_made_ahead_follow_each_other_without_a_gap() -> None:
    ring = keyring.new_keyring(NOW, months=4)
    ends = [one.until for one in ring.sealing]
    assert ends[:-1] == [one.since for one in ring.sealing[1:]]
    assert ends[-1] is None


def test_old_sealing_keys_open_what_is_under_way_and_then_are_destroyed() -> None:
    ring = keyring.new_keyring(NOW, months=2)
    old = {SealingKey(one.seeds).kid for one in ring.sealing}
    later = NOW + timedelta(days=10)
    rotated = ring.with_new_sealing(later)
    assert old < set(rotated.node_keys().sealing)
    still = rotated.without_ended(later + timedelta(days=34))
    assert old < set(still.node_keys().sealing)
    gone = rotated.without_ended(later + timedelta(days=35))
    assert not old & set(gone.node_keys().sealing)
    assert len(gone.sealing) == 1


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(LockedFileRefused, match="fewer than 12"):
        locked_file.check_strength("password")
