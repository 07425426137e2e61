"""The node's own word that it has destroyed what others erased, also where it could not give it at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .append import Draft
from .common_entries import CompliedFacts
from .entry import parse_entry

if TYPE_CHECKING:
    from .intake import Intake
    from .ledger import Ledger


def draft(dossier: str, erasure: str, *, held: bool) -> Draft:
    """The statement that answers the erasure `erasure`; `held`: whether there was anything to destroy."""
    result = CompliedFacts(result="destroyed" if held else "never-held")
    return Draft("entry.erasure-complied.v1", result, dossier=dossier, re=(erasure,))


def make_up(ledger: Ledger, intake: Intake) -> None:
    """States what is owed in dossiers where an own entry that had been held, and kept this node silent, is held no more."""
    freed = {dossier for dossier, party in intake.taken.released if party == ledger.party}
    pending = {one.id for one in intake.taken.erased}  # answered in this transaction as it is
    for dossier in sorted(freed):
        for one in _owed(ledger, dossier):
            if one not in pending:
                ledger.state(intake, draft(dossier, one, held=True))


def make_up_everywhere(ledger: Ledger) -> None:
    """After a restore: answers erasures of others that came while the node could state nothing."""
    intake = ledger.intake()
    for dossier in sorted(_erased_in(ledger)):
        for one in _owed(ledger, dossier):
            ledger.state(intake, draft(dossier, one, held=True))
    intake.finish()


def _erased_in(ledger: Ledger) -> Iterable[str]:
    rows = ledger.store.query(
        "SELECT DISTINCT dossier FROM ledger_entry WHERE type = 'entry.erased.v1' AND party <> %s AND verdict = 0",
        [ledger.party],
    )
    return [row[0] for row in rows]


def _owed(ledger: Ledger, dossier: str) -> list[str]:
    """Others' erasures in a dossier that this party has not answered."""
    erased = ledger.store.query(
        "SELECT id FROM ledger_entry WHERE dossier = %s AND type = 'entry.erased.v1' AND party <> %s "
        "AND verdict IN (0, 3) ORDER BY n",
        [dossier, ledger.party],
    )
    stated = ledger.store.query(
        "SELECT jws FROM ledger_entry WHERE dossier = %s AND type = 'entry.erasure-complied.v1' AND party = %s "
        "AND code <> 'unproven'",
        [dossier, ledger.party],
    )
    answered = {one for (text,) in stated for one in parse_entry(text).re}
    return [row[0] for row in erased if row[0] not in answered]
