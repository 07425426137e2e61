"""A phone whose link is really cut, at each step of a message and of an answer: nothing is lost, and nothing is sent twice."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page
from tests.browser import SHOTS, follow, needs_chromium, until
from tests.capabilities.requests.test_oral_pages import CALL, when
from tests.capabilities.requests.test_pages import Node
from tests.capabilities.requests.test_screens import played
from tests.web.people import PASSWORD, code, someone
from tests.web.test_screens import enter

from tripoint.capabilities.requests.message_entries import MESSAGE
from tripoint.capabilities.requests.models import RequestState
from tripoint.directory.models import Officer, Role
from tripoint.ledger.models import Entry
from tripoint.web import drafts
from tripoint.web.models import SentForm

__all__ = ["played"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "locale": "km"}
QUEUED = "device.inStore('queue', 'readonly', (all) => all.count()).then((count) => count === {})"
READY = "'ready' in place.dataset"  # the scripts that were asked for have come


class Link:
    """The wire between the phone and the node: passes what is sent, and can be cut in the middle of it."""

    def __init__(self, port: int) -> None:
        self.node, self.up, self.open = port, True, set[socket.socket]()
        self.swallow = b""  # the answer to a request that holds this is lost
        self.after = 0  # bytes to the node after which the wire breaks; 0: never
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.up = False
        for one in list(self.open):
            with_no_more(one)

    def mend(self) -> None:
        self.up, self.after, self.swallow = True, 0, b""

    def close(self) -> None:
        self.cut()
        self.server.close()

    def _accept(self) -> None:
        while True:
            try:
                phone, _ = self.server.accept()
            except OSError:
                return
            if not self.up:
                phone.close()
                continue
            node = socket.create_connection(("127.0.0.1", self.node))
            self.open |= {phone, node}
            losing = threading.Event()
            threading.Thread(target=self._pass, args=(phone, node, losing, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(node, phone, losing, False), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, losing: threading.Event, up: bool) -> None:
        try:
            while data := one.recv(16_384):
                if up and self.swallow and self.swallow in data:
                    losing.set()
                if not up and losing.is_set():
                    self.cut()  # the node has done it; the phone never hears
                    return
                if up and self.after:
                    self.after -= len(data)
                    if self.after <= 0:
                        self.cut()
                        return
                other.sendall(data)
        except OSError:
            pass
        finally:
            for side in (one, other):
                self.open.discard(side)
                with_no_more(side)


def with_no_more(one: socket.socket) -> None:
    """Ends a connection from whichever side."""
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextmanager
def phone(browser: Browser, played: tuple[Node, str, str], officer: Officer) -> Iterator[tuple[Page, str, Link]]:
    """A phone of an officer who has signed in, over a link that can be cut."""
    link = Link(int(played[1].rpartition(":")[2]))
    site = f"http://localhost:{link.port}"
    context = browser.new_context(**PHONE)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.broken = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.broken.append(str(error)))  # type: ignore[attr-defined]
    try:
        enter(page, site, officer)
        yield page, site, link
        assert page.broken == []  # type: ignore[attr-defined]
    finally:
        context.close()
        link.close()


def said(node: Node, dossier: str) -> list[str]:
    """The messages in the node's ledger."""
    found = Entry.objects.filter(dossier=dossier, type=MESSAGE).order_by("n")
    return [node.kh.ledger.contents([one.id])[one.id].text for one in found]  # type: ignore[attr-defined]


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


def photograph(folder: Path) -> Path:
    file, sheet = folder / "IMG_0417.jpg", io.BytesIO()
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(sheet, "JPEG", quality=85, comment=b"Bavet 11.07 N")
    file.write_bytes(sheet.getvalue())
    return file


