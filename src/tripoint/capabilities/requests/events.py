"""What was stated in many requests, by time: who, when and what kind of statement; no contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tripoint.ledger.admission import Verdict
from tripoint.ledger.entry import parse_facts
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.registry import Facts

_PART = 500


@dataclass(frozen=True, slots=True)
class Event:
    """An applied statement."""

    id: str
    dossier: str
    party: str
    type: str
    time: datetime
    facts: Facts


def events(ledger: Ledger, dossiers: Sequence[str], before: datetime | None, most: int) -> list[Event]:
    """The latest `most` statements in `dossiers`, stated before `before` if that is given; the latest first."""
    found: list[Event] = []
    for start in range(0, len(dossiers), _PART):
        found += _part(ledger, dossiers[start : start + _PART], before, most)
    return sorted(found, key=lambda one: (one.time, one.id), reverse=True)[:most]


def _part(ledger: Ledger, dossiers: Sequence[str], before: datetime | None, most: int) -> list[Event]:
    marks = ",".join(["%s"] * len(dossiers))
    earlier, times = ("AND time < %s ", [ledger.store.time(before)]) if before else ("", [])
    rows = ledger.store.query(
        f"SELECT id, dossier, party, type, time, facts FROM ledger_entry WHERE dossier IN ({marks}) "  # noqa: S608 - marks
        f"AND verdict = %s {earlier}AND type LIKE 'request.%%' ORDER BY time DESC, id DESC LIMIT {most:d}",
        [*dossiers, int(Verdict.APPLIED), *times],
    )
    found = []
    for entry_id, dossier, party, type_, time, facts in rows:
        kind = ledger.types.get(type_)
        if kind is not None:
            read = kind.read_facts(parse_facts(facts))
            found.append(Event(entry_id, dossier, party, type_, ledger.store.read_time(time), read))
    return found
