"""A page used with the keyboard alone: each stop of Tab is looked at, nothing is clicked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

MOST_STOPS = 250  # no page has as many; a search that takes longer walks in a circle

# The element that has focus: is it shown to have it, is it on the screen, where on the page does it stand.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect(), drawn = getComputedStyle(one);
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2];
  const top = document.elementFromPoint(x, y);
  return {
    what: one.outerHTML.slice(0, 160),
    shown: one.matches(":focus-visible") && drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) >= 2,
    free: !!top && (one.contains(top) || top.contains(one)) && top !== document.body && top !== document.documentElement,
    content: !!one.closest("main"),
    top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left, right: box.right,
  };
}"""


@dataclass(frozen=True)
class Stop:
    """Where Tab stopped: in CSS pixels from the top of the page."""

    what: str
    shown: bool
    free: bool
    content: bool
    top: float
    bottom: float
    left: float
    right: float

    def reads_before(self, other: Stop) -> bool:
        """Whether an eye that goes down the page, or on to the column beside, meets `other` later."""
        return other.bottom > self.top or other.left >= self.right


class Keys:
    """An officer at a keyboard without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page, self.press, self.type = page, page.keyboard.press, page.keyboard.type

    def stop(self) -> Stop | None:
        """What has focus; None for nothing, which is the end of the page."""
        found = self.page.evaluate(STOP)
        return Stop(**found) if found else None

    def tab(self) -> Stop | None:
        """One step on. Fails where an officer would not see the focus."""
        self.press("Tab")
        stop = self.stop()
        if stop is not None:
            assert stop.shown, f"nothing shows that this has focus: {stop.what}"
            assert stop.free, f"this has focus behind something else or off the screen: {stop.what}"
        return stop

    def to(self, selector: str) -> None:
        """Tab until an element that matches has focus."""
        for _ in range(MOST_STOPS):
            self.tab()
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"Tab does not come to {selector}")

    def give(self, name: str, value: str) -> None:
        """Into the field of that name: typed, or a line of a list or of round boxes by arrow, or a square box by Space."""
        boxes = self.page.locator(f"main [name='{name}']")
        kind = boxes.first.evaluate("box => box.tagName === 'SELECT' ? 'list' : box.type")
        if kind == "checkbox":
            self.to(f"main [name='{name}'][value='{value}']")
            self.press("Space")
        elif kind in ("list", "radio"):
            self.to(f"main [name='{name}']")
            if kind == "list":
                self.press("Home")
            lines = boxes.locator("option") if kind == "list" else boxes
            for _ in range(lines.count()):
                if self.page.evaluate("document.activeElement.value") == value:
                    break
                self.press("ArrowDown")
            if kind == "radio":
                self.press("Space")
        else:
            self.to(f"main [name='{name}']")
            self.type(value)
            return
        held = boxes.evaluate_all(
            "all => all.filter(one => one.type !== 'radio' && one.type !== 'checkbox' || one.checked).map(one => one.value)"
        )
        assert held == [value], (name, value, held)

    def follow(self, selector: str, key: str = "Enter") -> None:
        """Tab to a link or button and press it; the next page is there afterwards."""
        self.to(selector)
        with self.page.expect_navigation():
            self.press(key)

    def through(self) -> Iterator[Stop]:
        """Every stop of a freshly opened page, until Tab leaves it. Fails where it never does."""
        for _ in range(MOST_STOPS):
            stop = self.tab()
            if stop is None:
                return
            yield stop
        raise AssertionError("Tab never leaves the page")
