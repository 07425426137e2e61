"""The blob folder keeps whole ciphertexts, resumes cut fetches and never leaves its folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tripoint.ledger.blobs import BlobAbsent, BlobRef, BlobStore, open_blob, seal_blob
from tripoint.ledger.encoding import sha256
from tripoint.ledger.errors import Refused

KEY = bytes(range(32))


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", most=1_000_000)


def test_it_gives_back_what_was_sealed(store: BlobStore) -> None:
    ref = store.put(seal_blob(b"a photo", KEY))
    assert store.has(ref.digest)
    assert store.open(ref.digest, KEY) == b"a photo"


def test_it_does_not_open_with_another_key(store: BlobStore) -> None:
    ref = store.put(seal_blob(b"a photo", KEY))
    with pytest.raises(Refused, match="seal"):
        store.open(ref.digest, bytes(32))


def test_a_content_is_no_blob() -> None:
    from tripoint.ledger.seal import seal_content

    with pytest.raises(Refused, match="seal"):
        open_blob(seal_content(b"text", KEY), KEY)


def test_the_same_file_is_kept_once(store: BlobStore) -> None:
    sealed = seal_blob(b"a photo", KEY)
    assert store.put(sealed) == store.put(sealed)
    assert list(store.digests()) == [sha256(sealed)]


def test_a_cut_fetch_goes_on_where_it_stopped(store: BlobStore) -> None:
    sealed = seal_blob(os.urandom(5000), KEY)
    ref = BlobRef(digest=sha256(sealed), size=len(sealed))
    assert not store.append(ref, 0, sealed[:2000])
    again = BlobStore(store.folder, store.most)
    assert again.held(ref.digest) == 2000
    assert not again.has(ref.digest)
    assert again.append(ref, 2000, sealed[2000:])
    assert again.read(ref.digest) == sealed
    assert again.held(ref.digest) == 0


def test_a_chunk_that_does_not_follow_is_refused(store: BlobStore) -> None:
    ref = BlobRef(digest=sha256(b"x" * 100), size=100)
    store.append(ref, 0, b"x" * 10)
    with pytest.raises(Refused, match="feed-gap"):
        store.append(ref, 20, b"x" * 80)
    assert store.held(ref.digest) == 10


def test_other_bytes_than_those_signed_for_are_thrown_away(store: BlobStore) -> None:
    ref = BlobRef(digest=sha256(b"x" * 100), size=100)
    with pytest.raises(Refused, match="digest"):
        store.append(ref, 0, b"y" * 100)
    assert not store.has(ref.digest)
    assert store.held(ref.digest) == 0


def test_more_bytes_than_signed_for_are_not_written(store: BlobStore) -> None:
    ref = BlobRef(digest=sha256(b"x" * 100), size=100)
    with pytest.raises(Refused, match="too-large"):
        store.append(ref, 0, b"x" * 101)
    assert store.held(ref.digest) == 0


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="too-large"):
        BlobStore(tmp_path, most=10).put(bytes(11))


@pytest.mark.parametrize("text", ["../../etc/passwd", "", "a" * 42, "A" * 42 + "B", "/" * 43])
def test_only_a_digest_names_a_file(store: BlobStore, text: str) -> None:
    for call in (store.has, store.read, store.held, store.delete):
        with pytest.raises(Refused, match="member"):
            call(text)


def test_reading_what_is_absent_says_so(store: BlobStore) -> None:
    with pytest.raises(BlobAbsent):
        store.read(sha256(b"nothing"))


def test_deleting_takes_the_whole_and_the_part(store: BlobStore) -> None:
    ref = store.put(b"x" * 100)
    other = BlobRef(digest=sha256(b"y" * 100), size=100)
    store.append(other, 0, b"y" * 10)
    assert store.delete(ref.digest)
    assert store.delete(other.digest)
    assert not store.delete(ref.digest)
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []


def test_old_unfinished_writes_are_swept(store: BlobStore) -> None:
    ref = BlobRef(digest=sha256(b"y" * 100), size=100)
    store.append(ref, 0, b"y" * 10)
    assert store.sweep(older_than=0) == 0
    assert store.sweep(older_than=2**40) == 1


def test_a_full_disk_leaves_nothing_behind(store: BlobStore, tmp_path: Path) -> None:
    """A write past the process's file size limit fails like a full disk: with an OSError halfway."""
    import resource
    import signal

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
        with pytest.raises(OSError):
            store.put(bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []
