"""A dossier as one officer reads it: the entries in their order with contents, ticks and verdicts, the clock, what is
next. Every reading is logged before anything is decrypted (invariant 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from tripoint.audit.models import ReadKind
from tripoint.audit.reads import log_read
from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions.stating import Matter, matter, open_questions
from tripoint.capabilities.requests.clock import Clock
from tripoint.capabilities.requests.contents import Described, GivenContent, OpenedContent
from tripoint.capabilities.requests.kind_rules import type_of_role
from tripoint.capabilities.requests.kinds import KindName
from tripoint.capabilities.requests.models import Clarification, RequestState
from tripoint.capabilities.requests.oral.entries import Stated
from tripoint.capabilities.requests.pairs import Answered
from tripoint.capabilities.requests.permission import Acting, acting, is_overdue, may_act, pressing, steps
from tripoint.capabilities.requests.project import finished_at
from tripoint.capabilities.requests.several import others_of
from tripoint.capabilities.requests.sharing_entries import SharedFacts, ShareEndedFacts
from tripoint.directory.models import Officer, Post
from tripoint.ledger.admission import Verdict
from tripoint.ledger.entry import TIME_TOLERANCE, parse_facts
from tripoint.ledger.errors import Refused
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import UNSHOWN, ContentState, Entry, FeedItem, Fork, RemoteVerdict
from tripoint.ledger.registry import Content, Facts
from tripoint.safeguards.protection_stop import may_know
from tripoint.subjects import AnySubject

LEGAL = frozenset({"legal_reviewer"})


@dataclass(frozen=True, slots=True)
class Ticks:
    """What became of one of our entries on its way to `peer`; `verdict` is the peer's where it is not "applied"."""

    peer: str
    sent: bool
    delivered_at: datetime | None
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. `verdict` is this node's; `facts` is None for one whose type or form is not understood.

    `is_ahead`: its time lies more than ten minutes after its receipt here, so the author's clock is wrong.
    `content_state` is a value of ContentState. `officer` is the pseudonym of who made it.
    """

    id: str
    party: str
    seq: int
    type: str
    time: datetime
    received_at: datetime
    facts: Facts | None
    content: Content | None
    content_state: int
    verdict: Verdict
    code: str
    kid: str
    key_revoked: bool
    is_own: bool
    is_ahead: bool
    ticks: tuple[Ticks, ...]
    officer: str = ""
    is_recallable: bool = False  # by its owner

    @property
    def described(self) -> Described | None:
        """The describing part, where this entry has the usual one."""
        return self.content if isinstance(self.content, Described) else None


@dataclass(frozen=True)
class Reading:
    """A dossier as it is read. `steps`: see `permission.steps`. `home`: lines that this party keeps to itself."""

    state: RequestState  # the row of `rows` that presses most
    rows: tuple[RequestState, ...]  # with each addressee, for the asker; an addressee has its own
    who: Acting
    party: str
    lines: tuple[Line, ...]
    home: tuple[Line, ...]
    clock: Clock
    steps: tuple[str, ...]
    questions: tuple[Clarification, ...]
    assigned_officer: str
    stopped: bool  # a protection stop stands, and this officer may know
    possible_victim: bool
    frozen: frozenset[str]  # parties whose fork stops them here
    may_act: bool  # the office is on the route, and does not only read
    shared_with: tuple[str, ...]  # offices that read because it was shared with them

    @cached_property
    def standings(self) -> tuple[RequestState, ...]:
        """How the request stands with each addressee, by party. What the others of a joint request stated is read from
        their entries: this node has none of their receipts, and no clock for them."""
        if not self.is_joint:
            return self.rows
        applied = [one for one in self.lines if one.verdict in (Verdict.APPLIED, Verdict.DECLINED)]
        read_from = others_of(self.state.dossier, self.opening, self.opening_facts, applied)
        rows = {row.addressee: row for row in (*read_from, *self.rows)}
        return tuple(rows[addressee] for addressee in sorted(rows))

    @property
    def is_joint(self) -> bool:
        """Whether several parties are asked in this dossier."""
        return len(self.opening_facts.to_offices) > 0

    @property
    def others(self) -> tuple[str, ...]:
        """Of a joint dossier the other parties: what is stated there is seen by all of them. Of another one nobody."""
        return tuple(one for one in self.opening_facts.participants if one != self.party) if self.is_joint else ()

    @property
    def is_asker(self) -> bool:
        """Whether this party asked."""
        return self.party == self.state.asker

    @property
    def opening_facts(self) -> Stated:
        """The coded part of the request."""
        return cast(Stated, self.stated.facts)

    @property
    def count(self) -> int:
        """How many answers are owed."""
        return max(1, len(self.opening_facts.subjects))

    def is_person(self, place: int) -> bool:
        """Whether the subject at `place` is a person."""
        subjects = self.opening_facts.subjects
        return place < len(subjects) and type_of_role(subjects[place].role) == "person"

    @property
    def answered(self) -> Answered:
        """What an answer here is about."""
        return Answered(cast(KindName, self.state.request_kind), [subject for subject, _role in self.subjects])

    @cached_property
    def opening(self) -> Line:
        """The entry with which it began."""
        return next(line for line in self.lines if line.id == self.state.dossier)

    @cached_property
    def stated(self) -> Line:
        """The request as it stands: the opening, or once there is one the record of the call."""
        return next((line for line in self.lines if line.id == self.state.record), self.opening)

    @cached_property
    def subjects(self) -> tuple[tuple[AnySubject, str], ...]:
        """The subjects with their parts in the matter, as last described; empty once erased."""
        content = self.stated.content
        if not isinstance(content, OpenedContent):
            return ()
        subjects = list(content.subjects)
        for line in self.lines:
            if isinstance(line.content, GivenContent) and line.verdict is Verdict.APPLIED:
                for place, subject in enumerate(line.content.subjects[: len(subjects)]):
                    subjects[place] = subject
        roles = [one.role for one in self.opening_facts.subjects]
        return tuple(zip(subjects, roles, strict=False))


def read(ledger: Ledger, officer: Officer, post: Post, dossier: str, kind: str = ReadKind.SCREEN) -> Reading:
    """Logs the read, then gives the dossier as the officer may see it.

    Raises NotPermitted for an officer off the route, ReadNotLogged when the log cannot be written.
    """
    who = acting(officer, post)
    found = matter(ledger, who, dossier)
    for partner in _partners(ledger, found):
        log_read(officer, post, party=partner, dossier=dossier, kind=kind, protected=who.has(LEGAL))
    return _reading(ledger, who, found)


def _partners(ledger: Ledger, found: Matter) -> list[str]:
    """The other participants of the dossier: each owns what it states there, and is told how often that was read."""
    members = ledger.store.participants(found.state.dossier)
    return [one for one in members if one != ledger.party]


def reading(ledger: Ledger, who: Acting, dossier: str) -> Reading:
    """The dossier for an officer, without logging: for `read`, and for a node's own checks. Raises NotPermitted."""
    return _reading(ledger, who, matter(ledger, who, dossier))


