"""One photo goes with a statement: cleaned, sealed, fetched as ciphertext, and opened by whoever holds the content."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from tests.capabilities.requests.ministries import Ministries, trace_form

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.attachments import attach, has_come, keep, open_file, opened_for_reading
from tripoint.capabilities.requests.reading import reading
from tripoint.documents.attachments import Cleaned
from tripoint.documents.errors import DocumentRefused
from tripoint.ledger.append import Draft
from tripoint.ledger.blobs import BlobAbsent, BlobStore
from tripoint.ledger.common_entries import ErasedFacts


def photo(remark: bytes = b"") -> bytes:
    """A small photo with a remark in its metadata."""
    made = io.BytesIO()
    Image.new("RGB", (40, 50), "grey").save(made, "JPEG", comment=remark)
    return made.getvalue()


def _fetched(ministries: Ministries, digest: str) -> None:
    """The ciphertext's way from Viet Nam to Cambodia."""
    vn, kh = ministries["VN"].ledger, ministries["KH"].ledger
    assert vn.blobs is not None
    assert kh.blobs is not None
    BlobStore(kh.blobs).put(BlobStore(vn.blobs).read(digest))


def test_a_photo_travels_sealed_and_without_its_metadata(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    attached, _ = attach(vn.ledger, photo(b"GPS 10.77 106.69"), "a.jpg")
    dossier = vn.request(trace_form(file=attached.ref, attachment=attached.content))
    ministries.settle()
    said = reading(kh.ledger, kh.desk, dossier).opening.described
    assert said is not None
    (file,) = said.attachments
    assert not has_come(kh.ledger, file)
    with pytest.raises(BlobAbsent):
        open_file(kh.ledger, file)
    _fetched(ministries, file.digest)
    opened = open_file(kh.ledger, file)
    assert opened.startswith(b"\xff\xd8\xff")
    assert b"GPS" not in opened
    assert len(opened) == file.size


def test_the_same_photo_twice_has_two_digests(ministries: Ministries) -> None:
    vn = ministries["VN"]
    first, _ = attach(vn.ledger, photo())
    second, _ = attach(vn.ledger, photo())
    assert first.ref.digest != second.ref.digest


def test_what_is_no_photo_is_refused_and_nothing_is_kept(ministries: Ministries) -> None:
    vn = ministries["VN"]
    with pytest.raises(DocumentRefused, match="type"):
        attach(vn.ledger, b"MZ this is a program", "a.exe")
    assert vn.ledger.blobs is not None
    assert list(BlobStore(vn.ledger.blobs).digests()) == []


def test_erasing_an_answer_takes_its_file_along(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    attached, _ = attach(kh.ledger, photo())
    asked = actions.ask_back(kh.ledger, kh.desk, dossier, ["PHOTO"], Words("km", "នេះ", attached))
    assert has_come(kh.ledger, attached.content)
    kh.ledger.append(
        kh.desk.author, [Draft("entry.erased.v1", ErasedFacts(reason="correction"), None, dossier, (asked,))]
    )
    assert not has_come(kh.ledger, attached.content)
    line = next(one for one in reading(kh.ledger, kh.desk, dossier).lines if one.id == asked)
    assert line.content is None


def test_a_partners_file_is_cleaned_here_too(ministries: Ministries) -> None:
    """A hostile node signs for whatever it likes; the officer's reader is not to meet it."""
    vn = ministries["VN"].ledger
    spying = photo(b"GPS 10.77 106.69")
    sent = keep(vn, Cleaned("image/jpeg", spying, 40, 50, 1, ())).content
    assert opened_for_reading(vn, sent, own=True) == (spying, "image/jpeg")
    data, media_type = opened_for_reading(vn, sent, own=False)
    assert (b"GPS" in spying, b"GPS" in data, media_type) == (True, False, "image/jpeg")


def test_a_partners_program_is_not_handed_to_the_officer(ministries: Ministries) -> None:
    vn = ministries["VN"].ledger
    sent = keep(vn, Cleaned("application/pdf", b"MZ this is a program", 0, 0, 1, ())).content
    with pytest.raises(DocumentRefused, match="type"):
        opened_for_reading(vn, sent, own=False)
    unreadable = sent.model_copy(update={"key": "A" * 43})
    with pytest.raises(DocumentRefused, match="damaged"):
        opened_for_reading(vn, unreadable, own=False)
