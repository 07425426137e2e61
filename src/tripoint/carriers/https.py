"""The https carrier, the sender's side (docs/protocol.md, "https carrier").

TLS only keeps others from listening and from blocking: who wrote what is shown by signatures alone. The peer's own
authority from its card is trusted, never the machine's list.
"""

from __future__ import annotations

import ipaddress
import json
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from tripoint import __version__
from tripoint.ledger.card import Card, Endpoint
from tripoint.ledger.receipt import MAX_RECEIPT

from .wire import BLOB_PATH, BUNDLE_PATH, BUNDLE_TYPE, PROBLEM_TYPE, RESTORE_PATH, TOKEN_TYPE

# A page of 4 MiB at 64 kbit/s takes nine minutes; what matters is that bytes keep moving, so these are per operation.
TIMEOUT = httpx.Timeout(60.0, connect=15.0)
MAX_PROBLEM = 4_096
LONGEST_WAIT = 3_600.0  # seconds; a peer cannot put us off for longer


class Unreachable(Exception):
    """No answer from the peer, or none that follows the protocol. `code` is short, the text one sentence for a log."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Turned:
    """The peer answers that it does not take something: its refusal code, and when to come again (seconds)."""

    code: str
    wait: float | None
    receipt: str = ""


@dataclass(frozen=True)
class Chunk:
    """Bytes of a blob from `start`; `total` is its whole size."""

    start: int
    data: bytes
    total: int


class Link:
    """An https connection to one peer, kept open between calls. Not for use by several threads."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self._endpoint = usable_endpoint(card)
        self._client = httpx.Client(
            base_url=self._endpoint.url.rstrip("/"),
            verify=_tls(self._endpoint),
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=False,  # no proxy and no list of authorities from the environment
            # Bodies as they are: a compressed one could swell to a thousand times its size before it is measured.
            headers={"User-Agent": f"tripoint/{__version__}", "Accept-Encoding": "identity"},
            limits=httpx.Limits(max_connections=1, keepalive_expiry=120),
        )

    def close(self) -> None:
        """Ends the connection."""
        self._client.close()

    def deliver(self, bundle: bytes) -> str | Turned:
        """Hands a bundle over; returns the receipt's text, or why it was not taken. Raises `Unreachable`."""
        status, headers, body = self._call(
            "POST", BUNDLE_PATH, MAX_RECEIPT, content=bundle, headers={"Content-Type": BUNDLE_TYPE}
        )
        if status == 200:
            return body.decode("ascii", "replace")
        if status == 409 and headers.get("content-type", "").startswith(TOKEN_TYPE):
            return Turned("feed-gap", None, body.decode("ascii", "replace"))
        return _turned(status, headers, body)

    def positions(self, question: str, limit: int) -> bytes | Turned:
        """Asks for what was lost by a restore; `question` is a signed token, the answer at most `limit` sealed bytes."""
        status, headers, body = self._call(
            "POST", RESTORE_PATH, limit, content=question.encode("ascii"), headers={"Content-Type": TOKEN_TYPE}
        )
        return body if status == 200 else _turned(status, headers, body)

    def chunk(self, digest: str, token: str, start: int, length: int) -> Chunk | Turned:
        """At most `length` bytes of a blob from `start`."""
        status, headers, body = self._call(
            "GET",
            f"{BLOB_PATH}/{digest}",
            length,
            headers={"Authorization": f"Tripoint {token}", "Range": f"bytes={start}-{start + length - 1}"},
        )
        if status != 206:
            return _turned(status, headers, body)
        first, total = _content_range(headers.get("content-range", ""))
        if first != start:
            raise Unreachable("answer", "the peer sent other bytes than were asked for")
        return Chunk(first, body, total)

    def _call(self, method: str, path: str, limit: int, **options: Any) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and a body of at most `limit` bytes. Raises `Unreachable`."""
        try:
            with self._client.stream(method, path, **options) as response:
                body = b""
                most = limit if response.status_code in (200, 206, 409) else MAX_PROBLEM
                for part in response.iter_raw():
                    body += part
                    if len(body) > most:
                        raise Unreachable("answer", f"an answer of more than {most} bytes")
                return response.status_code, response.headers, body
        except httpx.ConnectTimeout:
            raise Unreachable("timeout", "no connection in time") from None
        except httpx.TimeoutException:
            raise Unreachable("timeout", "the connection was made, but no answer came in time") from None
        except httpx.ConnectError as error:
            cause = error.__context__
            while cause is not None and not isinstance(cause, ssl.SSLError):
                cause = cause.__context__
            if isinstance(cause, ssl.SSLCertVerificationError):
                raise Unreachable(
                    "certificate", f"the peer's certificate is not that of its card: {cause.verify_message}"
                ) from None
            raise Unreachable("connection", str(error)[:200]) from None
        except (httpx.HTTPError, ssl.SSLError, OSError) as error:
            raise Unreachable("connection", f"{type(error).__name__}: {error}"[:200]) from None


def usable_endpoint(card: Card) -> Endpoint:
    """The first address of a card that this carrier may use. Raises `Unreachable("address")`."""
    for endpoint in card.body.endpoints:
        parts = urlsplit(endpoint.url)
        # Plain http is for exercises on one machine. In earnest a partner's card must not lead our courier to whatever
        # else listens on our own machine.
        if parts.scheme == "https" or (
            parts.scheme == "http" and card.body.exercise and _is_loopback(parts.hostname or "")
        ):
            return endpoint
    raise Unreachable("address", "the card names no address for https")


def has_address(card: Card) -> bool:
    """Whether the https carrier can serve this peer at all."""
    try:
        usable_endpoint(card)
    except Unreachable:
        return False
    return True


def _tls(endpoint: Endpoint) -> ssl.SSLContext | bool:
    if not endpoint.url.startswith("https://"):
        return False
    # Given an authority, Python loads no other (ssl.create_default_context); a card without one means a public one.
    context = (
        ssl.create_default_context(cadata=endpoint.authority) if endpoint.authority else ssl.create_default_context()
    )
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _turned(status: int, headers: httpx.Headers, body: bytes) -> Turned:
    wait: float | None = None
    after = headers.get("retry-after", "")
    if _is_number(after):
        wait = min(float(after), LONGEST_WAIT)
    if headers.get("content-type", "").startswith(PROBLEM_TYPE):
        try:
            code = json.loads(body)["code"]
            if isinstance(code, str) and 0 < len(code) <= 32:
                return Turned(code, wait)
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
    if status in (429, 503):
        return Turned("rate" if status == 429 else "busy", wait)
    raise Unreachable("answer", f"an answer with status {status} that does not follow the protocol")


def _content_range(text: str) -> tuple[int, int]:
    """First byte and total of `bytes FIRST-LAST/TOTAL` (RFC 9110, section 14.4). Raises `Unreachable`."""
    unit, _, rest = text.partition(" ")
    span, _, total = rest.partition("/")
    first = span.partition("-")[0]
    if unit != "bytes" or not _is_number(first) or not _is_number(total):
        raise Unreachable("answer", "no usable Content-Range")
    return int(first), int(total)


def _is_number(text: str) -> bool:
    """Whether it is a number as headers have it: "²" is a digit for Python, and no number."""
    return text.isascii() and text.isdigit() and len(text) <= 15
