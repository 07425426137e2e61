"""Who may see a request, and what may be done next: by role, office on the route, and where the request stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from tripoint.capabilities.requests.contents import Title
from tripoint.capabilities.requests.home_entries import ANYONE, REVIEWERS
from tripoint.capabilities.requests.models import HomeState, Phase, RequestState
from tripoint.capabilities.requests.routes.steps import Capacity, Manner, Route
from tripoint.ledger.append import Author
from tripoint.safeguards.protection_stop import ENDS, Step

if TYPE_CHECKING:
    from tripoint.directory.models import Officer, Post

DESK = frozenset({"officer", "supervisor", "duty_officer"})
RELEASE = frozenset({"supervisor", "duty_officer"})
EVERYWHERE = frozenset({"registrar", "legal_reviewer"})
"""Roles that serve the whole party: they see every request of it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Another post in whose place the officer may sign today: as its substitute, or by its order."""

    manner: Manner
    capacity: Capacity
    title: Title


@dataclass(frozen=True, slots=True)
class Acting:
    """An officer in one post. `name`, `title` and `phone` are what a letter is signed with; `stands_for` the posts that
    `routes.people.standing` found for the day."""

    officer: str
    roles: frozenset[str]
    office: str
    name: str = ""
    title: Title = field(default_factory=Title)
    phone: str = ""
    post: int | None = None
    stands_for: tuple[Standing, ...] = ()

    @property
    def capacity(self) -> Capacity:
        """The own post, as it counts for a step of a route."""
        return Capacity(post=self.post, office=self.office, roles=tuple(sorted(self.roles)))

    @property
    def author(self) -> Author:
        """The ledger's author."""
        return Author(self.officer, self.roles, self.office)

    def has(self, roles: frozenset[str]) -> bool:
        """Whether the post carries one of `roles`."""
        return not roles.isdisjoint(self.roles)


def acting(officer: Officer, post: Post) -> Acting:
    """An officer of the directory in one of his or her posts."""
    title = Title(en=post.title("en"), vi=post.name_vi, lo=post.name_lo, km=post.name_km)
    return Acting(
        str(officer.pk), frozenset(post.roles), post.office_id, officer.display_name(officer.language), title,
        officer.phone, post.pk,
    )  # fmt: skip


def signs_as(who: Acting, home: HomeState) -> Capacity | Standing | None:
    """In which capacity the officer signs the step that waits: in the own post, else for a post that he or she stands
    in for; None where the step is for others."""
    if not home.route or not home.step:
        return None
    steps = Route.model_validate(home.route).steps
    step, last = steps[home.step - 1], home.step == len(steps)
    if step.is_met_by(who.capacity, home.office, last=last):
        return who.capacity
    fits = (one for one in who.stands_for if step.is_met_by(one.capacity, home.office, last=last))
    return next(fits, None)


def may_record_call(who: Acting, home: HomeState) -> bool:
    """Whether the officer may record an approval by telephone of the step that waits: one who releases, in the author's
    office or the step's, and not the author."""
    allowed = bool(home.route) and Route.model_validate(home.route).phone_hours > 0
    return (
        allowed
        and who.has(RELEASE)
        and who.office in (home.office, home.step_office)
        and home.submitted_by != who.officer
    )


def route(state: RequestState, party: str, homes: tuple[HomeState, ...] = ()) -> frozenset[str]:
    """The offices of `party` that a request concerns: those addressed or asking, and whom it was assigned to at home."""
    shared = (
        [state.office]
        if party == state.asker
        else [state.shown_to, state.redirected_to, state.taken_office, state.escalated_to or ""]
    )
    return frozenset(filter(None, [*shared, *(home.assigned_office for home in homes)]))


