"""The https carrier, the receiver's side (docs/protocol.md, "https carrier"), and the figures for monitoring.

Nothing here looks at who connected: peers are known by the signatures on what they send. Cheap checks come first, and
only so many of the server's threads serve peers that a flood leaves the officers' pages alone.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from tripoint.carriers import metrics as figures
from tripoint.carriers import status
from tripoint.carriers.fetch import MAX_TOKEN, Nonces, open_fetch
from tripoint.carriers.wire import BUNDLE_TYPE, PROBLEM_TYPE, TOKEN_TYPE
from tripoint.directory.models import Role
from tripoint.ledger import jws, recovery
from tripoint.ledger.blobs import CHUNK_BYTES, BlobAbsent, BlobStore
from tripoint.ledger.bundle import MAGIC, MAX_ENVELOPE
from tripoint.ledger.card import MAX_CARD
from tripoint.ledger.encoding import parse_json, sha256
from tripoint.ledger.errors import Busy, KeysLocked, LedgerReadOnly, Refused
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.receive import present_receipt
from tripoint.node.runtime import ledger
from tripoint.web.access import open_to_anyone, requires
from tripoint.web.door import address_of
from tripoint.web.places import Places

P = ParamSpec("P")
PEERS_AT_ONCE = 4  # of the server's threads (see `tripoint serve`); more are told to come again
COME_AGAIN = 5  # seconds
READ_AT_ONCE = 65_536  # bytes
MAX_DIGITS = 15  # of a length: more than any disk holds
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{1,12})?")
_STATUS = {
    "rate": 429,
    "too-large": 413,
    "bomb": 413,
    "party-unknown": 403,
    "key-unknown": 403,
    "key-revoked": 403,
    "signature": 403,
    "sender": 403,
    "participant": 403,
    "replay": 403,
    "busy": 503,
    "paused": 503,
    "read-only": 503,
    "feed-gap": 409,
}  # RFC 9110; what is not named here is 422: understood and refused
_peers = Places(PEERS_AT_ONCE, PEERS_AT_ONCE - 1)  # from one address never all: a slow sender keeps no other peer out
_nonces = Nonces()


def refusal(code: str) -> HttpResponse:
    """Problem details (RFC 9457) with the refusal's code and nothing more: details are for our own administrator."""
    number = 400 if code in _MALFORMED else _STATUS.get(code, 422)
    response = JsonResponse(
        {"type": f"urn:tripoint:refusal:{code}", "status": number, "code": code},
        status=number,
        content_type=PROBLEM_TYPE,
    )
    if number in (429, 503):
        response.headers["Retry-After"] = str(COME_AGAIN)
    return response


_MALFORMED = frozenset(("malformed", "base64", "json", "json-deep", "member", "typ", "alg", "time-format", "recipient"))


