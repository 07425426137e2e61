"""Files taken in: photos and PDFs as people send them, and as attackers do."""

import io
import random
import struct
import zlib

import pikepdf
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from tripoint.documents.attachments import BYTES_MAX, NOTES, REFUSALS, clean
from tripoint.documents.errors import DocumentRefused

XMP = b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>secret-xmp</x:xmpmeta>"
# What a description begins with, in any of the formats.
TRACES = (
    b"Exif",
    b"http://ns.adobe.com",
    b"xpacket",
    b"secret",
    b"ICC_PROFILE",
    b"Photoshop",
    b"eXIf",
    b"tEXt",
    b"iCCP",
)


def refusal(data: bytes, name: str = "") -> str:
    with pytest.raises(DocumentRefused) as caught:
        clean(data, name)
    return caught.value.code


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    sheet = io.BytesIO()
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (0, 0, size[0] // 2, size[1]))  # left half blue
    picture.save(sheet, kind, **options)
    return sheet.getvalue()


def with_place() -> Image.Exif:
    """Return Exif as a phone writes it: turned a quarter, with a place and a maker."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn 90° clockwise to see it upright
    exif[0x010F] = "secret-maker"
    exif.get_ifd(0x8825)[2] = (11.0, 33.0, 0.0)
    return exif


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


# Photos


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/jpeg")])
def test_a_photo_keeps_its_pixels_and_loses_all_descriptions(kind, media_type):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, object] = {"exif": with_place(), "icc_profile": profile}
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        text.add_text("Comment", "secret-comment", zip=True)
        options["pnginfo"] = text
    else:
        options["xmp"] = XMP
    if kind == "JPEG":
        options["comment"] = b"secret-comment"
    sent = photo(kind, **options)
    assert any(trace in sent for trace in TRACES)
    made = clean(sent, f"IMG_0417.{kind.lower()}")
    assert made.media_type == media_type
    assert not [trace for trace in TRACES if trace in made.data]
    assert (made.width, made.height, made.pages) == (48, 64, 1)
    upright = opened(made.data)
    assert upright.size == (48, 64)
    assert not upright.getexif()
    red, _, blue = upright.convert("RGB").getpixel((24, 2))  # the left half is on top after a quarter turn clockwise
    assert blue > red


def test_a_large_photo_is_made_smaller_and_says_so():
    made = clean(photo(size=(5200, 3900)))
    assert (made.width, made.height) == (2560, 1920)
    assert made.warnings == ("scaled",)
    assert clean(photo(size=(5120, 3840))).warnings == ("scaled",)  # halved while it is decoded
    assert made.notes("lo") != made.notes("en") == ["The photo was made smaller."]


def test_a_large_photo_is_upright_too():
    made = clean(photo(size=(5200, 3900), exif=with_place()))
    assert (made.width, made.height) == (1920, 2560)
    red, _, blue = opened(made.data).getpixel((960, 100))
    assert blue > red


def test_a_photo_of_a_hundred_million_pixels_is_taken():
    made = clean(photo(size=(12_000, 9_000)))
    assert (made.width, made.height) == (2560, 1920)


def test_a_photo_in_other_colours_becomes_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert clean(photo(icc_profile=profile)).media_type == "image/jpeg"  # a profile of another space is left out
    sheet = io.BytesIO()
    Image.new("CMYK", (20, 20), (0, 255, 255, 0)).save(sheet, "JPEG")
    picture = opened(clean(sheet.getvalue()).data)
    assert picture.mode == "RGB"
    red, green, _ = picture.getpixel((10, 10))
    assert red > 180 > 100 > green


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "PA"])
def test_pictures_of_every_kind_of_pixel_are_read(mode):
    sheet = io.BytesIO()
    picture = Image.new("RGBA", (30, 20), (250, 250, 250, 255))
    if mode == "I;16":
        Image.new("I;16", (30, 20), 250 * 256).save(sheet, "PNG")
    elif mode == "PA":
        picture.convert("P").save(sheet, "PNG", transparency=0)
    else:
        picture.convert(mode).save(sheet, "PNG")
    made = clean(sheet.getvalue())
    shown = opened(made.data)
    assert shown.mode in {"L", "RGB"}
    assert min(shown.convert("RGB").getpixel((5, 5))) > 240


def test_transparent_parts_become_white():
    sheet = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(sheet, "PNG")
    made = clean(sheet.getvalue())
    assert made.warnings == ("transparency",)
    assert opened(made.data).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_the_same_file_is_cleaned_to_the_same_bytes():
    assert clean(photo(exif=with_place())).data == clean(photo(exif=with_place())).data


def test_the_film_or_second_picture_that_a_phone_appends_is_left_out():
    film = b"\x00\x00\x00\x18ftypmp42" + b"secret" * 50
    for tail in (film, photo(size=(8, 8))):
        made = clean(photo() + tail)
        assert made.warnings == ("moving-part",)
        assert b"ftyp" not in made.data
        assert b"secret" not in made.data


# What is no photo


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "heic"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00", "heic"),
        (b"PK\x03\x04" + b"\x00" * 40, "type"),
        (b"<html><script>alert(1)</script>", "type"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "type"),
        (b"GIF89a" + b"\x00" * 40, "type"),
        (b"MZ" + b"\x00" * 100, "type"),
        (b"junk\n%PDF-1.7\n%%EOF", "type"),
        (b"\xff\xd8\xff" + b"\x00" * 50, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "damaged"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 ", "damaged"),
        (b"%PDF-1.7\n%%EOF", "damaged"),
        (b"%PDF-9.9 \n%%EOF", "damaged"),
        (b"\xff\xd8\xff" + b"x" * BYTES_MAX, "too-large"),
    ],
)
def test_what_is_no_photo_or_pdf_is_refused_plainly(data, code):
    assert refusal(data) == code


@pytest.mark.parametrize(
    ("name", "code"), [("passport.pdf", "name"), ("invoice.exe", "name"), ("page.jpg.html", "name"), ("x.svg", "name")]
)
def test_a_name_of_another_kind_is_refused(name, code):
    assert refusal(photo(), name) == code


def test_a_name_of_another_picture_kind_is_only_noted():
    assert clean(photo("WEBP"), "IMG-WA0001.jpg").warnings == ("name",)
    assert clean(photo(), "ຮູບ ຖ່າຍ.JPG").warnings == ()
    assert clean(photo(), "no ending").warnings == ()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "tail", [b"PK\x03\x04archive", b"<script>alert(1)</script>", b"%PDF-1.7", b"anything", b"\x00\x00PK\x05\x06"]
)
def test_a_picture_with_another_file_behind_it_is_refused(kind, tail):
    assert refusal(photo(kind) + tail) == "two-files"


def test_an_archive_behind_a_second_picture_is_refused():
    assert refusal(photo() + photo(size=(8, 8)) + b"PK\x03\x04archive PK\x05\x06" + bytes(18)) == "two-files"


@pytest.mark.parametrize("payload", [b"<script>alert(1)</script>", b"x%PDF-1.4", b"PK\x03\x04", b"<?php system(1);"])
def test_another_file_in_a_pictures_descriptions_is_refused(payload):
    jpeg = photo()
    assert refusal(jpeg[:2] + segment(0xFE, payload) + jpeg[2:]) == "two-files"
    assert refusal(jpeg[:2] + segment(0xE5, payload) + jpeg[2:]) == "two-files"
    png = photo("PNG")
    assert refusal(png[:33] + chunk(b"tEXt", b"Comment\0" + payload) + png[33:]) == "two-files"


def test_moving_pictures_are_refused():
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    for kind in ("PNG", "WEBP"):
        sheet = io.BytesIO()
        frames[0].save(sheet, kind, save_all=True, append_images=frames[1:], duration=100)
        assert refusal(sheet.getvalue()) == "animated"


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused_before_it_is_unpacked():
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10_000_000)))
    assert refusal(bomb + chunk(b"IEND", b"")) == "pixels"
    jpeg = bytearray(photo())
    place = jpeg.index(b"\xff\xc0") + 5
    jpeg[place : place + 4] = struct.pack(">HH", 65_000, 65_000)
    assert refusal(bytes(jpeg)) == "pixels"


def test_a_description_that_unpacks_without_end_costs_nothing():
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9))
    png = photo("PNG")
    assert refusal(png[:33] + bomb + png[33:]) in {"damaged", "costly"}


@pytest.mark.slow
def test_no_damage_to_a_file_gets_past_the_limits_or_brings_the_caller_down():
    """Bytes are changed at random; each result is a clean picture or a refusal with a known code."""
    chance = random.Random(417)
    seen = set()
    for kind in ("JPEG", "PNG", "WEBP"):
        sent = photo(kind, exif=with_place())
        for _ in range(12):
            data = bytearray(sent)
            for _ in range(chance.randint(1, 20)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            length = chance.choice([len(data), len(data), chance.randrange(len(data))])
            try:
                made = clean(bytes(data[:length]))
            except DocumentRefused as refused:
                seen.add(refused.code)
            else:
                opened(made.data)
    assert "damaged" in seen
    assert seen <= set(REFUSALS)


def test_every_refusal_and_note_is_said_in_four_languages():
    for sentence in [*REFUSALS.values(), *NOTES.values()]:
        refused = DocumentRefused("x", sentence, limit=20, pixels=50, pages=200)
        assert len({refused.message(language) for language in ("vi", "lo", "km", "en")}) == 4


def test_a_refusal_says_the_bound():
    assert refusal(b"\xff\xd8\xff" + b"x" * BYTES_MAX) == "too-large"
    with pytest.raises(DocumentRefused) as caught:
        clean(b"\xff\xd8\xff" + b"x" * BYTES_MAX)
    assert "20 MB" in caught.value.message("km")


def test_a_cleaned_picture_can_be_cleaned_again():
    once = clean(photo("PNG"))
    assert clean(once.data).data == once.data
    with pikepdf.new() as document:
        document.add_blank_page()
        sheet = io.BytesIO()
        document.save(sheet)
    again = clean(clean(sheet.getvalue()).data)
    assert again.pages == 1
