"""The web's own screens in a real browser: nothing worth mending for axe, no overflow, light, and drafts that survive."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from tests.browser import SHOTS, complaints, follow, needs_chromium, until
from tests.web.live import serving
from tests.web.people import PASSWORD, code, hold, someone

from tripoint.audit.reads import log_read
from tripoint.directory.models import Officer, Role
from tripoint.web import clock, drafts, today
from tripoint.web.today import Row, Section

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    needs_chromium,
]

LANGUAGES = ["en", "vi", "lo", "km"]
WIDTHS = [360, 1280]
FIRST_VISIT, LATER_VISIT = 150 * 1024, 30 * 1024  # bytes on the wire


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A node whose Today shows every kind of line."""
    register = today._Register()
    monkeypatch.setattr(today, "_register", register)
    now, hour = timezone.now(), datetime.timedelta(hours=1)

    def answer(request: object) -> list[Row]:
        clocks = [
            clock.running(now - 50 * hour, now - 26 * hour),
            clock.running(now - 6 * hour, now + 2 * hour),
            clock.running(now - 50 * hour, now + 25 * hour),
            clock.running(now - 20 * hour, now + 120 * hour, taken=False),
            clock.paused(now - 50 * hour, now + 50 * hour, now - 24 * hour, "ផ្អាក រង់ចាំការបំភ្លឺ"),
        ]
        name = "ស្វែងរកបុគ្គល៖ ង្វៀន វ៉ាន់ ធឺ"
        return [
            Row(name, at, "/account", "km", "VN", place="Bộ Công an", place_language="vi", reference="VN-KH-2026-0417",
                handling="H1", note="ok", clock=one)
            for at, one in enumerate(clocks)
        ]  # fmt: skip

    def arrived(request: object) -> list[Row]:
        return [Row("ຄຳ ທົດລອງ", 1, "/account", "lo", "LA", reference="2026-0212", when="10:12")]

    register.providers[Section.ANSWER].append(answer)
    register.providers[Section.ARRIVED].append(arrived)
    with serving() as address:
        yield address


def enter(page: Page, site: str, officer: Officer) -> None:
    page.goto(f"{site}/sign-in")
    page.fill("[name=username]", officer.username)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=code]", code(officer))
    page.click("button.main")
    page.wait_for_url(f"{site}/")


