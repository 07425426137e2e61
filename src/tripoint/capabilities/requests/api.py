"""Requests for machines: the same actions as the screens, so that every safeguard holds (docs/api.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import Q
from pydantic import BaseModel

from tripoint.api import events, files
from tripoint.api.models import Scope
from tripoint.api.problem import ApiProblem, Fault
from tripoint.api.routes import Answer, Call, Route
from tripoint.api.routes import register as add
from tripoint.audit.models import ReadKind
from tripoint.capabilities.requests import actions, told
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.actions.stating import Words, rows_of
from tripoint.capabilities.requests.asked import (
    AnswerBody,
    Ask,
    AskTranslation,
    Assign,
    Close,
    DeclineTranslation,
    Draft,
    Extend,
    Give,
    Ground,
    Message,
    Pass,
    Reason,
    Remind,
    Text,
    Translate,
)
from tripoint.capabilities.requests.attachments import keep, opened_for_reading
from tripoint.capabilities.requests.consent.held_back import check_taken, is_restricted
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.models import HomeState, RequestDraft, RequestState
from tripoint.capabilities.requests.permission import Acting, acting, may_see, signs_as
from tripoint.capabilities.requests.reading import Reading, read
from tripoint.capabilities.requests.translations import actions as translating
from tripoint.capabilities.requests.translations import entries as t
from tripoint.capabilities.requests.translations.asked import asked_here
from tripoint.capabilities.requests.worklist import release_queue, to_answer, visible, waited_for
from tripoint.ledger.blobs import BlobAbsent
from tripoint.ledger.common_entries import COMPLIED, ERASED
from tripoint.ledger.entry import Item
from tripoint.ledger.models import Entry
from tripoint.ledger.registry import TYPES

READS, DRAFTS, RELEASES = frozenset({Scope.READ}), frozenset({Scope.DRAFT}), frozenset({Scope.RELEASE})
ANSWERS, HOME = frozenset({Scope.ANSWER}), frozenset({Scope.HOME})
NOW = {"busy", "read-only", "keys-locked"}


def who_of(call: Call) -> Acting:
    return acting(call.officer, call.post)


def plain(do: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
    """What an action refuses, as a problem: 404 for what the office may not know of."""

    @wraps(do)
    def guarded(call: Call) -> Answer:
        try:
            return do(call)
        except ActionRefused as refused:
            raise _problem(refused) from refused

    return guarded


def _problem(refused: ActionRefused) -> ApiProblem:
    codes = {one.code for one in refused.problems}
    faults = [Fault(one.code, one.field, one.sentence) for one in refused.problems]
    if codes & NOW:
        return ApiProblem("unavailable", faults, {"Retry-After": "5"})
    if "not-found" in codes:
        return ApiProblem("not-found")
    if isinstance(refused, NotPermitted):
        return ApiProblem("not-permitted", faults)
    return ApiProblem("conflict" if all(one.startswith("state-") for one in codes) else "refused", faults)


# ---- reading ----
@plain
def _list(call: Call) -> Answer:
    asked: told.ListQuery = call.query
    who, ours = who_of(call), call.ledger
    if asked.side == "all":
        parts = visible(told.narrowed(asked, RequestState.objects.using(ours.using)), who, ours.party).parts
    else:
        side = to_answer if asked.side == "answer" else waited_for
        parts = (told.narrowed(asked, side(who, ours.party, ours.using)),)
    return Answer(told.page(parts, asked.limit))


def logged(call: Call, kind: str = ReadKind.MACHINE) -> Reading:
    return read(call.ledger, call.officer, call.post, call.values["dossier"], kind)


@plain
def _dossier(call: Call) -> Answer:
    found = logged(call)
    return Answer(told.dossier(call.ledger, found), dossier=found.state.dossier)


@plain
def _file(call: Call) -> Answer:
    found = logged(call)
    line = next((one for one in found.lines if one.id == call.values["entry"]), None)
    if line is None or line.described is None or not line.described.attachments:
        raise ApiProblem("not-found")
    if is_restricted(call.ledger, found.state.dossier, line.id):
        asked = call.query
        check_taken(
            call.ledger, found.state, asked.use, recipient=asked.recipient, to_office=asked.to_office,
            purpose=asked.purpose, entry=line.id,
        )  # fmt: skip
    wanted = call.query.digest
    one = next((one for one in line.described.attachments if wanted in ("", one.digest)), None)
    if one is None:
        raise ApiProblem("not-found")
    try:
        data, media = opened_for_reading(call.ledger, one, own=line.is_own)
    except BlobAbsent:
        raise ApiProblem("unavailable", [Fault("absent")], {"Retry-After": "60"}) from None
    return Answer(data=data, media=media, dossier=found.state.dossier)


# ---- drafts ----
def _form(call: Call, kept: RequestForm | None = None) -> RequestForm:
    """The form that a body says, with the file of its upload, or the one that the draft had."""
    values: dict[str, Any] = {name: getattr(call.body, name) for name in type(call.body).model_fields}
    cleaned = files.attachment(call, values.pop("upload"))
    file = {"file": kept.file, "attachment": kept.attachment} if kept else {}
    if cleaned is not None:
        attached = keep(call.ledger, cleaned)
        file = {"file": attached.ref, "attachment": attached.content}
    return RequestForm(**values, **file)


@plain
def _drafts(call: Call) -> Answer:
    who, using = who_of(call), call.ledger.using
    own = RequestDraft.objects.using(using).filter(owner=who.officer)
    return Answer(told.drafts([*own[:200], *release_queue(who, using)[:200]], who.officer))


@plain
def _draft(call: Call) -> Answer:
    row, form = actions.load(call.ledger, who_of(call), draft_id(call))
    return Answer(told.draft(row, form, who_of(call).officer))


@plain
def _new(call: Call) -> Answer:
    saved = actions.save(call.ledger, who_of(call), _form(call))
    files.forget(call, call.body.upload)
    return draft_kept(call, saved, 201)


@plain
def _change(call: Call) -> Answer:
    who, draft = who_of(call), draft_id(call)
    row, form = actions.load(call.ledger, who, draft)
    saved = actions.save(call.ledger, who, _form(call, form), row.id)
    files.forget(call, call.body.upload)
    return draft_kept(call, saved, 200)


@plain
def _discard(call: Call) -> Answer:
    actions.discard(call.ledger, who_of(call), draft_id(call))
    return Answer(status=204)


@plain
def _submit(call: Call) -> Answer:
    actions.submit(call.ledger, who_of(call), draft_id(call), words_of(call))
    return draft_kept(call, draft_id(call), 200)


@plain
def _release(call: Call) -> Answer:
    return opened(call, actions.release(call.ledger, who_of(call), draft_id(call)))


@plain
def _approve(call: Call) -> Answer:
    """Signs the step that waits; the last one releases."""
    draft = draft_id(call)
    made = actions.approve(call.ledger, who_of(call), draft)
    if made is None:
        return Answer(told.Approved(draft=str(draft), released=None))
    said = _made(call, made.entry.id, made.entry.dossier)
    return Answer(told.Approved(draft=str(draft), released=said), dossier=said.dossier)


def opened(call: Call, made: Item) -> Answer:
    """What is answered to who has sent a request: where it stands."""
    said = _made(call, made.entry.id, made.entry.dossier)
    return Answer(said, 201, {"Location": f"/api/v1/requests/{said.dossier}"}, dossier=said.dossier)


def _made(call: Call, entry: str, dossier: str) -> told.Made:
    row = rows_of(call.ledger.using, dossier)[0]
    return told.Made(entry=entry, dossier=dossier, reference=row.reference)


@plain
def _return(call: Call) -> Answer:
    actions.send_back(call.ledger, who_of(call), draft_id(call), words_of(call))
    return Answer(told.DraftRef(draft=str(draft_id(call)), state="returned"))


def draft_id(call: Call) -> UUID:
    """The draft in the path."""
    try:
        return UUID(call.values["draft"])
    except ValueError:
        raise ApiProblem("not-found") from None


def draft_kept(call: Call, draft: UUID, status: int) -> Answer:
    """What is answered about a draft: its id and where it stands."""
    row = RequestDraft.objects.using(call.ledger.using).get(pk=draft)
    where = {"Location": f"/api/v1/drafts/{draft}"} if status == 201 else {}
    return Answer(told.DraftRef(draft=str(draft), state=row.state), status, where)


# ---- steps ----
def words_of(call: Call) -> Words:
    body: Text = call.body
    cleaned = files.attachment(call, body.upload)
    return Words(body.language, body.text, keep(call.ledger, cleaned) if cleaned else None)


def step(act: Callable[[Call, Acting, str], str]) -> Callable[[Call], Answer]:
    """A step in a dossier: one action, one entry."""

    @plain
    def do(call: Call) -> Answer:
        dossier = call.values["dossier"]
        entry = act(call, who_of(call), dossier)
        files.forget(call, getattr(call.body, "upload", None))
        return Answer(_made(call, entry, dossier), 201, dossier=dossier)

    return do


def _answered(call: Call, who: Acting, dossier: str) -> str:
    body: AnswerBody = call.body
    return actions.answer(
        call.ledger, who, dossier, body.scope, body.items, words_of(call), body.said, body.handling_words
    )  # fmt: skip


def _given(call: Call, who: Acting, dossier: str) -> str:
    body: Give = call.body
    return actions.give(call.ledger, who, dossier, body.asked, words_of(call), body.graded, body.subjects)


def _message(call: Call, who: Acting, dossier: str) -> str:
    body: Message = call.body
    return actions.message(call.ledger, who, dossier, words_of(call), body.graded, body.handling_words)


def _asked_to_translate(call: Call, who: Acting, dossier: str) -> str:
    body: AskTranslation = call.body
    if body.of is not None:
        return translating.ask_party(call.ledger, who, dossier, body.item, body.into, body.of, words_of(call))
    office = str(body.to_office)
    return translating.ask_colleague(call.ledger, who, dossier, body.item, body.into, office, words_of(call))


def _translated(call: Call, who: Acting, dossier: str) -> str:
    body: Translate = call.body
    written = translating.Written(body.into, body.texts, body.made, body.engine, body.numbers_read)
    return translating.hand_in(call.ledger, who, dossier, body.item, written, body.asked, shared=body.shared)


@plain
def _translations(call: Call) -> Answer:
    return Answer(told.translations(asked_here(call.ledger, who_of(call))))


STEPS: tuple[tuple[str, str, frozenset[Scope], type[BaseModel] | None, Callable[[Call, Acting, str], str]], ...] = (
    ("take", "Take it for the token's office", ANSWERS, None,
     lambda call, who, dossier: actions.take(call.ledger, who, dossier)),
    ("ask-back", "Ask for what is missing", ANSWERS, Ask,
     lambda call, who, dossier: actions.ask_back(call.ledger, who, dossier, call.body.asks, words_of(call))),
    ("answer", "Answer a part, the whole, or add a supplement", ANSWERS, AnswerBody, _answered),
    ("refuse", "Refuse with a ground", ANSWERS, Ground,
     lambda call, who, dossier: actions.refuse(call.ledger, who, dossier, call.body.ground, words_of(call), call.body.elsewhere)),
    ("extend", "Say that it takes longer", ANSWERS, Extend,
     lambda call, who, dossier: actions.extend(call.ledger, who, dossier, call.body.ground, call.body.until)),
    ("redirect", "Pass it to the competent office", ANSWERS, Pass,
     lambda call, who, dossier: actions.redirect(call.ledger, who, dossier, call.body.to_office, call.body.reason)),
    ("give", "Reply to a question", DRAFTS, Give, _given),
    ("remind", "Remind the addressee once the limit has passed", DRAFTS, Remind,
     lambda call, who, dossier: actions.remind(call.ledger, who, dossier, words_of(call), call.body.to)),
    ("withdraw", "Withdraw it", DRAFTS, Reason,
     lambda call, who, dossier: actions.withdraw(
         call.ledger, who, dossier, call.body.reason, everywhere=call.body.everywhere)),
    ("close", "Close it", DRAFTS, Close,
     lambda call, who, dossier: actions.close(call.ledger, who, dossier, call.body.usefulness)),
    ("messages", "Say one line, or show one photo, to the other party", DRAFTS | ANSWERS, Message, _message),
    ("ask-translation", "Ask a colleague or the other party for a translation", DRAFTS | ANSWERS, AskTranslation,
     _asked_to_translate),
    ("translate", "Hand in a translation", DRAFTS | ANSWERS, Translate, _translated),
    ("decline-translation", "Decline a translation that is asked", DRAFTS | ANSWERS, DeclineTranslation,
     lambda call, who, dossier: translating.decline_ask(call.ledger, who, call.body.asked, words_of(call))),
    ("notes", "Leave a note at home", HOME, Text,
     lambda call, who, dossier: actions.note(call.ledger, who, dossier, words_of(call))),
    ("assign", "Assign it at home", HOME, Assign,
     lambda call, who, dossier: actions.assign(call.ledger, who, dossier, call.body.to_office)),
)  # fmt: skip
"""A protection stop, a victim flag, a legal review and a use for danger to life are a person's to state, on the screen."""