def _reading(ledger: Ledger, who: Acting, found: Matter) -> Reading:
    state, homes, dossier = found.state, found.homes, found.state.dossier
    questions = tuple(open_questions(ledger.using, dossier))
    acts = may_act(who, state, ledger.party, homes)
    known_stops = [one for one in found.stops if may_know(who.roles, officer=who.officer, set_by=one.officer)]
    lines = _lines(ledger, dossier, *(home.dossier for home in homes))
    return Reading(
        state=state,
        rows=found.rows,
        who=who,
        party=ledger.party,
        lines=lines[dossier],
        home=_home_lines(who, [line for home in homes for line in lines[home.dossier]]),
        clock=listed_clock(state),
        steps=_steps(who, found.rows, ledger, bool(questions)) if acts else (),
        questions=questions,
        assigned_officer=next((one.assigned_officer for one in homes if one.assigned_officer), ""),
        stopped=bool(known_stops),
        possible_victim=any(one.possible_victim for one in homes),
        frozen=frozenset(Fork.objects.using(ledger.using).filter(dossier=dossier).values_list("party", flat=True)),
        may_act=acts,
        shared_with=_shared_with([line for home in homes for line in lines[home.dossier]]),
    )


def _shared_with(lines: Sequence[Line]) -> tuple[str, ...]:
    ended = {line.facts.ends for line in lines if isinstance(line.facts, ShareEndedFacts)}
    facts = [line.facts for line in lines if line.id not in ended]
    return tuple(sorted({one.to_office for one in facts if isinstance(one, SharedFacts)}))


def _steps(who: Acting, rows: Sequence[RequestState], ledger: Ledger, open_question: bool) -> tuple[str, ...]:
    """Once the limit has passed a reminder is the likeliest next step."""
    usual, pressed = steps(who, rows, ledger.party, open_question), pressing(who, rows, ledger.party, ledger.now())
    return (*pressed, *usual) if any(is_overdue(row, ledger.now()) for row in rows) else (*usual, *pressed)


