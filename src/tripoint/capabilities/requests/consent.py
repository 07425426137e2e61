"""What stands about the use of a request's items: what its owner's consent keeps back, who has complied with a recall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tripoint.capabilities.requests import consent_entries as c
from tripoint.capabilities.requests.consent_models import ConsentAsk, EmergencyUse
from tripoint.ledger.admission import Verdict
from tripoint.ledger.common_entries import COMPLIED, ERASED
from tripoint.ledger.entry import parse_entry, parse_facts
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Entry
from tripoint.safeguards.onward_use import ONWARD, OWN_OFFICE, Use, owes_consent


@dataclass(frozen=True, slots=True)
class Holder:
    """A party that must destroy what was erased, and when it stated that it has; None: not yet."""

    party: str
    complied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recall:
    """An erasure: the tombstone, the party that stated it, the entry that it erases, and each other participant."""

    id: str
    party: str
    erased: str
    at: datetime
    holders: tuple[Holder, ...]


def kept_back(ledger: Ledger, dossier: str, what: Use) -> list[str]:
    """Ids of other parties' items whose handling code keeps them from this use, and whose owner has not consented to
    exactly this use; one used so for danger to life is not among them."""
    allowed = _allowed(ledger, dossier, what)
    return [item for item in owing(ledger, dossier, what.use) if item not in allowed]


def owing(ledger: Ledger, dossier: str, use: str) -> list[str]:
    """Ids of other parties' items whose handling code asks for the owner's consent to this kind of use."""
    rows = Entry.objects.using(ledger.using).filter(dossier=dossier, type__in=c.ITEMS, verdict=Verdict.APPLIED)
    found = []
    for row in rows.exclude(party=ledger.party).order_by("n"):
        kind = ledger.types.get(row.type)
        if kind and owes_consent(use, c.handling_of(kind.read_facts(parse_facts(row.facts)))):
            found.append(row.id)
    return found


def kept_from_office(ledger: Ledger, dossier: str, office: str) -> bool:
    """Whether another office of this party may not be shown the dossier without its owner's consent."""
    return bool(kept_back(ledger, dossier, Use(use=ONWARD, recipient=OWN_OFFICE, to_office=office)))


def _allowed(ledger: Ledger, dossier: str, what: Use) -> set[str]:
    asks = ConsentAsk.objects.using(ledger.using).filter(dossier=dossier, asker=ledger.party, decision="given")
    uses = EmergencyUse.objects.using(ledger.using).filter(dossier=dossier, party=ledger.party)
    return {one.item for rows in (asks, uses) for one in rows if one.what == what}


def recalls(ledger: Ledger, dossier: str, participants: Sequence[str]) -> tuple[Recall, ...]:
    """The erasures in a dossier, the first one first, with who has complied."""
    rows = Entry.objects.using(ledger.using).filter(
        dossier=dossier, type__in=(ERASED.name, COMPLIED.name), verdict=Verdict.APPLIED
    )
    parsed = [(row, parse_entry(row.jws).re) for row in rows.order_by("n")]
    done = {(row.party, erasure): row.time for row, re in parsed if row.type == COMPLIED.name for erasure in re}
    return tuple(
        Recall(
            row.id, row.party, erased, row.time,
            tuple(Holder(one, done.get((one, row.id))) for one in participants if one != row.party),
        )
        for row, re in parsed if row.type == ERASED.name for erased in re
    )  # fmt: skip