# ---- events ----
ROUTE_STEPS = frozenset({h.SUBMITTED, h.APPROVED, h.RETURNED})


def _tell(call: Call, rows: Sequence[Entry]) -> dict[str, events.EventSaid]:
    """Shared entries of requests that the office may see, and what was assigned to it or waits for its decision."""
    who, using, party = who_of(call), call.ledger.using, call.ledger.party
    places = {row.dossier for row in rows}
    at_home = HomeState.objects.using(using).in_bulk(sorted(places))
    about = [one.about for one in at_home.values()]
    by_reference = Q(reference__in=[one.reference for one in at_home.values() if one.reference], asker=party)
    states = list(RequestState.objects.using(using).filter(Q(dossier__in=[*places, *about]) | by_reference))
    homes = HomeState.objects.using(using).filter(
        Q(about__in=[one.dossier for one in states]) | Q(reference__in=[one.reference for one in states])
    )
    of: dict[str, list[HomeState]] = {}
    for home in homes:
        for key in filter(None, (home.about, home.reference)):
            of.setdefault(key, []).append(home)
    seen: dict[str, RequestState] = {}
    for state in states:
        own = of.get(state.reference, []) if state.asker == party else []
        if may_see(who, state, party, (*of.get(state.dossier, []), *own)):
            seen[state.dossier] = seen[state.reference] = state
    found = {}
    for row in rows:
        kept = at_home.get(row.dossier)
        shown = seen.get(row.dossier)
        if kept is not None:
            shown = seen.get(kept.about) or seen.get(kept.reference)
        waits = kept is not None and row.type in ROUTE_STEPS and (who.office == kept.office or signs_as(who, kept))
        if shown or waits:
            found[row.id] = told.event(row, shown, kept)
    return found


