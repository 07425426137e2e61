"""A request as an officer writes it: everything may still be missing. What it lacks is told field by field."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from tripoint.capabilities.requests.contents import Attachment, Channels, OpenedContent
from tripoint.capabilities.requests.entries import OpenedFacts, SubjectFacts, ToOffice
from tripoint.capabilities.requests.kind_rules import LocalHelp
from tripoint.capabilities.requests.kinds import KINDS, KindName
from tripoint.capabilities.requests.models import RequestDraft
from tripoint.capabilities.requests.opening_rules import needs_one_addressee, opening_findings
from tripoint.capabilities.requests.permission import Acting
from tripoint.ledger.blobs import BlobRef
from tripoint.ledger.encoding import b64u
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.registry import MAX_PARTICIPANTS
from tripoint.safeguards import Finding, forbidden_fields
from tripoint.safeguards.consular_notice import MOST_GROUPS, Custody
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.forbidden_fields import Question
from tripoint.safeguards.offence_gate import Basis, Offence, basis_towards
from tripoint.safeguards.political_motive import Review, needs_review, reason_digest
from tripoint.subjects import Person, Subject

YEAR = timedelta(days=365)
BLIND_BYTES = 16
_NOBODY = "a" * 22  # stands for the author and the releasing officer while a form is only checked
_SECOND = "b" * 22
_REVIEWERS = ("c" * 22, "d" * 22)


class Held(BaseModel):
    """A person's custody as the author writes it: what the facts say, and the place in words."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    since: date | None = None
    province: str = ""
    place: str = ""
    notice: str = ""
    told: date | None = None
    by: str = ""


class Asked(BaseModel):
    """A subject and its part in the matter (list subject_roles). `person` is its name from when there were no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)
    role: str = ""
    subject: Subject | None = Field(None, validation_alias=AliasChoices("subject", "person"))
    held: Held | None = None

    @property
    def person(self) -> Person | None:
        """The subject, where it is a person."""
        return self.subject if isinstance(self.subject, Person) else None


class Addressee(BaseModel):
    """A party that is asked, and the office there."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    party: str = ""
    office: str = ""


