"""A draft on its route: each step signed in turn, the last of which releases it; returned, or approved by telephone.

Every step is an entry in the draft's home dossier that names the digest of what was seen. Of two officers who sign at
once the ledger takes one. Who stands in for whom is read from the directory by the caller (`routes.people`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions.books import number, numbered
from tripoint.capabilities.requests.actions.drafting import called_facts, check, step_facts
from tripoint.capabilities.requests.actions.stating import NO_FACTS, Words, note_of, state
from tripoint.capabilities.requests.book_entries import NUMBERED
from tripoint.capabilities.requests.form import RequestForm, new_blind, written
from tripoint.capabilities.requests.models import HomeState, ReleaseState, RequestDraft
from tripoint.capabilities.requests.models import Review as ReviewRow
from tripoint.capabilities.requests.permission import RELEASE, Acting, Standing, may_record_call, signs_as
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.references import next_reference
from tripoint.capabilities.requests.routes.models import Approval
from tripoint.capabilities.requests.routes.people import Approver, signed_for
from tripoint.capabilities.requests.routes.steps import Route
from tripoint.ledger.append import Draft
from tripoint.ledger.encoding import sha256
from tripoint.ledger.entry import Item
from tripoint.ledger.ledger import Ledger
from tripoint.safeguards.political_motive import REVIEWERS, Review, reason_digest


@dataclass(frozen=True, slots=True)
class ByTelephone:
    """An approval that was given by telephone: who approved, and when the call was."""

    approver: Approver
    at: datetime


def approve(ledger: Ledger, who: Acting, draft: UUID, call: ByTelephone | None = None) -> Item | None:
    """Signs the step of the route that waits; the last one releases the request and gives its opening, of several
    dossiers the first, else None.

    The officer signs in the own post where the step is for it, else for a post of `who.stands_for`. With a `call` he
    or she records that somebody else approved, who confirms it later. Raises NotPermitted for whom the step is not,
    and ActionRefused: `s12-second-officer` for the author, `route-twice` for who signed an earlier step,
    `route-phone…` where the call does not hold, `s2-review` while reviewers are owed, `state-decided` when another
    officer was first.
    """
    row, home = _to_sign(ledger, who, draft, call)
    if row.owner == who.officer:
        raise ActionRefused(Problem("s12-second-officer"))
    route = Route.model_validate(home.route)
    signer, facts = _signature(who, home, row, call)
    if home.step < len(route.steps):
        state(ledger, signer, [Draft(h.APPROVED, h.SignedFacts(**step_facts(who, row), **facts), None, row.home)])
        return None
    return _release(ledger, signer, row, facts)


def release(ledger: Ledger, who: Acting, draft: UUID) -> Item:
    """Signs the last step: the request, or the record of a call, is stated, queued for the other party, and no draft any more.

    Raises as `approve`, and ActionRefused("route-not-last") while steps before the last are owed.
    """
    home = HomeState.objects.using(ledger.using).filter(draft=str(draft), release=ReleaseState.SUBMITTED).first()
    if home is not None and home.step < len(Route.model_validate(home.route).steps):
        raise ActionRefused(Problem("route-not-last"))
    made = approve(ledger, who, draft)
    if made is None:
        raise ActionRefused(Problem("route-not-last"))
    return made


def send_back(
    ledger: Ledger, who: Acting, draft: UUID, words: Words, to: Literal["author", "step-before"] = "author"
) -> None:
    """Returns a draft with a remark: to its author, who can then change it, or unchanged to the step before."""
    row, _home = _to_sign(ledger, who, draft, None)
    if not words.text.strip():
        raise ActionRefused(Problem("required", "text"))
    signer = _with_roles(who, _home, row)
    state(ledger, signer, [Draft(h.RETURNED, h.ReturnedFacts(**step_facts(who, row), to=to), note_of(words), row.home)])
    if to == "author":
        row.state = "returned"
        row.save(using=ledger.using)


def confirm(ledger: Ledger, who: Acting, approval: str, words: Words, *, agreed: bool) -> str:
    """The approver's own word on an approval that was recorded after a call. Raises NotPermitted for everybody else.

    Denied, the step and those after it are open again; a request that has left stays out, and the denial stands in
    the audit for people to act upon.
    """
    row = Approval.objects.using(ledger.using).filter(pk=approval, approver=who.officer).first()
    if row is None:
        raise NotPermitted(Problem("not-found"))
    if not agreed and not words.text.strip():
        raise ActionRefused(Problem("required", "text"))
    facts = h.ConfirmedFacts(officer=who.officer, office=who.office, approval=approval, agreed=agreed)
    return state(ledger, who, [Draft(h.CONFIRMED, facts, note_of(words), row.dossier, (approval,))])[0].entry.id


def waiting_step(ledger: Ledger, row: RequestDraft) -> HomeState:
    """The home row of a submitted draft. Raises ActionRefused("state-decided") when it waits no more."""
    home = HomeState.objects.using(ledger.using).filter(dossier=row.home, release=ReleaseState.SUBMITTED).first()
    if home is None or not home.step:
        raise ActionRefused(Problem("state-decided"))
    return home


def is_decided(ledger: Ledger, who: Acting, draft: UUID) -> bool:
    """Whether a draft that this officer had before him or her was released or returned meanwhile."""
    decided = HomeState.objects.using(ledger.using).filter(draft=str(draft), office=who.office)
    mine = Approval.objects.using(ledger.using).filter(draft=str(draft), officer=who.officer)
    return decided.exclude(release=ReleaseState.SUBMITTED).exists() or mine.exists()


def _to_sign(ledger: Ledger, who: Acting, draft: UUID, call: ByTelephone | None) -> tuple[RequestDraft, HomeState]:
    """A submitted draft whose next step is for this officer to sign, or to record a call about. Raises NotPermitted."""
    row = RequestDraft.objects.using(ledger.using).filter(pk=draft).first()
    if row is None or row.state != "submitted":
        if is_decided(ledger, who, draft):
            raise ActionRefused(Problem("state-decided"))
        raise NotPermitted(Problem("not-found"))
    home = waiting_step(ledger, row)
    if not (signs_as(who, home) if call is None else may_record_call(who, home)):
        if Approval.objects.using(ledger.using).filter(dossier=home.dossier, officer=who.officer).exists():
            raise ActionRefused(Problem("state-decided"))
        releases_here = who.office == row.office and not who.has(RELEASE)
        raise NotPermitted(Problem("role" if releases_here else "not-found"))
    return row, home


def _signature(
    who: Acting, home: HomeState, row: RequestDraft, call: ByTelephone | None
) -> tuple[Acting, dict[str, object]]:
    """Who signs, as a letter names him or her, and the members of the facts that say in which capacity."""
    said: dict[str, object] = {"step": home.step}
    if call is not None:
        if call.approver.officer == row.owner:
            raise ActionRefused(Problem("s12-second-officer", "approver"))
        said |= {"capacity": call.approver.capacity, "manner": "telephone", "approver": call.approver.officer,
                 "approved_at": call.at.astimezone(UTC)}  # fmt: skip
        return replace(who, title=signed_for("telephone", who.title, call.approver.title)), said
    found = signs_as(who, home)
    if isinstance(found, Standing):
        said |= {"capacity": found.capacity, "manner": found.manner}
        return replace(_with_roles(who, home, row), title=signed_for(found.manner, who.title, found.title)), said
    return who, {**said, "capacity": found or who.capacity}


def _with_roles(who: Acting, home: HomeState, row: RequestDraft) -> Acting:
    """The officer with the roles of the post that he or she stands in for, where that is how the step is signed."""
    found = signs_as(who, home)
    if isinstance(found, Standing):
        return replace(who, roles=who.roles | frozenset(found.capacity.roles))
    return who


def _release(ledger: Ledger, who: Acting, row: RequestDraft, signature: dict[str, object]) -> Item:
    form = written(ledger, row)
    clear = ledger.keys.unwrap(bytes(row.sealed), f"draft:{row.id}")
    if row.digest != sha256(str(row.id).encode() + clear):  # an earlier state of the draft put back into the database
        raise ActionRefused(Problem("state-changed"))
    check(ledger, replace(who, office=row.office), form)
    reviewers, today = _reviewers(ledger, row, form), _today(ledger)
    called = called_facts(ledger, form.call) if form.call else None
    if form.call and called and called.author == ledger.pseudonym(who.officer, form.call):
        raise ActionRefused(Problem("oral-second"))
    reference = called.reference if called else next_reference(ledger.using, ledger.party, form.addressees, today.year)
    given = number(ledger, who, row.office, "out")
    openings = []
    for to in form.dossiers:
        blind = new_blind()
        opening = Draft(e.RECORDED, NO_FACTS, None, form.call, (form.call,)) if form.call else Draft(e.OPENED, NO_FACTS)
        place: str | Draft = form.call or opening
        opening.facts = form.facts(
            to,
            today,
            party=ledger.party,
            office=row.office,
            reference=reference,
            author=ledger.pseudonym(row.owner, place),
            released_by=ledger.pseudonym(who.officer, place),
            review=_review(ledger, form, reviewers, blind, place),
            exercise=ledger.exercise,
        )
        opening.content, opening.retain = numbered(form.content(who, blind), given), form.retain(today)
        openings.append(opening)
    facts = h.ReleasedFacts(**step_facts(who, row), **signature, reference=reference)
    at_home = [Draft(h.RELEASED, facts, None, row.home), Draft(NUMBERED, given, None, row.home)]
    items = state(ledger, who, [*at_home, *openings])
    row.delete(using=ledger.using)
    return items[len(at_home)]


def _reviewers(ledger: Ledger, row: RequestDraft, form: RequestForm) -> list[str]:
    """Who agreed in the legal review that the request owes, by what was stated at home about this very draft."""
    if not form.needs_review:
        return []
    stated = ReviewRow.objects.using(ledger.using).filter(dossier=row.home, digest=row.digest)
    if any(not one.agreed for one in stated) or len(stated) < REVIEWERS:
        raise ActionRefused(Problem("s2-review"))
    return [one.officer for one in stated]


def _review(
    ledger: Ledger, form: RequestForm, reviewers: Sequence[str], blind: bytes, place: str | Draft
) -> Review | None:
    """The review as the opening names it: pseudonyms of this dossier."""
    if not form.needs_review:
        return None
    names = tuple(sorted(ledger.pseudonym(one, place) for one in reviewers))
    return Review(reviewers=names[:5], reason=reason_digest(form.review_reason, blind))


def _today(ledger: Ledger) -> date:
    return ledger.now().astimezone(UTC).date()
