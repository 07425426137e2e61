"""Originator control for programs: the dossier file for a stated use, consent asked and answered, recalls."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from django.db.models import QuerySet
from pydantic import BaseModel, ConfigDict, Field

from tripoint.api.models import Scope
from tripoint.api.routes import Answer, Body, Call, Route, Said
from tripoint.api.routes import register as add
from tripoint.audit.models import ReadKind
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.api import ANSWERS, DRAFTS, READS, RELEASES, logged, plain, step, words_of
from tripoint.capabilities.requests.asked import Text
from tripoint.capabilities.requests.consent.held_back import check_taken, recalls
from tripoint.capabilities.requests.consent.models import ConsentAsk, EmergencyUse
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.told import Made, UseQuery
from tripoint.ledger.dossier_file import export_dossier
from tripoint.safeguards.onward_use import Use


class ConsentSaid(Said):
    """Consent that `asker` asked for an item (an entry), and the owner's answer; `decision` is "" until it comes."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    entry: str
    asker: str
    item: str
    use: str
    recipient: str
    to_office: str
    purpose: str
    at: datetime.datetime
    answer: str
    decision: str
    conditions: tuple[str, ...]
    answered_at: datetime.datetime | None


class UsedSaid(Said):
    """A use for danger to life, without consent."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    entry: str
    party: str
    item: str
    use: str
    recipient: str
    to_office: str
    purpose: str
    at: datetime.datetime


class HolderSaid(Said):
    """A party that must destroy what was recalled; null until it stated that it has."""

    party: str
    complied_at: datetime.datetime | None


class RecallSaid(Said):
    """A recall of an entry, and who has complied."""

    entry: str
    party: str
    erased: str
    at: datetime.datetime
    holders: tuple[HolderSaid, ...]


class ConsentsSaid(Said):
    """What stands about the use of a request's items, the first one first."""

    asked: tuple[ConsentSaid, ...]
    used: tuple[UsedSaid, ...]
    recalls: tuple[RecallSaid, ...]


class AskConsent(Text):
    """Consent asked for a use of an item (an entry of the partner's): lists consent_uses, consent_recipients, purposes."""

    item: e.EntryId
    use: e.ListCode
    recipient: e.ListCode | None = None
    to_office: e.OfficeCode | None = None
    purpose: e.ListCode | None = None


class AnswerConsent(Text):
    """The owner's answer to what was asked (an entry); `conditions` (list consent_conditions) go with a consent."""

    asked: e.EntryId
    decision: Literal["given", "denied"]
    conditions: tuple[e.ListCode, ...] = Field((), max_length=8)


class Recall(Body):
    """An own statement that is recalled, and why."""

    entry: e.EntryId
    reason: Literal["correction", "recall"]


@plain
def _export(call: Call) -> Answer:
    found = logged(call, ReadKind.EXPORT)
    asked: UseQuery = call.query
    check_taken(
        call.ledger, found.state, asked.use, recipient=asked.recipient, to_office=asked.to_office, purpose=asked.purpose
    )
    return Answer(data=export_dossier(call.ledger, found.state.dossier), media="application/json",
                  dossier=found.state.dossier)  # fmt: skip


@plain
def _consents(call: Call) -> Answer:
    found = logged(call)
    using, dossier = call.ledger.using, found.state.dossier
    parties = found.opening_facts.participants
    said = ConsentsSaid(
        asked=_rows(ConsentSaid, ConsentAsk.objects.using(using).filter(dossier=dossier)),
        used=_rows(UsedSaid, EmergencyUse.objects.using(using).filter(dossier=dossier)),
        recalls=tuple(
            RecallSaid(
                entry=one.id, party=one.party, erased=one.erased, at=one.at,
                holders=tuple(HolderSaid(party=held.party, complied_at=held.complied_at) for held in one.holders),
            )
            for one in recalls(call.ledger, dossier, parties)
        ),
    )  # fmt: skip
    return Answer(said, dossier=dossier)


def _rows(model: type[BaseModel], rows: QuerySet[Any]) -> tuple[Any, ...]:
    return tuple(model.model_validate(row) for row in rows.order_by("at", "entry"))


def _asked_consent(call: Call, who: Acting, dossier: str) -> str:
    body: AskConsent = call.body
    what = Use(use=body.use, recipient=body.recipient, to_office=body.to_office, purpose=body.purpose)
    return actions.ask_consent(call.ledger, who, dossier, body.item, what, words_of(call))


def _answered_consent(call: Call, who: Acting, dossier: str) -> str:
    body: AnswerConsent = call.body
    return actions.answer_consent(
        call.ledger, who, dossier, body.asked, body.decision, body.conditions, words_of(call)
    )  # fmt: skip


STEPS: tuple[tuple[str, str, frozenset[Scope], type[BaseModel], Any], ...] = (
    ("ask-consent", "Ask the owner of an item to consent to a use", DRAFTS | ANSWERS, AskConsent, _asked_consent),
    ("answer-consent", "Answer, as the owner, what was asked", RELEASES, AnswerConsent, _answered_consent),
    ("recall", "Recall an own statement", RELEASES, Recall,
     lambda call, who, dossier: actions.recall(call.ledger, who, dossier, call.body.entry, call.body.reason)),
)  # fmt: skip
"""A use for danger to life is two persons' to state, on the screen."""


def register() -> None:
    """Adds the routes."""
    one = "/v1/requests/{dossier}"
    add(
        Route("GET", one + "/export", "The dossier file, for a stated use", _export, READS, query=UseQuery,
              media="application/json"),
        Route("GET", one + "/consents", "Consent asked and answered, uses for danger to life, recalls", _consents, READS,
              said=ConsentsSaid),
        *(Route("POST", f"{one}/{name}", summary, step(act), scopes, body=body, said=Made, status=201)
          for name, summary, scopes, body, act in STEPS),
    )  # fmt: skip
