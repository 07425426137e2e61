"""The duty book of an office: where it is, and the opening to be written before where there is none yet."""

from __future__ import annotations

from tripoint.capabilities.border import entries as e
from tripoint.capabilities.border import problems  # noqa: F401 - brings the sentences of these refusals
from tripoint.capabilities.border.models import DutyBook
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import NotPermitted, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger


def book(ledger: Ledger, who: Acting, roles: frozenset[str] = e.DESK) -> tuple[str | Draft, tuple[Draft, ...]]:
    """The book of the officer's own office. Raises NotPermitted without one of `roles`."""
    if not who.has(roles):
        raise NotPermitted(Problem("role"))
    known = DutyBook.objects.using(ledger.using).filter(office=who.office).order_by("dossier").first()
    if known is not None:
        return known.dossier, ()
    facts = e.DutyFacts(participants=(ledger.party,), exercise=ledger.exercise, office=who.office)
    opening = Draft(e.OPENED, facts)
    return opening, (opening,)
