"""The headers of pictures, read without trust."""

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tripoint.documents.picture_parts import (
    BrokenPicture,
    Parts,
    harmless_tail,
    jpeg_parts,
    jpeg_segments,
    png_parts,
    webp_parts,
    without_descriptions,
)

READERS = [
    (jpeg_parts, b"\xff\xd8\xff", "JPEG"),
    (png_parts, b"\x89PNG\r\n\x1a\n", "PNG"),
    (webp_parts, b"RIFF\x20\x00\x00\x00WEBP", "WEBP"),
]


@pytest.mark.parametrize(("reader", "start", "_kind"), READERS)
@given(data=st.data())
def test_any_bytes_have_parts_or_are_broken(reader, start, _kind, data):
    content = start + data.draw(st.binary(max_size=400))
    with contextlib.suppress(BrokenPicture):
        assert isinstance(reader(content), Parts)


@pytest.mark.parametrize(("reader", "_start", "kind"), READERS)
def test_a_whole_picture_has_no_tail_and_a_cut_one_is_broken(reader, _start, kind):
    sheet = io.BytesIO()
    Image.effect_noise((40, 30), 80).convert("RGB").save(sheet, kind, progressive=True)
    whole = sheet.getvalue()
    assert reader(whole).tail == b""
    assert reader(whole + b"tail").tail == b"tail"
    with pytest.raises(BrokenPicture):
        reader(whole[:-8])


def test_a_jpeg_without_descriptions_shows_the_same_pixels():
    sheet = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "maker"
    Image.effect_noise((40, 30), 80).convert("CMYK").save(sheet, "JPEG", exif=exif, comment=b"note")
    bare = without_descriptions(sheet.getvalue())
    assert b"maker" not in bare
    assert b"note" not in bare
    assert {marker for marker, _ in jpeg_segments(bare)[0]} & set(range(0xE0, 0xF0)) == {0xEE}  # how CMYK is coded
    before, after = Image.open(io.BytesIO(sheet.getvalue())), Image.open(io.BytesIO(bare))
    assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize(
    ("tail", "harmless"),
    [
        (b"", True),
        (b"\x00" * 100, True),
        (b"\xff\xd8\xff\xe0 a second picture", True),
        (b"\x00\x00\x00\x18ftypmp42", True),
        (b"\x00\x00\x30\x0aMotionPhoto_Data\x00\x00\x00\x18ftypmp42", True),
        (b"anything else", False),
        (b"\x00\x00\x00\x18ftypmp42" + b"PK\x05\x06" + bytes(18), False),
        (b"\xff\xd8\xff <SCRIPT>", False),
    ],
)
def test_only_what_cameras_append_is_harmless(tail, harmless):
    assert harmless_tail(tail) is harmless
