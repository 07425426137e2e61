"""What a party states at home about a request: release, reviews, assignment, notes, the protection stop, the victim flag.

A home dossier has one participant, so it is in no feed. It knows its matter by reference or dossier id; nothing shared
ever names it (safeguard S3). Officers stand here by their own id, because nobody else reads it.
"""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import Field

from tripoint.capabilities.requests.entries import DESK, EntryId, OfficeCode
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, Content, EntryType, Facts, Named, OpeningFacts, Statement
from tripoint.safeguards.protection_stop import ENDS

KIND = "home"
OPENED = "home.opened.v1"
SUBMITTED = "home.release-submitted.v1"
RETURNED = "home.release-returned.v1"
RELEASED = "home.released.v1"
REVIEWED = "home.reviewed.v1"
ASSIGNED = "home.assigned.v1"
NOTED = "home.noted.v1"
STOPPED = "home.stopped.v1"
LIFTED = "home.stop-lifted.v1"
FLAGGED = "home.victim-flagged.v1"
CLEARED = "home.victim-cleared.v1"

RELEASE_STEPS = (SUBMITTED, RETURNED, RELEASED)
RELEASERS = frozenset({"supervisor", "duty_officer"})
REVIEWERS = frozenset({"legal_reviewer"})
ANYONE = DESK | {"registrar", "translator"}

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


class ReleasedFacts(DraftFacts):
    """The draft left as the request with this reference."""

    reference: str = Field(max_length=32)


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


def _last_step(statement: Statement) -> Named | None:
    steps = [one for one in statement.own if one.entry.type in RELEASE_STEPS]
    return steps[-1] if steps else None


def _submitted(statement: Statement) -> None:
    last = _last_step(statement)
    if last is not None and last.entry.type != RETURNED:
        raise Refused("state-submitted", "the draft has been submitted or released")


def _waiting(statement: Statement) -> DraftFacts:
    """The submission that waits for a decision."""
    last, facts = _last_step(statement), cast(DraftFacts, statement.facts)
    if last is None or last.entry.type != SUBMITTED:
        raise Refused("state-decided", "another officer has decided about the draft")
    submitted = cast(DraftFacts, last.facts)
    if (submitted.draft, submitted.digest) != (facts.draft, facts.digest):
        raise Refused("state-changed", "the draft is no longer the one that was submitted")
    return submitted


def _returned(statement: Statement) -> None:
    _waiting(statement)


def _released(statement: Statement) -> None:
    """Of two officers who release at once the ledger takes one: the other's statements are refused together."""
    if _waiting(statement).officer == cast(DraftFacts, statement.facts).officer:
        raise Refused("s12-second-officer", "the author cannot release", "officer")


def _lifted(statement: Statement) -> None:
    stop = statement.named[0]
    if stop.entry.id != cast(LiftedFacts, statement.facts).stop:
        raise Refused("re", "names another stop than it ends", "stop")
    if cast(StoppedFacts, stop.facts).officer == cast(HomeFacts, statement.facts).officer:
        raise Refused("s3-second-officer", "who set the stop does not end it alone", "officer")


_AT_HOME = frozenset({KIND})

TYPES.register(
    EntryType(OPENED, HomeOpenedFacts, None, _AT_HOME, roles=ANYONE, opens=True, rule=_alone),
    EntryType(SUBMITTED, DraftFacts, Note, _AT_HOME, roles=DESK, needs_own=True, rule=_submitted),
    EntryType(RETURNED, DraftFacts, Note, _AT_HOME, roles=RELEASERS, needs_own=True, rule=_returned),
    EntryType(RELEASED, ReleasedFacts, None, _AT_HOME, "any", "never", RELEASERS, needs_own=True, rule=_released),
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
