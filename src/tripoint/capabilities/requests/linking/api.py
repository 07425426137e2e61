"""Leads for programs: which earlier requests may be on the matter of a request or a draft, and what the officer says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from tripoint.api.routes import Answer, Body, Call, Route, Said
from tripoint.api.routes import register as add
from tripoint.audit.models import ReadKind
from tripoint.audit.reads import log_found
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.drafting import EDITABLE
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.api import DRAFTS, HOME, READS, RELEASES, draft_id, logged, plain, step, who_of
from tripoint.capabilities.requests.contents import LONGEST_TEXT, Language
from tripoint.capabilities.requests.linking.leads import Shown, leads, leads_of_form, names_wait, reference_of_call
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.told import Made

SAME = "same"


class LeadSaid(Said):
    """Another request that may be on the matter, until somebody says what it is. `sorts`: what the two have in common,
    the weightiest first; `score` (0 to 1) and `reasons` (by language) where names are alike.

    Where the token's office may not open it, `dossier` is "", and reference and office are all that is told.
    """

    reference: str
    dossier: str
    office: str
    sorts: tuple[str, ...]
    score: float | None
    reasons: dict[str, tuple[str, ...]]


class LeadsSaid(Said):
    """Leads that nobody has judged. `names_wait`: names are not compared yet; those of a draft are once it is submitted."""

    items: tuple[LeadSaid, ...]
    names_wait: bool


class Judge(Body):
    """Whether the request of that reference is on the same matter; when it is another one, `text` says why. It stays at
    home."""

    language: Language = "en"
    text: str = Field("", max_length=LONGEST_TEXT)
    reference: str = Field(min_length=1, max_length=32)
    judged: Literal["same", "apart"]


class JudgedSaid(Said):
    """What was said of a draft: the entry at home."""

    draft: str
    entry: str


def _said(call: Call, found: Sequence[Shown], *, names_wait: bool) -> LeadsSaid:
    """Logged before it is told."""
    log_found(call.officer, call.post, [(one.row.asker, one.row.dossier) for one in found], ReadKind.MACHINE)
    return LeadsSaid(
        items=tuple(
            LeadSaid(
                reference=one.row.reference, dossier=one.row.dossier if one.may_open else "", office=one.office,
                sorts=one.sorts, score=one.score,
                reasons={language: tuple(why) for language, why in one.reasons.items()},
            )
            for one in found
        ),
        names_wait=names_wait,
    )  # fmt: skip


@plain
def _of_request(call: Call) -> Answer:
    state = logged(call).state
    found = leads(call.ledger, who_of(call), state.dossier, state.reference)
    wait = names_wait(call.ledger.using, state.dossier)
    return Answer(_said(call, found, names_wait=wait), dossier=state.dossier)


@plain
def _of_draft(call: Call) -> Answer:
    ours, who = call.ledger, who_of(call)
    row, form = actions.load(ours, who, draft_id(call))
    if row.state in EDITABLE:
        return Answer(_said(call, leads_of_form(ours, who, form, row.home), names_wait=True))
    found, wait = leads(ours, who, row.home, reference_of_call(ours, form)), names_wait(ours.using, row.home)
    return Answer(_said(call, found, names_wait=wait))


def _judged(call: Call, who: Acting, dossier: str) -> str:
    body: Judge = call.body
    say = actions.link if body.judged == SAME else actions.part
    return say(call.ledger, who, dossier, body.reference, Words(body.language, body.text))


@plain
def _judged_draft(call: Call) -> Answer:
    body: Judge = call.body
    draft, words = draft_id(call), Words(body.language, body.text)
    entry = actions.judge_draft(
        call.ledger, who_of(call), draft, body.reference, words, same=body.judged == SAME
    )  # fmt: skip
    return Answer(JudgedSaid(draft=str(draft), entry=entry), 201)


def register() -> None:
    """Adds the routes."""
    one, draft = "/v1/requests/{dossier}/leads", "/v1/drafts/{draft}/leads"
    add(
        Route("GET", one, "Other requests that may be on its matter", _of_request, READS, said=LeadsSaid),
        Route("POST", one, "Say that another request is on the same matter, or that it is not", step(_judged), HOME,
              body=Judge, said=Made, status=201),
        Route("GET", draft, "Requests that may be on a draft's matter", _of_draft, DRAFTS | RELEASES, said=LeadsSaid),
        Route("POST", draft, "Say the same of a draft, before it leaves", _judged_draft, DRAFTS | RELEASES,
              body=Judge, said=JudgedSaid, status=201),
    )  # fmt: skip
