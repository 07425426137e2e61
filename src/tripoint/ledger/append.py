"""The first door: what officers of this party state."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .encoding import b64u, is_id
from .entry import MAX_ENTRY, MAX_RE, SALT_BYTES, Item, parse_facts, write_entry
from .errors import LedgerReadOnly, Refused
from .intake import Intake
from .registry import SYSTEM_ROLE, Content, EntryType, Facts, OpeningFacts
from .seal import new_key

if TYPE_CHECKING:
    from .ledger import Ledger

DEFAULT_RETENTION = timedelta(days=5 * 365)  # RPD, Article 49: data are kept at most five years unless renewed


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts: an officer's id, the roles of the post acted in, its office."""

    officer: str
    roles: frozenset[str]
    office: str = ""


SYSTEM = Author("system", frozenset({SYSTEM_ROLE}))


@dataclass(eq=False, slots=True)
class Draft:
    """A statement to be made. `dossier` and `re` may name other drafts of the same call.

    `salt` (16 bytes) blinds the facts; an opening's salt also separates pseudonyms (see `Ledger.pseudonym`).
    """

    type: str
    facts: Facts
    content: Content | None = None
    dossier: str | Draft | None = None
    re: tuple[str | Draft, ...] = ()
    retain: date | None = None
    salt: bytes = field(default_factory=lambda: os.urandom(SALT_BYTES))

    @property
    def matter(self) -> str:
        """What an opening's pseudonyms are bound to."""
        return b64u(self.salt)


def append(ledger: Ledger, author: Author, drafts: Sequence[Draft]) -> list[Item]:
    """Validates, checks authority and safeguards, signs, stores and projects `drafts`, all or none.

    Raises `Refused` naming code and field, `LedgerReadOnly` after a restore, `Busy` when the database was.
    """
    items = ledger.writer.run(lambda: _append(ledger, author, drafts))
    ledger.after_commit()
    return items


def _append(ledger: Ledger, author: Author, drafts: Sequence[Draft]) -> list[Item]:
    if ledger.read_only():
        raise LedgerReadOnly
    intake = ledger.intake()
    items = write(ledger, intake, author, drafts)
    ledger.settle(intake)
    return items


def write(ledger: Ledger, intake: Intake, author: Author, drafts: Sequence[Draft]) -> list[Item]:
    """Signs and takes `drafts` within a transaction that is under way."""
    made: dict[int, Item] = {}
    places = {draft.dossier for draft in drafts if isinstance(draft.dossier, str)}
    heads = intake.store.heads({(place, ledger.party) for place in places})
    written: list[tuple[Item, bytes | None]] = []
    for draft in drafts:
        item, sealed = _sign(ledger, intake, author, draft, made, heads)
        made[id(draft)] = item
        heads[item.entry.dossier, ledger.party] = (item.entry.seq, item.entry.id)
        written.append((item, sealed))
    intake.prefetch([item for item, _ in written])
    intake.take(written, own=True)
    return [item for item, _ in written]


def _sign(
    ledger: Ledger,
    intake: Intake,
    author: Author,
    draft: Draft,
    made: dict[int, Item],
    heads: dict[tuple[str, str], tuple[int, str]],
) -> tuple[Item, bytes | None]:
    kind = ledger.types.get(draft.type)
    if kind is None:
        raise Refused("type-unknown", draft.type)
    if not kind.roles & author.roles:
        raise Refused("role", f"{draft.type} by {', '.join(sorted(author.roles))}")
    if draft.content is not None and type(draft.content) is not kind.content:
        raise Refused("content", f"{draft.type} takes another content")

    def resolve(one: str | Draft) -> str:
        if not isinstance(one, Draft):
            return one
        if id(one) not in made:
            raise Refused("re", "a draft names one that comes later")
        return made[id(one)].entry.id

    dossier = None if draft.dossier is None else resolve(draft.dossier)
    seq, prev = heads.get((dossier, ledger.party), (0, "")) if dossier is not None else (0, "")
    if isinstance(draft.facts, OpeningFacts) and draft.facts.exercise != ledger.exercise:
        raise Refused("exercise", "an exercise on a real node, or the reverse", "exercise")
    item, sealed = write_entry(
        ledger.keys.signer,
        dossier=dossier,
        type_=draft.type,
        party=ledger.party,
        seq=seq + 1,
        prev=prev or None,
        re=tuple(resolve(one) for one in draft.re),
        time=intake.now,
        rules=ledger.rules,
        retain=draft.retain or (intake.now + DEFAULT_RETENTION).date(),
        facts=draft.facts.model_dump(mode="json"),
        salt=draft.salt,
        content=draft.content.model_dump_json(exclude_defaults=True).encode() if draft.content is not None else None,
        content_key=new_key() if draft.content is not None else None,
    )
    _readable(item, kind)
    return item, sealed


def _readable(item: Item, kind: EntryType) -> None:
    """Raises `Refused` where a receiver's reader would: what is signed and cannot be read would stop the feed for good."""
    related = item.entry.re
    if len(related) > MAX_RE or len(set(related)) != len(related) or not all(map(is_id, related)):
        raise Refused("re", f"at most {MAX_RE} different entries", "re")
    if len(item.entry.token.text) > MAX_ENTRY:
        raise Refused("too-large", f"an entry of {len(item.entry.token.text)} characters, at most {MAX_ENTRY}")
    parse_facts(item.facts_text)
    if item.content_text is not None:
        kind.read_content(item.content_text)
