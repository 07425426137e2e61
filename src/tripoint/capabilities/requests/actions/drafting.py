"""From an empty form to a submitted draft, and its legal review; what becomes of it then stands in `approving`.

A draft is a record of this node, sealed at rest; each decision about it is an entry in a home dossier.
"""

from __future__ import annotations

from datetime import UTC, date
from typing import cast
from uuid import UUID, uuid4

from django.db.models import Q
from pydantic import ValidationError

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions.stating import Words, matter_for, note_of, state
from tripoint.capabilities.requests.addressing import by_way_of_centre, check_office
from tripoint.capabilities.requests.entries import CALLED
from tripoint.capabilities.requests.form import RequestForm, written
from tripoint.capabilities.requests.models import HomeState, RequestDraft
from tripoint.capabilities.requests.oral.calls import differences
from tripoint.capabilities.requests.oral.entries import CalledFacts
from tripoint.capabilities.requests.permission import DESK, RELEASE, Acting, may_record_call, signs_as
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.routes.choice import route_for
from tripoint.capabilities.requests.routes.models import Approval
from tripoint.capabilities.requests.routes.steps import Route
from tripoint.ledger.append import Draft
from tripoint.ledger.encoding import sha256
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.registry import TYPES

EDITABLE = ("draft", "returned")


def save(ledger: Ledger, who: Acting, form: RequestForm, draft: UUID | None = None) -> UUID:
    """Keeps a form as the officer's draft and returns its id. Raises NotPermitted for another's, ActionRefused once
    it waits for release."""
    if not who.has(DESK):
        raise NotPermitted(Problem("role"))
    if draft is not None:
        row = _own(ledger, who, draft)
    else:
        row = RequestDraft(id=uuid4(), owner=who.officer, office=who.office, kind=form.request_kind)
    clear = form.model_dump_json().encode()
    row.sealed, row.digest = ledger.keys.wrap(clear, f"draft:{row.id}"), sha256(str(row.id).encode() + clear)
    row.updated_at = ledger.now()
    if form.call != row.call:
        _may_record(ledger, who, form.call)
        row.call = form.call
    row.save(using=ledger.using)
    return row.id


def _may_record(ledger: Ledger, who: Acting, dossier: str) -> None:
    """Raises NotPermitted but for officers of the office that called, ActionRefused("state-recorded")."""
    found = matter_for(ledger, who, dossier, side="asker").state
    if who.office != found.office:
        raise NotPermitted(Problem("oral-office"))
    if not found.is_unrecorded:
        raise ActionRefused(Problem("state-recorded"))


def called_facts(ledger: Ledger, dossier: str) -> CalledFacts:
    """What a call that stands here said."""
    known = ledger.store.known([dossier])[dossier]
    return cast(CalledFacts, TYPES.types[CALLED].read_facts(known.facts()))


def discard(ledger: Ledger, who: Acting, draft: UUID) -> None:
    """Throws the officer's own draft away."""
    _own(ledger, who, draft).delete(using=ledger.using)


def load(ledger: Ledger, who: Acting, draft: UUID) -> tuple[RequestDraft, RequestForm]:
    """A draft and what stands in it: for its author, and once submitted for who reviews, who signs the step that waits,
    who releases in the author's office, and who signed or approved a step before.

    Raises NotPermitted.
    """
    row = RequestDraft.objects.using(ledger.using).filter(pk=draft).first()
    if row is not None and (row.owner == who.officer or (row.state == "submitted" and _decides(ledger, who, row))):
        return row, written(ledger, row)
    raise NotPermitted(Problem("not-found"))


def _decides(ledger: Ledger, who: Acting, row: RequestDraft) -> bool:
    if who.has(h.REVIEWERS) or (who.has(RELEASE) and who.office == row.office):
        return True
    home = HomeState.objects.using(ledger.using).filter(dossier=row.home).first()
    if home is not None and (signs_as(who, home) is not None or may_record_call(who, home)):
        return True
    mine = Q(officer=who.officer) | Q(approver=who.officer)
    return Approval.objects.using(ledger.using).filter(mine, dossier=row.home, stands=True).exists()


def check(ledger: Ledger, who: Acting, form: RequestForm) -> None:
    """Raises ActionRefused with everything that keeps the form from being submitted."""
    try:
        found = list(form.findings(ledger.party, who.office, _today(ledger), exercise=ledger.exercise))
        if form.call:
            found += differences(form, called_facts(ledger, form.call), ledger.party, who.office)
    except ValidationError as error:
        raise ActionRefused.unreadable(error) from error
    if found:
        raise ActionRefused.of(found)
    for one in form.addressees:
        field = "to_office" if one.party == form.addressee else f"also.{one.party}"
        check_office(ledger, one.party, one.office, form.request_kind, field)


def submit(ledger: Ledger, who: Acting, draft: UUID, words: Words | None = None) -> str:
    """Puts a complete draft before who releases. Returns the home dossier's id. Raises ActionRefused with each lack."""
    row = _own(ledger, who, draft)
    _, form = load(ledger, who, draft)
    check(ledger, who, form)
    about = form.call or None
    opening = Draft(h.OPENED, h.HomeOpenedFacts(participants=(ledger.party,), exercise=ledger.exercise, about=about))
    home: str | Draft = row.home or opening
    facts = h.SubmittedFacts(**step_facts(who, row), route=route_of(ledger, row.office, form))
    submitted = Draft(h.SUBMITTED, facts, note_of(words), home)
    items = state(ledger, who, [submitted] if row.home else [opening, submitted])
    row.home, row.state = items[-1].entry.dossier, "submitted"
    row.save(using=ledger.using)
    return row.home


def route_of(ledger: Ledger, office: str, form: RequestForm) -> Route:
    """The route that a draft of `office` goes when it is submitted now; by way of the centre where the office does not
    send the kind directly. Raises ActionRefused("office-sends") where the route has no room for that."""
    found = route_for(
        ledger.using, office=office, kind=form.request_kind, urgency=form.urgency, handling=form.graded.handling
    )
    partners = [one.party for one in form.addressees if one.party]
    return by_way_of_centre(ledger, found, office=office, partners=partners, kind=form.request_kind)


def review(ledger: Ledger, who: Acting, draft: UUID, words: Words, *, agreed: bool) -> str:
    """A legal reviewer's word on the draft as it stands (S2). Raises NotPermitted for others and for its author."""
    row, _ = load(ledger, who, draft)
    if not who.has(h.REVIEWERS) or row.state != "submitted":
        raise NotPermitted(Problem("role"))
    if row.owner == who.officer:
        raise NotPermitted(Problem("s2-reviewer-author"))
    if not words.text.strip():
        raise ActionRefused(Problem("required", "text"))
    facts = h.ReviewedFacts(**step_facts(who, row), agreed=agreed)
    return state(ledger, who, [Draft(h.REVIEWED, facts, note_of(words), row.home)])[0].entry.id


def _own(ledger: Ledger, who: Acting, draft: UUID) -> RequestDraft:
    row = RequestDraft.objects.using(ledger.using).filter(pk=draft, owner=who.officer).first()
    if row is None:
        raise NotPermitted(Problem("not-found"))
    if row.state not in EDITABLE:
        raise ActionRefused(Problem("state-submitted"))
    return row


def step_facts(who: Acting, row: RequestDraft) -> dict[str, str]:
    """What every statement about a draft says of its maker and of the draft as it then stood."""
    return {"officer": who.officer, "office": who.office, "draft": str(row.id), "digest": row.digest}


def _today(ledger: Ledger) -> date:
    return ledger.now().astimezone(UTC).date()
