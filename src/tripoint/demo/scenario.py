"""The exercise requests that a visitor finds: one of each state, some days old, made through the nodes themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

Say = Callable[..., Any]
"""`say(party, do, at, **given)` → what the node's player answers."""

PARTIES = ("VN", "KH", "LA")


class Scenario:
    """Plays the days before the visitor came. `now` is the time of the visit."""

    def __init__(self, say: Say, now: datetime) -> None:
        self._say, self._now = say, now
        self._at = now

    def play(self) -> None:
        """Everything, oldest first. Weekends do not count in the clocks, so late means at least ten days ago."""
        self._go(days=16)
        closed = self._act("KH", "ask", story="CASINO_LENDER")
        self._go(days=15)
        self._act("VN", "take", dossier=closed)
        self._go(days=13, hours=3)
        self._act(
            "VN", "answer", dossier=closed, result="AT-ADDRESS", language="vi",
            text="[EXERCISE] Đã xác minh: hiện ở trọ tại tỉnh Tây Ninh, có hộ chiếu kèm theo hồ sơ.",
        )  # fmt: skip
        self._go(days=12)
        self._act("KH", "close", dossier=closed, usefulness="USEFUL")
        self._go(days=13)
        late = self._act("LA", "ask", story="TIMBER_DRIVER")
        self._go(days=11)
        self._act("VN", "take", dossier=late)
        self._go(days=9)
        truck = self._act("KH", "ask", story="STOLEN_TRUCK")
        self._go(days=8)
        self._act("VN", "take", dossier=truck)
        self._act(
            "VN", "answer", dossier=truck, result="PLATE-OTHER", language="vi", matched_by="none",
            text="[EXERCISE] Biển số này thuộc một xe khác đã đăng ký tại Campuchia.",
        )  # fmt: skip
        self._go(days=7)
        fleeing = self._act("KH", "call", story="FLEEING_BORROWER")
        self._act("VN", "take", dossier=fleeing)
        self._go(days=6, hours=21)
        self._act("KH", "record", dossier=fleeing, story="FLEEING_BORROWER")
        self._go(days=6, hours=19)
        self._act(
            "VN", "answer", dossier=fleeing, result="ENTERED", language="vi",
            text="[EXERCISE] Đã nhập cảnh qua Mộc Bài lúc 10 giờ 40, chưa xác định nơi ở.",
        )  # fmt: skip
        self._go(days=6)
        worker = self._act("KH", "ask", story="MISSING_WORKER")
        self._go(days=5)
        self._act("VN", "take", dossier=worker)
        self._act("LA", "take", dossier=worker)
        self._go(days=4, hours=2)
        self._act(
            "VN", "answer", dossier=worker, result="NO-RECORD", language="vi", matched_by="none",
            text="[EXERCISE] Không có thông tin nhập cảnh hay lưu trú của người này.",
        )  # fmt: skip
        self._go(days=4)
        asked = self._act("VN", "ask", story="MISSING_DAUGHTER")
        self._go(days=3)
        self._act("KH", "take", dossier=asked)
        self._go(days=2)
        self._act(
            "KH", "ask_back", dossier=asked, language="km", asks=["PHOTO", "DOCUMENT"],
            text="[EXERCISE] សូមផ្ញើរូបថតថ្មី និងលេខលិខិតឆ្លងដែន។",
        )  # fmt: skip
        cars = self._act("VN", "ask", story="RENTED_CARS")
        self._go(days=1)
        self._act("VN", "ask", story="SCAM_NUMBERS")
        self._act("KH", "take", dossier=cars)
        self._act(
            "KH", "answer", dossier=cars, result="CROSSED", language="km",
            text="[EXERCISE] រថយន្តនេះបានឆ្លងច្រកបាវិតកាលពីថ្ងៃទី៣ ម៉ោង ៦ និង ៤០ នាទី។",
        )  # fmt: skip
        self._go(hours=6)
        self._act("LA", "ask", story="HELD_AT_GATE")
        self._go(hours=5)
        self._act("VN", "ask", story="GATE_ALARM")
        self._go(hours=3)
        bus = self._act("VN", "call", story="BUS_PASSENGER")
        self._go(hours=2, minutes=40)
        self._act("KH", "take", dossier=bus)
        self._at = self._now
        self._act("VN", "prepare", story="SCAM_RECRUITER")
        while any(self._settle(party) for party in PARTIES):
            pass

    def _go(self, **ago: float) -> None:
        self._at = self._now - timedelta(**ago)

    def _act(self, party: str, action: str, **given: Any) -> str:
        result = str(self._say(party, "act", self._at, action=action, **given))
        self._settle(party)
        return result

    def _settle(self, sender: str) -> bool:
        """Carries what a party has stated until nothing of it is left; the receipts bear the time that the clocks show."""
        moved = False
        for peer in PARTIES:
            while peer != sender and self._carry(sender, peer):
                moved = True
        return moved

    def _carry(self, sender: str, peer: str) -> bool:
        waiting = self._say(sender, "bundle", self._at, peer=peer)
        if waiting is None:
            return False
        data, fill = waiting
        receipt = self._say(peer, "receive", self._at, data=data)
        self._say(sender, "receipt", self._at, peer=peer, receipt=receipt, fill=fill)
        return True