def may_see(who: Acting, state: RequestState, party: str, homes: tuple[HomeState, ...] = ()) -> bool:
    """Whether the officer may open the dossier."""
    if party not in (state.asker, state.addressee):
        return False
    if who.has(EVERYWHERE):
        return True
    readers = {state.copy_of(party), *(office for home in homes for office in home.readers)}
    return who.has(DESK | {"translator"}) and who.office in route(state, party, homes) | readers


def may_act(who: Acting, state: RequestState, party: str, homes: tuple[HomeState, ...] = ()) -> bool:
    """Whether the officer may act in the dossier: one of an office that only reads it may not."""
    return who.has(EVERYWHERE) or who.office in route(state, party, homes)


def is_overdue(state: RequestState, now: datetime) -> bool:
    """Whether an open request's limit has passed."""
    return state.is_open and state.due_at is not None and state.due_at < (state.paused_since or now)


def is_settled(state: RequestState) -> bool:
    """Whether the addressee has answered or refused, or the asker withdrawn."""
    return bool(state.answered_at or state.refused_at or state.withdrawn_at)


def pressing(who: Acting, rows: Sequence[RequestState], party: str, now: datetime) -> tuple[str, ...]:
    """What the asker may do about an answer that does not come; before the limit only for danger to a person."""
    waiting = [row for row in rows if row.asker == party and row.is_open and row.delivered_at is not None]
    if not waiting or not who.has(DESK):
        return ()
    return ("remind", "escalate") if any(is_overdue(row, now) for row in waiting) else ("escalate",)


ADDRESSEE_STEPS = (Step.TAKE, Step.ANSWER, Step.ASK_BACK, Step.EXTEND, Step.REDIRECT, Step.REFUSE)


def steps(who: Acting, rows: Sequence[RequestState], party: str, open_question: bool) -> tuple[str, ...]:
    """What this officer may do next, the likeliest first. A protection stop does not show here.

    `rows`: those of the dossier that this party keeps. Names: those of `Step` for the addressee; `give`, `record`,
    `withdraw` and `close` for the asker. `open_question`: a clarification waits for its reply.
    """
    state = rows[0]
    if party == state.asker:
        return _asker_steps(who, rows, open_question)
    if not who.has(DESK) or state.phase == Phase.CLOSED:
        return ()
    if state.answered_at or state.refused_at:
        return () if state.is_unrecorded else (str(Step.ANSWER),)
    left_out = {Step.TAKE} if state.taken_at else set()
    if state.is_unrecorded:
        left_out.add(Step.ANSWER)
    return tuple(str(step) for step in ADDRESSEE_STEPS if step not in left_out)


def _asker_steps(who: Acting, rows: Sequence[RequestState], open_question: bool) -> tuple[str, ...]:
    state = rows[0]
    if not who.has(DESK) or state.closed_at:
        return ()
    found = ["give"] if open_question else []
    if state.is_unrecorded and not state.withdrawn_at and who.office == state.office:
        found.insert(0, "record")
    if all(map(is_settled, rows)):
        found.insert(0, "close")
    if not state.withdrawn_at:
        found.append("withdraw")
    return tuple(found)


PASSING_ON = ("assign-officer", "assign", "share", "end-share", "enter")


def home_steps(
    who: Acting, *, knows_of_stop: bool, possible_victim: bool, acts: bool = True, shared: bool = False
) -> tuple[str, ...]:
    """What this officer may do about a request at home. `knows_of_stop`: a stop stands, and the officer may know of it;
    `acts`: the office does not only read; `shared`: there is a sharing to end."""
    found = []
    if who.has(ANYONE):
        found = ["note", "raise", "link", "assign-officer", "assign", "stop", "scan", "enter", "share"]
        if not possible_victim:
            found.insert(5, "flag")
        if shared:
            found.append("end-share")
        found = [one for one in found if acts or one not in PASSING_ON]
    if possible_victim and who.has(REVIEWERS):
        found.append("clear")
    if knows_of_stop and who.has(ENDS):
        found.append("lift")
    return tuple(found)
