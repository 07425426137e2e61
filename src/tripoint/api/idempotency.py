"""A POST that is sent again is not done again: its answer is kept under the token and the Idempotency-Key.

The record is written before the call and stands in the database, so it holds for every process and over a restart. A
call during which the node stopped is not repeated: whether its entry was written, the program reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone

from tripoint.api.models import KeptAnswer, Token
from tripoint.api.problem import ApiProblem
from tripoint.ledger.encoding import sha256
from tripoint.ledger.ledger import Ledger

KEY = re.compile(r"[A-Za-z0-9._-]{8,128}")
KEPT = timedelta(hours=48)  # a weekend's night shift may come back to it
MOST_KEPT = 20_000  # answers of one token
UNDER_WAY = timedelta(minutes=2)  # no call takes longer; after that the process that took it is gone
FORGET_EVERY = 3600.0  # seconds
COME_AGAIN = "2"  # seconds
REPEATED = "Idempotency-Replayed"
_HEADERS = ("Location", "Content-Type", "Upload-Offset")


def once(
    ledger: Ledger, token: Token, key: str, method: str, path: str, body: bytes, do: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer of `do`, or the one it gave before. Raises ApiProblem: key-missing, key-reused, key-running,
    outcome-unknown, key-many. What was not done is not kept: the call may be tried again."""
    if not KEY.fullmatch(key):
        raise ApiProblem("key-missing")
    fingerprint = sha256(f"{method} {path}\n".encode() + body)
    kept = _begin(token, key, fingerprint)
    if kept is not None:
        return _repeat(ledger, kept, fingerprint)
    row = KeptAnswer.objects.filter(token=token, key=key)
    try:
        answer = do()
    except ApiProblem:  # not done, nothing to remember
        row.delete()
        raise
    if answer.status_code in (429, 503):
        row.delete()
        return answer
    if answer.status_code >= 500:  # a fault after the entry may have been written: nobody knows, so it is not repeated
        return answer
    headers = {name: answer.headers[name] for name in _HEADERS if name in answer.headers}
    clear = json.dumps(headers).encode() + b"\n" + answer.content
    row.update(status=answer.status_code, sealed=ledger.keys.wrap(clear, f"api:{token.pk}:{key}"))
    return answer


def forget_old(ledger: Ledger) -> None:
    """Deletes answers whose time is over: a chore, safe to do twice."""
    KeptAnswer.objects.using(ledger.using).filter(at__lt=timezone.now() - KEPT).delete()


def _begin(token: Token, key: str, fingerprint: str) -> KeptAnswer | None:
    """Writes the record and returns None, or the record that is there."""
    now = timezone.now()
    KeptAnswer.objects.filter(token=token, key=key, at__lt=now - KEPT).delete()
    known = KeptAnswer.objects.filter(token=token, key=key).first()
    if known is not None:
        return known
    if KeptAnswer.objects.filter(token=token).count() >= MOST_KEPT:
        KeptAnswer.objects.filter(token=token, at__lt=now - KEPT).delete()
        if KeptAnswer.objects.filter(token=token).count() >= MOST_KEPT:
            raise ApiProblem("key-many", headers={"Retry-After": "3600"})
    try:
        with transaction.atomic():
            KeptAnswer.objects.create(token=token, key=key, fingerprint=fingerprint, at=now)
    except IntegrityError:  # another thread or process was first
        return KeptAnswer.objects.filter(token=token, key=key).first() or KeptAnswer(fingerprint=fingerprint, at=now)
    return None


def _repeat(ledger: Ledger, kept: KeptAnswer, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise ApiProblem("key-reused")
    if kept.status == 0:
        if timezone.now() - kept.at < UNDER_WAY:
            raise ApiProblem("key-running", headers={"Retry-After": COME_AGAIN})
        raise ApiProblem("outcome-unknown")
    clear = ledger.keys.unwrap(bytes(kept.sealed), f"api:{kept.token_id}:{kept.key}")
    headers, _, content = clear.partition(b"\n")
    answer = HttpResponse(content, status=kept.status, headers=json.loads(headers))
    answer.headers[REPEATED] = "true"
    return answer
