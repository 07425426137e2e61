"""A program that holds one party's real keys and keeps to none of the rules."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.ledger.world import OFFICER, START, Party, text

from tripoint.ledger import jws
from tripoint.ledger.append import Draft
from tripoint.ledger.bundle import Previous, write_bundle
from tripoint.ledger.common_entries import NoteFacts
from tripoint.ledger.encoding import b64u, dump_json, sha256
from tripoint.ledger.entry import Item, facts_document, item_object, parse_item, write_entry
from tripoint.ledger.jws import Signer
from tripoint.ledger.receipt import chain_next


def entry(
    party: Party,
    type_: str,
    facts: dict[str, Any],
    *,
    dossier: str | None,
    seq: int = 1,
    prev: str | None = None,
    re: Sequence[str] = (),
    words: str | None = None,
    content: bytes | None = None,
    rules: str = "2026.1",
    signer: Signer | None = None,
    author: str = "",
    retain: date = date(2031, 1, 1),
) -> Item:
    """An entry, signed by `party`'s key (or `signer`), whatever it says."""
    if words is not None:
        content = text(words).model_dump_json(exclude_defaults=True).encode()
    return write_entry(
        signer or party.signer, dossier=dossier, type_=type_, party=author or party.code, seq=seq, prev=prev, re=tuple(re),
        time=START, rules=rules, retain=retain, facts=facts, salt=os.urandom(16), content=content,
        content_key=os.urandom(32) if content is not None else None,
    )[0]  # fmt: skip


def opening(party: Party, participants: Sequence[str], **more: Any) -> Item:
    """An opening with any participants."""
    facts = {"kind": "matter", "participants": list(participants), "exercise": False, "succeeds": None}
    return entry(party, more.pop("type_", "matter.opened.v1"), facts | more.pop("facts", {}), dossier=None, **more)


def raw_entry(party: Party, document: bytes = b"", **members: Any) -> dict[str, Any]:
    """An item whose payload members and facts document are set at will, well signed."""
    document = document or facts_document({"handling": "H0"}, bytes(16))
    payload = {
        "v": 1, "dossier": None, "type": "dossier.noted.v1", "party": party.code, "seq": 1, "prev": None, "re": [],
        "time": "2026-03-02T08:00:00Z", "rules": "2026.1", "retain": "2031-01-01", "facts": sha256(document),
        "content": None, **members,
    }  # fmt: skip
    token = jws.sign(jws.ENTRY, dump_json(payload), party.signer)
    return {"jws": token.text, "facts": document.decode(), "content": None}


def without_content(item: Item) -> dict[str, Any]:
    """The item as somebody passes it on who keeps the describing part back."""
    return {**item_object(item), "content": None}


def bundle(
    party: Party,
    to: Party,
    entries: Sequence[Item | dict[str, Any]] = (),
    fill: Sequence[Item | dict[str, Any]] = (),
    **more: Any,
) -> bytes:
    """A well sealed and signed bundle that goes on where `to` stands, unless `more` says otherwise."""
    feed = to.ledger.writer.run(lambda: to.ledger.feeds.current(party.code, outgoing=False))
    card = to.cards[-1]
    kid, key = card.sealing_key(party.clock())
    members: dict[str, Any] = {
        "sender": party.code, "to": to.code, "mailbox": card.body.mailbox, "sealing_kid": kid, "sealing_key": key,
        "card": "", "epoch": feed.epoch, "first": feed.position + 1, "chain": b64u(feed.chain), "previous": None,
    }  # fmt: skip
    signer = more.pop("signer", party.signer)
    return write_bundle(
        signer, **{**members, **more}, entries=[_object(one) for one in entries], fill=[_object(one) for one in fill]
    )


def _object(one: Item | dict[str, Any]) -> dict[str, Any]:
    return item_object(one) if isinstance(one, Item) else one


def carried(item: Item) -> Item:
    """The item as a receiver reads it."""
    return parse_item(item_object(item))[0]


def note_draft(dossier: str) -> Draft:
    """What an honest officer would say."""
    return Draft("dossier.noted.v1", NoteFacts(), text("a note"), dossier=dossier)


def chain_after(chain: bytes, ids: Sequence[str]) -> bytes:
    """The chain value after `ids`."""
    for one in ids:
        chain = chain_next(chain, one)
    return chain


__all__ = [
    "OFFICER", "Previous", "Signer", "bundle", "carried", "chain_after", "entry", "note_draft", "opening", "raw_entry",
    "without_content",
]  # fmt: skip
