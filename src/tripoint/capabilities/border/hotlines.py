"""Reading the hotline directory: the newest word on each line, and whether it can be relied on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tripoint.capabilities.border.entries import HotlineContent
from tripoint.capabilities.border.models import HotLine, TestCall
from tripoint.ledger.ledger import Ledger

FRESH = timedelta(days=90)  # a number that was not reached for a quarter of a year is marked
REACHED = frozenset({"ANSWERED", "NO-LANGUAGE"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the directory. `state`: reached, untested, stale, failed. `number` is empty once it was erased."""

    row: HotLine
    number: str
    spare: str
    state: str
    last: TestCall | None


def directory(ledger: Ledger, now: datetime) -> list[Listed]:
    """Every open line that is known here, by party, level and place."""
    newest: dict[tuple[str, str], HotLine] = {}
    for row in HotLine.objects.using(ledger.using).order_by("published_at", "seq", "entry"):
        newest[row.party, row.line] = row
    last: dict[tuple[str, str], TestCall] = {}
    for call in TestCall.objects.using(ledger.using).order_by("at", "entry"):
        last[call.party, call.line] = call
    found = [_listed(ledger, row, last.get(key), now) for key, row in newest.items() if row.is_open]
    levels = {code: place for place, code in enumerate(("MINISTRY", "PROVINCE", "DISTRICT", "COMMUNE", "GATE"))}
    return sorted(
        found,
        key=lambda one: (one.row.party, levels.get(one.row.level, len(levels)), one.row.place, one.row.line),
    )


def _listed(ledger: Ledger, row: HotLine, last: TestCall | None, now: datetime) -> Listed:
    content = ledger.content(row.entry)
    number, spare = (content.number, content.spare or "") if isinstance(content, HotlineContent) else ("", "")
    if last is None or last.at < row.published_at:  # what was tested before may have been another number
        state = "untested" if now - row.published_at < FRESH else "stale"
    elif last.result not in REACHED:
        state = "failed"
    else:
        state = "reached" if now - last.at < FRESH else "stale"
    return Listed(row, number, spare, state, last)
