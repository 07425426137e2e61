"""Checking an exported dossier with no node and no database, and saying in words what that proves."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from . import jws
from .admission import Verdict, judge
from .card import fingerprint_words
from .delivery import Delivery, verify_delivery
from .dossier_file import DossierFile, read_dossier_file
from .entry import Item
from .errors import Refused
from .registry import TYPES, Known, TypeRegistry


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong: a refusal code, the entry's id where there is one, an English detail."""

    code: str
    entry: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """One entry: its verdict, whether its describing part was there to read, and who receipted it when."""

    item: Item
    verdict: Verdict
    code: str
    described: bool
    receipts: tuple[tuple[str, datetime], ...]


@dataclass(slots=True)
class Report:
    """The outcome of a check. `fingerprints` maps parties to the words that must be compared by people."""

    dossier: str = ""
    kind: str = ""
    participants: tuple[str, ...] = ()
    exercise: bool = False
    exported: str = ""
    entries: list[Checked] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    gaps: list[tuple[str, int]] = field(default_factory=list)
    fingerprints: dict[str, list[str]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """No check failed. Gaps are not failures: they say what is not in the file."""
        return not self.problems


Receipts = dict[str, set[tuple[str, datetime, str]]]
"""By entry id: who gave the receipt, when, to whom."""


def _number(known: Known) -> int:
    return known.seq


class _FileView:
    """Admission's questions answered from a file."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._known: dict[str, Known] = {}
        self._applied: dict[tuple[str, str], list[Known]] = {}  # by dossier and party, in the order of their numbers
        places: dict[tuple[str, int], int] = {}
        for item in items:
            place = (item.entry.party, item.entry.seq)
            places[place] = places.get(place, 0) + 1
        self.forked = {party for (party, _), count in places.items() if count > 1}

    def add(self, item: Item, verdict: Verdict, code: str) -> None:
        known = Known.of(item, verdict, code)
        self._known[known.id] = known
        if verdict is Verdict.APPLIED:
            insort(self._applied.setdefault((known.dossier, known.party), []), known, key=_number)

    def known(self, entry_id: str) -> Known | None:
        return self._known.get(entry_id)

    def earlier(self, dossier: str, party: str, before: int) -> list[Known]:
        applied = self._applied.get((dossier, party), [])
        return applied[: bisect_left(applied, before, key=_number)]

    def frozen(self, dossier: str, party: str) -> bool:
        return False


def verify_dossier(data: bytes, types: TypeRegistry = TYPES) -> Report:
    """Checks a dossier file: digests, signatures, numbering, rules, receipts. Never raises for a bad file."""
    report = Report()
    try:
        read = read_dossier_file(data)
    except Refused as refusal:
        report.problems.append(Problem(refusal.code, "", refusal.detail))
        return report
    report.dossier, report.exported = read.dossier, read.exported
    report.fingerprints = {party: fingerprint_words(card.root) for party, card in sorted(read.cards.items())}
    deliveries = _deliveries(read, report)
    receipts, showing = _given(deliveries), _given(deliveries, showing=True)
    signed = [item for item in read.items if _signed(item, read, showing, report)]
    _judge(signed, types, receipts, report)
    return report


def _deliveries(read: DossierFile, report: Report) -> list[Delivery]:
    good = []
    for delivery in read.deliveries:
        card = read.cards.get(delivery.receipt.issuer)
        try:
            if card is None:
                raise Refused("key-unknown", f"no card of {delivery.receipt.issuer} in the file")
            verify_delivery(delivery, card.signing)
            if delivery.receipt.token.kid not in card.revoked:  # else it may be a thief's: it proves nothing
                good.append(delivery)
        except Refused as refusal:
            report.problems.append(Problem(refusal.code, "", f"receipt of {delivery.receipt.issuer}: {refusal.detail}"))
    return good


def _signed(item: Item, read: DossierFile, receipts: Receipts, report: Report) -> bool:
    entry = item.entry
    try:
        if entry.dossier != read.dossier:
            raise Refused("participant", "an entry of another dossier")
        card = read.cards.get(entry.party)
        public = card.signing.get(entry.token.kid) if card is not None else None
        if card is None or public is None:
            raise Refused("key-unknown", f"no card of {entry.party} in the file lists the key")
        jws.verify(entry.token, public)
        if entry.token.kid in card.revoked and not _receipts(entry.id, entry.party, receipts):
            raise Refused("key-revoked", "and no other participant had receipted the entry")
    except Refused as refusal:
        report.problems.append(Problem(refusal.code, entry.id, refusal.detail))
        return False
    return True


def _given(deliveries: Sequence[Delivery], *, showing: bool = False) -> Receipts:
    """The receipts of each entry: who gave one to whom, and when; with `showing`, those that excuse a revoked key."""
    found: Receipts = {}
    for delivery in deliveries:
        receipt = delivery.receipt
        for entry_id in filter(receipt.shows, delivery.ids) if showing else delivery.ids:
            found.setdefault(entry_id, set()).add((receipt.issuer, receipt.at, receipt.sender))
    return found


def _receipts(entry_id: str, party: str, receipts: Receipts) -> tuple[tuple[str, datetime], ...]:
    """Each other party's first receipt for an entry of `party`."""
    first: dict[str, datetime] = {}
    for issuer, at, sender in sorted(receipts.get(entry_id, ())):
        if sender == party and issuer != party:
            first.setdefault(issuer, at)
    return tuple(sorted(first.items()))


def _judge(items: Sequence[Item], types: TypeRegistry, receipts: Receipts, report: Report) -> None:
    view = _FileView(items)
    queue = deque(sorted(items, key=lambda item: (not item.entry.is_opening, item.entry.party, item.entry.seq)))
    judged: dict[str, tuple[Verdict, str]] = {}
    waiting: dict[
        str, list[Item]
    ] = {}  # each judged again once what it waits for has come: no more often than it names
    while queue:
        item = queue.popleft()
        judgement = judge(item, types, view)
        if judgement.verdict is Verdict.HELD and judgement.code == "missing":
            waiting.setdefault(judgement.missing[0], []).append(item)
            continue
        view.add(item, judgement.verdict, judgement.code)
        judged[item.entry.id] = (judgement.verdict, judgement.code)
        queue.extend(waiting.pop(item.entry.id, ()))
    judged.update({item.entry.id: (Verdict.HELD, "missing") for held in waiting.values() for item in held})
    for item in items:
        verdict, code = judged[item.entry.id]
        if verdict is Verdict.VOID:
            report.problems.append(Problem(code, item.entry.id, "the statement breaks a rule and counts nowhere"))
        if verdict is Verdict.HELD and code == "missing":
            report.gaps.append((item.entry.party, item.entry.seq))
        described = item.entry.content_digest is None or item.content_key is not None
        given = _receipts(item.entry.id, item.entry.party, receipts)
        report.entries.append(Checked(item, verdict, code, described, given))
    report.entries.sort(key=lambda one: (one.item.entry.time, one.item.entry.party, one.item.entry.seq))
    for party in sorted(view.forked):
        report.problems.append(Problem("fork", "", f"{party} signed two entries with one number"))
    opening = next((item for item in items if item.entry.is_opening), None)
    if opening is None:
        report.problems.append(Problem("opening-missing", "", "the file does not hold the dossier's opening"))
        return
    report.kind = str(opening.facts.get("kind", ""))
    members = opening.facts.get("participants")
    report.participants = tuple(map(str, members)) if isinstance(members, list) else ()
    report.exercise = opening.facts.get("exercise") is True