def _door(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A place for the peer if one is free; what goes wrong becomes a refusal, never a page with an explanation."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        address = address_of(request) or ""
        if not _peers.take(address):
            return refusal("busy")
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refusal(refused.code)
        except LedgerReadOnly:
            return refusal("read-only")
        except (Busy, KeysLocked, DatabaseError, UnreadablePostError):
            return refusal("busy")
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                return refusal("busy")
            raise
        finally:
            _peers.give_back(address)

    return guarded


@csrf_exempt
@open_to_anyone
@require_POST
@_door
def restore(request: HttpRequest) -> HttpResponse:
    """Tells a restored peer what it had sent and receipted since its backup, sealed to it alone."""
    ours = ledger()
    text = request.read(recovery.MAX_REQUEST + 1).decode("ascii", "replace")
    try:
        answer = recovery.answer(ours, text)
    except Refused as refused:
        ours.note_refusal("", refused, sha256(text.encode()))
        raise
    return HttpResponse(answer, content_type=BUNDLE_TYPE)


@csrf_exempt
@open_to_anyone
@require_POST
@_door
def bundle(request: HttpRequest) -> HttpResponse:
    """Takes a bundle and answers with the receipt; after a gap with the receipt for what was taken so far (409)."""
    ours = ledger()
    data = _body(request, ours)
    try:
        receipt = ours.receive(data)
    except Refused as refused:
        if refused.code == "feed-gap" and refused.peer:
            return HttpResponse(present_receipt(ours, refused.peer).token.text, content_type=TOKEN_TYPE, status=409)
        raise
    return HttpResponse(receipt.token.text, content_type=TOKEN_TYPE)


def _body(request: HttpRequest, ours: Ledger) -> bytes:
    """The body, read only after its announced size and the envelope at its head were found worth it."""
    announced = request.headers.get("Content-Length", "")
    if not (announced.isascii() and announced.isdigit() and len(announced) <= MAX_DIGITS):
        raise Refused("malformed", "no Content-Length")
    size = int(announced)
    if size > ours.limits.bundle_bytes:
        raise Refused("too-large", f"{size} bytes announced")
    head = request.read(min(size, 8 + MAX_ENVELOPE))
    peer = _sender(head, ours)
    if peer and status.is_paused(peer):
        raise Refused("paused", peer)
    parts, left = [head], size - len(head)
    while left > 0:
        part = request.read(min(left, READ_AT_ONCE))
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _sender(head: bytes, ours: Ledger) -> str:
    """The party whose key signed the envelope; "" when only a card further on can tell. Raises `Refused`."""
    size = int.from_bytes(head[4:8], "big")
    if head[:4] != MAGIC or size > MAX_ENVELOPE or len(head) < 8 + size:
        raise Refused("malformed", "not a bundle")
    token = jws.parse(head[8 : 8 + size].decode("ascii", "replace"), jws.BUNDLE, MAX_ENVELOPE)
    if parse_json(token.payload, MAX_ENVELOPE).get("to") != ours.party:
        raise Refused("recipient")
    try:
        keys = ours.peers.holders(token.kid)
    except Refused:
        card_size = int.from_bytes(head[8 + size : 12 + size], "big")
        if 0 < card_size <= MAX_CARD:
            return ""
        raise
    jws.verify(token, keys[0].public)
    return keys[0].party if len(keys) == 1 else ""


@open_to_anyone
@require_GET
@_door
def card(request: HttpRequest) -> HttpResponse:
    """This party's card in force. It is public; what makes it believed is the fingerprint that people compared."""
    ours = ledger()
    return HttpResponse(ours.peers.card(ours.party).token.text, content_type=TOKEN_TYPE)


@open_to_anyone
@require_GET
@_door
def blob(request: HttpRequest, digest: str) -> HttpResponse:
    """A stretch of an attached file's ciphertext, for a participant of the dossier whose entry names it."""
    scheme, _, text = request.headers.get("Authorization", "")[: MAX_TOKEN + 16].partition(" ")
    asked = _RANGE.fullmatch(request.headers.get("Range", "")[:64])
    if scheme != "Tripoint" or asked is None:
        raise Refused("malformed", "a signed question and a range are needed")
    ours = ledger()
    question = open_fetch(ours, text)
    if question.digest != digest:
        raise Refused("digest", "the question is for another file")
    if status.is_paused(question.sender):
        raise Refused("paused", question.sender)
    try:
        _nonces.spend(question, ours.now())
        size = _named(ours, question.entry, digest, question.sender)
    except Refused as refused:
        ours.note_refusal(question.sender, refused, digest)
        raise
    start = int(asked[1])
    last = min(size - 1, start + CHUNK_BYTES - 1, int(asked[2]) if asked[2] else size)
    if ours.blobs is None or start > last:
        raise Refused("member", "no such range", "Range")
    try:
        data = BlobStore(ours.blobs).read(digest, start, last - start + 1)
    except BlobAbsent:
        raise Refused("absent", "not held here") from None
    response = HttpResponse(data, status=206, content_type="application/octet-stream")
    response.headers["Content-Range"] = f"bytes {start}-{start + len(data) - 1}/{size}"
    return response


def _named(ours: Ledger, entry: str, digest: str, peer: str) -> int:
    """Size of the file if the admitted entry names it and `peer` takes part in its dossier; else `Refused`."""
    rows = ours.store.query(
        "SELECT b.size FROM ledger_blob b JOIN ledger_entry e ON e.n = b.n JOIN ledger_participant p "
        "ON p.dossier = e.dossier WHERE b.digest = %s AND e.id = %s AND p.party = %s AND b.erased = %s",
        [digest, entry, peer, False],
    )
    if not rows:
        raise Refused("absent", "no such file for this peer")
    return int(rows[0][0])


@open_to_anyone
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures for this machine's own monitoring, or for a signed-in auditor or administrator."""
    if _is_local(request):
        return _figures(request)
    answer: Any = requires(Role.AUDITOR, Role.ADMINISTRATOR)(_figures)(request)
    return answer  # type: ignore[no-any-return]


def _figures(request: HttpRequest) -> HttpResponse:
    return HttpResponse(figures.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _is_local(request: HttpRequest) -> bool:
    """From this machine and not passed on by a proxy, whose requests all come from this machine."""
    passed_on = any(name in request.headers for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via"))
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not passed_on
