"""The names of twelve months in memory, and which of them a name may be. Importing this imports the engine's compiler.

Nothing of it is written: the names stand in the ledger's sealed contents and are read through its own door, so what is
erased there is not read again, and what is erased meanwhile is taken out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tripoint.screening.marks import WITHIN, Read
from tripoint.screening.names import LANGUAGES, Band, Hit, NameIndex, Particulars
from tripoint.screening.sources import Named

SAME_NAME = 3  # rows of one name in one dossier: a list of one name five hundred times hides no other
MOST_SEARCHES = 1_000  # names of one entry that are looked for, the first ones
HITS = 40  # persons that a search gives, of all dossiers together
MOST_NAMED = 10  # dossiers that the names of one entry lead to, the likeliest first
BORN_ALIKE = frozenset({"born_same_day", "born_same_partly"})


@dataclass(frozen=True, slots=True)
class Alike:
    """Another dossier, by the number of its opening, with the entry in which a name is like one of this entry."""

    opened: int
    n: int
    score: float
    reasons: dict[str, list[str]]  # by language


@dataclass(frozen=True, slots=True)
class _Held:
    opened: int
    at: datetime
    ids: tuple[str, ...]
    names: tuple[str, ...]


class Gallery:
    """Names by entry. Not for several threads."""

    def __init__(self) -> None:
        self._index = NameIndex()
        self._held: dict[int, _Held] = {}
        self._names: dict[int, Counter[str]] = {}  # of a dossier, by the number of its opening

    def __len__(self) -> int:
        """How many names are held."""
        return len(self._index)

    def add(self, entries: Sequence[Read]) -> None:
        """Holds the names of entries, in the place of what was held of them; drafts are never held."""
        rows: list[tuple[str, str, Particulars]] = []
        for one in entries:
            self.drop(one.n)
            if one.is_draft:
                continue
            names = self._names.setdefault(one.opened, Counter())
            ids, listed = [], []
            for place, (name, particulars) in enumerate(_names(one.seen.persons)):
                names[name] += 1
                listed.append(name)
                if names[name] <= SAME_NAME:
                    ids.append(f"{one.opened}:{one.n}:{place}")
                    rows.append((ids[-1], name, particulars))
            self._held[one.n] = _Held(one.opened, one.at, tuple(ids), tuple(listed))
        self._index.add_rows(rows)

    def drop(self, n: int) -> None:
        """Holds the names of an entry no longer."""
        held = self._held.pop(n, None)
        for id_ in held.ids if held else ():
            self._index.remove(id_)
        if held:
            names = self._names[held.opened]
            names.subtract(held.names)
            if not +names:
                del self._names[held.opened]

    def drop_before(self, day: datetime) -> None:
        """Drops what is too old to lead anywhere."""
        for n in [n for n, held in self._held.items() if held.at < day]:
            self.drop(n)

    def alike(self, one: Read) -> list[Alike]:
        """Dossiers with names like those of an entry, at most MOST_NAMED, the likeliest first. Never the entry's own."""
        best: dict[int, tuple[Hit, int]] = {}
        for number, (name, particulars) in enumerate(_names(one.seen.persons)):
            if number == MOST_SEARCHES:
                break
            for hit in self._index.search(name, HITS, particulars):
                opened, n = (int(part) for part in hit.id.split(":")[:2])
                held = self._held.get(n)
                if held is None or opened == one.opened or abs(held.at - one.at) > WITHIN:
                    continue
                if (opened not in best or hit.score > best[opened][0].score) and _leads(hit):
                    best[opened] = (hit, n)
        found = sorted(best.items(), key=lambda pair: (-pair[1][0].score, -pair[0]))[:MOST_NAMED]
        return [Alike(opened, n, float(hit.score), _said(hit)) for opened, (hit, n) in found]


def _leads(hit: Hit) -> bool:
    """A strong likeness, or a possible one where the birth date agrees: else a common name leads everywhere."""
    if hit.band is Band.STRONG:
        return True
    return hit.band is Band.POSSIBLE and any(reason.code in BORN_ALIKE for reason in hit.reasons)


def _said(hit: Hit) -> dict[str, list[str]]:
    return {language: [reason.text(language) for reason in hit.reasons] for language in LANGUAGES}


def _names(persons: Sequence[Named]) -> Iterator[tuple[str, Particulars]]:
    for person in persons:
        known = Particulars(person.birth_date, person.sex, person.nationalities, person.documents)
        for name in person.names:
            yield name, known
