"""What may be said about reading, and the rules for it (docs/protocol-reads.md). The rules see facts only."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, cast

from pydantic import Field

from tripoint.ledger.encoding import LAST
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import SYSTEM_ROLE, TYPES, EntryType, Facts, OpeningFacts, Statement

KIND = "reads"
OPENED = "reads.opened.v1"
REPORTED = "reads.reported.v1"

LEAST_TOLD = 5  # S14 as it stood for version 1: a smaller number points at single officers and matters
MOST_TOLD = 10**9
MOST_ROWS = 200
EAST = timedelta(hours=14)  # the first place on earth where a month has ended (IANA: Pacific/Kiritimati)

Month = Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
Purpose = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,31}$")]


class ReadsFacts(OpeningFacts):
    """Opens what one party tells another about reading."""

    kind: Literal["reads"] = "reads"


class CountRow(Facts):
    """Reads of dossiers of one kind and purpose; `reads` is null for one to four."""

    kind: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")
    purpose: Purpose | None = None
    reads: int | None = Field(None, ge=LEAST_TOLD, le=MOST_TOLD)


class ReportedFacts(Facts):
    """A month in the reporter's own time zone. No row: nothing was read."""

    month: Month
    rows: tuple[CountRow, ...] = Field(max_length=MOST_ROWS)


def _between_two(statement: Statement) -> None:
    if len(statement.opening.participants) != 2:
        raise Refused("participant", "one party tells one other")


def _reported(statement: Statement) -> None:
    facts = cast(ReportedFacts, statement.facts)
    there = min(statement.entry.time, LAST) + EAST
    if facts.month >= there.strftime("%Y-%m"):
        raise Refused("month", "the month has not ended", "month")
    told = [one.facts.month for one in statement.own if isinstance(one.facts, ReportedFacts)]
    if told and facts.month <= max(told):
        raise Refused("month", "this month, or a later one, has been told", "month")
    places = [(row.kind, row.purpose or "") for row in facts.rows]
    if places != sorted(set(places)):
        raise Refused("rows-order", "rows in their order, each once", "rows")


_OF_READS = frozenset({KIND})
_NODE = frozenset({SYSTEM_ROLE})  # the node counts; nobody writes the figures

TYPES.register(
    EntryType(OPENED, ReadsFacts, None, _OF_READS, recall="never", roles=_NODE, opens=True, rule=_between_two),
    EntryType(REPORTED, ReportedFacts, None, _OF_READS, "opener", "never", _NODE, needs_own=True, rule=_reported),
)
