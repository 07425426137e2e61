"""What a party states at home about a request: release, reviews, assignment, notes, the protection stop, the victim flag.

A home dossier has one participant, so it is in no feed. It knows its matter by reference or dossier id; nothing shared
ever names it (safeguard S3). Officers stand here by their own id, because nobody else reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal, cast

from pydantic import Field

from tripoint.capabilities.requests.entries import DESK, EntryId, OfficeCode
from tripoint.capabilities.requests.routes import steps
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, Content, EntryType, Facts, Named, OpeningFacts, Statement
from tripoint.safeguards.protection_stop import ENDS

KIND = "home"
OPENED = "home.opened.v1"
SUBMITTED = "home.release-submitted.v1"
RETURNED = "home.release-returned.v1"
APPROVED = "home.step-approved.v1"
RELEASED = "home.released.v1"
CONFIRMED = "home.phone-approval-confirmed.v1"
REVIEWED = "home.reviewed.v1"
ASSIGNED = "home.assigned.v1"
NOTED = "home.noted.v1"
STOPPED = "home.stopped.v1"
LIFTED = "home.stop-lifted.v1"
FLAGGED = "home.victim-flagged.v1"
CLEARED = "home.victim-cleared.v1"

RELEASE_STEPS = (SUBMITTED, RETURNED, APPROVED, RELEASED)
RELEASERS = steps.RELEASERS
REVIEWERS = frozenset({"legal_reviewer"})
ANYONE = DESK | {"registrar", "translator"}
OPENERS = ANYONE | {"administrator"}

OfficerId = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]
DraftId = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]
Digest = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


class HomeOpenedFacts(OpeningFacts):
    """Opens what one party keeps to itself about a matter; `about` is the shared dossier where there is one yet."""

    kind: Literal["home"] = "home"
    about: EntryId | None = None


class HomeFacts(Facts):
    """Who did it, in which office."""

    officer: OfficerId
    office: OfficeCode


class DraftFacts(HomeFacts):
    """A step of a draft's release. `digest` is that of the draft as it then stood: what is released is what was seen."""

    draft: DraftId
    digest: Digest


class SubmittedFacts(DraftFacts):
    """The draft goes its route, fixed now: a route that is configured later is for later drafts. None: as by default."""

    route: steps.Route = steps.DEFAULT


class ReturnedFacts(DraftFacts):
    """Back to the author, or to the step before this one."""

    to: Literal["author", "step-before"] = "author"


class SignedFacts(DraftFacts):
    """A step of the route is signed, counted from 1, in a capacity (None: whoever releases in the office named).

    `manner`: in the officer's own post, as a post's substitute, by order of a post, or for an `approver` who agreed by
    telephone at `approved_at` and confirms it later.
    """

    step: int = Field(1, ge=1, le=steps.MOST_STEPS)
    capacity: steps.Capacity | None = None
    manner: steps.Manner = "self"
    approver: OfficerId | None = None
    approved_at: datetime | None = None

    @property
    def signs_as(self) -> steps.Capacity:
        """The capacity that counts for the step."""
        return self.capacity or steps.Capacity(office=self.office, roles=tuple(sorted(RELEASERS)))

    @property
    def persons(self) -> frozenset[str]:
        """Everybody who signed or approved."""
        return frozenset(filter(None, (self.officer, self.approver)))


class ReleasedFacts(SignedFacts):
    """The last step: the draft left as the request with this reference."""

    reference: str = Field(max_length=32)


class ConfirmedFacts(HomeFacts):
    """The approver says whether he or she had approved by telephone what was recorded so."""

    approval: EntryId
    agreed: bool


class ReviewedFacts(DraftFacts):
    """A legal reviewer's word on a draft (safeguard S2)."""

    agreed: bool


class AssignedFacts(HomeFacts):
    """Who is to deal with the matter."""

    to_officer: OfficerId | None = None
    to_office: OfficeCode


class StoppedFacts(HomeFacts):
    """Why nothing may be handed over (safeguard S3)."""

    ground: Literal["FEAR-OF-RETURN", "ASYLUM-CLAIM", "TORTURE-RISK"]


class LiftedFacts(HomeFacts):
    """Which stop ends."""

    stop: EntryId


class Note(Content):
    """Words for colleagues."""

    language: Literal["vi", "lo", "km", "en"]
    text: str = Field(min_length=1, max_length=20_000)


def _alone(statement: Statement) -> None:
    if statement.opening.participants != (statement.entry.party,):
        raise Refused("participant", "a home dossier has one party")


@dataclass(slots=True)
class Progress:
    """How far the draft of a home dossier has come: the submission that runs, and the steps signed since."""

    submitted: SubmittedFacts
    at: datetime
    signed: list[Named] = field(default_factory=list)

    @property
    def signers(self) -> frozenset[str]:
        """Everybody who signed or approved a step that stands."""
        return frozenset().union(*(cast(SignedFacts, one.facts).persons for one in self.signed))


def progress(own: Iterable[Named]) -> Progress | None:
    """Folds a home dossier's own entries; None while no draft goes its route."""
    found: Progress | None = None
    for one in own:
        match one.facts:
            case SubmittedFacts() as facts:
                found = Progress(facts, one.entry.time)
            case ReturnedFacts(to=to) if found is not None:
                found = found if to == "step-before" else None
                if found is not None:
                    del found.signed[-1:]
            case ReleasedFacts():
                found = None
            case SignedFacts() if found is not None:
                found.signed.append(one)
            case ConfirmedFacts(approval=approval, agreed=False) if found is not None:
                ids = [signed.entry.id for signed in found.signed]
                if approval in ids:
                    del found.signed[ids.index(approval) :]  # what came after relied on it
            case _:
                pass
    return found