def register() -> None:
    """Adds the routes and the events."""
    one, draft = "/v1/requests/{dossier}", "/v1/drafts/{draft}"
    add(
        Route("GET", "/v1/requests", "Requests of the token's office, the latest first", _list, READS,
              query=told.ListQuery, said=told.Page),
        Route("GET", one, "A request with its entries", _dossier, READS, said=told.Dossier),
        Route("GET", one + "/entries/{entry}/file", "The file of an entry", _file, READS, query=told.FileQuery,
              media="application/octet-stream"),
        Route("GET", "/v1/translations", "Translations that the office is asked for, and has asked for", _translations,
              READS, said=told.Translations),
        Route("GET", "/v1/drafts", "The officer's drafts, and those that wait for a decision", _drafts,
              DRAFTS | RELEASES, said=told.Drafts),
        Route("POST", "/v1/drafts", "Begin a draft", _new, DRAFTS, body=Draft, said=told.DraftRef, status=201),
        Route("GET", draft, "A draft", _draft, DRAFTS | RELEASES, said=told.DraftSaid),
        Route("PUT", draft, "Replace a draft's text", _change, DRAFTS, body=Draft, said=told.DraftRef),
        Route("DELETE", draft, "Throw a draft away", _discard, DRAFTS, status=204),
        Route("POST", draft + "/submit", "Put it before who releases", _submit, DRAFTS, body=Text, said=told.DraftRef),
        Route("POST", draft + "/approve", "Sign the step of its route that waits; the last one releases it", _approve,
              RELEASES, said=told.Approved),
        Route("POST", draft + "/release", "Release it: another officer than the author", _release, RELEASES,
              said=told.Made, status=201),
        Route("POST", draft + "/return", "Return it with a remark", _return, RELEASES, body=Text, said=told.DraftRef),
        *(Route("POST", f"{one}/{name}", summary, step(act), scopes, body=body, said=told.Made, status=201)
          for name, summary, scopes, body, act in STEPS),
    )  # fmt: skip
    shown_at_home = {*ROUTE_STEPS, h.ASSIGNED, h.NOTED, t.HOME_ASKED, t.HOME_DECLINED, t.HOME_TRANSLATED}
    shared = {name for name, one in TYPES.types.items() if e.KIND in one.kinds} | {ERASED.name, COMPLIED.name}
    events.source("requests", events.Source(frozenset(shared | shown_at_home), _tell))
