"""Which declaration of offices holds between a party and a reader of it: the same on both sides, and at each moment.

The last one that the reader had receipted by then decides, as for calendars (`in_force`). Without one every office may
send and receive every kind, as if nobody had declared anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tripoint.capabilities.arrangements.declared_entries import Declaration
from tripoint.capabilities.arrangements.models import PublishedOffices, Received
from tripoint.ledger.ledger import Ledger

MOST_DECLARATIONS = 64  # of one party, the last receipted: more would only slow the reader of a peer that floods


@dataclass(frozen=True, slots=True)
class Offices:
    """A declaration of `party` that holds for a reader since `at`."""

    entry: str
    party: str
    at: datetime
    says: Declaration

    def receives(self, office: str, kind: str) -> bool:
        """Whether requests of the kind may be addressed to the office; the entry office takes every kind."""
        return office == self.says.entry_office or any(
            one.office == office and kind in one.receives for one in self.says.offices
        )

    def receiving(self, kind: str) -> tuple[str, ...]:
        """The offices that requests of the kind may be addressed to, the entry office first."""
        entry = self.says.entry_office
        return (entry, *(one.office for one in self.says.offices if kind in one.receives and one.office != entry))

    def sends(self, office: str, kind: str) -> bool:
        """Whether the office may send the kind without the centre's approval; the centre sends every kind."""
        return office == self.says.centre or any(
            one.office == office and kind in one.sends for one in self.says.offices
        )

    def copied_on_sending(self, office: str) -> str | None:
        """The centre, where another office sends."""
        return None if office == self.says.centre else self.says.centre

    def copied_on_receiving(self, office: str) -> str | None:
        """The centre, where the request goes directly to an office and not to the party as a whole."""
        return None if office in (self.says.centre, self.says.entry_office) else self.says.centre


@dataclass(frozen=True, slots=True)
class Declared:
    """Every declaration of a party that a reader has receipted, the earliest first."""

    held: tuple[Offices, ...] = ()

    def at(self, moment: datetime | None) -> Offices | None:
        """The one that holds at `moment`; None for a moment that has not come."""
        known = [one for one in self.held if moment is not None and one.at <= moment]
        return known[-1] if known else None


def declared(using: str, pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Declared]:
    """What each (reader, party) holds, with two queries for all of them; one where nothing is declared."""
    wanted = set(pairs)
    rows = {
        row.entry: row
        for row in PublishedOffices.objects.using(using).filter(party__in={party for _reader, party in wanted})
    }
    received = list(Received.objects.using(using).filter(entry__in=list(rows)).order_by("entry")) if rows else []
    return {
        (reader, party): Declared(
            _held([(one.at, rows[one.entry]) for one in received
                   if rows[one.entry].party == party and one.receiver in ("", reader)])
        )
        for reader, party in wanted
    }  # fmt: skip


def _held(found: list[tuple[datetime, PublishedOffices]]) -> tuple[Offices, ...]:
    found.sort(key=lambda one: (one[0], one[1].dossier, one[1].seq))
    return tuple(
        Offices(row.entry, row.party, at, Declaration.model_validate(row.says))
        for at, row in found[-MOST_DECLARATIONS:]
    )


def declared_now(ledger: Ledger, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Offices]:
    """What holds now of each (reader, party); a pair where nothing is declared is left out."""
    now = ledger.now()
    every = declared(ledger.using, pairs)
    return {pair: held for pair, known in every.items() if (held := known.at(now)) is not None}


def declared_to_us(ledger: Ledger, partner: str) -> Offices | None:
    """What a partner has declared to this party, as it holds now."""
    pair = (ledger.party, partner)
    return declared_now(ledger, [pair]).get(pair)


def declared_by_us(ledger: Ledger, partner: str) -> Offices | None:
    """What this party has declared, as the partner knows it now."""
    pair = (partner, ledger.party)
    return declared_now(ledger, [pair]).get(pair)