def _submitted(statement: Statement) -> None:
    released = any(one.entry.type == RELEASED for one in statement.own)
    if released or progress(statement.own) is not None:
        raise Refused("state-submitted", "the draft has been submitted or released")


def _waiting(statement: Statement) -> Progress:
    """The submission that waits for a decision."""
    found, facts = progress(statement.own), cast(DraftFacts, statement.facts)
    if found is None:
        raise Refused("state-decided", "another officer has decided about the draft")
    if (found.submitted.draft, found.submitted.digest) != (facts.draft, facts.digest):
        raise Refused("state-changed", "the draft is no longer the one that was submitted")
    return found


def _returned(statement: Statement) -> None:
    if not _waiting(statement).signed and cast(ReturnedFacts, statement.facts).to == "step-before":
        raise Refused("route-first", "there is no step before the first", "to")


def _signed(statement: Statement) -> None:
    """Of two officers who sign at once the ledger takes one: the other's statements are refused together."""
    waiting, facts = _waiting(statement), cast(SignedFacts, statement.facts)
    author, route = waiting.submitted.officer, waiting.submitted.route
    if facts.step != len(waiting.signed) + 1:
        raise Refused("state-decided", "another officer has signed this step")
    if author in facts.persons:
        raise Refused("s12-second-officer", "the author signs no step", "officer")
    if facts.persons & waiting.signers:
        raise Refused("route-twice", "nobody signs two steps", "officer")
    last = facts.step == len(route.steps)
    if last != isinstance(facts, ReleasedFacts):
        raise Refused("route-step", "the last step releases, and no other does", "step")
    step = route.steps[facts.step - 1]
    if not step.is_met_by(facts.signs_as, waiting.submitted.office, last=last):
        raise Refused("route-signer", "the step is for another post, role or office", "capacity")
    _by_telephone(statement, facts, waiting)


def _by_telephone(statement: Statement, facts: SignedFacts, waiting: Progress) -> None:
    spoken = (facts.approver, facts.approved_at)
    if facts.manner != "telephone":
        if spoken != (None, None):
            raise Refused("facts", "an approver is named for approvals by telephone", "approver")
        return
    if not waiting.submitted.route.phone_hours:
        raise Refused("route-phone", "this route permits no approval by telephone", "manner")
    if facts.approver is None or facts.approved_at is None:
        raise Refused("required", "who approved, and when", "approver")
    if facts.approver == facts.officer:
        raise Refused("route-phone-self", "who approves signs, and needs no telephone", "approver")
    begun = waiting.at.replace(second=0, microsecond=0)  # a call is told to the minute
    if facts.approved_at.tzinfo is None or not begun <= facts.approved_at <= statement.entry.time:
        raise Refused("route-phone-time", "the call lies between the draft's submission and its record", "approved_at")


def _confirmed(statement: Statement) -> None:
    approval, facts = statement.named[0], cast(ConfirmedFacts, statement.facts)
    if approval.entry.id != facts.approval:
        raise Refused("re", "names another approval than it confirms", "approval")
    if cast(SignedFacts, approval.facts).approver != facts.officer:
        raise Refused("route-confirm", "only the approver confirms", "officer")
    if any(isinstance(one.facts, ConfirmedFacts) and one.facts.approval == facts.approval for one in statement.own):
        raise Refused("state-confirmed", "the approval has been confirmed or denied")


def _lifted(statement: Statement) -> None:
    stop = statement.named[0]
    if stop.entry.id != cast(LiftedFacts, statement.facts).stop:
        raise Refused("re", "names another stop than it ends", "stop")
    if cast(StoppedFacts, stop.facts).officer == cast(HomeFacts, statement.facts).officer:
        raise Refused("s3-second-officer", "who set the stop does not end it alone", "officer")


_AT_HOME = frozenset({KIND})

TYPES.register(
    EntryType(OPENED, HomeOpenedFacts, None, _AT_HOME, roles=OPENERS, opens=True, rule=_alone),
    EntryType(SUBMITTED, SubmittedFacts, Note, _AT_HOME, roles=DESK, needs_own=True, rule=_submitted),
    EntryType(RETURNED, ReturnedFacts, Note, _AT_HOME, roles=steps.SIGNERS, needs_own=True, rule=_returned),
    EntryType(APPROVED, SignedFacts, Note, _AT_HOME, "any", "never", steps.SIGNERS, needs_own=True, rule=_signed),
    EntryType(RELEASED, ReleasedFacts, None, _AT_HOME, "any", "never", RELEASERS, needs_own=True, rule=_signed),
    EntryType(
        CONFIRMED,
        ConfirmedFacts,
        Note,
        _AT_HOME,
        "any",
        "never",
        steps.SIGNERS,
        re=frozenset({APPROVED, RELEASED}),
        re_least=1,
        needs_own=True,
        rule=_confirmed,
    ),
    EntryType(REVIEWED, ReviewedFacts, Note, _AT_HOME, roles=REVIEWERS),
    EntryType(ASSIGNED, AssignedFacts, Note, _AT_HOME, roles=ANYONE),
    EntryType(NOTED, HomeFacts, Note, _AT_HOME, roles=ANYONE),
    EntryType(STOPPED, StoppedFacts, Note, _AT_HOME, "any", "never", ANYONE),
    EntryType(
        LIFTED, LiftedFacts, Note, _AT_HOME, "any", "never", ENDS, re=frozenset({STOPPED}), re_least=1, rule=_lifted
    ),
    EntryType(FLAGGED, HomeFacts, Note, _AT_HOME, roles=ANYONE),
    EntryType(CLEARED, HomeFacts, Note, _AT_HOME, roles=REVIEWERS),
)
