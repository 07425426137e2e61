"""PDFs taken in: what a page shows is kept, everything else stays behind."""

import io
import subprocess
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from tests.documents.specimens import specimen
from tests.documents.test_attachments import photo, refusal, with_place

from tripoint.documents.attachments import clean
from tripoint.documents.letter import print_letter

SECRET = b"secret"


def document(change: Callable[[Pdf], None] | None = None, pages: int = 1, **options: object) -> bytes:
    """Return a PDF with "Shown text" on its first page, CHANGEd before it is saved."""
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(300, 200))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        made.pages[0].obj.Resources = Dictionary(Font=Dictionary(F1=made.make_indirect(font)))
        made.pages[0].obj.Contents = Stream(made, b"BT /F1 20 Tf 20 100 Td (Shown text) Tj ET")
        if change:
            change(made)
        sheet = io.BytesIO()
        made.save(sheet, **options)
    return sheet.getvalue()


def unpacked(data: bytes) -> bytes:
    """Return the file with every stream unpacked, so that a search sees all of it."""
    with pikepdf.open(io.BytesIO(data)) as made:
        sheet = io.BytesIO()
        made.save(
            sheet,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return sheet.getvalue()


def text(data: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert('secret')"))


def add_information(made: Pdf) -> None:
    made.docinfo["/Author"] = "secret author"
    with made.open_metadata() as metadata:
        metadata["dc:title"] = "secret title"
    made.pages[0].obj.PieceInfo = Dictionary(Maker=Dictionary(Private=String("secret")))
    made.pages[0].obj.Metadata = Stream(made, b"<x>secret</x>")


def add_actions(made: Pdf) -> None:
    made.Root.OpenAction = script()
    made.Root.AA = Dictionary(WC=script())
    made.pages[0].obj.AA = Dictionary(O=script())
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script()])))
    launch = Dictionary(S=Name.Launch, F=String("secret.exe"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=launch, Border=Array([0, 0, 0]))
    made.pages[0].obj.Annots = Array([made.make_indirect(link)])


def add_file(made: Pdf) -> None:
    made.attachments["secret.exe"] = b"MZ secret"


def add_hidden_layer(made: Pdf) -> None:
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("secret layer")))
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def add_bookmark(made: Pdf) -> None:
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("secret bookmark", 0))


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        (add_information, None),
        (add_actions, "removed"),
        (add_file, "removed"),
        (add_bookmark, "removed"),
        (add_hidden_layer, "layers"),
    ],
)
def test_what_is_not_on_the_page_is_left_behind(change, warning):
    sent = document(change)
    assert SECRET in unpacked(sent)
    made = clean(sent, "document.pdf")
    assert SECRET not in unpacked(made.data)
    for sign in (b"/JavaScript", b"/OpenAction", b"/Launch", b"/EmbeddedFile", b"/Metadata", b"/Info", b"/Annot"):
        assert sign not in unpacked(made.data)
    assert made.warnings == ((warning,) if warning else ())
    assert text(made.data).strip() == "Shown text"
    assert (made.media_type, made.pages, made.width) == ("application/pdf", 1, 0)


def test_what_is_typed_into_a_form_stays_readable():
    def add_form(made: Pdf) -> None:
        look = Stream(made, b"BT /F1 12 Tf 2 5 Td (Typed value) Tj ET")
        look.stream_dict.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, 150, 20]),
                Resources=Dictionary(made.pages[0].obj.Resources),
            )
        )
        field = made.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String("secret-field"),
                V=String("Typed value"),
                Rect=Array([20, 20, 170, 40]),
                F=4,
                AP=Dictionary(N=made.make_indirect(look)),
                AA=Dictionary(K=script()),
            )
        )
        made.pages[0].obj.Annots = Array([field])
        made.Root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=False)

    made = clean(document(add_form))
    assert "Typed value" in text(made.data)
    assert "form" in made.warnings
    assert SECRET not in unpacked(made.data)
    assert b"/AcroForm" not in unpacked(made.data)


def test_a_photo_inside_a_pdf_loses_its_descriptions_and_keeps_its_pixels():
    jpeg = photo(exif=with_place(), comment=b"secret-comment")

    def add_picture(made: Pdf) -> None:
        picture = Stream(made, jpeg)
        picture.stream_dict.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=64,
                Height=48,
                ColorSpace=Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
                Metadata=Stream(made, b"secret"),
            )
        )
        made.pages[0].obj.Resources.XObject = Dictionary(Im0=picture)
        made.pages[0].obj.Contents = Stream(made, b"64 0 0 48 0 0 cm /Im0 Do")

    sent = document(add_picture)
    assert b"secret-maker" in sent
    made = clean(sent)
    assert SECRET not in unpacked(made.data)
    assert b"Exif" not in made.data
    with pikepdf.open(io.BytesIO(made.data)) as kept:
        shown = pikepdf.PdfImage(kept.pages[0].obj.Resources.XObject.Im0).as_pil_image().convert("RGB")
    red, _, blue = shown.getpixel((2, 24))
    assert blue > red


def test_an_older_version_of_the_document_is_left_behind():
    old = document(lambda made: made.pages[0].obj.update(Dictionary(Contents=Stream(made, b"% secret version"))))
    new = document()
    place = new.rindex(b"%%EOF")
    # What a second save by appending leaves: both bodies, the later cross-reference table in force.
    assert SECRET not in unpacked(clean(new[: place + 6]).data)
    with pikepdf.open(io.BytesIO(old)) as made:
        made.pages[0].obj.Contents = Stream(made, b"BT ET")
        made.make_indirect(Stream(made, b"secret and unreachable"))
        sheet = io.BytesIO()
        made.save(sheet)
    assert SECRET not in unpacked(clean(sheet.getvalue()).data)


