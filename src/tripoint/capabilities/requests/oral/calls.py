"""A call as an officer writes it down, what the program adds to it, and the form of its record filled in from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from pydantic import BaseModel, ConfigDict, Field

from tripoint import reference
from tripoint.capabilities.requests import kind_rules
from tripoint.capabilities.requests.contents import Attachment, CalledContent
from tripoint.capabilities.requests.form import YEAR, RequestForm
from tripoint.capabilities.requests.kinds import KINDS, KindName
from tripoint.capabilities.requests.oral.entries import CalledFacts, call_findings
from tripoint.capabilities.requests.permission import Acting
from tripoint.ledger.blobs import BlobRef
from tripoint.safeguards import Finding, forbidden_fields
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.forbidden_fields import Question
from tripoint.safeguards.offence_gate import Basis, Offence

YEARS = 5
"""The describing part of a call is kept as long as a request's may be."""
_NOBODY = "a" * 22  # stands for the author while a call is only checked


class Call(BaseModel):
    """All that a call says; the same for the page, programs and the demonstration. Times are aware."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    request_kind: KindName = "information"
    addressee: str = ""  # party
    to_office: str = ""
    whom: str = Field("", max_length=200)
    called_at: datetime | None = None
    purpose: str = ""
    offence: str = ""
    instrument: str = ""  # what it stands on; empty: what is in force, where the purpose needs it
    urgency: str = "IMMEDIATE"
    urgency_ground: str | None = None
    asks: tuple[str, ...] = ()  # empty: the kind's first question that goes with the purpose
    graded: Graded = Graded(handling="H0", source="A", information="1")
    language: str = "en"
    text: str = Field("", max_length=2_000)
    signatory: str = Field("", max_length=200)  # who called; empty: the officer who writes it down
    file: BlobRef | None = None
    attachment: Attachment | None = None

    def findings(self, party: str, office: str, now: datetime, *, exercise: bool) -> Iterator[Finding]:
        """What keeps the call from leaving, at the member that it concerns."""
        missing = [
            name for name in ("addressee", "to_office", "called_at", "purpose", "urgency") if not getattr(self, name)
        ]
        missing += [] if self.text.strip() else ["text"]
        yield from (Finding("required", name) for name in missing)
        if missing:
            return
        facts = self.facts(
            party=party, office=office, reference=f"{party}-{self.addressee}-{now.year}-0001", author=_NOBODY,
            day=day_of(now), exercise=exercise,
        )  # fmt: skip
        yield from call_findings(facts, party=party, at=now, retain=self.retain(now.date()), described=True)

    def questions(self) -> tuple[Question, ...]:
        """What the author is asked about the free text before it leaves (S6)."""
        return forbidden_fields.questions(self.text, self.language)

    def facts(self, *, party: str, office: str, reference: str, author: str, day: date, exercise: bool) -> CalledFacts:
        """The coded part. Raises pydantic's ValidationError where a value has not the form of a code."""
        return CalledFacts(
            participants=tuple(sorted((party, self.addressee))),
            exercise=exercise,
            request_kind=self.request_kind,
            reference=reference,
            office=office,
            to_office=self.to_office,
            author=author,
            called_at=(self.called_at or datetime.now(UTC)).astimezone(UTC),
            purpose=self.purpose,
            urgency=self.urgency,
            urgency_ground=self.urgency_ground or None,
            asks=self.asks or first_ask(self.request_kind, self.purpose, day),
            graded=self.graded,
            offences=(Offence(code=self.offence),) if self.offence else (),
            basis=self._basis(party, day),
            blobs=(self.file,) if self.file else (),
        )

    def _basis(self, party: str, day: date) -> tuple[Basis, ...]:
        if self.instrument:
            return (Basis(instrument=self.instrument),)
        if (
            not reference.is_open("purposes", self.purpose, day)
            or not reference.purpose(self.purpose).needs_legal_basis
        ):
            return ()
        found = reference.binding(party, self.addressee, self.purpose, day)
        return (Basis(instrument=found[0].code.code),) if found else ()

    def content(self, who: Acting) -> CalledContent:
        """The describing part."""
        return CalledContent(
            language=self.language,
            text=self.text,
            signatory=self.signatory.strip() or who.name,
            title=who.title,
            phone=who.phone,
            attachments=(self.attachment,) if self.attachment else (),
            whom=self.whom.strip(),
        )

    def retain(self, today: date) -> date:
        """The date until which the describing part is kept."""
        return today + YEAR * YEARS


def day_of(now: datetime) -> date:
    """The UTC day, on which codes are looked up."""
    return now.astimezone(UTC).date()


def first_ask(kind: KindName, purpose: str, day: date) -> tuple[str, ...]:
    """The first question of a kind that a call may ask for the purpose; "NONE" where it has none."""
    listed = (one.code for one in reference.codes(KINDS[kind].asks, day))
    found = next((code for code in listed if kind_rules.may_be_called(kind, code, purpose)), "NONE")
    return (found,)


def differences(form: RequestForm, called: CalledFacts, party: str, office: str) -> Iterator[Finding]:
    """What the form of a record says otherwise than the call, at the member that it concerns."""
    if office != called.office:
        yield Finding("oral-office", "")
    if sorted((party, form.addressee)) != list(called.participants):
        yield Finding("oral-other", "to_office")
    for name in ("request_kind", "to_office", "purpose", "urgency"):
        if getattr(form, name) != getattr(called, name):
            yield Finding("oral-other", name)
    if (form.urgency_ground or None) != called.urgency_ground:
        yield Finding("oral-other", "urgency_ground")


def to_be_recorded(dossier: str, called: CalledFacts, party: str, content: CalledContent | None) -> RequestForm:
    """The form of a call's record, with what the call said filled in."""
    return RequestForm(
        call=dossier,
        request_kind=called.request_kind,
        addressee=next(one for one in called.participants if one != party),
        to_office=called.to_office,
        purpose=called.purpose,
        urgency=called.urgency,
        urgency_ground=called.urgency_ground,
        asks=called.asks,
        graded=called.graded,
        offences=called.offences,
        laws=("",) * len(called.offences),
        basis=called.basis,
        language=content.language if content else "en",
        text=content.text if content else "",
    )
