"""Uploads in pieces: whatever is cut, repeated or crashed, the file is whole and the sender's, or it is refused."""

import hashlib
import multiprocessing
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tripoint.documents import resumable
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.resumable import LIFETIME, Progress, UploadStore

KEY = b"k" * 32


@pytest.fixture
def store(tmp_path: Path) -> UploadStore:
    return UploadStore(tmp_path / "uploads", KEY)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def begun(store: UploadStore, data: bytes, owner: str = "dara") -> str:
    return store.begin(len(data), digest(data), owner)


def code(call, *arguments) -> str:
    with pytest.raises(DocumentRefused) as caught:
        call(*arguments)
    return caught.value.code


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_cuts_repeats_and_restarts_at_random_places_still_give_the_file(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("uploads")
    content = data.draw(st.binary(min_size=1, max_size=2000))
    store = UploadStore(folder, KEY)
    upload = begun(store, content)
    held = 0
    while held < len(content):
        if data.draw(st.booleans()):
            store = UploadStore(folder, KEY)  # a new process
        start = data.draw(st.integers(0, held))  # an answer was lost: the sender goes back
        length = data.draw(st.integers(1, 700))
        held = store.put(upload, "dara", start, content[start : start + length])
        assert store.resume(upload, "dara") == Progress(held, len(content))
    assert store.finish(upload, "dara") == content


def test_a_repeat_of_what_is_there_changes_nothing(store):
    upload = begun(store, b"0123456789")
    assert store.put(upload, "dara", 0, b"01234") == 5
    assert store.put(upload, "dara", 0, b"01234") == 5
    assert store.put(upload, "dara", 3, b"34567") == 8
    assert store.put(upload, "dara", 8, b"89") == 10
    assert store.put(upload, "dara", 0, b"0123456789") == 10
    assert store.finish(upload, "dara") == b"0123456789"


def test_a_piece_beyond_the_present_place_or_the_end_is_refused(store):
    upload = begun(store, b"0123456789")
    assert code(store.put, upload, "dara", 1, b"1") == "upload-gap"
    assert code(store.put, upload, "dara", -1, b"1") == "upload-gap"
    assert code(store.put, upload, "dara", 0, b"0123456789X") == "upload-gap"
    assert store.resume(upload, "dara").offset == 0


def test_a_file_is_not_given_before_it_is_whole(store):
    upload = begun(store, b"0123456789")
    store.put(upload, "dara", 0, b"01234")
    assert code(store.finish, upload, "dara") == "upload-unfinished"


def test_a_file_that_changed_is_refused_and_deleted(store):
    upload = begun(store, b"0123456789")
    store.put(upload, "dara", 0, b"01234XXXXX")
    assert code(store.finish, upload, "dara") == "upload-changed"
    assert code(store.resume, upload, "dara") == "upload-unknown"


def test_anothers_upload_is_unknown(store):
    upload = begun(store, b"0123456789")
    for call, more in ((store.resume, ()), (store.put, (0, b"0")), (store.finish, ()), (store.settled, ())):
        assert code(call, upload, "bopha", *more) == "upload-unknown"
    store.discard(upload, "bopha")
    assert store.resume(upload, "dara").offset == 0


@pytest.mark.parametrize(
    "upload", ["", "../x", "a.b", "5." + "A" * 21, "5." + "A" * 22, "5.../../../../../etc/passwd", "a\x00b"]
)
def test_an_id_that_was_never_given_is_unknown(store, upload):
    assert code(store.resume, upload, "dara") == "upload-unknown"


def test_nothing_of_the_file_or_its_owner_stands_readable_on_the_disk(store):
    content = b"passport C0000417 " * 1000
    upload = begun(store, content)
    store.put(upload, "dara", 0, content)
    store.settle(upload, "dara", b"clean C0000417")
    for path in store.folder.rglob("*"):
        assert "dara" not in path.name
        if path.is_file():
            assert b"C0000417" not in path.read_bytes()
            assert digest(content).encode() not in path.read_bytes()


def test_a_piece_that_was_altered_or_moved_is_never_given_out(store):
    content = os.urandom(3000)
    for damage in ("alter", "swap", "short", "foreign"):
        upload = begun(store, content)
        for start in (0, 1000, 2000):
            store.put(upload, "dara", start, content[start : start + 1000])
        place = next(path for path in store.folder.iterdir() if path.name.endswith(upload))
        first, second, _third = sorted(path for path in place.iterdir() if path.name != "head")
        if damage == "alter":
            first.write_bytes(first.read_bytes()[:-1] + b"\x00")
        elif damage == "swap":
            one, two = first.read_bytes(), second.read_bytes()
            first.write_bytes(two)
            second.write_bytes(one)
        elif damage == "short":
            first.write_bytes(b"x")
        else:
            UploadStore(store.folder, b"x" * 32)
            assert code(UploadStore(store.folder, b"x" * 32).finish, upload, "dara") == "upload-unknown"
            continue
        assert code(store.finish, upload, "dara") == "upload-changed"


def test_what_was_made_of_the_file_replaces_its_pieces(store):
    upload = begun(store, b"0123456789")
    assert code(store.settled, upload, "dara") == "upload-unfinished"
    store.put(upload, "dara", 0, b"0123456789")
    store.settle(upload, "dara", b"clean")
    assert store.settled(upload, "dara") == b"clean"
    assert store.resume(upload, "dara").whole
    assert store.put(upload, "dara", 0, b"0123456789") == 10
    place = next(path for path in store.folder.iterdir() if path.name.endswith(upload))
    assert {path.name for path in place.iterdir()} == {"head", "settled"}
    store.discard(upload, "dara")
    store.discard(upload, "dara")
    assert list(store.folder.iterdir()) == []


def test_bounds_of_file_owner_and_node(store, monkeypatch):
    assert code(store.begin, 0, digest(b""), "dara") == "upload-size"
    assert code(store.begin, resumable.BYTES_MAX + 1, digest(b""), "dara") == "upload-size"
    assert code(store.begin, 5, "no digest", "dara") == "upload-size"
    for _ in range(resumable.OWNER_UPLOADS_MAX):
        begun(store, b"x")
    assert code(begun, store, b"x") == "upload-many"
    large = resumable.OWNER_BYTES_MAX // resumable.BYTES_MAX
    for _ in range(large):
        store.begin(resumable.BYTES_MAX, digest(b""), "bopha")
    assert code(store.begin, 1, digest(b""), "bopha") == "upload-many"
    monkeypatch.setattr(resumable, "TOTAL_BYTES_MAX", (large + 1) * resumable.BYTES_MAX)
    assert code(store.begin, resumable.BYTES_MAX, digest(b""), "vireak") == "upload-full"
    assert begun(store, b"x", "vireak")


def test_pieces_are_bounded_in_size_and_number(store, monkeypatch):
    monkeypatch.setattr(resumable, "PIECES_MAX", 3)
    upload = begun(store, b"0123456789")
    for place in range(3):
        store.put(upload, "dara", place, b"0123456789"[place : place + 1])
    assert code(store.put, upload, "dara", 3, b"3") == "upload-piece"
    assert code(store.put, upload, "dara", 3, bytes(resumable.PIECE_MAX + 1)) == "upload-piece"


def test_an_upload_that_lies_still_for_a_day_is_gone(tmp_path):
    ahead = [0.0]
    store = UploadStore(tmp_path, KEY, clock=lambda: time.time() + ahead[0])
    upload = begun(store, b"0123456789")
    (tmp_path / ".new-left-by-a-crash").mkdir()
    ahead[0] = LIFETIME - 60
    assert store.resume(upload, "dara").offset == 0
    assert store.sweep() == 0
    ahead[0] = LIFETIME + 60
    assert code(store.resume, upload, "dara") == "upload-unknown"
    assert store.sweep() == 2
    assert list(tmp_path.iterdir()) == []
    assert resumable.sweep(tmp_path / "not there", time.time()) == 0


def test_a_full_disk_is_said_plainly_and_the_upload_goes_on_later(store, monkeypatch):
    upload = begun(store, b"0123456789")
    store.put(upload, "dara", 0, b"01234")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert code(store.put, upload, "dara", 5, b"56789") == "upload-full"
        assert code(begun, store, b"x") == "upload-full"
    assert store.resume(upload, "dara").offset == 5
    store.put(upload, "dara", 5, b"56789")
    assert store.finish(upload, "dara") == b"0123456789"


def test_many_senders_of_one_upload_at_once_do_not_spoil_it(store):
    content = os.urandom(40_000)
    upload = begun(store, content)

    def send() -> None:
        while (here := store.resume(upload, "dara").offset) < len(content):
            store.put(upload, "dara", here, content[here : here + 1500])

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert store.finish(upload, "dara") == content


def _send_until_killed(folder: Path, upload: str, content: bytes) -> None:
    store = UploadStore(folder, KEY)
    here = store.resume(upload, "dara").offset
    while here < len(content):
        here = store.put(upload, "dara", here, content[here : here + 64])


@pytest.mark.crash
def test_a_process_killed_at_any_moment_loses_nothing_that_was_answered(tmp_path):
    content = os.urandom(20_000)
    store = UploadStore(tmp_path, KEY)
    upload = begun(store, content)
    before = 0
    for round_ in range(15):
        sender = multiprocessing.get_context("fork").Process(
            target=_send_until_killed, args=(tmp_path, upload, content)
        )
        sender.start()
        time.sleep(0.002 * (round_ + 1))
        os.kill(sender.pid, signal.SIGKILL)
        sender.join()
        here = store.resume(upload, "dara").offset
        assert here >= before
        before = here
    _send_until_killed(tmp_path, upload, content)
    assert store.finish(upload, "dara") == content
