"""The glossary: terms with a fixed translation, of the code lists and of this party, and where they stand in a text."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone

from tripoint import reference
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.translations.models import GlossaryTerm
from tripoint.ledger.ledger import Ledger
from tripoint.text import Piece, are_together, pieces

LISTS = ("offences", "document_types", "provinces")
KEEPERS = frozenset({"translator", "administrator"})
MOST_OWN = 2_000  # terms of one party
LONGEST = 200  # characters of a term
MOST_FOUND = 200  # terms told of one text


@dataclass(frozen=True, slots=True)
class Term:
    """A term in some languages; `confirmed` are those whose wording a native reader vouches for."""

    code: str
    names: Mapping[str, str]
    confirmed: frozenset[str]
    own: UUID | None = None  # of this party's own

    @property
    def mark(self) -> str:
        """What stands beside it while it is not confirmed."""
        return self.code or "?"


@dataclass(frozen=True, slots=True)
class Hit:
    """A term in a text, and its words in the language asked for."""

    start: int
    end: int
    term: Term
    words: str
    confirmed: bool


@functools.cache
def listed() -> tuple[Term, ...]:
    """The terms of the glossary's file and of the code lists."""
    named = (one for name in LISTS for one in reference.codes(name) if not one.valid_until)
    return tuple(Term(one.code, one.names, one.confirmed) for one in (*reference.terms(), *named))


def own_terms(using: str) -> list[Term]:
    """The party's own, by their English."""
    rows = GlossaryTerm.objects.using(using).filter(ended_at=None).order_by("en", "vi", "id")
    return [_own(row) for row in rows]


def _own(row: GlossaryTerm) -> Term:
    names = {language: str(getattr(row, language)) for language in reference.LANGUAGES if getattr(row, language)}
    return Term("", MappingProxyType(names), frozenset(names) if row.confirmed else frozenset(), row.id)


def add(ledger: Ledger, who: Acting, names: Mapping[str, str], *, confirmed: bool) -> UUID:
    """Adds a term of this party's own: words by language, two at least. Raises ActionRefused("term-languages"),
    "term-there", "term-many", and NotPermitted for who keeps no glossary."""
    if not who.has(KEEPERS):
        raise NotPermitted(Problem("role"))
    kept = {one: " ".join(text.split())[:LONGEST] for one, text in names.items() if one in reference.LANGUAGES}
    kept = {one: text for one, text in kept.items() if next(pieces(text), None) is not None}
    if len(kept) < 2:
        raise ActionRefused(Problem("term-languages"))
    rows = GlossaryTerm.objects.using(ledger.using).filter(ended_at=None)
    if rows.filter(**{one: kept.get(one, "") for one in reference.LANGUAGES}).exists():
        raise ActionRefused(Problem("term-there"))
    if rows.count() >= MOST_OWN:
        raise ActionRefused(Problem("term-many"))
    row = GlossaryTerm(**kept, confirmed=confirmed, added_by=who.officer, added_at=timezone.now())
    row.save(using=ledger.using)
    return row.id


def end(ledger: Ledger, who: Acting, term: UUID) -> None:
    """Takes a term of this party's own out; who took it out and when stays known."""
    if not who.has(KEEPERS):
        raise NotPermitted(Problem("role"))
    rows = GlossaryTerm.objects.using(ledger.using).filter(pk=term, ended_at=None)
    if not rows.update(ended_at=timezone.now(), ended_by=who.officer):
        raise NotPermitted(Problem("not-found"))


def find(text: str, language: str, into: str, own: Iterable[Term] = ()) -> list[Hit]:
    """The terms of `language` in a text that have words in `into`, the longest at each place, the party's own before
    the lists'; in their order. Its time grows with the text's length alone."""
    begins = _index(language, into)
    mine = _begin(own, language, into)
    found: list[Hit] = []
    line = list(pieces(text))
    place = 0
    while place < len(line) and len(found) < MOST_FOUND:
        folded = _fold(line[place].folded, language)
        for parts, term in (*mine.get(folded, ()), *begins.get(folded, ())):
            if _stands(text, line, place, parts, language):
                last = line[place + len(parts) - 1]
                found.append(Hit(line[place].start, last.end, term, term.names[into], into in term.confirmed))
                place += len(parts) - 1
                break
        place += 1
    return found


Begin = dict[str, list[tuple[tuple[str, ...], Term]]]


@functools.lru_cache(maxsize=16)  # a pair of four languages
def _index(language: str, into: str) -> Begin:
    return _begin(listed(), language, into)


def _begin(terms: Iterable[Term], language: str, into: str) -> Begin:
    """Terms by their first piece, the longest first."""
    found: Begin = {}
    for term in terms:
        if language in term.names and into in term.names:
            parts = tuple(_fold(one.folded, language) for one in pieces(term.names[language]))
            if parts:
                found.setdefault(parts[0], []).append((parts, term))
    for rows in found.values():
        rows.sort(key=lambda row: -len(row[0]))
    return found


def _fold(folded: str, language: str) -> str:
    """An English plural is found by its singular."""
    return folded[:-1] if language == "en" and len(folded) > 3 and folded.endswith("s") else folded


def _stands(text: str, line: list[Piece], place: int, parts: tuple[str, ...], language: str) -> bool:
    if place + len(parts) > len(line):
        return False
    here = line[place : place + len(parts)]
    same = all(_fold(one.folded, language) == part for one, part in zip(here, parts, strict=True))
    return same and all(are_together(text, one, other) for one, other in pairwise(here))