def test_a_message_survives_a_link_that_is_lost_at_each_step(
    browser: Browser, played: tuple[Node, str, str], tmp_path: Path
) -> None:
    node, _, dossier = played
    officer = someone(language="km")
    with phone(browser, played, officer) as (page, site, link):
        page.goto(f"{site}/requests/{dossier}")
        until(page, "navigator.serviceWorker.ready.then(() => caches.match('/requests/offline', { ignoreVary: true }))")
        until(page, READY)
        # while typing: it stays on the device, unreadable, and comes back where the page itself cannot be had
        link.cut()
        page.click("#message summary")
        page.fill("#message [name=text]", "គាត់នៅច្រកបាវិត")
        until(page, "device.inStore('drafts', 'readonly', (all) => all.getAll()).then((all) => all.length === 1)")
        raw = "device.inStore('drafts', 'readonly', (all) => all.getAll()).then((all) => new TextDecoder().decode(all[0].sealed))"
        assert "បាវិត" not in page.evaluate(raw)
        page.goto(f"{site}/requests/{dossier}")
        until(page, "document.querySelector('[name=text]').value === 'គាត់នៅច្រកបាវិត'")
        assert "Nguyễn" not in page.content()  # nothing of the dossier was kept
        until(page, READY)
        shot(page, "offline-shell-km")
        # at sending: it waits, is told of, and goes by itself when the link is back
        page.click("button.main")
        page.wait_for_selector("[data-waiting] .say")
        shot(page, "offline-waits-km")
        link.mend()
        page.evaluate("dispatchEvent(new Event('online'))")
        until(page, QUEUED.format(0))
        assert said(node, dossier) == ["គាត់នៅច្រកបាវិត"]
        # a line with a photo in three taps; in the middle of the photo: the upload goes on where it was
        page.goto(f"{site}/requests/{dossier}")
        until(page, READY)
        link.after = 200_000
        opens = page.locator("#message > summary").bounding_box()
        assert opens is not None
        assert opens["y"] + opens["height"] <= 740  # at hand without scrolling
        page.tap("#message summary")  # one
        page.keyboard.type("ឡានពណ៌ស")
        with page.expect_file_chooser() as camera:
            page.tap("#message [data-camera] button")  # two
        camera.value.set_files(photograph(tmp_path))
        until(page, "document.querySelector('#message progress').value > 0")
        until(page, "/./.test(document.querySelector('#message [data-state]').textContent)")
        until(page, "fetch('/health').then(() => false, () => true)")  # the wire is cut
        page.tap("#message button.main")  # three
        page.wait_for_selector("[data-waiting] li")
        shot(page, "offline-photo-km")
        link.mend()
        page.evaluate("dispatchEvent(new Event('online'))")
        until(page, QUEUED.format(0), 40)
        last = Entry.objects.filter(dossier=dossier, type=MESSAGE).order_by("-n")[0]
        file = node.kh.ledger.contents([last.id])[last.id].attachments[0]  # type: ignore[attr-defined]
        assert file.media_type == "image/jpeg"
        assert said(node, dossier)[-1] == "ឡានពណ៌ស"
        # after sending, before the answer: the node has it, the phone does not know, and it is not said twice
        page.goto(f"{site}/requests/{dossier}")
        until(page, READY)
        page.click("#message summary")
        page.fill("#message [name=text]", "ម្ដងប៉ុណ្ណោះ")
        page.wait_for_selector("#message [data-draft-state] span:not(:empty)")
        link.swallow = b"X-Waited"
        page.click("#message button.main")
        page.wait_for_selector("[data-waiting] li")
        assert said(node, dossier)[-1] == "ម្ដងប៉ុណ្ណោះ"
        link.mend()
        page.evaluate("dispatchEvent(new Event('online'))")
        until(page, QUEUED.format(0))
        assert said(node, dossier).count("ម្ដងប៉ុណ្ណោះ") == 1
        assert SentForm.objects.filter(officer=officer).count() == 3


