"""An officer says that two requests are on one matter, or that they are not after all."""

from __future__ import annotations

from django.db.models import QuerySet

from tripoint.capabilities.requests.actions.stating import home_drafts, matter, state
from tripoint.capabilities.requests.linked_entries import LINKED, PARTED, LinkedFacts
from tripoint.capabilities.requests.models import Link, RequestState
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger


def link(ledger: Ledger, who: Acting, dossier: str, reference: str) -> str:
    """Links the request with the one of that reference; both must be open to the officer. Returns the entry's id.

    Raises ActionRefused: link-unknown, link-self, link-there.
    """
    other = _other(ledger, who, dossier, reference)
    if _links(ledger, dossier, other).exists():
        raise ActionRefused(Problem("link-there", "reference"))
    return _say(ledger, who, LINKED, dossier, other)


def part(ledger: Ledger, who: Acting, dossier: str, reference: str) -> str:
    """Takes a link back. Raises ActionRefused("link-none") where there is none between these two."""
    other = _other(ledger, who, dossier, reference)
    if not _links(ledger, dossier, other).exists():
        raise ActionRefused(Problem("link-none", "reference"))
    return _say(ledger, who, PARTED, dossier, other)


def _other(ledger: Ledger, who: Acting, dossier: str, reference: str) -> str:
    matter(ledger, who, dossier)
    wanted = reference.strip().upper()
    for row in RequestState.objects.using(ledger.using).filter(reference=wanted).order_by("dossier")[:4]:
        if row.dossier == dossier:
            raise ActionRefused(Problem("link-self", "reference"))
        try:  # what is not for this officer's office is as unknown as what is not there
            return matter(ledger, who, row.dossier).state.dossier
        except NotPermitted:
            continue
    raise ActionRefused(Problem("link-unknown", "reference"))


def _links(ledger: Ledger, dossier: str, other: str) -> QuerySet[Link]:
    one, two = sorted((dossier, other))
    return Link.objects.using(ledger.using).filter(one=one, other=two)


def _say(ledger: Ledger, who: Acting, entry_type: str, dossier: str, other: str) -> str:
    home, opening = home_drafts(ledger, matter(ledger, who, dossier))
    facts = LinkedFacts(officer=who.officer, office=who.office, one=dossier, other=other)
    return state(ledger, who, [*opening, Draft(entry_type, facts, None, home)])[-1].entry.id
