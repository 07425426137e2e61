"""The call form on a telephone that was never here: filled in and ready to go before a font has come, within 60 KB."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.browser import needs_chromium, until
from tests.capabilities.requests.test_offline import READY
from tests.capabilities.requests.test_pages import Node
from tests.capabilities.requests.test_screens import played
from tests.web.people import PASSWORD, code, someone
from tests.web.test_screens import FIRST_VISIT, LANGUAGES

__all__ = ["played"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]

USABLE = 60 * 1024  # bytes on the wire, the door's among them
AWAITED = "[...document.fonts].filter((one) => one.status === 'loading').map((one) => one.display)"
OF_ITS_OWN = {"lo": ["noto-sans-lao"], "km": ["noto-sans-khmer"]}  # the large ones, and no neighbour's


def test_the_call_form_is_usable_after_60_kb_of_a_first_visit(browser: Browser, played: tuple[Node, str, str]) -> None:
    site = played[1]
    for language in LANGUAGES:
        officer = someone(username=f"gate.{language}", language=language)
        # without the worker, which fetches in the background what the page has fetched already
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale=language, service_workers="block")
        page = context.new_page()
        wire = context.new_cdp_session(page)
        received: list[float] = []
        fonts: set[str] = set()

        def asked(event: dict[str, Any], received: list[float] = received, fonts: set[str] = fonts) -> None:
            received.append(event.get("redirectResponse", {}).get("encodedDataLength", 0))
            if event["request"]["url"].endswith(".woff2"):
                fonts.add(event["request"]["url"].rpartition("/")[2])

        wire.on("Network.requestWillBeSent", asked)
        wire.on("Network.loadingFinished", lambda one, received=received: received.append(one["encodedDataLength"]))
        wire.send("Network.enable")
        wire.send("Fetch.enable", {"patterns": [{"urlPattern": "*.woff2"}]})  # fonts are held back
        page.goto(f"{site}/sign-in?next=/requests/call", wait_until="domcontentloaded")
        page.fill("[name=username]", officer.username)
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=code]", code(officer))
        page.click("button.main")
        page.wait_for_url(f"{site}/requests/call", wait_until="domcontentloaded")
        until(page, READY)  # it would be kept and sent without a link
        page.fill("[name=text]", "Xe khách 51B")
        assert page.is_visible("[data-camera] button")
        shown = page.evaluate(AWAITED)
        assert shown and set(shown) == {"swap"}  # noqa: PT018 - text stands there in the telephone's own letters
        usable = sum(received)
        wire.send("Fetch.disable")  # and now they come
        page.wait_for_load_state("networkidle")
        everything = sum(received)
        print(f"{language}: usable after {usable / 1024:.1f} KB, all {everything / 1024:.1f} KB, {sorted(fonts)}")
        assert 20_000 < usable < USABLE
        assert usable + 25_000 < everything < FIRST_VISIT
        assert [one.partition(".")[0] for one in fonts if one.startswith("noto")] == OF_ITS_OWN.get(language, [])
        context.close()
