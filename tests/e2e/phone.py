"""A telephone at a border gate: small, touched with a thumb, on a slow link that drops."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import expect

from .stage import OfficerAtWork

# Slow 3G: 400 kbit/s down, 150 up, 400 ms there and back.
LINK = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 18_750, "latency": 400}
THUMB = 44  # CSS px, WCAG 2.2, 2.5.5: the least side of what a thumb must hit

# What can be pressed and is smaller than a thumb. Links within a sentence or a line of words are spared, as WCAG does.
SMALL = """least => [...document.querySelectorAll("a[href]:not(.go), button, summary, select, input, textarea, label.pick")]
  .filter(one => one.checkVisibility() && !one.closest(".vh, p, dd, dt, .meta, .ticks, h1, h2, h3, td"))
  .filter(one => !(["checkbox", "radio", "hidden", "file"].includes(one.type)))
  .map(one => [one.getBoundingClientRect(), one])
  .filter(([box]) => box.width > 1 && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([box, one]) => `${Math.round(box.width)}x${Math.round(box.height)} ${one.outerHTML.slice(0, 120)}`)"""


@dataclass
class OfficerAtAGate(OfficerAtWork):
    """An officer with a 360-px telephone. The link is slow once signed in."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._link = self.context.new_cdp_session(self.page)
        self._link.send("Network.enable")
        self._link.send("Network.emulateNetworkConditions", LINK)

    @property
    def device(self) -> dict[str, Any]:
        """A telephone."""
        return {
            "viewport": {"width": self.width, "height": 740}, "device_scale_factor": 2, "is_mobile": True,
            "has_touch": True, "locale": self.language,
        }  # fmt: skip

    @contextmanager
    def without_link(self) -> Iterator[None]:
        """The link is gone until the block ends; then it is as slow as before."""
        self.context.set_offline(True)
        yield
        self.context.set_offline(False)
        self._link.send("Network.emulateNetworkConditions", LINK)

    def glance(self, name: str) -> None:
        """Looks as at a desk, and for what a thumb would miss."""
        super().glance(name)
        small = self.page.evaluate(SMALL, THUMB)
        assert small == [], f"{name}: too small for a thumb: {small}"

    def waits_on_today(self, dossier: str) -> None:
        """Waits, with Today open and untouched, until a dossier stands there: the page asks by itself every 20 seconds."""
        expect(self.page.locator(f"main a[href$='{dossier}']").first).to_be_visible(timeout=45_000)
