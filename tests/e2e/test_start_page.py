"""The demonstration's start page, walked through as a newcomer does."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser import SHOTS, complaints, needs_chromium

from .stage import Demo, demonstration

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demonstration(tmp_path_factory.mktemp("demo")) as running:
        yield running


def figures(page: Page) -> list[str]:
    """Entries in the dossier and entries waiting, node by node."""
    return page.locator(".node dd").all_inner_texts()


def look(page: Page, name: str) -> None:
    """Nothing worth mending for axe, nothing too wide; a picture if wanted."""
    assert complaints(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SHOTS) / f"start-{name}.png", full_page=True)


def test_a_newcomer_walks_through_the_main_job(demo: Demo, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(demo.url)
    look(page, "first")
    page.click(".scene .btn.main")
    expect(page.locator(".node dd").nth(2)).to_have_text("1", timeout=15_000)  # Cambodia has it
    assert figures(page)[4] == "0", "Laos has it"
    expect(page.frame_locator("iframe").nth(1).locator("html")).to_have_attribute("lang", "km")
    page.click(".scene .btn.main")

    page.goto(f"{demo.url}/?step=cut")
    page.click(".scene .btn.main")
    expect(page.locator(".link.cut")).to_have_count(1)
    page.goto(f"{demo.url}/?step=carry")
    look(page, "carry")
    page.click(".scene .act form:nth-of-type(2) button")
    expect(page.locator(".node dd").nth(1)).to_contain_text("1", timeout=15_000)  # it waits
    page.click(".scene .act .btn.main")
    expect(page.locator(".hex")).to_be_visible()

    page.goto(f"{demo.url}/?step=flip")
    page.locator(".hex button").nth(40).click()
    expect(page.locator(".hex .changed")).to_have_count(1)
    expect(page.locator(".says").first).to_be_visible()
    expect(page.locator(".says")).to_have_count(2)
    look(page, "flip")
    page.click(".scene .act .btn.main")  # back as it was
    expect(page.locator(".hex .changed")).to_have_count(0)

    page.goto(f"{demo.url}/?step=carry")
    page.click(".scene .act .btn.main")
    expect(page.locator(".scene .st.go")).to_be_visible()
    expect(page.locator(".node dd").nth(1)).to_have_text("0", timeout=15_000)  # receipted, though the line is cut
    expect(page.locator(".link.cut")).to_have_count(1)
    page.goto(f"{demo.url}/?step=restore")
    page.click(".scene .btn.main")
    expect(page.locator(".link.cut")).to_have_count(0)
    page.goto(f"{demo.url}/?step=empty")
    expect(page.locator(".scene .facts dd").first).to_have_text("0")
    page.goto(f"{demo.url}/?step=letter")
    address = page.locator(".scene .act a.main").get_attribute("href")
    assert address is not None
    letter = page.request.get(address)
    assert letter.body().startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["vi", "lo", "km", "en"])
def test_the_start_page_speaks_four_languages_on_a_phone_and_a_desk(
    demo: Demo, browser: Browser, language: str
) -> None:
    for width in (360, 1280):
        page = browser.new_context(viewport={"width": width, "height": 800}, locale=language).new_page()
        for step in ("ask", "cut", "flip", "empty", "letter"):
            page.goto(f"{demo.url}/?step={step}")
            expect(page.locator("html")).to_have_attribute("lang", language)
            look(page, f"{language}-{width}-{step}")


def test_the_demo_doors_want_the_key(demo: Demo, browser: Browser) -> None:
    page = browser.new_page()
    for node in demo.nodes.values():
        for path in (
            "/demo/state",
            "/demo/enter?officer=vn.desk",
            "/demo/bundle?peer=KH",
            "/demo/enter?key=&officer=vn.desk",
        ):
            assert page.request.get(f"{node['url']}{path}").status == 404


def test_no_node_outlives_a_demonstration_that_is_told_to_stop_at_once(tmp_path: Path) -> None:
    with demonstration(tmp_path / "brief") as brief:
        nodes = [node["url"] for node in brief.nodes.values()]
    for url in [brief.url, *nodes]:
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=2).close()
