"""The main job without a mouse: Tab, arrows, Space, Enter and typing; one officer asks, another releases."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Browser
from tests.browser import needs_chromium
from tests.capabilities.requests.test_pages import OFFICES, Node
from tests.capabilities.requests.test_screens import played
from tests.keyboard import Keys
from tests.web.people import PASSWORD, code, someone

from tripoint.capabilities.requests.models import RequestDraft, RequestState
from tripoint.directory.models import Officer, Role

__all__ = ["played"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]
WIDE = 1280  # CSS pixels


def sign_in(keys: Keys, site: str, officer: Officer) -> None:
    keys.give("username", officer.username)
    keys.give("password", PASSWORD)
    keys.give("code", code(officer))
    with keys.page.expect_navigation(url=f"{site}/"):
        keys.press("Enter")


def test_a_request_is_written_and_released_by_keyboard(browser: Browser, played: tuple[Node, str, str]) -> None:
    node, site, _ = played
    desk, chief = someone(username="desk"), someone((Role.SUPERVISOR,), "chief")
    page = browser.new_page(viewport={"width": WIDE, "height": 800}, locale="en")
    keys = Keys(page)
    page.goto(f"{site}/sign-in")
    sign_in(keys, site, desk)

    page.goto(f"{site}/")
    keys.tab()
    assert page.evaluate("document.activeElement.matches('.skip')"), "the first stop leads past the frame"
    keys.press("Enter")
    first = keys.tab()
    assert first is not None
    assert first.content, first.what

    page.goto(f"{site}/")
    keys.follow("main a[href='/requests/new']")
    keys.follow("main a[href='/requests/new/trace']")
    for width in (360, WIDE):
        page.set_viewport_size({"width": width, "height": 800})
        page.reload()
        stops = [stop for stop in keys.through() if stop.content]
        assert len(stops) > 20
        for before, after in pairwise(stops):
            assert before.reads_before(after), f"Tab goes up the page: {before.what} → {after.what}"

    page.reload()
    keys.give("to_office", OFFICES["VN"])
    keys.give("purpose", "MISSING")
    keys.give("asks", "WHEREABOUTS")
    keys.give("role", "MISSING")
    keys.give("name_latn", "Vi Du")
    for name in page.locator("main [name^=neutral_][value=no]").evaluate_all("all => all.map(one => one.name)"):
        keys.give(name, "no")
    keys.give("handling", "H1")
    keys.give("source", "B")
    keys.give("information", "2")
    keys.give("language", "km")
    keys.give("text", "សូមជួយស្វែងរក")
    keys.follow("main button[name=submit]")
    wrong = page.locator("main .err").all_inner_texts()
    assert not wrong, wrong
    draft = RequestDraft.objects.get()
    assert draft.state == "submitted"

    keys.to("details.menu summary")
    keys.press("Enter")
    keys.follow("details.menu form[action='/sign-out'] button")
    sign_in(keys, site, chief)
    keys.follow("a[href='/requests/release']")
    keys.follow(f"main a[href='/requests/release/{draft.pk}']")
    keys.follow("main button[value=release]", "Space")
    assert re.fullmatch(r".*/requests/[\w-]{43}", page.url), page.url
    dossier = page.url.rpartition("/")[2]
    assert RequestState.objects.get(dossier=dossier).addressee == "VN"
    node.carry()
    assert node.vn.state(dossier).reference == "KH-VN-2026-0001"
    page.context.close()
