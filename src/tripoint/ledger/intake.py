"""What both doors do inside their transaction: judge, store, project, and let held entries follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import cast

from . import jws
from .admission import UNPROVEN, Judgement, Verdict, judge
from .entry import Item
from .errors import Refused
from .keys import NodeKeys
from .models import ContentState
from .projection import PROJECTORS, Applied
from .registry import EntryType, Known, OpeningFacts, TypeRegistry
from .store import Row, Store
from .view import BatchView

MAX_PROVEN = 4_096  # entries judged at once when a card comes; the rest when they are carried again

Policy = Callable[[Applied], str | None]


@dataclass
class Taken:
    """What one transaction did: judgements by entry id, entries applied, ids that are lacking, dossiers erased from."""

    judged: dict[str, Judgement] = field(default_factory=dict)
    applied: list[Applied] = field(default_factory=list)
    lacking: dict[str, None] = field(default_factory=dict)
    forked: list[tuple[str, str]] = field(default_factory=list)
    erased: list[Applied] = field(default_factory=list)
    declined: list[tuple[Applied, str]] = field(default_factory=list)
    destroyed: bool = False
    released: list[tuple[str, str]] = field(default_factory=list)  # (dossier, author) of entries no longer held


class Intake:
    """One transaction's work on the ledger of one party."""

    def __init__(
        self,
        store: Store,
        party: str,
        keys: NodeKeys,
        types: TypeRegistry,
        rules: str,
        now: datetime,
        policy: Policy | None = None,
    ) -> None:
        self.store, self.party, self.keys, self.types, self.rules = store, party, keys, types, rules
        self.now = now.replace(microsecond=0)
        self.view = BatchView(store)
        self.taken = Taken()
        self._policy = policy
        self._heads: dict[tuple[str, str], tuple[int, str]] = {}
        self._openings: dict[str, tuple[OpeningFacts, str]] = {}
        self.first_n = self._next_n = store.next_n()

    def prefetch(self, items: Sequence[Item]) -> None:
        """Looks up in few statements what judging `items` will ask for."""
        ids: list[str] = []
        for item in items:
            entry = item.entry
            ids += [entry.id, entry.dossier, *entry.re]
            if entry.prev is not None:
                ids.append(entry.prev)
        self.view.fetch(ids)
        self.view.fetch_forks({item.entry.dossier for item in items if not item.entry.is_opening})
        self._heads = self.store.heads({(item.entry.dossier, item.entry.party) for item in items})

    def take(
        self,
        items: Sequence[tuple[Item, bytes | None]],
        *,
        own: bool = False,
        unproven: Mapping[str, str] = MappingProxyType({}),
    ) -> dict[str, int]:
        """Judges and stores new items in their order; returns id → n of those that were new.

        `unproven`, id → code, are held unjudged: nobody shows that they are their author's. With `own`, anything but
        "applied" raises `Refused`: a node states nothing that others would not admit.
        """
        rows: list[Row] = []
        numbers: dict[str, int] = {}
        fresh: list[Applied] = []
        again: list[tuple[Item, str | None]] = []
        for item, sealed in items:
            entry = item.entry
            known = self.view.known(entry.id)
            if known is not None:
                self._complete(item, sealed)
                if known.code in UNPROVEN:
                    again.append((item, unproven.get(entry.id)))
                continue
            fork_of = None
            if entry.id in unproven:
                judgement = Judgement(Verdict.HELD, unproven[entry.id])
            elif (fork_of := self._fork(item)) is not None:
                judgement = Judgement(Verdict.HELD, "fork")
            else:
                judgement = judge(item, self.types, self.view, self.rules)
            if own and judgement.verdict is not Verdict.APPLIED:
                code = "re" if judgement.code == "missing" else judgement.code
                raise Refused(code, f"own {entry.type} would not be admitted", judgement.field)
            n, self._next_n = self._next_n, self._next_n + 1
            state, wrapped, kept = self._content(item, sealed, judgement)
            applied = None
            if judgement.verdict is Verdict.APPLIED:
                applied = self._applied(item, judgement, n)
                judgement = self._by_policy(applied, judgement)
            rows.append(
                Row(n, item, kept, wrapped, judgement.verdict, judgement.code, n if applied else None, self.rules,
                    self.now, state)
            )  # fmt: skip
            numbers[entry.id] = n
            self._note(item, judgement, fork_of)
            if applied is not None:
                fresh.append(applied)
        self.store.insert(rows)
        for applied in fresh:
            self._effects(applied)
        self.taken.applied += fresh
        if numbers:
            self._follow(list(numbers))
        for item, lacking in again:
            self._carried_again(item, lacking)
        return numbers

    def _carried_again(self, item: Item, lacking: str | None) -> None:
        """An entry that nobody had shown to be its author's is judged if that is shown now; else `lacking` is why not."""
        entry = item.entry
        n = self.store.numbers([entry.id])[entry.id]
        if lacking is not None:
            if lacking == "key-revoked":  # now in its author's own feed
                self.store.set_verdict(entry.id, Verdict.HELD, lacking, None)
                self.view.add(item, Verdict.HELD, lacking)
            return
        self.store.set_token(entry.id, entry.token.text)  # what was carried before may have had another signature
        self._heads.update(self.store.heads([(entry.dossier, entry.party)]))
        fork_of = self._fork(item)
        if fork_of is not None:
            judgement = Judgement(Verdict.HELD, "fork")
            self.store.set_verdict(entry.id, Verdict.HELD, "fork", None)
            self._note(item, judgement, fork_of)
            return
        self.store.move_heads([entry])
        if self._judge_again(n, self.store.items("e.id = %s", [entry.id], self.keys)[0][1]):
            self._follow([entry.id])

    def _note(self, item: Item, judgement: Judgement, fork_of: str | None) -> None:
        entry = item.entry
        self.taken.judged[entry.id] = judgement
        self.view.add(item, judgement.verdict, judgement.code)
        place = (entry.dossier, entry.party)
        if judgement.code not in UNPROVEN and entry.seq > self._heads.get(place, (0, ""))[0]:
            self._heads[place] = (entry.seq, entry.id)
        if judgement.missing:
            self.store.await_ids(entry.id, judgement.missing)
            absent = [one for one in judgement.missing if self.view.known(one) is None]
            self.taken.lacking.update(dict.fromkeys(absent))
        if fork_of is not None:
            self.store.add_fork(entry.dossier, entry.party, entry.seq, fork_of, entry.id, self.now)
            self.view.freeze(entry.dossier, entry.party)
            self.taken.forked.append((fork_of, entry.id))

    def _fork(self, item: Item) -> str | None:
        entry = item.entry
        if entry.is_opening or entry.seq > self._heads.get((entry.dossier, entry.party), (0, ""))[0]:
            return None
        return self.view.place_taken(item)

    def _content(
        self, item: Item, sealed: bytes | None, judgement: Judgement
    ) -> tuple[ContentState, bytes | None, bytes | None]:
        if item.entry.content_digest is None:
            return ContentState.NONE, None, None
        if item.content_key is None or sealed is None or item.content_text is None:
            return ContentState.WITHHELD, None, None
        if judgement.verdict is Verdict.VOID or not self._content_fits(judgement.type, item.content_text):
            return ContentState.REFUSED, None, None
        return ContentState.PRESENT, self.keys.wrap(item.content_key, item.entry.id), sealed

    def _complete(self, item: Item, sealed: bytes | None) -> None:
        """Takes the describing part that was left out when the entry came first, from whoever passed it on."""
        if item.content_key is None or sealed is None or item.content_text is None:
            return
        known = cast(Known, self.view.known(item.entry.id))
        n = self.store.withheld(item.entry.id)
        if n is None or known.verdict == Verdict.VOID:
            return
        kind = self.types.get(known.type)
        if not self._content_fits(kind, item.content_text):
            self.store.set_content_state(n, ContentState.REFUSED)
            return
        wrapped = self.keys.wrap(item.content_key, item.entry.id)
        self.store.add_content(n, sealed, wrapped, item.entry.retain.isoformat())

    def _content_fits(self, kind: EntryType | None, text: str) -> bool:
        if kind is None:  # held: read when it is judged
            return True
        try:
            kind.read_content(text)
        except Refused:
            return False
        return True

    def _applied(self, item: Item, judgement: Judgement, n: int) -> Applied:
        entry = item.entry
        if judgement.facts is None:
            raise ValueError("an applied entry has facts")
        if entry.is_opening:
            self._openings[entry.id] = (cast(OpeningFacts, judgement.facts), entry.party)
        opening, opener = self.opening(entry.dossier)
        return Applied(
            n, entry.id, entry.dossier, entry.party, entry.seq, entry.type, entry.time, entry.re, judgement.facts,
            opening, opener, self.now, self.party,
        )  # fmt: skip

    def _by_policy(self, applied: Applied, judgement: Judgement) -> Judgement:
        """Declined entries are applied like others; this party says openly that it does not take them up."""
        code = self._policy(applied) if self._policy is not None and applied.party != self.party else None
        if code is None:
            return judgement
        self.taken.declined.append((applied, code))
        return Judgement(Verdict.DECLINED, code, (), judgement.type, judgement.facts)

    def opening(self, dossier: str) -> tuple[OpeningFacts, str]:
        """The opening's facts and its author."""
        if dossier not in self._openings:
            known = cast(Known, self.view.known(dossier))
            kind = cast(EntryType, self.types.get(known.type))
            self._openings[dossier] = (cast(OpeningFacts, kind.read_facts(known.facts())), known.party)
        return self._openings[dossier]

    def _effects(self, applied: Applied) -> None:
        if applied.id == applied.dossier:
            self.store.add_dossier(
                applied.id, applied.party, applied.opening.kind, applied.opening.participants, applied.n,
                applied.opening.exercise,
            )  # fmt: skip
        blobs = getattr(applied.facts, "blobs", ())
        if blobs:
            self.store.add_blobs(applied.n, applied.dossier, applied.party, [(one.digest, one.size) for one in blobs])
        if applied.type == "entry.erased.v1":
            self.taken.erased.append(applied)

    def _follow(self, ids: list[str]) -> None:
        """Judges again what waited for `ids`, and what waited for that, and so on."""
        while ids:
            waiting = self.store.release(ids)
            ids = []
            if not waiting:
                return
            marks = ",".join(["%s"] * len(waiting))
            held = self.store.items(f"e.id IN ({marks}) AND e.verdict = 1", waiting, self.keys)
            self.prefetch([item for _, item in held])
            for n, item in sorted(held, key=lambda pair: (pair[1].entry.party, pair[1].entry.seq)):
                if self._judge_again(n, item):
                    ids.append(item.entry.id)

    def _judge_again(self, n: int, item: Item) -> bool:
        """Whether the held entry now has another verdict."""
        judgement = judge(item, self.types, self.view, self.rules)
        entry = item.entry
        self.taken.judged[entry.id] = judgement
        if judgement.verdict is Verdict.HELD:
            self.store.set_verdict(entry.id, Verdict.HELD, judgement.code, None)
            self.view.add(item, judgement.verdict, judgement.code)
            self.store.await_ids(entry.id, judgement.missing)
            return False
        self.taken.released.append((entry.dossier, entry.party))
        order: int | None = None
        applied = None
        if judgement.verdict is Verdict.APPLIED:
            applied = self._applied(item, judgement, n)
            judgement = self._by_policy(applied, judgement)
            order, self._next_n = self._next_n, self._next_n + 1
        self.store.set_verdict(entry.id, judgement.verdict, judgement.code, order)
        self.view.add(item, judgement.verdict, judgement.code)
        unfit = item.content_text is not None and not self._content_fits(judgement.type, item.content_text)
        if judgement.verdict is Verdict.VOID or unfit:
            self.store.destroy([n])
            self.store.set_content_state(n, ContentState.REFUSED)
        if applied is not None:
            self._effects(applied)
            self.taken.applied.append(applied)
        return True

    def prove(self, party: str, signing: Mapping[str, bytes]) -> None:
        """A card of `party` has come: judges what others carried under keys that it lists, and that are in force."""
        for kid, public in signing.items():
            held = self.store.items(
                "e.code = 'unproven' AND e.party = %s AND e.kid = %s AND e.n IN (SELECT n FROM ledger_entry WHERE "
                "code = 'unproven' AND party = %s AND kid = %s ORDER BY n LIMIT %s)",
                [party, kid, party, kid, MAX_PROVEN],
                self.keys,
            )
            for _, item in held:
                try:
                    jws.verify(item.entry.token, public)
                except Refused:
                    continue  # whoever carried it had altered the signature: it waits to be carried again
                self._carried_again(item, None)

    def rejudge_unknown(self) -> None:
        """After an update: judges what was held because its type or its rules were not known."""
        held = self.store.items(
            "e.verdict > 0 AND NOT (e.code = 'unproven') AND e.verdict = 1 "
            "AND e.code IN ('type-unknown', 'rules-unknown')",
            [],
            self.keys,
        )
        self.prefetch([item for _, item in held])
        self._follow([item.entry.id for n, item in held if self._judge_again(n, item)])

    def finish(self) -> Taken:
        """Projects what was applied and keeps the counter; the transaction may then commit."""
        if self._next_n != self.first_n:
            self.store.set_next_n(self._next_n)
        project(self.store.using, self.taken.applied)
        return self.taken


def project(using: str, batch: Sequence[Applied]) -> None:
    """Hands each projector the entries of its types, in the order of application."""
    for projector in PROJECTORS:
        mine = [one for one in batch if not projector.types or one.type in projector.types]
        if mine:
            projector.apply(using, mine)