def listed_clock(state: RequestState) -> Clock:
    """The clock of a request as its row has it, without a query."""
    return Clock(
        state.delivered_at, state.due_at, state.limit_hours, state.limit_days, state.extended_until, state.paused_since,
        finished_at(state),
    )  # fmt: skip


def _lines(ledger: Ledger, *dossiers: str) -> dict[str, tuple[Line, ...]]:
    """The entries of each dossier in their order. The number of queries does not depend on the number of entries.

    What others carried here and nobody has shown to be its author's is left out, as from the dossier file.
    """
    rows = list(Entry.objects.using(ledger.using).filter(dossier__in=dossiers).exclude(UNSHOWN).order_by("n"))
    ticks = _ticks(ledger, {row.n: row.id for row in rows})
    keys = ledger.peers.as_they_stand()
    revoked = {row.kid for row in rows if keys.key(row.kid, row.party).revoked_at is not None}
    facts = {row.id: _facts(ledger, row) for row in rows}
    shown = [
        row.id
        for row in rows
        if facts[row.id] is not None and row.verdict != Verdict.HELD and row.content_state == ContentState.PRESENT
    ]
    contents = ledger.contents(shown)
    found: dict[str, list[Line]] = {dossier: [] for dossier in dossiers}
    for row in rows:
        found[row.dossier].append(_line(ledger, row, facts[row.id], contents.get(row.id), ticks, revoked))
    # of the same second: as they came here
    return {dossier: tuple(sorted(lines, key=lambda line: line.time)) for dossier, lines in found.items()}


def _facts(ledger: Ledger, row: Entry) -> Facts | None:
    kind = ledger.types.get(row.type)
    if kind is not None and row.verdict != Verdict.VOID:
        with suppress(Refused):  # a held entry has not been judged: its facts may have any form
            return kind.read_facts(parse_facts(row.facts))
    return None


def _line(
    ledger: Ledger,
    row: Entry,
    facts: Facts | None,
    content: Content | None,
    ticks: Mapping[int, tuple[Ticks, ...]],
    revoked: set[str],
) -> Line:
    return Line(
        id=row.id,
        party=row.party,
        seq=row.seq,
        type=row.type,
        time=row.time,
        received_at=row.received_at,
        facts=facts,
        content=content,
        content_state=row.content_state,
        verdict=Verdict(row.verdict),
        code=row.code,
        kid=row.kid,
        key_revoked=row.kid in revoked,
        is_own=row.party == ledger.party,
        is_ahead=row.time - row.received_at > TIME_TOLERANCE,
        ticks=ticks.get(row.n, ()) if row.party == ledger.party else (),
        officer=str(getattr(facts, "officer", getattr(facts, "released_by", getattr(facts, "author", "")))),
        is_recallable=(kind := ledger.types.get(row.type)) is not None and kind.recall == "owner",
    )


def _ticks(ledger: Ledger, ids: Mapping[int, str]) -> dict[int, tuple[Ticks, ...]]:
    """How far each entry has got with each peer, by its number here."""
    rows = (
        FeedItem.objects.using(ledger.using).filter(n__in=list(ids), outgoing=True).order_by("n", "epoch", "position")
    )
    stated = RemoteVerdict.objects.using(ledger.using).filter(entry__in=list(ids.values()))
    verdicts = {(one.peer, one.entry): f"{one.verdict} {one.code}".strip() for one in stated}
    found: dict[int, tuple[Ticks, ...]] = {}
    for row in rows:
        others = [one for one in found.get(row.n, ()) if one.peer != row.peer]
        verdict = verdicts.get((row.peer, ids[row.n]), "")
        found[row.n] = (*others, Ticks(row.peer, True, row.delivered_at, verdict))
    return found


def _home_lines(who: Acting, found: Sequence[Line]) -> tuple[Line, ...]:
    """Home entries that this officer may know of: a stop and its end only for those who are aware of it."""
    setters = {line.id: cast(h.StoppedFacts, line.facts).officer for line in found if line.type == h.STOPPED}

    def is_shown(line: Line) -> bool:
        if line.type == h.STOPPED:
            return may_know(who.roles, officer=who.officer, set_by=setters[line.id])
        if line.type == h.LIFTED:
            stop = cast(h.LiftedFacts, line.facts).stop
            return may_know(who.roles, officer=who.officer, set_by=setters.get(stop, ""))
        return line.type != h.OPENED

    return tuple(line for line in found if is_shown(line))
