"""The courier: brings every peer what it should have, and tries again for as long as it takes.

One thread per peer, so that a peer that is down holds up nobody else. It resumes from the peer's last receipt: the
ledger keeps the positions, the courier keeps nothing that could be lost.
"""

from __future__ import annotations

import logging
import os
import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, close_old_connections

from tripoint.ledger.errors import LedgerError, Refused
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.outgoing import Outgoing
from tripoint.node import chores

from . import delivery, housekeeping, status
from .blob_fetch import BlobFetch
from .https import Link, Turned, Unreachable, has_address
from .models import PeerState

LOOK_EVERY = 0.2  # seconds between looks for something to send; a request is to be at the peer within one second
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0  # seconds
PULSE_EVERY = 10.0
WORTH_PREPARING = 64  # entries in a bundle; behind a smaller one there is seldom another
log = logging.getLogger(__name__)


class Courier:
    """Carries for one ledger until `stop` is set."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.stop = threading.Event()
        self.name = f"{socket.gethostname()}:{os.getpid()}"[:64]
        self._rounds: dict[str, Round] = {}

    def run(self) -> None:
        """Looks for something to send, wakes the peers' threads, keeps house once a day; returns when stopped."""
        seen: delivery.Stamp | None = None
        next_pulse = 0.0
        aside = threading.Thread(target=chores.do, args=(self.ledger, self.stop), name="chores", daemon=True)
        aside.start()
        while not self.stop.is_set():
            close_old_connections()
            try:
                now = delivery.stamp(self.ledger.store)
                if seen is None or now.cards != seen.cards:
                    self._meet()
                if now != seen:
                    self._wake(seen, now)
                    seen = now
                if time.monotonic() >= next_pulse:
                    next_pulse = time.monotonic() + PULSE_EVERY
                    self.ledger.flush_refusals(force=True)
                    housekeeping.run_if_due(self.ledger, self.name)
            except (DatabaseError, LedgerError, OSError) as error:
                log.warning("The courier waits: %s", error)
                self.stop.wait(2.0)
            self.stop.wait(LOOK_EVERY)
        for one in self._rounds.values():
            one.wake.set()
        for one in self._rounds.values():
            one.thread.join(10)
        aside.join(10)

    def _meet(self) -> None:
        for party in self.ledger.peers.parties():
            if party not in self._rounds:
                self._rounds[party] = Round(self, party)
                self._rounds[party].thread.start()

    def _wake(self, before: delivery.Stamp | None, now: delivery.Stamp) -> None:
        up = delivery.heard_from(self.ledger.store, before.given) if before and now.given != before.given else set()
        for party, one in self._rounds.items():
            if party in up:
                one.heard.set()  # it sends to us, so there is no use in waiting out a long pause
            one.wake.set()


