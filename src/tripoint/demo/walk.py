"""The guided walk: its steps, and what the start page holds between two clicks."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tripoint.demo.node_client import Carried

STEPS: dict[str, str | Promise] = {
    "ask": _("Viet Nam asks"),
    "read": _("Cambodia reads it in Khmer"),
    "answer": _("Cambodia asks back, then answers"),
    "cut": _("Cut the link"),
    "carry": _("Carry the bundle as a file"),
    "flip": _("Flip one byte and verify"),
    "restore": _("Restore the link"),
    "empty": _("Look into Laos's log"),
    "letter": _("Print the letter"),
}


@dataclass
class Walk:
    """One visitor's walk; the start page serves one person, on one machine."""

    dossier: str = ""
    done: set[str] = field(default_factory=set)
    carried: Carried | None = None
    place: int = -1  # the byte that was changed; -1: none
    outcome: dict[str, Any] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def changed(self) -> bytes:
        """The carried bundle with one bit of the chosen byte turned."""
        if self.carried is None:
            return b""
        data = bytearray(self.carried.data)
        if 0 <= self.place < len(data):
            data[self.place] ^= 1
        return bytes(data)

    def notice(self, states: dict[str, dict[str, Any] | None]) -> None:
        """Ticks off what the nodes' own records show."""
        asker, asked, third = (states.get(party) for party in ("VN", "KH", "LA"))
        if asker and asker["walk"]["opened"]:
            self.done.add("ask")
        if asked and asked["walk"]["taken"]:
            self.done.add("read")
        if asker and asker["walk"]["answered"]:
            self.done.add("answer")
        if third and third["dossier_entries"]:
            self.done.discard("empty")
        if "cut" in self.done and asker and not asker["peers"].get("KH", {}).get("cut"):
            self.done.add("restore")

    def next_step(self) -> str:
        """The first step that is not done; the last one at the end."""
        return next((step for step in STEPS if step not in self.done), "letter")
