"""What admission may ask, answered from the store and from the batch in hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .admission import UNPROVEN, Verdict
from .encoding import MAX_COUNT
from .entry import Item
from .registry import Known
from .store import Store


class BatchView:
    """Known entries during one transaction; fetched in few statements, told of what the batch adds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, Known | None] = {}
        self._added: list[Known] = []
        self._earlier: dict[tuple[str, str], dict[int, Known]] = {}
        self._frozen: dict[tuple[str, str], bool] = {}
        self._forks_fetched: set[str] = set()

    def fetch(self, ids: Iterable[str]) -> None:
        """Looks up ids in one go."""
        unknown = [one for one in dict.fromkeys(ids) if one not in self._known]
        found = self._store.known(unknown)
        for one in unknown:
            self._known[one] = found.get(one)

    def add(self, item: Item, verdict: Verdict, code: str) -> None:
        """Tells of an entry that this transaction stores or judges again."""
        known = Known.of(item, verdict, code)
        self._known[known.id] = known
        self._added.append(known)
        self._note_earlier(known)

    def freeze(self, dossier: str, party: str) -> None:
        """A fork was noticed in this transaction."""
        self._frozen[dossier, party] = True

    def known(self, entry_id: str) -> Known | None:
        """An entry by id, whatever its verdict."""
        if entry_id not in self._known:
            self.fetch([entry_id])
        return self._known[entry_id]

    def earlier(self, dossier: str, party: str, before: int) -> Sequence[Known]:
        """The author's applied entries below a number, by number."""
        place = (dossier, party)
        if place not in self._earlier:  # read once: a rule over earlier entries would else cost their number squared
            self._earlier[place] = {known.seq: known for known in self._store.earlier(dossier, party, MAX_COUNT)}
            for known in self._added:
                self._note_earlier(known)
        stored = self._earlier[place]
        return [stored[seq] for seq in sorted(stored) if seq < before]

    def _note_earlier(self, known: Known) -> None:
        stored = self._earlier.get((known.dossier, known.party))
        if stored is not None and known.verdict in (Verdict.APPLIED, Verdict.DECLINED):
            stored[known.seq] = known

    def fetch_forks(self, dossiers: Iterable[str]) -> None:
        """Looks up which authors are frozen in `dossiers`, in one go."""
        self._frozen.update(dict.fromkeys(self._store.forks(dossiers), True))
        self._forks_fetched.update(dossiers)

    def frozen(self, dossier: str, party: str) -> bool:
        """Whether a fork by `party` is known in the dossier."""
        if dossier not in self._forks_fetched:
            self.fetch_forks([dossier])
        return self._frozen.get((dossier, party), False)

    def place_taken(self, item: Item) -> str | None:
        """The id of another entry of this author with this number in this dossier."""
        entry = item.entry
        for known in self._added:
            here = (known.dossier, known.party, known.seq) == (entry.dossier, entry.party, entry.seq)
            if here and known.id != entry.id and known.code not in UNPROVEN:
                return known.id
        others = [one for one in self._store.at_place(entry.dossier, entry.party, entry.seq) if one != entry.id]
        return others[0] if others else None
