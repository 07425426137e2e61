"""The one spelling of bytes, JSON, times and dates that the protocol accepts (docs/protocol.md, "Encoding")."""

from __future__ import annotations

import binascii
import hashlib
import json
import re
from datetime import UTC, date, datetime
from typing import Any

from .errors import Refused

MAX_DEPTH = 16  # nesting of objects and arrays; no defined object needs more than seven
MAX_INTEGER = 2**53 - 1  # RFC 7493: the range that every JSON reader keeps exactly
MAX_COUNT = 2**31 - 1  # of what is counted from 1: a party's entries in a dossier, its cards, a feed's epochs
LAST = datetime(9000, 1, 1, tzinfo=UTC)  # a time is a claim: from a later one is reckoned as from this

_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
_B64U = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
ID_PATTERN = r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$"  # 32 bytes: the last letter carries four bits
_ID = re.compile(ID_PATTERN[1:-1], re.ASCII)
_SHORT = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def b64u(data: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL).decode("ascii")


def un_b64u(text: str) -> bytes:
    """The bytes of a canonical base64url text; raises `Refused("base64")` for any other spelling."""
    if not isinstance(text, str) or not _B64U.fullmatch(text) or len(text) % 4 == 1:
        raise Refused("base64", "not base64url")
    try:
        data = binascii.a2b_base64((text + "=" * (-len(text) % 4)).encode("ascii").translate(_FROM_URL))
    except (binascii.Error, ValueError) as error:
        raise Refused("base64", str(error)) from None
    if len(text) % 4 and b64u(data[-(len(data) % 3) :]) != text[-(len(text) % 4) :]:
        raise Refused("base64", "unused bits are not zero")
    return data


def fixed(text: object, size: int, field: str) -> bytes:
    """The `size` bytes of a member in base64url; raises `Refused("member")` for anything else, other spellings too."""
    try:
        data = un_b64u(text)  # type: ignore[arg-type]  # it refuses what is no text
    except Refused:
        data = b""
    if len(data) != size:
        raise Refused("member", f"{field} is not {size} bytes in base64url", field)
    return data


def sha256(data: bytes) -> str:
    """SHA-256 as a 43-letter base64url text: the form of every id and digest."""
    return b64u(hashlib.sha256(data).digest())


def is_id(value: object) -> bool:
    """Whether `value` is a 32-byte digest in its canonical text form."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_short(value: object) -> bool:
    """Whether `value` is 22 letters of base64url: a mailbox, a nonce, an officer's pseudonym."""
    return isinstance(value, str) and _SHORT.fullmatch(value) is not None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Refused("json", "a member stands twice")
    return result


def _no_number(text: str) -> Any:
    raise Refused("json", f"{text[:20]} is not an integer")


def _integer(text: str) -> int:
    value = int(text) if len(text) <= 17 else MAX_INTEGER + 1
    if abs(value) > MAX_INTEGER:
        raise Refused("json", "an integer is out of range")
    return value


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_no_number, parse_constant=_no_number, parse_int=_integer, strict=True
)


def depth(value: Any) -> int:
    """How deeply objects and arrays are nested; a scalar is 0."""
    level, todo = 0, [value]
    while todo:
        inner: list[Any] = []
        nested = False
        for item in todo:
            if isinstance(item, dict):
                nested = True
                inner.extend(item.values())
            elif isinstance(item, list):
                nested = True
                inner.extend(item)
        level += nested
        todo = inner
    return level


def parse_json(data: bytes | str, limit: int) -> dict[str, Any]:
    """A strict JSON object of at most `limit` bytes of UTF-8.

    Refused: duplicate members, numbers that are no integers within ±(2^53 - 1), lone surrogates, U+0000 (PostgreSQL keeps
    none in a text), a byte order mark, nesting over 16, anything but an object at the top.
    """
    try:
        raw = data.encode("utf-8") if isinstance(data, str) else data
        text = raw.decode("utf-8")
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise Refused("json", "not UTF-8") from None
    if len(raw) > limit:
        raise Refused("too-large", f"{len(raw)} bytes of JSON, at most {limit}")
    try:
        value = _decoder.decode(text)
    except RecursionError:
        raise Refused("json-deep") from None
    except ValueError as error:
        raise Refused("json", str(error)) from None
    if not isinstance(value, dict):
        raise Refused("json", "not an object")
    if text.count("{") + text.count("[") > MAX_DEPTH and depth(value) > MAX_DEPTH:
        raise Refused("json-deep")
    if "\\u" in text:
        try:
            again = json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            raise Refused("json", "a lone surrogate") from None
        if b"\\u0000" in again and _holds_nul(value):
            raise Refused("json", "a zero character")
    return value


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(one) for pair in value.items() for one in pair)
    return isinstance(value, list) and any(map(_holds_nul, value))


_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dump_json(value: Any) -> bytes:
    """Compact UTF-8 JSON. It is not canonical and need not be: what is signed is kept as these very bytes."""
    return _encoder.encode(value).encode("utf-8")


def time_text(value: datetime) -> str:
    """An aware time as `YYYY-MM-DDTHH:MM:SSZ` (RFC 3339, UTC, whole seconds)."""
    return value.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse_time(text: object, field: str = "time") -> datetime:
    """The aware UTC time of a text in the protocol's one form."""
    if isinstance(text, str) and _TIME.fullmatch(text):
        try:
            return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
        except ValueError:
            pass
    raise Refused("time-format", f"{field} is not YYYY-MM-DDTHH:MM:SSZ", field)


def parse_date(text: object, field: str = "date") -> date:
    """The date of a text `YYYY-MM-DD`."""
    if isinstance(text, str) and _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise Refused("time-format", f"{field} is not YYYY-MM-DD", field)


def exact_members(value: dict[str, Any], names: frozenset[str], what: str) -> None:
    """Raises `Refused("member")` unless `value` has just the members `names`."""
    if value.keys() != names:
        odd = sorted(set(value) ^ names)
        raise Refused("member", f"{what}: {', '.join(odd[:6])}", odd[0])
