"""A translation machine that answers, and one that lies: a real small server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

JSON = "application/json"


class Machine(BaseHTTPRequestHandler):
    """Answers as the test says: status, type and body, or a function that writes by itself."""

    server: Any

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(asked)))
        answer = self.server.answers.pop(0) if len(self.server.answers) > 1 else self.server.answers[0]
        if callable(answer):
            answer(self)
            return
        status, media, body = answer
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Location", self.server.elsewhere)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def machine(*answers: Any, elsewhere: str = "") -> Iterator[Any]:
    """Serves `answers` one after the other, the last one for ever; `.asked` is what it was asked, `.url` its address."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Machine)
    server.daemon_threads = True
    server.asked, server.answers, server.elsewhere = [], list(answers), elsewhere
    server.url = f"http://127.0.0.1:{server.server_port}/translate"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def well(*texts: str) -> tuple[int, str, dict[str, list[str]]]:
    """A proper answer."""
    return 200, f"{JSON}; charset=utf-8", {"translatedText": list(texts)}
