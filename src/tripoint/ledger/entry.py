"""Entries: one signed statement by one party in one dossier (docs/protocol.md, "Entry")."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from . import jws
from .encoding import (
    MAX_COUNT,
    b64u,
    dump_json,
    exact_members,
    fixed,
    is_id,
    parse_date,
    parse_json,
    parse_time,
    sha256,
    time_text,
)
from .errors import Refused
from .seal import KEY_BYTES, open_content, seal_content

MAX_ENTRY = 6_000  # characters of the token: the payload with 16 references needs about 1,900
MAX_FACTS = 16_384  # bytes of the facts document
MAX_CONTENT = 262_144  # bytes of the content before sealing; files travel as blobs
MAX_RE = 16
MAX_TYPE = 96  # letters
SALT_BYTES = 16
TIME_TOLERANCE = timedelta(minutes=10)  # a claim further off is flagged, never judged

_MEMBERS = frozenset(
    ("v", "dossier", "type", "party", "seq", "prev", "re", "time", "rules", "retain", "facts", "content")
)
_TYPE = re.compile(r"[a-z][a-z0-9-]{0,31}(\.[a-z][a-z0-9-]{0,31}){1,2}\.v[1-9][0-9]{0,2}", re.ASCII)
_PARTY = re.compile(r"[A-Z]{2}", re.ASCII)
_RULES = re.compile(r"[0-9]{4}\.[0-9]{1,4}", re.ASCII)


def is_party(value: object) -> bool:
    """Whether `value` looks like an ISO 3166-1 alpha-2 code."""
    return isinstance(value, str) and _PARTY.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class Entry:
    """A parsed entry; `token` keeps the signed bytes. `dossier` is the opening's id, in the opening its own id."""

    token: jws.Token
    dossier: str
    type: str
    party: str
    seq: int
    prev: str | None
    re: tuple[str, ...]
    time: datetime
    rules: str
    retain: date
    facts_digest: str
    content_digest: str | None
    is_opening: bool

    @property
    def id(self) -> str:
        """SHA-256 of the signing input, base64url."""
        return self.token.id


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as it is carried: the token, its facts document, and the content with its key unless erased."""

    entry: Entry
    facts_text: str
    facts: dict[str, Any]
    content_key: bytes | None
    content_text: str | None

    @property
    def erased(self) -> bool:
        """The entry describes something, but the describing part was not carried."""
        return self.entry.content_digest is not None and self.content_key is None


@lru_cache(maxsize=4096)
def _is_type(text: str) -> bool:
    return len(text) <= MAX_TYPE and _TYPE.fullmatch(text) is not None


def parse_entry(text: str) -> Entry:
    """Reads an entry token; verifies its form, not its signature. Raises `Refused`."""
    token = jws.parse(text, jws.ENTRY, MAX_ENTRY)
    value = parse_json(token.payload, MAX_ENTRY)
    exact_members(value, _MEMBERS, "entry")
    dossier, seq, prev, related = value["dossier"], value["seq"], value["prev"], value["re"]
    if type(value["v"]) is not int or value["v"] != 1:
        raise Refused("member", "v is not 1", "v")
    if dossier is not None and not is_id(dossier):
        raise Refused("member", "dossier", "dossier")
    if not isinstance(value["type"], str) or not _is_type(value["type"]):
        raise Refused("member", "type", "type")
    if not is_party(value["party"]):
        raise Refused("member", "party", "party")
    if type(seq) is not int or not 1 <= seq <= MAX_COUNT:
        raise Refused("member", "seq", "seq")
    if prev is not None and not is_id(prev):
        raise Refused("member", "prev", "prev")
    if (prev is None) != (seq == 1):
        raise Refused("prev", "prev is null exactly in an author's first entry", "prev")
    if dossier is None and seq != 1:
        raise Refused("prev", "an opening is its author's first entry", "seq")
    if not isinstance(related, list) or len(related) > MAX_RE or not all(map(is_id, related)):
        raise Refused("member", "re", "re")
    if len(set(related)) != len(related):
        raise Refused("member", "re names an entry twice", "re")
    if not isinstance(value["rules"], str) or not _RULES.fullmatch(value["rules"]):
        raise Refused("member", "rules", "rules")
    if not is_id(value["facts"]) or not (value["content"] is None or is_id(value["content"])):
        raise Refused("member", "facts or content", "facts")
    return Entry(
        token,
        dossier if dossier is not None else token.id,
        value["type"],
        value["party"],
        seq,
        prev,
        tuple(related),
        parse_time(value["time"]),
        value["rules"],
        parse_date(value["retain"], "retain"),
        value["facts"],
        value["content"],
        dossier is None,
    )


def facts_document(facts: dict[str, Any], salt: bytes) -> bytes:
    """The salted facts as they are digested and carried."""
    return dump_json({"salt": b64u(salt), **facts})


def parse_facts(text: str) -> dict[str, Any]:
    """The facts of a facts document, without the salt; raises `Refused`."""
    value = parse_json(text, MAX_FACTS)
    salt = value.pop("salt", None)
    fixed(salt, SALT_BYTES, "salt")
    return value


def write_entry(
    signer: jws.Signer,
    *,
    dossier: str | None,
    type_: str,
    party: str,
    seq: int,
    prev: str | None,
    re: tuple[str, ...],
    time: datetime,
    rules: str,
    retain: date,
    facts: dict[str, Any],
    salt: bytes,
    content: bytes | None,
    content_key: bytes | None,
) -> tuple[Item, bytes | None]:
    """Signs an entry. Returns it as an `Item`, and the sealed content to be stored."""
    document = facts_document(facts, salt)
    sealed = seal_content(content, content_key) if content is not None and content_key is not None else None
    payload = {
        "v": 1,
        "dossier": dossier,
        "type": type_,
        "party": party,
        "seq": seq,
        "prev": prev,
        "re": list(re),
        "time": time_text(time),
        "rules": rules,
        "retain": retain.isoformat(),
        "facts": sha256(document),
        "content": sha256(sealed) if sealed is not None else None,
    }
    token = jws.sign(jws.ENTRY, dump_json(payload), signer)
    entry = Entry(
        token,
        dossier if dossier is not None else token.id,
        type_,
        party,
        seq,
        prev,
        re,
        time.astimezone(UTC).replace(microsecond=0),
        rules,
        retain,
        payload["facts"],  # type: ignore[arg-type]
        payload["content"],  # type: ignore[arg-type]
        dossier is None,
    )
    return (
        Item(entry, document.decode(), facts, content_key, content.decode() if content is not None else None),
        sealed,
    )


def item_object(item: Item) -> dict[str, Any]:
    """An item as it stands in a bundle or a dossier file."""
    content = None
    if item.content_key is not None:
        content = {"key": b64u(item.content_key), "text": item.content_text}
    return {"jws": item.entry.token.text, "facts": item.facts_text, "content": content}


_ITEM = frozenset(("jws", "facts", "content"))
_CONTENT = frozenset(("key", "text"))


def parse_item(value: Any) -> tuple[Item, bytes | None]:
    """Reads an item and checks its digests; returns it with the sealed content to be stored. Raises `Refused`."""
    if not isinstance(value, dict):
        raise Refused("member", "an item is not an object", "entries")
    exact_members(value, _ITEM, "item")
    if not isinstance(value["jws"], str) or not isinstance(value["facts"], str):
        raise Refused("member", "jws and facts are texts", "jws")
    entry = parse_entry(value["jws"])
    facts_text = value["facts"]
    facts = parse_facts(facts_text)
    if b64u(hashlib.sha256(facts_text.encode()).digest()) != entry.facts_digest:
        raise Refused("digest", "the facts are not those signed", "facts")
    content = value["content"]
    if content is None:
        return Item(entry, facts_text, facts, None, None), None
    if entry.content_digest is None:
        raise Refused("digest", "a content that was not signed", "content")
    if not isinstance(content, dict):
        raise Refused("member", "content", "content")
    exact_members(content, _CONTENT, "content")
    text, key = content["text"], fixed(content["key"], KEY_BYTES, "key")
    if not isinstance(text, str):
        raise Refused("member", "content", "content")
    plain = text.encode()
    if len(plain) > MAX_CONTENT:
        raise Refused("too-large", f"a content of {len(plain)} bytes, at most {MAX_CONTENT}", "content")
    sealed = seal_content(plain, key)
    if sha256(sealed) != entry.content_digest:
        raise Refused("digest", "the content is not the one signed", "content")
    return Item(entry, facts_text, facts, key, text), sealed


def reopen_item(entry: Entry, facts_text: str, sealed: bytes | None, key: bytes | None) -> Item:
    """An item from what the store holds; without `key` it is carried as erased."""
    facts = parse_facts(facts_text)
    if sealed is None or key is None:
        return Item(entry, facts_text, facts, None, None)
    return Item(entry, facts_text, facts, key, open_content(sealed, key).decode())