def test_what_is_refused_comes_back_and_a_session_that_ended_keeps_it(
    browser: Browser, played: tuple[Node, str, str], tmp_path: Path
) -> None:
    node, _, dossier = played
    officer = someone(language="en")
    with phone(browser, played, officer) as (page, site, link):
        page.goto(f"{site}/requests/{dossier}/refuse")
        until(page, READY)
        link.cut()
        page.fill("[name=text]", "He is an activist.")
        page.check("[name=ground] >> nth=0")
        page.click("button.main")
        page.wait_for_selector("[data-waiting] li")
        # two windows: the line stands in both, and one turn sends
        officer.refresh_from_db()
        officer.credentials.sessions_since = officer.credentials.paired_at.replace(year=2100)
        officer.credentials.save()
        link.mend()
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector("[data-waiting] a")
        shot(page, "offline-signed-out-en")
        officer.credentials.sessions_since = officer.credentials.paired_at.replace(year=2000)
        officer.credentials.save()
        follow(page, "[data-waiting] a")
        assert "activist" not in page.content()  # at the door nobody reads it
        page.wait_for_selector("[data-waiting]:has-text('1')")
        page.fill("[name=username]", officer.username)
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=code]", code(officer))
        follow(page, "form.fields button.main")
        page.wait_for_selector("[data-waiting] li button >> nth=1")  # refused: a word asks whether it is needed
        shot(page, "offline-refused-en")
        follow(page, "[data-waiting] li button >> nth=0")
        assert page.input_value("[name=text]") == "He is an activist."
        assert page.is_visible("[name=considered]")
        until(page, QUEUED.format(0))
        page.wait_for_selector("[data-draft-state] span:not(:empty)")
        assert drafts.load(officer, f"refuse:{dossier}") is not None
        other = page.context.new_page()
        other.goto(f"{site}/")
        page.check("[name=considered]")
        follow(page, "button.main")
        assert page.url == f"{site}/requests/{dossier}"
        assert node.kh.state(dossier).refused_at is not None
        # a picture that neither this browser nor the node can draw: its line does not go without it
        other.goto(f"{site}/requests/{dossier}")
        until(other, READY)
        link.cut()
        other.click("#message summary")
        other.fill("#message [name=text]", "As on the photo")
        (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
        other.set_input_files("#id_attachment", tmp_path / "bad.jpg")
        other.click("#message button.main")
        other.wait_for_selector("[data-waiting] li")
        link.mend()
        other.evaluate("dispatchEvent(new Event('online'))")
        other.wait_for_selector("[data-waiting] li button >> nth=1")
        follow(other, "[data-waiting] li button >> nth=0")
        assert other.input_value("form.fields [name=text]") == "As on the photo"
        assert "damaged" in other.inner_text("[data-error]")
        assert said(node, dossier) == []


def test_two_windows_send_what_waits_once_and_the_worker_without_any(
    browser: Browser, played: tuple[Node, str, str], tmp_path: Path
) -> None:
    node, _, dossier = played
    officer = someone(language="vi")
    with phone(browser, played, officer) as (page, site, link):
        windows = [page, page.context.new_page()]
        for one in windows:
            one.goto(f"{site}/requests/{dossier}")
            until(one, READY)
        until(page, "navigator.serviceWorker.ready.then(() => true)")
        link.cut()
        for text, one in zip(["một", "hai"], windows, strict=True):
            one.tap("#message summary")
            one.keyboard.type(text)
            if text == "một":
                one.set_input_files("#id_attachment_camera", photograph(tmp_path))
            one.tap("#message button.main")
            one.wait_for_selector("[data-waiting] li")
        for one in windows:  # both wait in both
            until(one, "document.querySelectorAll('[data-waiting] li').length === 2")
        posted: list[str] = []
        page.context.on("request", lambda one: posted.append(one.url) if "x-waited" in one.headers else None)
        link.mend()
        for one in windows:
            one.evaluate("dispatchEvent(new Event('online')), dispatchEvent(new Event('online'))")
        for one in windows:
            until(one, QUEUED.format(0), 40)
            one.wait_for_selector("[data-waiting]:not(:has(li)) .say")  # and neither says that something waits
        assert sorted(said(node, dossier)) == ["hai", "một"]
        assert len(posted) == 2
        # no window is open any more: the browser wakes the worker when there is a link
        page.goto(f"{site}/requests/{dossier}")
        until(page, READY)
        link.cut()
        page.tap("#message summary")
        page.keyboard.type("ba")
        page.tap("#message button.main")
        page.wait_for_selector("[data-waiting] li")
        asked = (
            "navigator.serviceWorker.ready.then((one) => one.sync.getTags()).then((all) => all.includes(device.TAG))"
        )
        until(page, asked)
        wire = page.context.new_cdp_session(page)
        known: list[dict[str, Any]] = []
        wire.on("ServiceWorker.workerRegistrationUpdated", lambda event: known.extend(event["registrations"]))
        wire.send("ServiceWorker.enable")
        until(page, "new Promise((go) => setTimeout(() => go(true), 300))")
        assert [one["scopeURL"] for one in known] == [f"{site}/"]
        windows[1].close()
        page.goto("about:blank")
        link.mend()
        page.goto(f"{site}/health")  # no script of ours runs there
        wake = {
            "origin": site,
            "registrationId": known[0]["registrationId"],
            "tag": "tripoint-send",
            "lastChance": False,
        }
        wire.send("ServiceWorker.dispatchSyncEvent", wake)
        for _ in range(100):
            if len(said(node, dossier)) == 3:
                break
            page.wait_for_timeout(100)
        assert said(node, dossier)[-1] == "ba"
        page.goto(f"{site}/requests/{dossier}")
        until(page, QUEUED.format(0))
        assert SentForm.objects.filter(officer=officer).count() == 3


def test_signing_out_and_another_officer_wipe_what_waits(browser: Browser, played: tuple[Node, str, str]) -> None:
    _, _, dossier = played
    first, second = someone((Role.OFFICER,), "first"), someone((Role.OFFICER,), "second")
    with phone(browser, played, first) as (page, site, link):

        def write() -> None:
            page.goto(f"{site}/requests/{dossier}")
            until(page, READY)
            link.cut()
            page.click("#message summary")
            page.fill("#message [name=text]", "x")
            page.click("#message button.main")
            page.wait_for_selector("[data-waiting] li")
            assert page.evaluate("device.ownKey().then((key) => key.extractable)") is False
            link.mend()

        write()
        page.context.clear_cookies()
        link.cut()
        link.mend()
        enter(page, site, second)
        until(page, QUEUED.format(0))
        left = """(async () => {
            const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
            crypto.subtle.encrypt = async (...said) => {
              const sealed = await encrypt(...said);
              await device.wipe(); // somebody signs out in another window, just then
              return sealed;
            };
            await device.put("k".repeat(22), { title: "x", fields: [] }, null).catch(() => {});
            await device.drafts.keep("x", {}).catch(() => {});
            return [await device.count(), await device.inStore("drafts", "readonly", (all) => all.count())];
        })()"""
        assert page.evaluate(left) == [0, 0]  # what nobody can read any more would keep the next officer's from leaving
        write()
        other = page.context.new_page()
        link.cut()
        asked: list[str] = []
        page.on("dialog", lambda one: (asked.append(one.message), one.accept()))
        page.click("details.menu summary")
        link.mend()
        page.evaluate("device.send = () => Promise.resolve({ state: 'waiting', sent: {} })")
        page.click("details.menu .sheet form[data-leave] button")
        page.wait_for_url(f"{site}/sign-in?out=1")
        until(page, "indexedDB.databases().then((all) => all.length === 0)")
        assert len(asked) == 1
        other.close()
        assert Entry.objects.filter(type=MESSAGE).count() == 0


def test_a_call_is_written_down_without_a_link(browser: Browser, played: tuple[Node, str, str]) -> None:
    node, _, _ = played
    officer = someone(language="lo")
    with phone(browser, played, officer) as (page, site, link):
        page.goto(f"{site}/")
        until(page, "navigator.serviceWorker.ready.then(() => localStorage.getItem('tripoint-shells'))")
        link.cut()
        page.goto(f"{site}/requests/call")
        until(page, READY)
        assert officer.name_latn not in page.content()  # nothing of anybody was kept
        written = page.evaluate("Date.now() - new Date(document.querySelector('[name=called_at]').value)")
        assert -60_000 < written < 300_000
        page.select_option("[name=to_office]", CALL["to_office"])
        page.fill("[name=called_at]", when(minutes=10))  # the node of this test has a day of its own
        for name in ("signatory", "whom", "text"):
            page.fill(f"[name={name}]", CALL[name])
        for name in ("urgency", "urgency_ground", "kind", "purpose"):
            page.check(f"[name={name}][value={CALL[name]}]")
        shot(page, "offline-call-lo")
        page.click("button.main")
        page.wait_for_selector("[data-waiting] .say:has-text('1')")
        shot(page, "offline-call-waits-lo")
        assert not RequestState.objects.filter(called_at__isnull=False).exists()
        link.mend()
        page.evaluate("dispatchEvent(new Event('online'))")
        until(page, QUEUED.format(0))
        row = RequestState.objects.get(called_at__isnull=False)
        assert row.is_unrecorded
        opening = node.kh.ledger.contents([row.dossier])[row.dossier]
        assert opening.text == CALL["text"]  # type: ignore[attr-defined]
