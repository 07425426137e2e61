"""The directory's screens in a real browser: sound for axe, no wider than a phone, and the administrator's work by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser import needs_chromium
from tests.web.live import serving
from tests.web.people import someone
from tests.web.test_screens import LANGUAGES, WIDTHS, enter, looked_at

from tripoint.directory.holdings import roles_on
from tripoint.directory.models import DirectoryChange, Holding, Office, Officer, Post, Role
from tripoint.directory.seed import seed_directory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    needs_chromium,
]


@pytest.fixture
def site() -> Iterator[str]:
    """A node with all offices."""
    seed_directory()
    with serving() as address:
        yield address


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_sound_in_every_language_and_width(browser: Browser, site: str, language: str) -> None:
    officer = someone([Role.ADMINISTRATOR], username="kh.admin", language=language)
    other = someone([Role.OFFICER], username="kh.desk")
    screens = {
        "parties": "",
        "party": "parties/VN",
        "party-of-old": "parties/VN?on=2020-01-01&q=quang",
        "office": "offices/KH-PROV-20",
        "office-of-old": "offices/VN-PROV-24",
        "liaison": "offices/KH-BLO-BAVET",
        "provinces": "provinces?province=VN-G44&on=2020-01-01",
        "new-post": "offices/KH-MOI/posts/new",
        "post": f"posts/{other.holdings.get().post_id}",
        "end-holding": f"holdings/{other.holdings.get().pk}/end",
        "officers": "officers",
        "officer": f"officers/{other.pk}",
        "new-account": "officers/new",
        "changes": "changes",
    }
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
        page = context.new_page()
        enter(page, site, officer)
        for name, path in screens.items():
            page.goto(f"{site}/directory/{path}")
            assert page.get_attribute("html", "lang") == language
            axe = language == "en" or width == WIDTHS[0]  # what axe finds at 1280 px does not hang on the language
            looked_at(page, f"directory-{name}-{language}-{width}", with_axe=axe)
        context.close()


def test_an_administrator_opens_a_post_gives_it_and_issues_an_account_on_a_phone(browser: Browser, site: str) -> None:
    someone(None, username="kh.sok")
    page = browser.new_page(viewport={"width": 360, "height": 760})
    enter(page, site, someone([Role.ADMINISTRATOR], username="kh.admin"))
    page.goto(f"{site}/directory/offices/KH-BLO-BAVET")
    page.click("text=Open a post >> nth=0")
    page.fill("[name=name_en]", "Duty officer")
    page.check("[value=duty_officer]")
    page.fill("[name=valid_from]", "2026-01-01")
    page.click("button.main")
    page.select_option("[name=officer]", "kh.sok")
    page.fill("[name=first_day]", "2026-01-01")
    page.click("button.main")
    page.wait_for_selector("text=The officer holds this post")
    post = Post.objects.get(office=Office.objects.get(code="KH-BLO-BAVET"))
    holding = Holding.objects.get(post=post)
    assert holding.valid_from is not None
    assert roles_on(holding.officer, holding.valid_from) == {"duty_officer"}
    page.goto(f"{site}/directory/officers/new")
    page.fill("[name=username]", "kh.new")
    page.fill("[name=name_latn]", "Chan Vuthy")
    page.click("button.main")
    password = page.text_content("dd.key >> nth=1") or ""
    assert Officer.objects.get(username="kh.new").check_password(password.strip())
    assert DirectoryChange.objects.count() == 3
