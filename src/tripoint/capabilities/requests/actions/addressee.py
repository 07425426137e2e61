"""What the asked party's officers do: take, ask back, answer, refuse, extend, redirect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.actions.books import number, sent_out
from tripoint.capabilities.requests.actions.stating import (
    Matter,
    Words,
    home_drafts,
    matter_for,
    not_stopped,
    origin,
    state,
)
from tripoint.capabilities.requests.book_entries import NUMBERED
from tripoint.capabilities.requests.contents import (
    AnsweredContent,
    ChannelReference,
    Described,
    ItemContent,
    RefusedContent,
)
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, Problem
from tripoint.ledger.admission import Verdict
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Entry
from tripoint.ledger.registry import TYPES, Content, Facts
from tripoint.safeguards.protection_stop import Step

MOST_ITEMS = 80
"""Items of one answer: 80 of 140 bytes stay within the 16 KiB of an entry's facts."""


def take(ledger: Ledger, who: Acting, dossier: str) -> str:
    """Says that this officer's office deals with the request, and whom the asker can call. Returns the entry's id.

    Raises ActionRefused("state-taken") when a colleague was first.
    """
    found = _open(ledger, who, dossier, Step.TAKE)
    facts = e.StatementFacts(**origin(ledger, who, found.state.dossier))
    return _state(ledger, who, found, e.TAKEN, facts, Described(**Words("en").described(who)))


def ask_back(ledger: Ledger, who: Acting, dossier: str, asks: Sequence[str], words: Words) -> str:
    """Asks the asker for what is missing (list clarification_asks); the clock in days stands still from its receipt."""
    found = _open(ledger, who, dossier, Step.ASK_BACK)
    if not asks:
        raise ActionRefused(Problem("required", "asks"))
    if "OTHER" in asks and not words.text.strip():
        raise ActionRefused(Problem("required", "text"))
    if words.attached and found.state.is_unrecorded:
        raise ActionRefused(Problem("oral-unrecorded"))
    facts = e.AskedFacts(**origin(ledger, who, found.state.dossier), asks=tuple(asks), blobs=words.blobs)
    return _state(ledger, who, found, e.ASKED, facts, Described(**words.described(who)))


def answer(
    ledger: Ledger,
    who: Acting,
    dossier: str,
    scope: str,
    items: Sequence[e.AnswerItem],
    words: Words,
    said: Sequence[ItemContent] = (),
    handling_words: str = "",
) -> str:
    """Answers a part, the whole, or adds a supplement (`scope`); `said` describes what `items` code.

    Raises ActionRefused: `s3-stopped` or `under-review` while a protection stop stands, and what the safeguards find.
    """
    found = _open(ledger, who, dossier, Step.ANSWER)
    if not items:
        raise ActionRefused(Problem("required", "items"))
    if any(item.handling == "H3" for item in items) and not handling_words.strip():
        raise ActionRefused(Problem("s7-handling-words", "handling_words"))
    if found.state.is_unrecorded:
        raise ActionRefused(Problem("oral-unrecorded"))
    drafts = _answers(ledger, who, found, scope, items, words, said, handling_words)
    letter, at_home = sent_out(ledger, who, found, cast(AnsweredContent, drafts[-1].content))
    drafts[-1] = replace(drafts[-1], content=letter)  # the one with the words is the letter that gets a number
    return state(ledger, who, [*drafts, *at_home])[len(drafts) - 1].entry.id


def open_places(ledger: Ledger, who: Acting, dossier: str) -> tuple[int, ...]:
    """The subjects of a request, by place, that have no answer and no refusal of their own yet."""
    found = matter_for(ledger, who, dossier, side="addressee")
    done = {item.subject for facts in answered_facts(ledger, dossier) for item in facts.items}
    return tuple(place for place in range(max(1, found.state.subjects)) if place not in done)


def answered_facts(ledger: Ledger, dossier: str) -> list[e.AnsweredFacts]:
    """This party's answers that stand in a request, in the order of their numbers."""
    rows = Entry.objects.using(ledger.using).filter(
        dossier=dossier, type=e.ANSWERED, party=ledger.party, verdict=Verdict.APPLIED
    )
    known = ledger.store.known(list(rows.values_list("id", flat=True)))
    kind = TYPES.types[e.ANSWERED]
    return [cast(e.AnsweredFacts, kind.read_facts(known[one.id].facts())) for one in rows.order_by("seq")]


