"""Leads between requests as an officer may know of them. A lead is shown until somebody says what it is (S8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from tripoint import reference
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.homes import homes_of_each
from tripoint.capabilities.requests.linking.models import Link
from tripoint.capabilities.requests.linking.screened import seen_in
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.permission import Acting, may_see
from tripoint.ledger.ledger import Ledger
from tripoint.safeguards.onward_use import ONWARD, owes_consent
from tripoint.screening import marks, reasons
from tripoint.screening.models import Lead, Unnamed

MOST = 50  # leads of one request that are looked at
SORTS = ("document", "vehicle", "phone", "account", "warrant", "channel", "reference", "name")
"""What two dossiers have in common, the weightiest first; each has its words in `lead_words`."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Another request that may be on the matter. `office`: this party's that deals with it; `sorts`: of SORTS; `score`:
    of names alike, 0 to 1, and why, by language; `may_open`: else reference and office are all that is told."""

    row: RequestState
    office: str
    sorts: tuple[str, ...]
    may_open: bool
    score: float | None = None
    reasons: Mapping[str, Sequence[str]] = field(default_factory=dict)


def leads(ledger: Ledger, who: Acting, dossier: str, own: str = "") -> list[Shown]:
    """The leads of a request, or of a draft by its home dossier, that nobody has judged: numbers that have just come are
    compared first. `own`: the request's reference; another of the same one is known to be on the matter."""
    using = ledger.using
    marks.catch_up(ledger, most=marks.MOST_AT_ONCE)  # the other may have come at the same moment
    marks.catch_up(ledger, [dossier])
    rows: dict[str, list[Lead]] = {}
    for lead in Lead.objects.using(using).filter(Q(dossier=dossier) | Q(other=dossier)).order_by("-id")[: 4 * MOST]:
        rows.setdefault(lead.other if lead.dossier == dossier else lead.dossier, []).append(lead)
    return _told(ledger, who, dossier, rows, own)


def leads_of_form(ledger: Ledger, who: Acting, form: RequestForm, home: str = "") -> list[Shown]:
    """The leads of a request that is being written and was not submitted: of its numbers, compared as they stand; names
    are compared once it is submitted. `home`: the draft's home dossier, where there is one already."""
    seen = seen_in(form)
    if not seen.numbers:
        return []
    marks.catch_up(ledger, most=marks.MOST_AT_ONCE)
    rows: dict[str, list[Lead]] = {}
    for other, sort in marks.alike(ledger, seen):
        if other != form.call:  # the call that it records
            rows.setdefault(other, []).append(Lead(dossier=home, other=other, sort=sort))
    return _told(ledger, who, home, rows, "")


def reference_of_call(ledger: Ledger, form: RequestForm) -> str:
    """The reference of the call that a draft records; "" where it records none."""
    rows = RequestState.objects.using(ledger.using).filter(dossier=form.call) if form.call else []
    return next((row.reference for row in rows), "")


def _told(ledger: Ledger, who: Acting, dossier: str, rows: Mapping[str, Sequence[Lead]], own: str) -> list[Shown]:
    """Those of the dossiers in `rows` that nobody has judged and the officer may know of."""
    using = ledger.using
    said = _said(using, dossier, list(rows))
    states = RequestState.objects.using(using).filter(dossier__in=set(rows) - said).order_by("-opened_at", "key")
    once = {row.dossier: row for row in states[:MOST]}.values()  # a joint request once
    homes = homes_of_each(using, once, ledger.party)
    found = []
    for row in once:
        opens = may_see(who, row, ledger.party, homes[row.key])
        if row.reference != own and (opens or may_be_told(row, ledger.party)):
            found.append(_shown(ledger, row, rows[row.dossier], opens))
    return sorted(found, key=lambda one: (SORTS.index(one.sorts[0]), -(one.score or 0)))


def _said(using: str, dossier: str, others: Sequence[str]) -> set[str]:
    links = Link.objects.using(using).filter(Q(one=dossier, other__in=others) | Q(other=dossier, one__in=others))
    return {end for link in links for end in (link.one, link.other)} - {dossier}


def _shown(ledger: Ledger, row: RequestState, found: Iterable[Lead], opens: bool) -> Shown:
    by_sort = {one.sort: one for one in found}
    sorts = tuple(sort for sort in SORTS if sort in by_sort)
    name = by_sort.get("name")
    office = row.office if row.asker == ledger.party else row.addressee_office
    if name is None or not opens:
        return Shown(row, office, sorts, opens)
    return Shown(row, office, sorts, opens, name.score, reasons.unseal(ledger, name))


def may_be_told(row: RequestState, party: str) -> bool:
    """Whether an officer who may not open a request is told that there is one, with reference and office.

    It depends on the opening alone, so that no stop or flag that is set later shows (S3): not where the purpose protects
    the person, nor where the partner's handling code keeps the request from another office.
    """
    protects = reference.get("purposes", row.purpose).is_yes("consent")
    return not protects and (row.asker == party or not owes_consent(ONWARD, [row.handling]))


def is_told(ledger: Ledger, dossier: str, row: RequestState) -> bool:
    """Whether a lead tells of the request from this dossier."""
    pair = Q(dossier=dossier, other=row.dossier) | Q(dossier=row.dossier, other=dossier)
    return may_be_told(row, ledger.party) and Lead.objects.using(ledger.using).filter(pair).exists()


def names_wait(using: str, dossier: str) -> bool:
    """Whether the names of a request or draft have not been compared yet."""
    return Unnamed.objects.using(using).filter(dossier=dossier).exists()
