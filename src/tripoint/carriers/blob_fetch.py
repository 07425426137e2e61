"""Fetches attached files from the peer whose entries name them: small ones first, in chunks, going on after a cut."""

from __future__ import annotations

import time

from tripoint.ledger.blobs import CHUNK_BYTES, BlobRef, BlobStore
from tripoint.ledger.errors import Refused
from tripoint.ledger.ledger import Ledger

from . import delivery
from .fetch import write_fetch
from .https import Link, Turned

ASK_AGAIN = 300.0  # seconds until a file that the peer could not give is asked for again


class BlobFetch:
    """The files that one peer owes us."""

    def __init__(self, ledger: Ledger, peer: str) -> None:
        self.ledger, self.peer = ledger, peer
        self._not_before: dict[str, float] = {}
        self._pending = False

    def fetch_one(self, link: Link) -> bool:
        """Fetches one chunk of the smallest missing file; returns whether there may be more to fetch at once.

        Raises `Unreachable`, `OSError`.
        """
        if self.ledger.blobs is None:
            return False
        self._pending = False
        for entry, ref in delivery.missing_blobs(self.ledger.store, self.peer):
            if self._not_before.get(ref.digest, 0.0) > time.monotonic():
                self._pending = True
                continue
            if self._chunk(link, BlobStore(self.ledger.blobs, self.ledger.limits.blob_bytes), entry, ref):
                return True
        return False

    def wait(self) -> float | None:
        """Seconds until it is worth asking again; None when nothing is owed."""
        return ASK_AGAIN if self._pending else None

    def _chunk(self, link: Link, store: BlobStore, entry: str, ref: BlobRef) -> bool:
        if store.has(ref.digest):
            self._complete(ref)
            return True
        start = store.held(ref.digest)
        token = write_fetch(
            self.ledger.keys.signer,
            sender=self.ledger.party,
            to=self.peer,
            at=self.ledger.now(),
            entry=entry,
            digest=ref.digest,
        )
        answer = link.chunk(ref.digest, token, start, min(CHUNK_BYTES, max(1, ref.size - start)))
        if isinstance(answer, Turned):
            self._put_off(ref)
            return False
        try:
            if store.append(ref, answer.start, answer.data):
                self._complete(ref)
        except Refused as refusal:
            self.ledger.note_refusal(self.peer, refusal, ref.digest)
            self._put_off(ref)
            return False
        return True

    def _complete(self, ref: BlobRef) -> None:
        self.ledger.writer.run(lambda: self.ledger.store.complete_blob(ref.digest))
        self._not_before.pop(ref.digest, None)

    def _put_off(self, ref: BlobRef) -> None:
        self._not_before[ref.digest] = time.monotonic() + ASK_AGAIN
        self._pending = True