def answer_some(
    ledger: Ledger,
    who: Acting,
    dossier: str,
    items: Sequence[e.AnswerItem],
    words: Words,
    said: Sequence[ItemContent] = (),
    handling_words: str = "",
) -> str:
    """Answers some subjects of a list: a part, or the whole once all have an answer; a supplement after that."""
    state_row = matter_for(ledger, who, dossier, side="addressee").state
    left = set(open_places(ledger, who, dossier)) - {item.subject for item in items}
    scope = "supplement" if state_row.answered_at or state_row.refused_at else "part" if left else "whole"
    return answer(ledger, who, dossier, scope, items, words, said, handling_words)


def _answers(
    ledger: Ledger,
    who: Acting,
    found: Matter,
    scope: str,
    items: Sequence[e.AnswerItem],
    words: Words,
    said: Sequence[ItemContent],
    handling_words: str,
) -> list[Draft]:
    """One statement, or for a long list several: an entry's facts are bounded. All but the last are parts."""
    dossier, drafts = found.state.dossier, []
    for start in range(0, len(items), MOST_ITEMS):
        batch, is_last = tuple(items[start : start + MOST_ITEMS]), start + MOST_ITEMS >= len(items)
        places = {item.subject for item in batch}
        spoken = words if is_last else Words(words.language)
        facts = e.AnsweredFacts(
            **origin(ledger, who, found.state.dossier), scope=scope if is_last or scope == "supplement" else "part", items=batch,
            blobs=spoken.blobs,
        )  # fmt: skip
        content = AnsweredContent(
            **spoken.described(who), items=tuple(one for one in said if one.subject in places),
            handling_words=handling_words,
        )  # fmt: skip
        drafts.append(Draft(e.ANSWERED, facts, content, dossier, tuple(filter(None, (dossier, found.state.record)))))
    return drafts


def refuse(
    ledger: Ledger, who: Acting, dossier: str, ground: str, words: Words, elsewhere: ChannelReference | None = None
) -> str:
    """Refuses with a coded ground (list refusal_grounds); the text is the officer's to add. `elsewhere`: where it was
    answered, with the ground ANSWERED and only then (ActionRefused: elsewhere)."""
    found = _open(ledger, who, dossier, Step.REFUSE)
    if elsewhere is not None and ground != "ANSWERED":
        raise ActionRefused(Problem("elsewhere", "elsewhere"))
    facts = e.RefusedFacts(**origin(ledger, who, found.state.dossier), ground=ground)
    content = RefusedContent(**words.described(who), elsewhere=elsewhere)
    return _state(ledger, who, found, e.REFUSED, facts, content)


def extend(ledger: Ledger, who: Acting, dossier: str, ground: str, until: date) -> str:
    """Says that it takes longer, why (list extension_grounds), and until what day. The one thing that a stop shows."""
    found = _open(ledger, who, dossier, Step.EXTEND)
    facts = e.ExtendedFacts(**origin(ledger, who, found.state.dossier), ground=ground, until=until)
    return _state(ledger, who, found, e.EXTENDED, facts, None)


def redirect(ledger: Ledger, who: Acting, dossier: str, to_office: str, reason: str) -> str:
    """Passes the request to the competent office of the same party (list redirect_reasons); the asker sees it."""
    found = _open(ledger, who, dossier, Step.REDIRECT)
    facts = e.RedirectedFacts(**origin(ledger, who, found.state.dossier), to_office=to_office, reason=reason)
    return _state(ledger, who, found, e.REDIRECTED, facts, None)


def _open(ledger: Ledger, who: Acting, dossier: str, step: Step) -> Matter:
    found = matter_for(ledger, who, dossier, side="addressee")
    if found.state.closed_at:
        raise ActionRefused(Problem("state-closed"))
    if found.state.withdrawn_at and step is not Step.ANSWER:
        raise ActionRefused(Problem("state-withdrawn"))
    not_stopped(found, who, step)
    return found


def _state(ledger: Ledger, who: Acting, found: Matter, entry_type: str, facts: Facts, content: Content | None) -> str:
    """States, and gives the letter its number in the office's outgoing book; what is taken, one in the incoming book."""
    dossier = found.state.dossier
    at_home: tuple[Draft, ...] = ()
    if entry_type == e.TAKEN:
        given = number(ledger, who, who.office, "in", dossier)
        home, opening = home_drafts(ledger, found)
        at_home = (*opening, Draft(NUMBERED, given, None, home))
    elif isinstance(content, Described):
        content, at_home = sent_out(ledger, who, found, content)
    names = (dossier, *([found.state.record] if entry_type == e.ASKED and found.state.record else []))
    return state(ledger, who, [Draft(entry_type, facts, content, dossier, names), *at_home])[0].entry.id
