"""The screening process: compares the names of what arrived, and of drafts that wait, with those of twelve months.

One for each node. It holds the names in memory and keeps nothing: what is still to be compared stands in a table, so a
process that was killed begins where the last one ended.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import DatabaseError, close_old_connections
from django.db.models import Max

from tripoint.ledger.errors import LedgerError
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import ContentState, Entry
from tripoint.screening import reasons
from tripoint.screening.marks import WITHIN, Read, read
from tripoint.screening.models import Forgotten, Lead, Unnamed
from tripoint.screening.sources import SOURCES

if TYPE_CHECKING:
    from tripoint.screening.gallery import Alike, Gallery

EVERY = 1.0  # seconds between looks for what came
AFTER_FAULT = 10.0  # seconds
AT_ONCE = 20  # entries read together; a list of 500 subjects takes a few MB
OLD_EVERY = 3_600.0  # seconds between looks for what is too old
log = logging.getLogger(__name__)


class Screening:
    """Compares until `stop` is set."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.stop = threading.Event()
        self.gallery: Gallery | None = None
        self._forgotten = 0

    def run(self) -> None:
        """Fills the gallery, then compares what is due; returns when stopped. What fails is logged and tried again."""
        next_old = 0.0
        while not self.stop.is_set():
            close_old_connections()
            try:
                if self.gallery is None:
                    self.fill()
                if time.monotonic() >= next_old:
                    self._drop_old()
                    next_old = time.monotonic() + OLD_EVERY
                if self.round():
                    continue
            except (LedgerError, DatabaseError):
                log.exception("Comparing names failed; it is tried again.")
                self.stop.wait(AFTER_FAULT)
            self.stop.wait(EVERY)

    def fill(self) -> None:
        """Reads the names of twelve months. What is due is left out: it comes when it is compared."""
        # Here, because it imports the compiler, which a command's help needs not.
        from tripoint.screening.gallery import Gallery

        using, began = self.ledger.using, time.monotonic()
        self._forgotten = Forgotten.objects.using(using).aggregate(last=Max("id"))["last"] or 0
        gallery, after = Gallery(), 0
        rows = Entry.objects.using(using).filter(
            type__in=[name for name, source in SOURCES.items() if not source.is_draft], applied__isnull=False,
            content_state=ContentState.PRESENT, received_at__gte=self.ledger.now() - WITHIN,
        ).exclude(n__in=Unnamed.objects.using(using).values("n"))  # fmt: skip
        while not self.stop.is_set():
            numbers = list(rows.filter(n__gt=after).order_by("n").values_list("n", flat=True)[:AT_ONCE])
            if not numbers:
                break
            gallery.add(read(self.ledger, numbers))
            after = numbers[-1]
        self.gallery = gallery
        log.info("%d names were read in %.0f seconds.", len(gallery), time.monotonic() - began)

    def round(self) -> int:
        """Drops what was erased, then compares up to AT_ONCE entries. Returns how many."""
        assert self.gallery is not None
        using = self.ledger.using
        self._forget()
        due = Entry.objects.using(using).filter(n__in=list(Unnamed.objects.using(using).order_by("n")
                                                           .values_list("n", flat=True)[:AT_ONCE]))  # fmt: skip
        numbers = list(due.exclude(content_state=ContentState.WITHHELD).order_by("n").values_list("n", flat=True))
        compared = 0
        for one in read(self.ledger, numbers) if numbers else ():
            if self.stop.is_set():
                break
            self._compare(one)
            compared += 1
        return compared

    def _compare(self, one: Read) -> None:
        """The leads of an entry stand in the same transaction in which it is no longer due; erased meanwhile, none."""
        assert self.gallery is not None
        found = self.gallery.alike(one)
        if self.ledger.writer.run(lambda: self._store(one, found)):
            self.gallery.add([one])

    def _store(self, one: Read, found: Sequence[Alike]) -> bool:
        using = self.ledger.using
        here = Entry.objects.using(using).filter(n__in=[one.n, *(other.n for other in found)])
        present = set(here.exclude(content_state=ContentState.ERASED).values_list("n", flat=True))
        due = Unnamed.objects.using(using).filter(n=one.n).delete()[0]
        if not due or one.n not in present:
            return False
        ids = dict(Entry.objects.using(using).filter(n__in=[other.opened for other in found]).values_list("n", "id"))
        for other in found:
            if other.n not in present:
                continue
            pair = one.pair_with(other.opened, ids[other.opened])
            known = Lead.objects.using(using).filter(dossier=pair[0], other=pair[1], sort="name").first()
            if known is None or (known.score or 0) < other.score:
                said = {"score": other.score, "sealed": reasons.seal(self.ledger, pair, other.reasons)}
                Lead.objects.using(using).update_or_create(dossier=pair[0], other=pair[1], sort="name", defaults=said)
        return True

    def _forget(self) -> None:
        assert self.gallery is not None
        rows = Forgotten.objects.using(self.ledger.using).filter(id__gt=self._forgotten).order_by("id")
        for id_, n in rows.values_list("id", "n"):
            self.gallery.drop(n)
            self._forgotten = id_

    def _drop_old(self) -> None:
        if self.gallery is not None:
            self.gallery.drop_before(self.ledger.now() - WITHIN)
