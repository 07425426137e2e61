"""Chromium for the tests that look at pages, and what axe says of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SHOTS = os.environ.get("TRIPOINT_SHOTS")  # a folder: pictures of every screen are left there
WORTH_MENDING = ("moderate", "serious", "critical")

needs_chromium = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="NOT RUN: chromium is not installed")


@pytest.fixture(scope="module")  # not longer: while its driver runs, this thread has an event loop
def browser() -> Iterator[Browser]:
    """A Chromium without window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def follow(page: Page, selector: str) -> None:
    """Presses what leads to another page, and waits until that one is there: a click alone may be looked past."""
    with page.expect_navigation():
        page.click(selector)


def until(page: Page, promise: str, seconds: int = 20) -> None:
    """Waits until what `promise` comes to is true: playwright's own `wait_for_function` takes any promise for true."""
    page.evaluate(
        f"""async () => {{
          const end = Date.now() + {seconds * 1000};
          while (!await ({promise})) {{
            if (Date.now() > end) throw new Error("it did not come to be");
            await new Promise((go) => setTimeout(go, 50));
          }}
        }}"""
    )


def complaints(page: Page) -> list[str]:
    """What axe finds moderate, serious or critical on the page, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in Axe().run(page).response["violations"]
        if one["impact"] in WORTH_MENDING
        for node in one["nodes"]
    ]
