"""Who is on duty: put into the roster, taken out of it."""

from __future__ import annotations

from datetime import datetime

from pydantic import ValidationError

from tripoint.capabilities.border import entries as e
from tripoint.capabilities.border.actions.book import book
from tripoint.capabilities.border.models import Shift
from tripoint.capabilities.border.roster import shifts
from tripoint.capabilities.requests.actions.stating import state
from tripoint.capabilities.requests.home_entries import HomeFacts
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger


def roster(
    ledger: Ledger, who: Acting, begins: datetime, ends: datetime, phone: str, *, on_duty: str = "",
    post: int | None = None, email: str = "",
) -> str:  # fmt: skip
    """Puts an officer, a post, or neither (the desk) on duty in the officer's own office; returns the entry's id.

    Raises ActionRefused: shift-times, shift-who, number, and shift-twice for an officer who is on duty then already.
    Two different officers may be on duty at once; the page shows it.
    """
    place, opening = book(ledger, who, e.ROSTERS)
    if begins >= ends or ends - begins > e.LONGEST_SHIFT:
        raise ActionRefused(Problem("shift-times", "ends"))
    others = shifts(ledger.using, who.office, begins, ends)
    if any(one.on_duty == on_duty and one.post == post for one in others):
        raise ActionRefused(Problem("shift-twice", "on_duty"))
    try:
        content = e.RosteredContent(phone=phone, email=email)
    except ValidationError as error:
        raise ActionRefused(*_fields(error)) from error
    facts = e.RosteredFacts(
        officer=who.officer, office=who.office, on_duty=on_duty or None, post=post, begins=begins, ends=ends
    )
    rostered = Draft(e.ROSTERED, facts, content, place)
    return state(ledger, who, [*opening, rostered])[-1].entry.id


def cancel(ledger: Ledger, who: Acting, shift: str) -> None:
    """Takes a shift of the own office out of the roster. Raises ActionRefused("shift-over") once it has ended."""
    found = Shift.objects.using(ledger.using).filter(pk=shift, office=who.office, cancelled=False).first()
    if found is None:
        raise NotPermitted(Problem("not-found"))
    if found.ends <= ledger.now():
        raise ActionRefused(Problem("shift-over"))
    place, _none = book(ledger, who, e.ROSTERS)
    facts = HomeFacts(officer=who.officer, office=who.office)
    state(ledger, who, [Draft(e.CANCELLED, facts, None, place, (shift,))])


def _fields(error: ValidationError) -> list[Problem]:
    names = {str(one["loc"][0]) for one in error.errors(include_input=False)}
    return [Problem("number" if name == "phone" else "code", name) for name in sorted(names)]