def looked_at(page: Page, name: str, *, with_axe: bool = True) -> None:
    """Check one screen, and leave a picture of it if asked."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than the window"
    if with_axe:
        assert complaints(page) == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_sound_in_every_language_and_width(browser: Browser, site: str, language: str) -> None:
    officer = someone(roles=list(Role.values), language=language)
    someone(username="new.one", paired=False)
    log_read(officer, hold(someone(username="reader"), [Role.OFFICER]), party="VN", dossier="d" * 43, entry="e" * 43)
    screens = [
        "",
        "account",
        "account/password",
        "account/posts",
        "audit",
        "audit/sign-ins",
        "audit/counts",
        "verify",
        "no/such/page",
    ]
    for width in WIDTHS:
        axe = width == WIDTHS[0] or language == "en"  # what axe finds at 1280 px does not hang on the language
        context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
        page = context.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error, broken=broken: broken.append(str(error)))
        page.on(
            "console",
            lambda said, broken=broken: broken.append(said.text) if "Content Security" in said.text else None,
        )
        page.goto(f"{site}/sign-in")
        follow(page, "button.main")
        looked_at(page, f"sign-in-{language}-{width}", with_axe=axe)
        page.fill("[name=username]", "new.one")
        page.fill("[name=password]", PASSWORD)
        follow(page, "button.main")
        looked_at(page, f"pair-{language}-{width}", with_axe=axe)
        enter(page, site, officer)
        for screen in screens:
            page.goto(f"{site}/{screen}")
            assert page.get_attribute("html", "lang") == language
            looked_at(page, f"{screen.replace('/', '-') or 'today'}-{language}-{width}", with_axe=axe)
        assert broken == []
        context.close()


def test_the_dark_theme_is_as_readable(browser: Browser, site: str) -> None:
    officer = someone(roles=[Role.AUDITOR])
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    enter(page, site, officer)
    looked_at(page, "today-dark-1280")
    page.goto(f"{site}/audit/sign-ins")
    looked_at(page, "sign-ins-dark-1280")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit_is_light_and_a_later_one_lighter(browser: Browser, site: str, language: str) -> None:
    officer = someone(language=language)
    # without the worker, which fetches in the background what the page has fetched already, and hides what it passes on
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale=language, service_workers="block")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    received: list[float] = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if not request.url.startswith(site) else None)
    enter(page, site, officer)
    page.wait_for_load_state("networkidle")
    first = sum(received)
    received.clear()
    page.goto(f"{site}/")
    page.wait_for_load_state("networkidle")
    later = sum(received)
    print(f"{language}: sign-in and Today {first / 1024:.1f} KB, Today again {later / 1024:.1f} KB")
    assert 10_000 < first < FIRST_VISIT
    assert 500 < later < LATER_VISIT
    assert outside == []


def test_everything_can_be_reached_by_keyboard(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    enter(page, site, someone())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("details.menu summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('details.menu').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_pages_work_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    enter(page, site, someone())
    page.click("details.menu summary")
    page.click("details.menu .btn")
    page.wait_for_url(f"{site}/sign-in?out=1")


def test_what_arrives_appears_without_a_reload(browser: Browser, site: str) -> None:
    page = browser.new_page()
    enter(page, site, someone())
    assert page.title().startswith("(1) ")
    today.register(Section.ARRIVED, lambda request: [Row("A new line", 0, "/account", party="LA", when="10:20")])
    page.evaluate("document.querySelector('[data-live]').dispatchEvent(new Event('tripoint:look'))")
    page.wait_for_selector("text=A new line")
    assert page.title().startswith("(2) ")


FORM = """
const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
document.querySelector('main').innerHTML = `<p data-draft-state data-saved="saved {time}" data-waiting="waits"><span></span></p>
<form data-draft="request.new" data-draft-url="/drafts/request.new"><input type="hidden" name="csrfmiddlewaretoken"
value="${token}"><input name="subject"></form>`;
keepDraft(document.querySelector('form[data-draft]'));
"""


def test_what_is_typed_survives_a_lost_connection_and_leaves_the_device_when_sent(browser: Browser, site: str) -> None:
    officer = someone()
    context = browser.new_context()
    page = context.new_page()
    enter(page, site, officer)
    page.evaluate(FORM)
    page.fill("[name=subject]", "Nguyễn Văn Thử")
    page.wait_for_selector("text=/^saved/")
    assert drafts.load(officer, "request.new") == {"subject": ["Nguyễn Văn Thử"]}

    context.route("**/drafts/*", lambda route: route.abort())  # the connection is lost
    page.fill("[name=subject]", "Nguyễn Văn Thử, Bavet")
    page.wait_for_selector("text=waits")
    kept = page.evaluate("device.inStore('drafts', 'readonly', (all) => all.getAll()).then((all) => all.length)")
    assert kept == 1
    assert page.evaluate("device.ownKey().then((key) => key.extractable)") is False
    clear = "device.inStore('drafts', 'readonly', (all) => all.getAll()).then((all) => new TextDecoder().decode(all[0].sealed))"
    assert "Bavet" not in page.evaluate(clear)

    page.goto(f"{site}/")
    context.unroute("**/drafts/*")
    page.evaluate(FORM)  # the form as a reload shows it: the text comes back from the device, and goes to the node
    page.wait_for_selector("text=/^saved/")
    assert page.input_value("[name=subject]") == "Nguyễn Văn Thử, Bavet"
    assert drafts.load(officer, "request.new") == {"subject": ["Nguyễn Văn Thử, Bavet"]}
    left = "device.inStore('drafts', 'readonly', (all) => all.count())"
    until(page, f"{left}.then((count) => count === 0)")
    page.evaluate("dispatchEvent(new Event('beforeunload'))")  # saved only while the next page is on its way already
    with page.expect_response("**/drafts/*"):
        page.fill("[name=subject]", "Nguyễn Văn Thử, Bavet, 02:40")
    page.wait_for_timeout(200)
    assert page.evaluate(left) == 1


def test_signing_out_forgets_what_waits_on_the_device(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    enter(page, site, someone())
    page.evaluate("entered.then(() => device.drafts.keep('request.new', {subject: ['x']}))")
    page.click("details.menu summary")
    page.click("details.menu .btn")
    page.wait_for_url(f"{site}/sign-in?out=1")
    until(page, "indexedDB.databases().then((all) => all.length === 0)")
