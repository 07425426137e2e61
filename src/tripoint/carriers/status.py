"""The courier's word about each peer, written when it changes and at most once a second while it does not."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django.db.models import F

from .models import PeerState, PeerStatus

REFRESH = 5.0  # seconds after which an unchanged good word is written again
LOOK = 1.0  # seconds between looks whether an administrator has closed the link


class Record:
    """What the courier says of one peer. Used by that peer's thread alone."""

    def __init__(self, party: str) -> None:
        self.party = party
        self._said: tuple[str, str] | None = None
        self._said_at = 0.0
        self._looked_at = 0.0
        self._paused = False
        self._sent = self._received = 0

    def carried(self, sent: int, received: int) -> None:
        """Counts bytes; they are written with the next word."""
        self._sent += sent
        self._received += received

    @property
    def needs_word(self) -> bool:
        """Whether nothing has been said yet, or the last word was not that all is delivered."""
        return self._said != (PeerState.DELIVERED, "")

    def say(
        self,
        state: PeerState,
        *,
        worked: bool = False,
        error: str = "",
        detail: str = "",
        retry_at: datetime | None = None,
        failures: int = 0,
    ) -> None:
        """Records `state`. `worked`: the peer has just taken something. Raises django.db.DatabaseError."""
        now, moment = datetime.now(UTC), time.monotonic()
        unchanged = (state, error) == self._said and not error
        if unchanged and moment - self._said_at < REFRESH:
            return
        good_before = self._said is not None and not self._said[1]
        if state is PeerState.SENDING and good_before and not error and moment - self._said_at < 1.0:
            return  # between two bundles of a stretch
        values: dict[str, Any] = {
            "state": state,
            "checked_at": now,
            "error": error[:32],
            "detail": detail[:300],
            "retry_at": retry_at,
            "failures": failures,
        }
        if worked:
            values["last_success_at"] = now
        sent, received, self._sent, self._received = self._sent, self._received, 0, 0
        row, _ = PeerStatus.objects.get_or_create(party=self.party)
        PeerStatus.objects.filter(party=self.party).update(
            **values,
            failing_since=(row.failing_since or now) if error else None,
            sent_bytes=F("sent_bytes") + sent,
            received_bytes=F("received_bytes") + received,
        )
        self._said, self._said_at = (state, error), moment

    def paused(self) -> bool:
        """Whether an administrator has closed the link."""
        self._looked_at = time.monotonic()
        self._paused = PeerStatus.objects.filter(party=self.party, paused=True).exists()
        return self._paused

    def asked_again(self) -> bool:
        """Whether an administrator has opened the link, or asked to try at once, since the last word."""
        if time.monotonic() - self._looked_at < LOOK:
            return False
        was = self._paused
        if self.paused():
            return False
        return was or PeerStatus.objects.filter(party=self.party, retry_at__isnull=True).exclude(error="").exists()


def is_paused(party: str) -> bool:
    """Whether an administrator has closed the link to `party`."""
    return PeerStatus.objects.filter(party=party, paused=True).exists()


def set_paused(party: str, paused: bool) -> None:
    """Closes or opens the link to `party`, both ways; takes effect within about a second."""
    PeerStatus.objects.update_or_create(party=party, defaults={"paused": paused})


def try_now(party: str) -> None:
    """Asks the courier not to wait until `retry_at`."""
    PeerStatus.objects.filter(party=party).update(retry_at=None)
