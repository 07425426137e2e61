"""The courier at a peer that is not what it should be: a card that points elsewhere, answers that swell."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tripoint.carriers.https import Link, Unreachable, has_address
from tripoint.ledger.card import MAX_CARD, Card, CardKey, Endpoint, Limits, write_card
from tripoint.ledger.encoding import b64u, sha256
from tripoint.ledger.jws import Signer

ROOT, SIGNER = Signer.from_seed(bytes(32)), Signer.from_seed(bytes(31) + b"1")


def card(url: str, *, exercise: bool = True) -> Card:
    since, sealing = "2026-11-01T00:00:00Z", bytes(1216)
    keys = [
        CardKey(use="sign", kid=SIGNER.kid, public=b64u(SIGNER.public), since=since),
        CardKey(use="seal", kid=sha256(sealing), public=b64u(sealing), since=since),
    ]
    return write_card(
        ROOT, party="KH", number=1, issued=since, exercise=exercise, versions=[1], mailbox="A" * 22, keys=keys,
        revoked=[], endpoints=[Endpoint(url=url)], limits=Limits.model_validate({}),
    )  # fmt: skip


@contextmanager
def answering(body: bytes, *, status: int = 200, **headers: str) -> Iterator[str]:
    """A server that gives the same answer to everything."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_compressed_answer_is_not_unpacked() -> None:
    """A few kilobytes could become gigabytes before anybody measures them."""
    with answering(gzip.compress(bytes(40_000)), Content_Encoding="gzip") as url:
        said = Link(card(url)).positions("question", MAX_CARD)
    assert isinstance(said, bytes)
    assert len(said) < 1_000


def test_a_redirect_is_not_followed() -> None:
    with answering(b"", status=302, Location="http://127.0.0.1:1/elsewhere") as url, pytest.raises(Unreachable):
        Link(card(url)).positions("question", MAX_CARD)


def test_an_answer_that_does_not_end_is_cut() -> None:
    with answering(bytes(MAX_CARD * 40)) as url, pytest.raises(Unreachable, match="more than"):
        Link(card(url)).positions("question", MAX_CARD)


@pytest.mark.parametrize("url", ["http://127.0.0.1:5432", "http://localhost:4222", "http://[::1]:80"])
def test_in_earnest_a_card_leads_to_nothing_on_our_own_machine(url: str) -> None:
    assert has_address(card(url))
    assert not has_address(card(url, exercise=False))


@pytest.mark.parametrize("url", ["http://192.0.2.1", "file:///etc/passwd", "gopher://x", "ftp://x", "//x"])
def test_an_address_without_tls_is_none(url: str) -> None:
    assert not has_address(card(url))
