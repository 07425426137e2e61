"""Originator control: consent asked of an item's owner and answered by it; use for danger to life, told at once.

An item is a statement with a handling code: the request, a reply to a question, an answer, a message. Its owner is the party that
signed it. At home a use for danger to life is proposed by one officer and signed by a second.
"""

from __future__ import annotations

from typing import Literal, cast

from pydantic import Field

from tripoint import reference
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.contents import Described
from tripoint.capabilities.requests.home_entries import KIND as AT_HOME
from tripoint.capabilities.requests.home_entries import HomeFacts, Note
from tripoint.capabilities.requests.kind_rules import Asking
from tripoint.capabilities.requests.message_entries import MESSAGE, MessageFacts
from tripoint.capabilities.requests.oral.entries import CalledFacts
from tripoint.capabilities.requests.second_word import SecondWordFacts, check_second_word
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, Facts, Named, Statement
from tripoint.safeguards import data_stays_home, onward_use, refuse
from tripoint.safeguards.both_sides import Pseudonym, check_release
from tripoint.safeguards.onward_use import Use

ASKED = "request.consent-asked.v1"
ANSWERED = "request.consent-answered.v1"
USED = "request.used-in-emergency.v1"
PROPOSED = "home.emergency-use-proposed.v1"
DECIDED = "home.emergency-use-decided.v1"

ITEMS = frozenset({e.OPENED, e.CALLED, e.RECORDED, e.GIVEN, e.ANSWERED, MESSAGE})
MOST_ASKED = 100  # by one party in one dossier


class ConsentAskedFacts(e.StatementFacts):
    """Which item of another party, and for which use."""

    item: e.EntryId
    what: Use


class ConsentAnsweredFacts(e.StatementFacts):
    """The owner's word on what was asked; conditions go with a consent."""

    asked: e.EntryId
    decision: Literal["given", "denied"]
    conditions: tuple[e.ListCode, ...] = Field((), max_length=8)


class UsedFacts(e.StatementFacts):
    """An item of another party was used without consent because a life was in danger; two officers signed."""

    item: e.EntryId
    what: Use
    released_by: Pseudonym


class UseProposedFacts(HomeFacts):
    """One officer's proposal of such a use; a second officer decides."""

    item: e.EntryId
    what: Use


class DecidedFacts(SecondWordFacts):
    """The second officer's word."""


def handling_of(facts: Facts) -> tuple[str, ...]:
    """The handling codes of an item; none for another statement."""
    match facts:
        case (
            e.OpenedFacts(graded=graded)
            | e.GivenFacts(graded=graded)
            | MessageFacts(graded=graded)
            | CalledFacts(graded=graded)
        ):
            return (graded.handling,)
        case e.AnsweredFacts(items=items):
            return tuple(dict.fromkeys(one.handling for one in items))
        case _:
            return ()


def _retained(statement: Statement) -> None:
    refuse(data_stays_home.check_retention(statement.entry.retain, day=statement.entry.time.date()))


def _use_of(statement: Statement, item: str, what: Use) -> None:
    """The item is the one that is named, another party's, and the use is one that its owner decides on."""
    if [one.entry.id for one in statement.named] != [item]:
        raise Refused("re", "names another entry than the item", "item")
    named = statement.named[0]
    if named.entry.party == statement.entry.party:
        raise Refused("consent-owner", "nobody needs consent for an own item", "item")
    stated = cast(Asking, statement.opening).purpose
    refuse(onward_use.check(what, stated=stated, day=statement.entry.time.date()))
    if not onward_use.owes_consent(what.use, handling_of(named.facts)):
        raise Refused("consent-free", "the handling code leaves this use free", "use")


def _asked(statement: Statement) -> None:
    _retained(statement)
    facts = cast(ConsentAskedFacts, statement.facts)
    _use_of(statement, facts.item, facts.what)
    if sum(one.entry.type == ASKED for one in statement.own) >= MOST_ASKED:
        raise Refused("consent-many", f"at most {MOST_ASKED} in one dossier")


def _answered(statement: Statement) -> None:
    _retained(statement)
    facts, party = cast(ConsentAnsweredFacts, statement.facts), statement.entry.party
    asks: list[Named] = [one for one in statement.named if one.entry.type == ASKED]
    items: list[Named] = [one for one in statement.named if one.entry.type in ITEMS]
    if [one.entry.id for one in asks] != [facts.asked]:
        raise Refused("re", "names another consent asked than it answers", "asked")
    if [one.entry.id for one in items] != [cast(ConsentAskedFacts, asks[0].facts).item]:
        raise Refused("re", "names another item than was asked about", "asked")
    if items[0].entry.party != party:
        raise Refused("consent-owner", "only the owner of the item answers", "asked")
    if any(isinstance(one.facts, ConsentAnsweredFacts) and one.facts.asked == facts.asked for one in statement.own):
        raise Refused("consent-answered", "this has been answered", "asked")
    if facts.conditions and facts.decision != "given":
        raise Refused("consent-conditions", "conditions go with a consent", "conditions")
    for code in facts.conditions:
        if not reference.is_open("consent_conditions", code, statement.entry.time.date()):
            raise Refused("code", f"consent_conditions: {code}", "conditions")


def _used(statement: Statement) -> None:
    _retained(statement)
    facts = cast(UsedFacts, statement.facts)
    _use_of(statement, facts.item, facts.what)
    refuse(check_release(author=facts.officer, released_by=facts.released_by))
    if statement.entry.content_digest is None:
        raise Refused("consent-danger", "says in words what the danger to life was", "text")


def _decided(statement: Statement) -> None:
    check_second_word(statement, field="released_by", said="consent-answered")


_OF_REQUEST = frozenset({e.KIND})
_OF_HOME = frozenset({AT_HOME})

TYPES.register(
    EntryType(
        ASKED, ConsentAskedFacts, Described, _OF_REQUEST, roles=e.DESK, re=ITEMS, re_least=1, needs_own=True,
        rule=_asked,
    ),
    EntryType(
        ANSWERED, ConsentAnsweredFacts, Described, _OF_REQUEST, "any", "never", e.RELEASES, re=ITEMS | {ASKED},
        re_least=2, needs_own=True, rule=_answered,
    ),
    EntryType(USED, UsedFacts, Described, _OF_REQUEST, "any", "never", e.RELEASES, re=ITEMS, re_least=1, rule=_used),
    EntryType(PROPOSED, UseProposedFacts, Note, _OF_HOME, "any", "never", e.DESK),
    EntryType(
        DECIDED, DecidedFacts, Note, _OF_HOME, "any", "never", e.RELEASES, re=frozenset({PROPOSED}), re_least=1,
        needs_own=True, rule=_decided,
    ),
)  # fmt: skip
