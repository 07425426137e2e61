"""A small client of a Tripoint node: files a request, releases it, follows what comes, takes and answers.

Needs Python 3.11 and nothing else. A token is made on the node under "Tokens for programs"; see docs/api.md.

    export TRIPOINT_URL=https://tripoint.example TRIPOINT_TOKEN=tp_…
    export TRIPOINT_CA=authority.pem            # where the node's certificate is its own
    python client.py file request.json          # a draft, put before who releases; prints its number
    python client.py release DRAFT              # with the token of a second officer
    python client.py follow                     # prints what arrives and changes, one line each, until stopped
    python client.py read DOSSIER
    python client.py answer DOSSIER answer.json # takes it first where nobody has
"""

from __future__ import annotations

import hashlib
import json
import os
import ssl
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

ATTEMPTS = 5
LONGEST_PAUSE = 30  # seconds


class NotDone(Exception):
    """The node refused. `problem` has the members of RFC 9457; its `errors` name each member and the cure."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("title", "refused"))
        self.problem = problem


class Node:
    """One node, called under one token. `ca`: a file with the certificate to trust, empty for the system's."""

    def __init__(self, url: str, token: str, ca: str = "", language: str = "en") -> None:
        if not url.startswith(("https://", "http://localhost", "http://127.0.0.1")):
            raise ValueError("the node is called over https")
        self.url, self.token, self.language = url.rstrip("/"), token, language
        self._tls = ssl.create_default_context(cafile=ca or None)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One call of /api/v1; a POST that gets no answer is sent again with the same key, and so is done once.

        Raises NotDone, and OSError when the node cannot be reached.
        """
        data = None if body is None and method == "GET" else json.dumps(body or {}, ensure_ascii=False).encode()
        headers = {
            "Authorization": f"Bearer {self.token}", "Accept-Language": self.language,
            "Content-Type": "application/json",
        }  # fmt: skip
        if method == "POST":
            headers["Idempotency-Key"] = hashlib.sha256(os.urandom(16)).hexdigest()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)  # noqa: S310 - checked above
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with urllib.request.urlopen(request, timeout=60, context=self._tls) as answer:  # noqa: S310 - likewise
                    content = answer.read()
                return json.loads(content) if content else None
            except urllib.error.HTTPError as refused:
                problem = json.loads(refused.read() or b"{}")
                running = problem.get("code") == "key-running"
                if not (refused.code in (429, 503) or running) or attempt == ATTEMPTS:
                    raise NotDone(problem) from None
                pause = float(refused.headers.get("Retry-After", 1))
            except OSError:
                if attempt == ATTEMPTS:
                    raise
                pause = 2.0**attempt
            time.sleep(min(pause, LONGEST_PAUSE))
        raise AssertionError("the last attempt returns or raises")

    def file(self, request: dict[str, Any]) -> str:
        """Writes a draft and puts it before who releases; returns its number."""
        draft = self.call("POST", "/drafts", request)["draft"]
        self.call("POST", f"/drafts/{draft}/submit")
        return str(draft)

    def release(self, draft: str) -> dict[str, str]:
        """Releases another officer's draft; returns entry, dossier and reference."""
        return dict(self.call("POST", f"/drafts/{draft}/release"))

    def read(self, dossier: str) -> dict[str, Any]:
        """The request with its entries."""
        return dict(self.call("GET", f"/requests/{dossier}"))

    def answer(self, dossier: str, answer: dict[str, Any]) -> dict[str, str]:
        """Takes the request if nobody has, and answers it."""
        if "take" in self.read(dossier)["steps"]:
            self.call("POST", f"/requests/{dossier}/take")
        return dict(self.call("POST", f"/requests/{dossier}/answer", answer))

    def follow(self, after: str = "", wait: int = 20) -> Iterator[tuple[dict[str, Any], str]]:
        """What arrives and changes, from the beginning or after a cursor; each with the cursor to keep for next time."""
        path = "/events?start=true"
        while True:
            found = self.call("GET", f"/events?after={after}&wait={wait}" if after else path)
            after = found["cursor"]
            for event in found["items"]:
                yield event, after


def main(arguments: list[str]) -> None:
    """The commands above."""
    node = Node(os.environ["TRIPOINT_URL"], os.environ["TRIPOINT_TOKEN"], os.environ.get("TRIPOINT_CA", ""))
    match arguments:
        case ["file", path]:
            with open(path, encoding="utf-8") as written:  # noqa: PTH123 - plain for readers
                print(node.file(json.load(written)))
        case ["release", draft]:
            print(json.dumps(node.release(draft)))
        case ["read", dossier]:
            print(json.dumps(node.read(dossier), ensure_ascii=False, indent=1))
        case ["answer", dossier, path]:
            with open(path, encoding="utf-8") as written:  # noqa: PTH123 - likewise
                print(json.dumps(node.answer(dossier, json.load(written))))
        case ["follow"]:
            for event, _cursor in node.follow():
                print(event["type"], event["reference"], event["dossier"] or event["draft"], flush=True)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except NotDone as refused:
        sys.exit(json.dumps(refused.problem, ensure_ascii=False, indent=1))
