"""What all actions share: finding the matter, checking who acts, and stating through the ledger's door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.contents import Attachment
from tripoint.capabilities.requests.homes import homes_of
from tripoint.capabilities.requests.models import Clarification, HomeState, RequestState, Stop
from tripoint.capabilities.requests.opening_rules import names_nobody
from tripoint.capabilities.requests.permission import DESK, Acting, may_act, may_see
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.blobs import BlobRef
from tripoint.ledger.entry import Item
from tripoint.ledger.errors import Busy, KeysLocked, LedgerReadOnly, Refused
from tripoint.ledger.ledger import Ledger
from tripoint.safeguards.protection_stop import Step, holds_back, may_know


@dataclass(frozen=True, slots=True)
class Attached:
    """A file to go with a statement: how the facts and how the content name it."""

    ref: BlobRef
    content: Attachment


@dataclass(frozen=True, slots=True)
class Words:
    """Free text of a statement, its language, and the file that goes with it."""

    language: str
    text: str = ""
    attached: Attached | None = None

    def described(self, who: Acting) -> dict[str, object]:
        """The members that every describing part has."""
        return {
            "language": self.language,
            "text": self.text,
            "signatory": who.name,
            "title": who.title,
            "phone": who.phone,
            "attachments": (self.attached.content,) if self.attached else (),
        }

    @property
    def blobs(self) -> tuple[BlobRef, ...]:
        """How the facts name the file."""
        return (self.attached.ref,) if self.attached else ()


NO_FACTS = h.HomeFacts(officer="0" * 36, office="NONE")
"""Stand in the draft of an opening until its own are made: the pseudonyms in those need its salt."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A request as an officer finds it. `state`: the row of `rows` that presses most; an addressee has but its own."""

    state: RequestState
    homes: tuple[HomeState, ...]
    stops: tuple[Stop, ...]
    """Protection stops that stand."""
    rows: tuple[RequestState, ...]

    def towards(self, addressee: str) -> RequestState:
        """The row of one addressee; where there is one only it need not be named. Raises ActionRefused("required")."""
        found = [row for row in self.rows if row.addressee == addressee or (not addressee and len(self.rows) == 1)]
        if not found:
            raise ActionRefused(Problem("required", "to"))
        return found[0]


def rows_of(using: str, dossier: str) -> tuple[RequestState, ...]:
    """The rows of a dossier that this party keeps, the one that presses most first."""
    late = datetime.max.replace(tzinfo=UTC)
    found = RequestState.objects.using(using).filter(dossier=dossier)
    return tuple(sorted(found, key=lambda row: (not row.is_open, row.due_at or late, row.addressee)))


def matter(ledger: Ledger, who: Acting, dossier: str) -> Matter:
    """The request, if the officer may see it. Raises NotPermitted."""
    rows = rows_of(ledger.using, dossier)
    if rows:
        state = rows[0]
        homes = homes_of(ledger.using, state, ledger.party)
        if any(may_see(who, row, ledger.party, homes) for row in rows):
            at_home = [home.dossier for home in homes]
            stops = Stop.objects.using(ledger.using).filter(dossier__in=at_home, lifted=False)
            return Matter(state, homes, tuple(stops), rows)
    raise NotPermitted(Problem("not-found"))


def not_stopped(found: Matter, who: Acting, step: Step) -> None:
    """Raises ActionRefused where a protection stop holds back `step`: `s3-stopped` to those who may know of it, else
    `under-review`."""
    if holds_back(step, stopped=bool(found.stops)):
        knows = any(may_know(who.roles, officer=who.officer, set_by=stop.officer) for stop in found.stops)
        raise ActionRefused(Problem("s3-stopped" if knows else "under-review"))


def matter_for(ledger: Ledger, who: Acting, dossier: str, *, side: str) -> Matter:
    """The request, if the officer may act on it for this `side` ("asker" or "addressee"). Raises NotPermitted."""
    found = matter(ledger, who, dossier)
    if getattr(found.state, side) != ledger.party:
        raise NotPermitted(Problem("role"))
    return _acted_in(ledger, who, found, DESK)


def matter_of_either(ledger: Ledger, who: Acting, dossier: str, roles: frozenset[str] = DESK) -> Matter:
    """The request, if the officer may act on it for either side with one of `roles`. Raises NotPermitted."""
    return _acted_in(ledger, who, matter(ledger, who, dossier), roles)


def _acted_in(ledger: Ledger, who: Acting, found: Matter, roles: frozenset[str]) -> Matter:
    if not who.has(roles):
        raise NotPermitted(Problem("role"))
    if not may_act(who, found.state, ledger.party, found.homes):
        raise NotPermitted(Problem("reads-only"))
    return found


def origin(ledger: Ledger, who: Acting, place: str | Draft) -> dict[str, str]:
    """Whose word a shared statement in `place` is: the office, and the officer's pseudonym there."""
    return {"office": who.office, "officer": ledger.pseudonym(who.officer, place)}


def note_of(words: Words | None) -> h.Note | None:
    """A remark, where there is one."""
    if words is None or not words.text.strip():
        return None
    return h.Note(language=words.language, text=words.text)


def open_questions(using: str, dossier: str) -> list[Clarification]:
    """Questions back that have no reply yet, oldest first."""
    return list(Clarification.objects.using(using).filter(dossier=dossier, given="").order_by("asked_at", "asked"))


def home_drafts(ledger: Ledger, found: Matter) -> tuple[str | Draft, tuple[Draft, ...]]:
    """The home dossier of a request to write in, and the opening to be written before where there is none yet."""
    own = next((home for home in found.homes if home.about == found.state.dossier), None)
    # That of the draft else; dossiers with one reference share it, and have each a home of its own besides.
    if own is None and found.homes and not names_nobody(found.state.reference):
        own = found.homes[0]
    if own is not None:
        return own.dossier, ()
    facts = h.HomeOpenedFacts(participants=(ledger.party,), exercise=ledger.exercise, about=found.state.dossier)
    opening = Draft(h.OPENED, facts)
    return opening, (opening,)


def state(ledger: Ledger, who: Acting, drafts: Sequence[Draft]) -> list[Item]:
    """Appends `drafts`, all or none. Raises ActionRefused with the sentence for the officer."""
    try:
        return ledger.append(who.author, drafts)
    except Refused as refused:
        kind = NotPermitted if refused.code in ("role", "authority") else ActionRefused
        raise kind(Problem(refused.code, refused.field)) from refused
    except LedgerReadOnly as locked:
        raise ActionRefused(Problem("read-only")) from locked
    except KeysLocked as locked:
        raise ActionRefused(Problem("keys-locked")) from locked
    except Busy as busy:
        raise ActionRefused(Problem("busy")) from busy
