"""What stands about the use of a request's items: what its owner's consent keeps back, who has complied with a recall."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from tripoint.capabilities.requests.consent import entries as c
from tripoint.capabilities.requests.consent.models import ConsentAsk, EmergencyUse
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.problems import ActionRefused, Problem
from tripoint.ledger.admission import Verdict
from tripoint.ledger.common_entries import COMPLIED, ERASED
from tripoint.ledger.entry import parse_entry, parse_facts
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Entry
from tripoint.safeguards.onward_use import EVIDENCE, ONWARD, OWN_OFFICE, PURPOSE, Use, check, owes_consent

RECORD = "RECORD"
"""Taken for the own record, or to have it checked: free under every handling code."""
_PART = 500  # dossiers looked at together


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
    return _kept_back(ledger, [dossier], what).get(dossier, [])


def _kept_back(ledger: Ledger, dossiers: Collection[str], what: Use) -> dict[str, list[str]]:
    owed = _owing(ledger, dossiers, what.use)
    allowed = _allowed(ledger, owed, what)
    left = {dossier: [item for item in items if item not in allowed] for dossier, items in owed.items()}
    return {dossier: items for dossier, items in left.items() if items}


def owing(ledger: Ledger, dossier: str, use: str) -> list[str]:
    """Ids of other parties' items whose handling code asks for the owner's consent to this kind of use."""
    return _owing(ledger, [dossier], use).get(dossier, [])


def _owing(ledger: Ledger, dossiers: Collection[str], use: str) -> dict[str, list[str]]:
    listed, found = sorted(dossiers), dict[str, list[str]]()
    for start in range(0, len(listed), _PART):
        rows = Entry.objects.using(ledger.using).filter(
            dossier__in=listed[start : start + _PART], type__in=c.ITEMS, verdict=Verdict.APPLIED
        )
        others = rows.exclude(party=ledger.party).order_by("n").values_list("dossier", "id", "type", "facts")
        for dossier, entry, type_, facts in others:
            kind = ledger.types.get(type_)
            if kind and owes_consent(use, c.handling_of(kind.read_facts(parse_facts(facts)))):
                found.setdefault(dossier, []).append(entry)
    return found


def is_restricted(ledger: Ledger, dossier: str, entry: str | None = None) -> bool:
    """Whether an entry, or any in the dossier, is another party's item whose handling code keeps it from evidence or
    from being passed on."""
    owed = [item for use in (EVIDENCE, ONWARD) for item in owing(ledger, dossier, use)]
    return bool(owed) if entry is None else entry in owed


def are_restricted(ledger: Ledger, dossiers: Collection[str]) -> bool:
    """The same of any of these dossiers."""
    return any(_owing(ledger, dossiers, use) for use in (EVIDENCE, ONWARD))


def list_keeps_back(ledger: Ledger, rows: Sequence[RequestState], what: Use) -> list[str]:
    """The references of those requests that keep a use of a list back. Raises ActionRefused as `keeps_back`."""
    findings = list(check(what, stated="", day=ledger.now().date()))
    if findings:
        raise ActionRefused.of(findings)
    other = [row for row in rows if what.use != PURPOSE or row.purpose != what.purpose]
    back = _kept_back(ledger, {row.dossier for row in other}, what)
    return list(dict.fromkeys(row.reference for row in other if row.dossier in back))


def keeps_back(ledger: Ledger, state: RequestState, what: Use, entry: str | None = None) -> list[str]:
    """Ids of the items that keep a use back, in the whole dossier or of one entry. Raises ActionRefused for a use that is
    not told in full: s7-use, s7-recipient, s7-purpose."""
    findings = list(check(what, stated=state.purpose, day=ledger.now().date()))
    if findings:
        raise ActionRefused.of(findings)
    return [item for item in kept_back(ledger, state.dossier, what) if entry in (None, item)]


def check_taken(
    ledger: Ledger, state: RequestState, use: str, *, recipient: str | None = None, to_office: str | None = None,
    purpose: str | None = None, entry: str | None = None,
) -> None:  # fmt: skip
    """Raises ActionRefused where it is not said what the dossier, or one entry of it, is taken for (`use` empty), or the
    owner's consent to that is owed; RECORD is free."""
    if not use:
        raise ActionRefused(Problem("use-needed", "use"))
    if use == RECORD:
        return
    try:
        what = Use(use=use, recipient=recipient, to_office=to_office, purpose=purpose)
    except ValidationError as error:
        raise ActionRefused(Problem("s7-recipient", "to_office")) from error
    if keeps_back(ledger, state, what, entry):
        raise ActionRefused(Problem("consent-owed", "use"))


def kept_from_office(ledger: Ledger, dossier: str, office: str) -> bool:
    """Whether another office of this party may not be shown the dossier without its owner's consent."""
    return bool(kept_back(ledger, dossier, Use(use=ONWARD, recipient=OWN_OFFICE, to_office=office)))


def _allowed(ledger: Ledger, dossiers: Collection[str], what: Use) -> set[str]:
    listed, found = sorted(dossiers), set[str]()
    for start in range(0, len(listed), _PART):
        part = listed[start : start + _PART]
        asks = ConsentAsk.objects.using(ledger.using).filter(dossier__in=part, asker=ledger.party, decision="given")
        uses = EmergencyUse.objects.using(ledger.using).filter(dossier__in=part, party=ledger.party)
        found |= {one.item for rows in (asks, uses) for one in rows if one.what == what}
    return found


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
