"""Keeps senders of slow bodies from taking all of the server's threads.

A thread of the server waits while a body comes, and cannot be called back. Whoever begins as many forms as there are
threads, and sends a byte a minute, would keep everybody out, and needs no account for it. So only some threads wait for
bodies, and one address gets only some of those: pages can always be read, and others can still send.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterable
from typing import Any

from tripoint.web.places import Places

THREADS_VARIABLE = "TRIPOINT_THREADS"  # how many the server was started with
LEAST_THREADS = 4
COME_AGAIN = "5"  # seconds

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class SlowBodies:
    """A WSGI application around `application`, for a server of `threads` threads (default: as it says of itself)."""

    def __init__(self, application: Application, threads: int | None = None) -> None:
        """Take the application; a quarter of the threads never waits for a body."""
        self.application = application
        threads = threads or max(LEAST_THREADS, int(os.environ.get(THREADS_VARIABLE, "0")))
        self.places = Places(most=threads * 3 // 4, each=max(2, threads * 3 // 8))
        self.own_machine = Places(
            most=threads * 3 // 4, each=threads
        )  # tests, the demonstration, a proxy that says nothing

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request, or 503 at once when there is no place to wait for its body."""
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdigit()) or not int(length[:15]):
            return self.application(environ, start_response)
        sender = sender_of(environ)
        places = self.own_machine if _is_own_machine(sender) else self.places
        if not places.take(sender):
            start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", COME_AGAIN)])
            return [b"Too many are sending at the moment. Nothing was changed; try again.\n"]
        body = Body(environ["wsgi.input"], int(length[:15]), lambda: places.give_back(sender))
        environ["wsgi.input"] = body
        try:
            return self.application(environ, start_response)
        finally:
            body.free()  # no view reads the body after it has answered


class Body:
    """A request's body, `left` bytes long, that calls `when_read` once: when it has come, or at `free`."""

    def __init__(self, source: Any, left: int, when_read: Callable[[], None]) -> None:
        """Take the server's own stream."""
        self._source, self._left, self._when_read = source, left, when_read
        self._is_free = False

    def read(self, size: int = -1) -> bytes:
        """Read `size` bytes, or what is left."""
        return self._counted(self._source.read(self._left if size < 0 else size))

    def readline(self, size: int = -1) -> bytes:
        """Read a line."""
        return self._counted(self._source.readline() if size < 0 else self._source.readline(size))

    def free(self) -> None:
        """Wait for no more of it."""
        if not self._is_free:
            self._is_free = True
            self._when_read()

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left <= 0 or not data:
            self.free()
        return data


def sender_of(environ: dict[str, Any]) -> str:
    """The address that sends; behind a proxy on this machine the one that the proxy wrote down."""
    address = str(environ.get("REMOTE_ADDR", ""))
    if _is_own_machine(address):
        return str(environ.get("HTTP_X_FORWARDED_FOR", address)).rpartition(",")[2].strip()
    return address


def _is_own_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
