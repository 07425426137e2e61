"""The translation machine that the administrator configured: LibreTranslate's `/translate`, asked once, and not believed.

Everything that comes back is hostile until it is shown to be text: status, type, size, form, characters. No redirect is
followed, no proxy of the environment is used, and the call ends within its time whatever the other end does.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from tripoint.capabilities.requests.contents import LONGEST_TEXT
from tripoint.node.config import NodeConfig

CONNECT = 5.0  # seconds for the machine to answer the telephone
PIECE = 16_384  # bytes read at once
SWELLS = 10  # a translation is at most so many times as long as its source, and a little more
A_LITTLE = 200  # characters
BYTES_OF_CHARACTER = 6  # at most in JSON: \u and four figures
_DIRECTION = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MEANT = frozenset("\n\u200b\u200c\u200d\u2060\u00ad")  # a line's end, and what Khmer and Lao put between words


class NotTranslated(Exception):
    """No translation came; `code` says why: unreachable, tls, stalled, refused, too-large, answer, key."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def translate(config: NodeConfig, texts: Sequence[str], source: str, target: str) -> list[str]:
    """The texts in `target`, in their order. Raises NotTranslated. Ends within `translate_seconds` and CONNECT."""
    asked = {"q": list(texts), "source": source, "target": target, "format": "text"}
    if config.translate_key_file:
        try:
            asked["api_key"] = Path(config.translate_key_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise NotTranslated("key") from error
    most = PIECE + BYTES_OF_CHARACTER * sum(_longest(one) for one in texts)
    return _read(_ask(config, json.dumps(asked).encode(), most), texts)


def _ask(config: NodeConfig, body: bytes, most: int) -> bytes:
    """The body of the answer, at most `most` bytes."""
    held: list[socket.socket] = []
    rung = threading.Event()

    def hang_up() -> None:
        rung.set()
        for one in held:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(config.translate_seconds, hang_up)  # it may answer a letter at a time and never finish
    watch.daemon = True
    watch.start()
    try:
        return _talk(config, body, most, held, rung)
    except ssl.SSLError as error:
        raise NotTranslated("stalled" if rung.is_set() else "tls") from error
    except TimeoutError as error:
        raise NotTranslated("stalled") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotTranslated("stalled" if rung.is_set() else "unreachable") from error
    finally:
        watch.cancel()
        for one in held:
            with suppress(OSError):
                one.close()


def _talk(
    config: NodeConfig, body: bytes, most: int, held: list[socket.socket], rung: threading.Event
) -> bytes:  # fmt: skip
    parts = urlsplit(config.translate_url)
    host, secure = str(parts.hostname), parts.scheme == "https"
    line = socket.create_connection((host, parts.port or (443 if secure else 80)), CONNECT)
    held.append(line)
    if secure:
        context = ssl.create_default_context(cafile=config.translate_ca_file or None)
        line = context.wrap_socket(line, server_hostname=host)
        held.append(line)
    line.settimeout(config.translate_seconds)
    connection = http.client.HTTPConnection(host, parts.port)
    connection.sock = line
    connection.request(
        "POST", parts.path or "/translate", body,
        {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity",
         "Connection": "close"},
    )  # fmt: skip
    answer = connection.getresponse()
    if rung.is_set():  # what was hung up on reads like the end of the headers
        raise NotTranslated("stalled")
    if answer.status != 200:  # a redirect leads nowhere: what leaves the node goes to the configured address
        raise NotTranslated("refused")
    if answer.getheader("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        raise NotTranslated("answer")
    end, found = time.monotonic() + config.translate_seconds, b""
    while piece := answer.read(PIECE):
        found += piece
        if len(found) > most:
            raise NotTranslated("too-large")
        if time.monotonic() > end:
            raise NotTranslated("stalled")
    if rung.is_set():  # likewise
        raise NotTranslated("stalled")
    return found


def _read(data: bytes, texts: Sequence[str]) -> list[str]:
    try:
        answer = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotTranslated("answer") from error
    found = answer.get("translatedText") if isinstance(answer, dict) else None
    if isinstance(found, str) and len(texts) == 1:
        found = [found]
    if not isinstance(found, list) or len(found) != len(texts):
        raise NotTranslated("answer")
    return [_text(one, source) for one, source in zip(found, texts, strict=True)]


def _text(value: object, source: str) -> str:
    if not isinstance(value, str):
        raise NotTranslated("answer")
    text = value.replace("\r\n", "\n").replace("\t", " ").strip()
    if not 0 < len(text) <= _longest(source):
        raise NotTranslated("answer")
    if any(_is_control(one) for one in text):
        raise NotTranslated("answer")
    return text


def _is_control(one: str) -> bool:
    """What a reader does not see, or what turns the direction of reading."""
    return one in _DIRECTION or (
        one not in _MEANT and unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )


def _longest(source: str) -> int:
    return min(LONGEST_TEXT, SWELLS * len(source) + A_LITTLE)
