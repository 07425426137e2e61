"""A photo on its way into a form: in pieces over HTTP, with the form itself, and in a real browser."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser
from tests.browser import SHOTS, complaints, follow, needs_chromium
from tests.web.live import serving
from tests.web.people import sign_in, someone

from tripoint.documents.attachments import BYTES_MAX
from tripoint.web import uploads

pytestmark = pytest.mark.django_db


def photo(size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    sheet = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(sheet, "JPEG", **options)
    return sheet.getvalue()


def begin(client: Client, data: bytes) -> str:
    answer = client.post(
        reverse("web:uploads"),
        {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()},
        content_type="application/json",
    )
    assert answer.status_code == 201, answer.content
    return answer.headers["Location"]


def patch(client: Client, address: str, offset: object, piece: bytes, name: str = "a.jpg"):
    return client.patch(
        address,
        piece,
        content_type="application/offset+octet-stream",
        headers={"Upload-Offset": str(offset), "Upload-Name": name},
    )


PIECE = 500_000
# What an iPhone begins a photo with: its brands, then the boxes of a picture that nobody here can decode.
HEIC = (
    b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1MiHBheicmiaf"
    b"\x00\x00\x00\x2dmeta\x00\x00\x00\x00\x00\x00\x00\x21hdlr\x00\x00\x00\x00\x00\x00\x00\x00pict" + bytes(13) +
    b"\x00\x00\x00\x10mdat\x00\x00\x00\x08" + bytes(4)
)  # fmt: skip


def send(client: Client, data: bytes, name: str = "a.jpg"):
    address = begin(client, data)
    *before, last = range(0, len(data), PIECE)
    for offset in before:
        answer = patch(client, address, offset, data[offset : offset + PIECE], name)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(offset + PIECE))
    return address, patch(client, address, last, data[last:], name)


def identity(address: str) -> str:
    return address.rsplit("/", 1)[1]


def test_a_photo_sent_in_pieces_is_cleaned_and_taken_by_the_form(client: Client) -> None:
    officer = someone()
    sign_in(client, officer)
    data = photo((3000, 2000), comment=b"secret")
    address, answer = send(client, data)
    assert answer.status_code == 200
    assert answer.json()["media_type"] == "image/jpeg"
    assert answer.json()["notes"] == ["The photo was made smaller."]
    made = uploads.take(officer, identity(address))
    assert (made.width, made.height) == (2560, 1707)
    assert b"secret" not in made.data
    uploads.discard(officer, identity(address))
    assert client.head(address).status_code == 404


def test_where_to_go_on_is_asked_with_head_and_a_wrong_place_is_a_conflict(client: Client) -> None:
    sign_in(client, someone())
    data = photo()
    address = begin(client, data)
    patch(client, address, 0, data[:1000])
    here = client.head(address)
    assert (here.status_code, here.headers["Upload-Offset"], here.headers["Upload-Length"]) == (
        200,
        "1000",
        str(len(data)),
    )
    assert patch(client, address, 2000, data[2000:3000]).status_code == 409
    assert patch(client, address, 500, data[500:1500]).headers["Upload-Offset"] == "1500"


def test_the_last_piece_may_be_repeated_when_its_answer_was_lost(client: Client) -> None:
    sign_in(client, someone())
    data = photo()
    address, first = send(client, data)
    again = patch(client, address, len(data) - 100, data[-100:])
    assert again.status_code == 200
    assert again.json() == first.json()


def test_a_refusal_speaks_the_officers_language_and_forgets_the_file(client: Client) -> None:
    sign_in(client, someone(language="vi"))
    data = photo() + b"PK\x03\x04" + b"PK\x05\x06" + bytes(18)
    address, answer = send(client, data)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "two-files"
    assert answer.json()["title"].startswith("Trong tệp này có giấu")
    assert client.head(address).status_code == 404


def test_another_officer_finds_nothing(client: Client) -> None:
    sign_in(client, someone())
    address = begin(client, photo())
    other = Client()
    sign_in(other, someone(username="chan.bopha"))
    assert other.head(address).status_code == 404
    assert patch(other, address, 0, b"x").status_code == 404
    assert other.delete(address).status_code == 204
    assert client.head(address).status_code == 200
    assert client.delete(address).status_code == 204
    assert client.head(address).status_code == 404


def test_a_stranger_is_led_to_the_door_and_wrong_methods_are_refused(client: Client) -> None:
    assert client.post(reverse("web:uploads")).status_code == 302
    assert client.head(reverse("web:upload", args=["5.x"])).status_code == 302
    sign_in(client, someone())
    assert client.get(reverse("web:uploads")).status_code == 405
    assert client.get(reverse("web:upload", args=["5.x"])).status_code == 405


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"size": "x", "sha256": ""}', '{"size": 1}'])
def test_a_malformed_announcement_is_refused(client: Client, body: str) -> None:
    sign_in(client, someone())
    answer = client.post(reverse("web:uploads"), body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "٣", "9" * 40])
def test_a_malformed_place_is_refused(client: Client, offset: str) -> None:
    sign_in(client, someone())
    address = begin(client, photo())
    assert patch(client, address, offset, b"x").status_code == 400


def test_bounds_are_said_before_anything_is_sent(client: Client) -> None:
    sign_in(client, someone())
    answer = client.post(
        reverse("web:uploads"), {"size": BYTES_MAX + 1, "sha256": "0" * 64}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "upload-size")
    for _ in range(3):
        ok = client.post(
            reverse("web:uploads"), {"size": BYTES_MAX, "sha256": "0" * 64}, content_type="application/json"
        )
        assert ok.status_code == 201
    full = client.post(reverse("web:uploads"), {"size": 10, "sha256": "0" * 64}, content_type="application/json")
    assert (full.status_code, full.json()["code"]) == (429, "upload-many")


def test_a_forged_request_without_the_forms_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(someone())
    answer = strict.post(reverse("web:uploads"), "{}", content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.urls("tests.web.attachment_page")
def test_without_a_script_the_file_goes_with_the_form(client: Client) -> None:
    sign_in(client, someone())
    page = client.post("/form", {"attachment": SimpleUploadedFile("a.jpg", photo())}).content.decode()
    assert "image/jpeg 640x480" in page
    assert "nothing" in client.post("/form", {}).content.decode()
    page = client.post("/form", {"attachment": SimpleUploadedFile("a.jpg", b"no photo")}).content.decode()
    assert "Only photos (JPEG, PNG, WebP) and PDF files can be attached." in page
    page = client.post("/form", {"attachment_upload": "5." + "A" * 22}).content.decode()
    assert "This upload is not known any more." in page


@pytest.mark.urls("tests.web.attachment_page")
def test_a_heic_photo_is_refused_by_name_with_the_form_and_with_its_first_piece(client: Client) -> None:
    officer = someone(language="vi")
    sign_in(client, officer)
    page = client.post("/form", {"attachment": SimpleUploadedFile("IMG_0417.HEIC", HEIC)}).content.decode()
    assert "Đây là ảnh HEIC" in page
    whole = HEIC + bytes(3 * PIECE)
    address = begin(client, whole)
    answer = patch(client, address, 0, whole[:PIECE], "IMG_0417.HEIC")
    assert (answer.status_code, answer.json()["code"]) == (422, "heic")
    assert patch(client, address, PIECE, whole[PIECE : 2 * PIECE]).status_code == 404
    page = client.post("/form", {"attachment_upload": "refused-heic"}).content.decode()  # as it comes from the device
    assert "Đây là ảnh HEIC" in page
    page = client.post("/form", {"attachment_upload": "refused-<b>"}).content.decode()
    assert "Tệp bị hỏng" in page


@pytest.mark.urls("tests.web.attachment_page")
def test_a_file_that_is_too_large_for_the_form_is_named_as_the_cause(client: Client) -> None:
    sign_in(client, someone())
    page = client.post("/form", {"attachment": SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + bytes(22 * 1024 * 1024))})
    assert "The file is larger than 20 MB." in page.content.decode()


def test_no_file_of_a_form_is_written_to_a_temporary_folder(client: Client, settings) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE > BYTES_MAX


@pytest.mark.browser
@needs_chromium
@pytest.mark.urls("tests.web.attachment_page")
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.fixture
    def address(self):
        with serving() as address:
            yield address

    @pytest.fixture
    def page(self, browser: Browser, address: str, client: Client, settings):
        sign_in(client, someone(language="km"))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            service_workers="block",  # what they fetch, `route` does not see
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(address + "/form")
        yield page
        context.close()

    def test_a_photo_is_made_smaller_on_the_device_sent_in_pieces_and_survives_cuts(self, page, tmp_path: Path) -> None:
        sent: list[tuple[int, int]] = []
        cuts = [1, 3]

        def watch(route) -> None:
            if route.request.method == "PATCH":
                sent.append((int(route.request.headers["upload-offset"]), len(route.request.post_data_buffer)))
                if len(sent) in cuts:
                    route.abort()
                    return
            route.continue_()

        page.route("**/uploads/*", watch)
        file = tmp_path / "IMG_0417.jpg"
        file.write_bytes(photo((4000, 3000), quality=85))
        page.set_input_files("#id_attachment", file)
        page.wait_for_selector("[data-removal]:not([hidden])", timeout=60_000)
        total = sum(dict(sent).values())
        assert total < file.stat().st_size
        assert len(sent) > 5
        assert "បានភ្ជាប់" in page.inner_text("[data-state]")
        if folder := SHOTS:
            page.screenshot(path=f"{folder}/attachment.png")
        follow(page, "button.main")
        assert "image/jpeg 2560x1920" in page.inner_text("form.fields")

    def test_a_refused_file_is_said_at_the_box_and_can_be_replaced(self, page, address: str, tmp_path: Path) -> None:
        heic, sent = tmp_path / "IMG_0417.HEIC", []
        heic.write_bytes(HEIC)
        page.on("request", lambda one: sent.append(one.url) if "/uploads" in one.url else None)
        page.set_input_files("#id_attachment", heic)  # Chromium cannot draw it
        page.wait_for_selector("[data-error]:has-text('HEIC')")
        assert "សូមរក្សាទុកជា JPEG" in page.inner_text("[data-error]")
        assert sent == []  # said on the device, link or none
        assert page.input_value("#id_attachment") == ""
        bad, good = tmp_path / "x.pdf", tmp_path / "good.png"
        bad.write_bytes(b"MZ no pdf")
        Image.new("RGB", (30, 20), "red").save(good)
        page.set_input_files("#id_attachment", bad)
        page.wait_for_selector("[data-error]:not([hidden]):not(:has-text('HEIC'))")
        assert "PDF" in page.inner_text("[data-error]")
        assert page.get_attribute("#id_attachment", "aria-invalid") == "true"
        assert page.is_hidden("[data-remove]")
        if folder := SHOTS:
            page.screenshot(path=f"{folder}/attachment-refused.png")
        assert complaints(page) == []
        page.set_input_files("#id_attachment", good)
        page.wait_for_selector("[data-removal]:not([hidden])")
        assert page.is_hidden("[data-error]")
        assert complaints(page) == []
        upload = page.input_value("[data-upload-id]")
        page.goto(f"{address}/form?upload={upload}")  # as a draft brings it back
        page.wait_for_selector("[data-state]:has-text('បានភ្ជាប់')")
        page.goto(f"{address}/form?upload={upload[:-1]}_")
        page.wait_for_selector("[data-removal]", state="hidden")
        page.goto(f"{address}/form?upload={upload}")
        page.click("[data-remove]")
        assert page.input_value("[data-upload-id]") == ""
        follow(page, "button.main")
        assert "nothing" in page.inner_text("form.fields")