class Round:
    """The courier's way to one peer."""

    def __init__(self, courier: Courier, party: str) -> None:
        self.courier, self.ledger, self.party = courier, courier.ledger, party
        self.wake, self.heard = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.run, name=f"courier to {party}", daemon=True)
        self._record = status.Record(party)
        self._blobs = BlobFetch(self.ledger, party)
        self._failures = 0
        self._link: Link | None = None

    def run(self) -> None:
        """Goes whenever there is something to bring; waits longer after each failure."""
        while not self.courier.stop.is_set():
            self.wake.clear()
            self.heard.clear()
            close_old_connections()
            wait: float | None
            try:
                wait = self._go()
            except Unreachable as gone:
                wait = self._failed(PeerState.UNREACHABLE, gone.code, gone.detail, None)
            except Refused as refusal:  # the peer's receipt is not one that can be believed
                wait = self._failed(PeerState.REFUSED, refusal.code, refusal.detail, None)
            except (LedgerError, DatabaseError, OSError) as error:  # our own disk or database
                wait = self._failed(PeerState.SENDING, "own-node", str(error), None)
            except (
                Exception
            ) as error:  # the courier outlives a fault of the program; it shows on the page and in the log
                log.exception("The courier to %s failed", self.party)
                wait = self._failed(PeerState.SENDING, "fault", repr(error), None)
            self._rest(wait)
        if self._link is not None:
            self._link.close()

    def _go(self) -> float | None:
        """Brings all there is. Returns how long to wait at most, None for until something happens."""
        if self._record.paused():
            return LONGEST_WAIT
        card = self.ledger.peers.card(self.party)
        if not has_address(card):
            self._record.say(PeerState.BY_FILE)
            return None
        if self._link is None or self._link.card.token.id != card.token.id:
            if self._link is not None:
                self._link.close()
            self._link = Link(card)
        sent = False
        ahead: Outgoing | None = None
        while not self.courier.stop.is_set():
            bundle = ahead or self.ledger.next_bundle(self.party)
            if bundle is None:
                break
            answer, ahead = self._deliver(self._link, bundle)
            if isinstance(answer, Turned):
                return self._turned(answer)
            receipt = self.ledger.take_receipt(self.party, answer, bundle.fill)
            if receipt.want or receipt.position != bundle.end[0]:
                ahead = None  # what the peer asks for goes first
            self._record.carried(len(bundle.data), len(answer))
            self._failures = 0
            sent = True
            self._record.say(PeerState.SENDING, worked=True)
        more = self._blobs.fetch_one(self._link)
        if sent or more or self._record.needs_word:
            self._failures = 0 if sent or more else self._failures
            self._record.say(PeerState.DELIVERED, worked=sent or more)
        return 0.0 if more else self._blobs.wait()

    def _deliver(self, link: Link, bundle: Outgoing) -> tuple[str | Turned, Outgoing | None]:
        """Hands a bundle over; while the peer works on a large one, the next is made ready. Raises `Unreachable`."""
        if bundle.count < WORTH_PREPARING:
            return link.deliver(bundle.data), None
        with ThreadPoolExecutor(1, thread_name_prefix=f"bundle to {self.party}") as hand:
            answer = hand.submit(link.deliver, bundle.data)
            ahead = self.ledger.next_bundle(self.party, bundle.end)
            return answer.result(), ahead if ahead is not None and ahead.count else None

    def _turned(self, answer: Turned) -> float:
        if answer.code in ("rate", "busy", "read-only", "paused"):
            wait = answer.wait if answer.wait is not None else self._backoff()
            self._record.say(PeerState.SENDING, error=answer.code, retry_at=_after(wait))
            return wait
        if answer.receipt:
            self.ledger.take_receipt(self.party, answer.receipt)
            return self._failed(
                PeerState.REFUSED, "feed-gap", "the peer lacks entries that it had receipted", answer.wait
            )
        return self._failed(PeerState.REFUSED, answer.code, "", answer.wait)

    def _failed(self, state: PeerState, code: str, detail: str, wait: float | None) -> float:
        self._failures += 1
        wait = wait if wait is not None else self._backoff()
        try:
            self._record.say(state, error=code, detail=detail, retry_at=_after(wait), failures=self._failures)
        except (DatabaseError, OSError) as error:
            log.warning("Delivery to %s: %s: %s (not recorded: %s)", self.party, code, detail, error)
        return wait

    def _backoff(self) -> float:
        """One second, doubled with each failure up to five minutes, with jitter so that peers do not come in step."""
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self._failures - 1, 16)) if self._failures else FIRST_WAIT
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, no secret

    def _rest(self, wait: float | None) -> None:
        """Sleeps until woken; after a failure only the peer's own sign of life cuts the pause short."""
        if wait is None:
            self.wake.wait(LONGEST_WAIT)
            return
        until = time.monotonic() + wait
        while not self.courier.stop.is_set():
            left = until - time.monotonic()
            if left <= 0 or self.heard.is_set() or (not self._failures and self.wake.is_set()):
                return
            if self._record.asked_again():
                return
            self.heard.wait(min(left, 1.0))


def _after(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
