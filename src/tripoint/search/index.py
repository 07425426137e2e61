"""Filling the index, and asking it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel

from tripoint.ledger.encoding import parse_json
from tripoint.ledger.entry import MAX_CONTENT, MAX_FACTS, Item
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import ContentState
from tripoint.search.models import Pending, Posting
from tripoint.search.words import wanted, words

EVERY = 2.0  # seconds between looks for new entries
BATCH = 20  # entries in one transaction: others wait that long to write
MOST_AT_ONCE = 200  # entries that a search itself still indexes; the chore does the rest
BUSY, QUIET = 0.1, 1.5  # seconds of work in each EVERY: while entries come in or go out, delivery goes first
MOST_FOUND = 5_000  # dossiers of one search, the newest first
NO_WORDS = frozenset({"key", "digest", "review_blind", "language", "script", "schema", "media_type"})
"""Members of contents that are no words: keys, digests, codes."""
OF_FACTS = ("reference",)
"""Members of facts by which an entry is looked for; they stay when its content is erased."""


_seen: dict[str, tuple[int, int]] = {}  # by database: the last entry and the receipts when the chore looked before


def keep_up(ledger: Ledger) -> None:
    """The chore: indexes what is due, for as much of the time as `allowed` says."""
    end = time.monotonic() + allowed(ledger)
    while time.monotonic() < end and catch_up(ledger, BATCH) == BATCH:
        pass


def allowed(ledger: Ledger) -> float:
    """Seconds of work at this look: few while entries come in or peers receipt them, else most of the time.

    What waits for a peer that is away makes nobody wait.
    """
    last = ledger.store.query("SELECT COALESCE(MAX(n), 0) FROM ledger_entry", [])[0][0]
    receipted = ledger.store.query("SELECT COALESCE(SUM(receipted), 0) FROM ledger_feed", [])[0][0]
    traffic = (int(last), int(receipted))
    before, _seen[ledger.using] = _seen.get(ledger.using), traffic
    return QUIET if before == traffic else BUSY


def catch_up(ledger: Ledger, most: int | None = None) -> int:
    """Indexes entries that came since; at most about `most`. Returns how many."""
    total = 0
    while most is None or total < most:
        if not ledger.store.query(f"SELECT p.n {_DUE} LIMIT 1", [int(ContentState.WITHHELD)]):
            break
        count = ledger.writer.run(lambda: _index_batch(ledger))
        total += count
        if count < BATCH:
            break
    return total


# An entry whose content was withheld waits until somebody passes it on.
_DUE = "FROM search_pending p JOIN ledger_entry e ON e.n = p.n WHERE e.content_state <> %s"


def _index_batch(ledger: Ledger) -> int:
    numbers = [
        row[0]
        for row in ledger.store.query(
            f"SELECT p.n {_DUE} ORDER BY p.n LIMIT {BATCH}",
            [int(ContentState.WITHHELD)],
        )
    ]
    if not numbers:
        return 0
    marks = ",".join(["%s"] * len(numbers))
    items = ledger.store.items(f"e.n IN ({marks})", numbers, ledger.keys)
    openings = {one.entry.dossier for _, one in items}
    opened = _numbers_of(ledger, sorted(openings))
    key = _key(ledger)
    postings = [
        (digest, opened[item.entry.dossier], n)
        for n, item in items
        if item.entry.dossier in opened
        for digest in sorted({_digest(key, word) for word in _words_of(item)})
    ]
    Posting.objects.using(ledger.using).filter(n__in=numbers).delete()
    ledger.store.add_rows("search_posting", "word, dossier, n", postings)
    Pending.objects.using(ledger.using).filter(n__in=numbers).delete()
    return len(numbers)


def _numbers_of(ledger: Ledger, dossiers: Sequence[str]) -> dict[str, int]:
    marks = ",".join(["%s"] * len(dossiers))
    rows = ledger.store.query(f"SELECT id, opened_n FROM ledger_dossier WHERE id IN ({marks})", list(dossiers))  # noqa: S608
    return {row[0]: row[1] for row in rows}


def _words_of(item: Item) -> set[str]:
    facts = parse_json(item.facts_text, MAX_FACTS)
    texts = [str(facts[name]) for name in OF_FACTS if name in facts]
    if item.content_text is not None:
        texts += _strings(parse_json(item.content_text, MAX_CONTENT))
    found: set[str] = set()
    for text in texts:
        found |= words(text)
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        names = [
            str(value[part]) for part in ("lastName", "middleName", "firstName") if isinstance(value.get(part), str)
        ]
        if len(names) > 1:  # the parts of a name beside each other, as a text would have them
            yield "".join(names) if not any(part.isascii() for part in names) else " ".join(names)
        for name, one in value.items():
            if name not in NO_WORDS:
                yield from _strings(one)


def _key(ledger: Ledger) -> bytes:
    return ledger.keys.derived("search index")


def _digest(key: bytes, word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8, key=key).digest(), "big", signed=True)


def digests(ledger: Ledger, texts: Sequence[str]) -> list[int]:
    """The numbers under which words stand in this node's index."""
    key = _key(ledger)
    return [_digest(key, word) for word in texts]


class Found(BaseModel):
    """Dossiers that hold all words, newest first. `is_cut`: there are more than MOST_FOUND."""

    dossiers: tuple[str, ...]
    is_cut: bool = False


def find(ledger: Ledger, text: str) -> Found | None:
    """The dossiers of this node, home dossiers among them, that hold every word of `text`; None if it has no word.

    Who may see a dossier is for the caller to ask.
    """
    asked = wanted(text)
    if not asked:
        return None
    catch_up(ledger, MOST_AT_ONCE)
    leading = _rarest_first(ledger, digests(ledger, asked))
    others = "".join(
        " AND EXISTS (SELECT 1 FROM search_posting o WHERE o.word = %s AND o.dossier = f.dossier)" for _ in leading[1:]
    )
    rows = ledger.store.query(
        "SELECT d.id FROM (SELECT DISTINCT f.dossier AS number FROM search_posting f "  # noqa: S608 - constants and marks
        f"WHERE f.word = %s{others} ORDER BY f.dossier DESC LIMIT {MOST_FOUND + 1}) m "
        "JOIN ledger_entry d ON d.n = m.number ORDER BY m.number DESC",  # an opening's id is its dossier's
        leading,
    )
    ids = tuple(row[0] for row in rows)
    return Found(dossiers=ids[:MOST_FOUND], is_cut=len(ids) > MOST_FOUND)


def _rarest_first(ledger: Ledger, wanted_digests: Sequence[int]) -> list[int]:
    """The rarest word leads: its postings are walked, the others only looked up."""

    def count(digest: int) -> int:
        return int(
            ledger.store.query(
                f"SELECT COUNT(*) FROM (SELECT 1 AS one FROM search_posting WHERE word = %s LIMIT {MOST_FOUND}) c",  # noqa: S608
                [digest],
            )[0][0]
        )

    return sorted(wanted_digests, key=count) if len(wanted_digests) > 1 else list(wanted_digests)
