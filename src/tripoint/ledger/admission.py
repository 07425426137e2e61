"""Admission: whether an entry is applied, held or void. Pure: every node judges alike (docs/protocol.md, "Verdicts").

It looks at the entry, its dossier's opening, its author's earlier entries there, and the entries named in `re`;
never at the order of arrival, a clock, or anything known only here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Protocol, cast

from .entry import Entry, Item, parse_facts
from .errors import Refused
from .registry import EntryType, Facts, Known, Named, OpeningFacts, Statement, TypeRegistry

# Codes of held entries of which nobody has shown that their author said them. They take no number from the author,
# are sent to nobody, and are judged when the proof comes. `unproven` came from another than its author.
UNPROVEN = frozenset(("key-revoked", "unproven"))


class Verdict(IntEnum):
    """What became of an entry."""

    APPLIED = 0
    HELD = 1
    VOID = 2
    DECLINED = 3

    @property
    def word(self) -> str:
        """The word used in receipts."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its code; `missing` are ids that must come before an entry can be judged."""

    verdict: Verdict
    code: str = ""
    missing: tuple[str, ...] = ()
    type: EntryType | None = None
    facts: Facts | None = None
    field: str = ""


class DossierView(Protocol):
    """What admission may ask of the store."""

    def known(self, entry_id: str) -> Known | None:
        """An entry by id, whatever its verdict."""

    def earlier(self, dossier: str, party: str, before: int) -> Sequence[Known]:
        """The author's applied entries in the dossier with a number below `before`, by number."""

    def frozen(self, dossier: str, party: str) -> bool:
        """Whether a fork by `party` is known in the dossier."""


def rules_order(version: str) -> tuple[int, int]:
    """Versions of the rules, `YYYY.N`, in a form that compares."""
    year, _, number = version.partition(".")
    return int(year), int(number)


def judge(item: Item, types: TypeRegistry, view: DossierView, rules: str | None = None) -> Judgement:
    """The verdict on `item`, whose signature and digests have been checked.

    `rules` is the newest version of safeguards and code lists known here; None judges by what is known whatever the
    entry says it was written under.
    """
    entry = item.entry
    if not entry.is_opening and view.frozen(entry.dossier, entry.party):
        return Judgement(Verdict.HELD, "fork")
    missing: list[str] = []
    for need in (*((entry.dossier,) if not entry.is_opening else ()), *filter(None, (entry.prev,)), *entry.re):
        known = view.known(need)
        # An entry of another dossier is as good as none: not every participant here can have it, and all must judge alike.
        if known is None or known.dossier != entry.dossier:
            missing.append(need)
        elif known.verdict == Verdict.HELD:
            missing.append(need)  # judged again when that one is
    if missing:
        return Judgement(Verdict.HELD, "missing", tuple(missing))
    if rules is not None and rules_order(entry.rules) > rules_order(rules):
        return Judgement(Verdict.HELD, "rules-unknown")
    kind = types.get(entry.type)
    if kind is None:
        return Judgement(Verdict.HELD, "type-unknown")
    try:
        facts = _check(item, kind, types, view)
    except Refused as refusal:
        return Judgement(Verdict.VOID, refusal.code, (), kind, None, refusal.field)
    return Judgement(Verdict.APPLIED, "", (), kind, facts)


def _check(item: Item, kind: EntryType, types: TypeRegistry, view: DossierView) -> Facts:
    entry = item.entry
    if entry.prev is not None:
        _follows(entry, cast(Known, view.known(entry.prev)))
    if kind.opens != entry.is_opening:
        raise Refused("kind", "an opening type opens a dossier, and no other does")
    facts = kind.read_facts(item.facts)
    if kind.content is None and entry.content_digest is not None:
        raise Refused("content", "the type has no content")
    if entry.is_opening:
        opening, opener = cast(OpeningFacts, facts), entry.party
    else:
        opening, opener = _opening(entry, types, view)
    if entry.party not in opening.participants:
        raise Refused("participant")
    if kind.kinds and opening.kind not in kind.kinds:
        raise Refused("kind", f"{kind.name} in a dossier of kind {opening.kind}")
    if (kind.writers == "opener" and entry.party != opener) or (kind.writers == "others" and entry.party == opener):
        raise Refused("authority")
    named = [_named(one, entry, kind, types, view) for one in entry.re]
    if len(named) < kind.re_least:
        raise Refused("re", "names too few entries")
    if kind.rule is not None:
        own: list[Named] = []
        if kind.needs_own:
            own = [_typed(known, types) for known in view.earlier(entry.dossier, entry.party, entry.seq)]
        kind.rule(Statement(entry, facts, opening, opener, own, named))
    return facts


def _follows(entry: Entry, before: Known) -> None:
    """An unbroken chain leads to its author's first entry, or `prev` is refused; looked at before anything else.

    Were a broken link only void itself, what follows it could be applied before the entries that it jumps over had
    come: the author's entries would then be counted and folded in another order at every node.
    """
    if (before.party, before.seq) != (entry.party, entry.seq - 1):
        raise Refused("prev")
    if before.verdict == Verdict.VOID and before.code == "prev":
        raise Refused("prev", "it follows an entry that follows none")


def _opening(entry: Entry, types: TypeRegistry, view: DossierView) -> tuple[OpeningFacts, str]:
    known = cast(Known, view.known(entry.dossier))
    if known.verdict == Verdict.VOID or not known.is_opening:
        raise Refused("participant", "the dossier's opening is void")
    return cast(OpeningFacts, _typed(known, types).facts), known.party


def _named(one: str, entry: Entry, kind: EntryType, types: TypeRegistry, view: DossierView) -> Named:
    known = cast(Known, view.known(one))
    if known.verdict == Verdict.VOID:
        raise Refused("re", "names a void entry")
    if not kind.re_any and known.type not in kind.re:
        raise Refused("re", f"{kind.name} may not name {known.type}")
    return _typed(known, types)


def _typed(known: Known, types: TypeRegistry) -> Named:
    kind = types.get(known.type)
    if kind is None:  # applied entries have known types; a node that lost one must be updated again
        raise Refused("type-unknown", known.type)
    return Named(known, _facts_of(kind, known.facts_text))


@lru_cache(maxsize=4096)  # a dossier's opening is looked at for each of its entries; facts are frozen
def _facts_of(kind: EntryType, facts_text: str) -> Facts:
    return kind.read_facts(parse_facts(facts_text))
