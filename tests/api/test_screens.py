"""The pages of tokens, passkeys and read counts in a real browser, in every language and width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page
from tests.api.conftest import Node
from tests.browser import SHOTS, follow, needs_chromium
from tests.web.live import serving
from tests.web.people import PASSWORD, code, someone
from tests.web.test_screens import LANGUAGES, WIDTHS, enter, looked_at

from tripoint.api.models import Token, TokenUse
from tripoint.capabilities.reads import actions
from tripoint.capabilities.reads.entries import OPENED, REPORTED, CountRow, ReadsFacts, ReportedFacts
from tripoint.directory.models import Officer, Role
from tripoint.ledger.append import SYSTEM, Draft
from tripoint.web.models import Passkey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), needs_chromium]


def reported(node: Node) -> None:
    """A month that each told the other."""
    node.ministries.clock.go(days=32)
    actions.report_due(node.kh.ledger)
    opening = Draft(OPENED, ReadsFacts(participants=("KH", "VN"), exercise=True))
    rows = (CountRow(kind="request", purpose="CRIMINAL", reads=1_234), CountRow(kind="request", purpose="MISSING"))
    node.vn.ledger.append(
        SYSTEM, [opening, Draft(REPORTED, ReportedFacts(month="2026-03", rows=rows), dossier=opening)]
    )
    node.carry()


def made(page: Page, site: str, desk: Officer, name: str, *, axe: bool) -> None:
    """Through the form of a new token to the page that shows it once, and its uses."""
    page.goto(f"{site}/tokens/new")
    page.fill("[name=name]", "Case system of the department")
    page.select_option("[name=holding]", str(desk.holdings.get().pk))
    for scope in ("read", "answer", "events"):
        page.check(f"[name=scopes][value={scope}]")
    looked_at(page, f"token-new-{name}", with_axe=axe)
    follow(page, "main button.main")
    assert page.is_visible("dd.key")
    looked_at(page, f"token-made-{name}", with_axe=axe)
    token = Token.objects.latest("made_at")
    for route, status in (("/v1/requests/{dossier}/entries/{entry}/file", 200), ("/v1/requests/{dossier}/take", 201)):
        TokenUse.objects.create(token=token, method="GET", route=route, status=status, address="10.1.2.3")
    page.goto(f"{site}/tokens/{token.pk}")
    looked_at(page, f"token-{name}", with_axe=axe)


# The longest words and the tallest letters; all four when pictures are wanted.
@pytest.mark.parametrize("language", LANGUAGES if SHOTS else ["en", "km"])
def test_the_pages_are_sound_in_every_language_and_width(browser: Browser, node: Node, language: str) -> None:
    reported(node)
    desk = someone([Role.OFFICER], "desk")
    officer = someone([Role.ADMINISTRATOR, Role.SUPERVISOR], "admin", language=language)
    Passkey.objects.create(officer=officer, name="ទូរសព្ទការងារ", credential=b"x", digest="x", public_key=b"x")
    with serving() as site:
        for width in WIDTHS if language == "en" else WIDTHS[:1]:
            axe, name = width == WIDTHS[0] and language == "en", f"{language}-{width}"  # axe reads no language
            context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
            page = context.new_page()
            page.goto(f"{site}/sign-in")
            looked_at(page, f"sign-in-passkey-{name}", with_axe=axe)
            enter(page, site, officer)
            made(page, site, desk, name, axe=axe)
            for screen in ("tokens/", "account", "account/passkeys", "read-counts/", "read-counts/?side=told"):
                page.goto(f"{site}/{screen}")
                looked_at(page, f"{screen.strip('/').replace('/', '-').replace('?', '-')}-{name}", with_axe=axe)
            page.goto(f"{site}/account/passkeys/new")
            looked_at(page, f"passkey-new-{name}", with_axe=axe)
            page.fill("[name=name]", "key")
            page.fill("[name=password]", PASSWORD)
            page.fill("[name=code]", code(officer))
            page.click("main button.main")
            page.wait_for_selector("form[data-passkey] button")
            looked_at(page, f"passkey-make-{name}", with_axe=axe)
            context.close()