def test_a_printed_letter_can_be_enclosed_and_loses_its_attachment():
    made = clean(print_letter(specimen("VN", "LA", ("vi", "en"))))
    assert made.pages == 2
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text(made.data)
    with pikepdf.open(io.BytesIO(made.data)) as kept:
        assert not kept.attachments


def test_the_same_pdf_is_cleaned_to_the_same_bytes():
    assert clean(document(add_actions)).data == clean(document(add_actions)).data


def test_pages_keep_their_order_turn_and_inherited_size():
    def change(made: Pdf) -> None:
        for number, page in enumerate(made.pages):
            del page.obj.MediaBox
            page.obj.Rotate = 90 * number
        made.Root.Pages.MediaBox = Array([0, 0, 111, 222])

    made = clean(document(change, pages=3))
    with pikepdf.open(io.BytesIO(made.data)) as kept:
        assert [int(page.obj.get("/Rotate", 0)) for page in kept.pages] == [0, 90, 180]
        assert [[int(x) for x in page.mediabox] for page in kept.pages] == [[0, 0, 111, 222]] * 3


@pytest.mark.parametrize("indirect", [False, True])
def test_a_resource_or_glyph_that_is_called_like_an_action_is_still_drawn(indirect):
    def change(made: Pdf) -> None:
        form = Stream(made, b"BT /AA 20 Tf 20 100 Td (Inner text) Tj ET")
        fonts = Dictionary(AA=made.pages[0].obj.Resources.Font.F1)
        form.stream_dict.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, 300, 200]),
                Resources=Dictionary(Font=made.make_indirect(fonts) if indirect else fonts),
            )
        )
        forms = Dictionary(JS=form)
        made.pages[0].obj.Resources = Dictionary(XObject=made.make_indirect(forms) if indirect else forms)
        made.pages[0].obj.Contents = Stream(made, b"/JS Do")

    assert text(clean(document(change)).data).strip() == "Inner text"


# Refused


def test_a_pdf_with_a_password_is_refused():
    assert refusal(document(encryption=pikepdf.Encryption(user="x", owner="y"))) == "password"
    assert refusal(document(encryption=pikepdf.Encryption(user="", owner="y"))) == "password"


@pytest.mark.parametrize("tail", [b"PK\x05\x06" + bytes(18), b"\n<html><script>alert(1)</script>", b"MZ program"])
def test_a_pdf_with_another_file_behind_it_is_refused(tail):
    assert refusal(document() + tail) == "two-files"


def test_too_many_pages_are_refused():
    assert refusal(document(pages=201)) == "pages"
    assert clean(document(pages=200)).pages == 200


def stream(data: bytes, **keys: object) -> Callable[[Pdf], None]:
    """Return a change that hangs a stream with DATA as it is on the first page."""

    def change(made: Pdf) -> None:
        item = Stream(made, data)
        for key, value in keys.items():
            item.stream_dict["/" + key] = value
        made.pages[0].obj.Resources.XObject = Dictionary(Im0=item)

    return change


RAW = {"stream_decode_level": pikepdf.StreamDecodeLevel.none, "compress_streams": False, "recompress_flate": False}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (stream(zlib.compress(bytes(200_000_000)), Filter=Name.FlateDecode), "expands"),
        (
            stream(
                zlib.compress(zlib.compress(bytes(300_000_000))), Filter=Array([Name.FlateDecode, Name.FlateDecode])
            ),
            "expands",
        ),
        (stream(b"\x80\x0b\x60", Filter=Name.LZWDecode), "expands"),
        (stream(b"\x00", Filter=Array([Name.RunLengthDecode, Name.FlateDecode])), "expands"),
        (stream(b"not zlib", Filter=Name.FlateDecode), "damaged"),
        (stream(b"", F=String("/etc/passwd")), "active"),
        (stream(b"", Subtype=Name.PS), "active"),
        (stream(b"x", Subtype=Name.Image, Width=60_000, Height=60_000, Filter=Name.JPXDecode), "pixels"),
        (stream(b"no jpeg", Subtype=Name.Image, Width=6, Height=6, Filter=Name.DCTDecode), "damaged"),
    ],
)
def test_bombs_and_tricks_in_streams_are_refused(change, code):
    assert refusal(document(change, **RAW)) == code


def test_many_small_bombs_are_one_large_bomb():
    def change(made: Pdf) -> None:
        packed = zlib.compress(bytes(60_000_000))
        names = {f"/I{n}": Stream(made, packed, Filter=Name.FlateDecode) for n in range(10)}
        made.pages[0].obj.Resources.XObject = Dictionary(names)

    assert refusal(document(change, **RAW)) == "expands"


def test_too_many_objects_are_refused():
    def change(made: Pdf) -> None:
        made.pages[0].obj.Resources.Font = Dictionary(
            {f"/F{n}": made.make_indirect(Dictionary(N=n)) for n in range(60_001)}
        )

    data = document(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert refusal(data) == "expands"


def test_a_page_tree_that_turns_in_a_circle_is_refused():
    sent = document().replace(b"/Kids [ 3 0 R ]", b"/Kids [ 2 0 R ]")
    assert b"/Kids [ 2 0 R ]" in sent
    assert refusal(sent) in {"damaged", "no-pages", "costly"}


def test_deep_nesting_is_refused_or_survived():
    deep = b"[" * 20_000 + b"]" * 20_000
    sent = document().replace(b"/MediaBox", b"/Deep " + deep + b" /MediaBox", 1)
    try:
        assert b"[[[[[" not in clean(sent).data
    except Exception as refused:
        assert getattr(refused, "code", "") in {"damaged", "costly", "active", "no-pages"}  # noqa: PT017 - either is right
