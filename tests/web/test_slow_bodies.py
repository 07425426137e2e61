"""Whoever sends a byte a minute keeps nobody else out."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from tripoint.web.slow_bodies import SlowBodies, sender_of

THREADS = 8


class Stuck:
    """A body of which nothing more comes until it is let go."""

    def __init__(self) -> None:
        self.waits, self.go = threading.Event(), threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.waits.set()
        self.go.wait(30)
        return b""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [])
    return [body]


def ask(app: SlowBodies, address: str, body: Any = None, length: str = "") -> str:
    said: list[str] = []
    source = io.BytesIO(body) if isinstance(body, bytes) else body or io.BytesIO()
    environ = {"REMOTE_ADDR": address, "wsgi.input": source, "CONTENT_LENGTH": length}
    list(app(environ, lambda status, headers: said.append(status[:3])))
    return said[0]


@pytest.fixture
def beset() -> Iterable[SlowBodies]:
    """A server that one address sends as many endless forms as it gets places for."""
    app = SlowBodies(application, THREADS)
    stuck, threads = [], []
    for _ in range(app.places.each):
        one = Stuck()
        thread = threading.Thread(target=ask, args=(app, "192.0.2.1", one, "900"))
        thread.start()
        assert one.waits.wait(10)
        stuck.append(one)
        threads.append(thread)
    yield app
    for one in stuck:
        one.go.set()
    for thread in threads:
        thread.join()
    assert ask(app, "192.0.2.1", b"abc", "3") == "200"


def test_one_address_that_sends_endlessly_gets_no_more_threads(beset: SlowBodies) -> None:
    assert beset.places.each < THREADS // 2
    assert ask(beset, "192.0.2.1", b"abc", "3") == "503"


def test_others_can_still_send_and_all_can_read(beset: SlowBodies) -> None:
    assert ask(beset, "192.0.2.2", b"abc", "3") == "200"
    assert ask(beset, "192.0.2.1") == "200"


def test_from_however_many_addresses_a_quarter_of_the_threads_stays_free() -> None:
    app = SlowBodies(application, THREADS)
    taken = sum(app.places.take(f"192.0.2.{number}") for number in range(THREADS))
    assert taken == THREADS * 3 // 4
    assert ask(app, "198.51.100.1", b"abc", "3") == "503"
    assert ask(app, "198.51.100.1") == "200"


def test_a_body_that_has_come_holds_no_place_while_it_is_answered() -> None:
    free = []

    def slow_answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read(3)
        free.append(app.places._taken.total())
        return application(environ, start_response)

    app = SlowBodies(slow_answer, THREADS)
    assert ask(app, "192.0.2.1", b"abc", "3") == "200"
    assert free == [0]


def test_who_sends_is_whom_the_proxy_saw_and_never_what_a_stranger_claims() -> None:
    claims = "203.0.113.9, 192.0.2.1"
    assert sender_of({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": claims}) == "192.0.2.1"
    assert sender_of({"REMOTE_ADDR": "198.51.100.1", "HTTP_X_FORWARDED_FOR": claims}) == "198.51.100.1"