class RequestForm(BaseModel):
    """All that a request says; the same for the form, its draft and the demo.

    `also`: parties that are asked besides `addressee`, each in a dossier of its own, or all in one that is `joint`.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)  # an error may end in a log
    call: str = ""  # the dossier of the call that this records, if any
    request_kind: KindName = "trace"
    addressee: str = ""  # party
    to_office: str = ""
    also: tuple[Addressee, ...] = Field((), max_length=MAX_PARTICIPANTS)
    joint: bool = False
    purpose: str = ""
    urgency: str = "NORMAL"
    urgency_ground: str | None = None
    asks: tuple[str, ...] = ()
    subjects: tuple[Asked, ...] = ()
    help_province: str = ""
    help_place: str = ""
    life_in_danger: bool = False
    graded: Graded = Graded(handling="H0", source="A", information="1")
    handling_words: str = ""
    offences: tuple[Offence, ...] = ()
    laws: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    warrant: date | None = None
    warrant_number: str = ""
    warrant_court: str = ""
    coercive: bool = False
    neutrality: dict[str, bool] = Field(default_factory=dict)
    review_reason: str = ""
    channels: Channels = ()
    language: str = "en"
    text: str = ""
    years: int = Field(5, ge=1, le=5)  # to be kept
    file: BlobRef | None = None
    attachment: Attachment | None = None

    @property
    def addressees(self) -> tuple[Addressee, ...]:
        """Every party that is asked, by its code."""
        every = (Addressee(party=self.addressee, office=self.to_office), *self.also)
        return tuple(sorted(every, key=lambda one: one.party))

    @property
    def dossiers(self) -> tuple[tuple[Addressee, ...], ...]:
        """Whom each dossier goes to: all in one, or one to each."""
        every = self.addressees
        return (every,) if self.joint and self.also else tuple((one,) for one in every)

    @property
    def needs_review(self) -> bool:
        """Whether two legal reviewers must agree (S2)."""
        return needs_review(self.neutrality, self.offences)

    def findings(self, party: str, office: str, today: date, *, exercise: bool) -> Iterator[Finding]:
        """What keeps the request from being submitted; the author's own view of the rules that receivers apply."""
        yield from self._missing()
        if not all(one.party and one.office for one in self.addressees) or not self.asks or not self._names_enough:
            return
        yield from self._several(party)
        if len(self._custody_groups()) > MOST_GROUPS:
            yield Finding("s9-groups", "subjects")
            return
        review = Review(reviewers=_REVIEWERS, reason=reason_digest("", b"")) if self.needs_review else None
        if self.needs_review and not self.review_reason.strip():
            yield Finding("s2-reason", "review_reason")
        for to in self.dossiers:
            facts = self.facts(
                to, today, party=party, office=office, reference=reference_of(party, self.addressees, today.year, 1),
                author=_NOBODY, released_by=_SECOND, review=review, exercise=exercise,
            )  # fmt: skip
            yield from opening_findings(facts, party=party, day=today, retain=self.retain(today), described=True)
        if self.graded.handling == "H3" and not self.handling_words.strip():
            yield Finding("s7-handling-words", "handling_words")
        for place, one in enumerate(self.channels):
            if one.date is not None and one.date > today + timedelta(days=1):  # today is the UTC day
                yield Finding("channel-date", f"channels.{place}")

    def _several(self, party: str) -> Iterator[Finding]:
        parties = [one.party for one in self.addressees]
        if party in parties or len(set(parties)) < len(parties):
            yield Finding("participant", "addressee", "other parties, each once")
        if self.also and self.call:
            yield Finding("oral-other", "addressee", "a record goes to the party that was called")
        if self.also and needs_one_addressee(self.purpose):
            yield Finding("one-addressee", "addressee", f"{self.purpose} goes to one party at a time")

    def _missing(self) -> Iterator[Finding]:
        for name in ("addressee", "to_office", "purpose", "urgency", "asks"):
            if not getattr(self, name):
                yield Finding("required", name)
        if not self._names_enough or any(one.subject is None for one in self.subjects):
            yield Finding("content", "subjects")
        if KINDS[self.request_kind].custody:
            yield from self._missing_custody()
        if KINDS[self.request_kind].help and not self.help_province:
            yield Finding("help-place", "help")
        if self.warrant is not None and not (self.warrant_number.strip() and self.warrant_court.strip()):
            yield Finding("s1-warrant", "warrant")

    @property
    def _names_enough(self) -> bool:
        return len(self.subjects) >= KINDS[self.request_kind].least

    def _missing_custody(self) -> Iterator[Finding]:
        for place, one in enumerate(self.subjects):
            held = one.held or Held()
            for name, code in (("since", "required"), ("province", "s9-place"), ("notice", "s9-notice")):
                if not getattr(held, name):
                    yield Finding(code, f"held.{place}.{name}")

    def _custody_groups(self) -> dict[Held, list[int]]:
        """Persons by custody, but for the place in words: those of one raid stand in one group."""
        groups: dict[Held, list[int]] = {}
        for place, one in enumerate(self.subjects):
            if one.held is not None and one.held.since is not None:
                groups.setdefault(one.held.model_copy(update={"place": ""}), []).append(place)
        return groups

    def _custody(self) -> tuple[Custody, ...]:
        if not KINDS[self.request_kind].custody:
            return ()
        return tuple(
            Custody(subjects=tuple(places), since=held.since, province=held.province, notice=held.notice,
                    told=held.told, by=held.by or None)
            for held, places in self._custody_groups().items() if held.since is not None
        )  # fmt: skip

    def _help(self) -> LocalHelp | None:
        if not KINDS[self.request_kind].help or not self.help_province:
            return None
        return LocalHelp(province=self.help_province, life_in_danger=self.life_in_danger)

    def questions(self) -> tuple[Question, ...]:
        """What the author is asked about the free text before it leaves (S6)."""
        return forbidden_fields.questions(self.text, self.language)

    def facts(
        self,
        to: Sequence[Addressee] = (),
        day: date | None = None,
        *,
        party: str,
        office: str,
        reference: str,
        author: str,
        released_by: str,
        review: Review | None,
        exercise: bool,
    ) -> OpenedFacts:
        """The coded part of the dossier of `to`, one of `dossiers` (left out: the first); of several legal bases it names
        those that may bind its parties on `day` (left out: all).

        Raises pydantic's ValidationError where a value has not the form of a code.
        """
        to = to or self.dossiers[0]
        return OpenedFacts(
            participants=tuple(sorted({party, *(one.party for one in to)})),
            exercise=exercise,
            request_kind=self.request_kind,
            reference=reference,
            office=office,
            to_office=to[0].office if len(to) == 1 else None,
            to_offices=tuple(ToOffice(party=one.party, office=one.office) for one in to) if len(to) > 1 else (),
            author=author,
            released_by=released_by,
            purpose=self.purpose or "NONE",
            urgency=self.urgency or "NONE",
            urgency_ground=self.urgency_ground or None,
            asks=self.asks,
            subjects=tuple(SubjectFacts(role=one.role or "NONE") for one in self.subjects),
            custody=self._custody(),
            help=self._help(),
            graded=self.graded,
            offences=self.offences,
            basis=self._basis(to, party, day) if day else self.basis,
            warrant=self.warrant,
            coercive=self.coercive,
            neutrality=self.neutrality,
            review=review,
            blobs=(self.file,) if self.file else (),
        )

    def _basis(self, to: Sequence[Addressee], party: str, day: date) -> tuple[Basis, ...]:
        """What binds another party that is asked alone, and not this one, stays out of its dossier."""
        others = [one.party for one in self.addressees if one not in to]
        return basis_towards(self.basis, party, [one.party for one in to], others, day)

    def content(self, who: Acting, blind: bytes) -> OpenedContent:
        """The describing part, signed with the releasing officer's name."""
        return OpenedContent(
            language=self.language,
            text=self.text,
            signatory=who.name,
            title=who.title,
            phone=who.phone,
            attachments=(self.attachment,) if self.attachment else (),
            subjects=tuple(one.subject for one in self.subjects if one.subject is not None),
            held_at=tuple(one.held.place if one.held else "" for one in self.subjects) if self._custody() else (),
            place=self.help_place if KINDS[self.request_kind].help else "",
            laws=self.laws,
            warrant_number=self.warrant_number,
            warrant_court=self.warrant_court,
            handling_words=self.handling_words,
            review_reason=self.review_reason if self.needs_review else "",
            review_blind=b64u(blind) if self.needs_review else "",
            channels=self.channels,
        )

    def retain(self, today: date) -> date:
        """The date until which the describing part is kept."""
        return today + YEAR * self.years


def reference_of(party: str, to: Sequence[Addressee], year: int, number: int) -> str:
    """A reference: with the other party's code, or for several addressees without any (docs/decisions/0005)."""
    return "-".join((party, *(one.party for one in to if len(to) == 1), str(year), f"{number:04d}"))


def written(ledger: Ledger, row: RequestDraft) -> RequestForm:
    """What stands in a draft, opened. Whether the officer may see it is the caller's to have asked."""
    return RequestForm.model_validate_json(ledger.keys.unwrap(bytes(row.sealed), f"draft:{row.id}"))


def new_blind() -> bytes:
    """Fresh bytes that keep the digest of a written reason from being guessed."""
    return os.urandom(BLIND_BYTES)
