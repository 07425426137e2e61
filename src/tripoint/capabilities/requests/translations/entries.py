"""What is stated about translations: asked and declined, in the dossier and at home; and the translations themselves.

A translation is its maker's statement beside the source, which it names; the signed text stays the source's. It is
erased with the source at every holder (docs/protocol.md, "Erasure").
"""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import Field

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import pressing_entries as pressing
from tripoint.capabilities.requests.consent import entries as c
from tripoint.capabilities.requests.contents import Described, Language
from tripoint.capabilities.requests.home_entries import ANYONE, HomeFacts, Note
from tripoint.capabilities.requests.home_entries import KIND as AT_HOME
from tripoint.capabilities.requests.message_entries import MESSAGE
from tripoint.capabilities.requests.translations.contents import TranslatedContent
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, Facts, Statement
from tripoint.safeguards import data_stays_home, refuse

ASKED = "request.translation-asked.v1"
DECLINED = "request.translation-declined.v1"
TRANSLATED = "request.translated.v1"
HOME_ASKED = "home.translation-asked.v1"
HOME_TAKEN = "home.translation-taken.v1"
HOME_DECLINED = "home.translation-declined.v1"
HOME_TRANSLATED = "home.translated.v1"

SOURCES = frozenset({
    e.OPENED, e.CALLED, e.RECORDED, e.ASKED, e.GIVEN, e.ANSWERED, e.REFUSED, pressing.REMINDED, pressing.ESCALATED,
    c.ASKED, c.ANSWERED, c.USED, MESSAGE,
})  # fmt: skip
"""Statements whose words can be translated."""
MOST_ASKED = 100  # by one party in one dossier
MOST_TRANSLATED = 400  # likewise: a hundred statements in the three other languages, and some again

Made = Literal["officer", "machine", "machine-checked"]
EngineName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$")]


class Translating(Facts):
    """From which language into which, and how it was made: by an officer; by the engine of that name, taken over as it
    was; or so, and checked against the source by an officer."""

    item: e.EntryId
    asked: e.EntryId | None = None
    from_language: Language
    language: Language
    made: Made
    engine: EngineName | None = None


class TranslationAskedFacts(e.StatementFacts):
    """The party `of` is asked for the words of `item` in a language."""

    item: e.EntryId
    of: e.PartyCode
    language: Language


class TranslationDeclinedFacts(e.StatementFacts):
    """The party that was asked does not translate; why stands in the content."""

    asked: e.EntryId


class TranslatedFacts(Translating, e.StatementFacts):
    """A translation for both parties: the author's of its own statement, or another participant's."""


class HomeTranslationAskedFacts(HomeFacts):
    """The translators of an office of this party are asked for the words of `item`, a statement in the matter."""

    item: e.EntryId
    language: Language
    to_office: e.OfficeCode


class HomeTranslationTakenFacts(HomeFacts):
    """An officer begins with what was asked."""

    asked: e.EntryId


class HomeTranslationDeclinedFacts(HomeTranslationTakenFacts):
    """It will not be translated there; why stands in the content."""


class HomeTranslatedFacts(Translating, HomeFacts):
    """A translation for this party alone."""


def _retained(statement: Statement) -> None:
    refuse(data_stays_home.check_retention(statement.entry.retain, day=statement.entry.time.date()))


def _many(statement: Statement, entry_type: str, most: int) -> None:
    if sum(one.entry.type == entry_type for one in statement.own) >= most:
        raise Refused("translation-many", f"at most {most} in one dossier")


def _asked(statement: Statement) -> None:
    _retained(statement)
    facts = cast(TranslationAskedFacts, statement.facts)
    if [one.entry.id for one in statement.named] != [facts.item]:
        raise Refused("re", "names another entry than is to be translated", "item")
    if facts.of == statement.entry.party or facts.of not in statement.opening.participants:
        raise Refused("translation-of", "another participant is asked", "of")
    _many(statement, ASKED, MOST_ASKED)


def _declined(statement: Statement) -> None:
    _retained(statement)
    asked = statement.named[0]
    if asked.entry.id != cast(TranslationDeclinedFacts, statement.facts).asked:
        raise Refused("re", "names another ask than it declines", "asked")
    if cast(TranslationAskedFacts, asked.facts).of != statement.entry.party:
        raise Refused("translation-of", "another party was asked", "asked")
    _not_done(statement, asked.entry.id)
    if statement.entry.content_digest is None:
        raise Refused("required", "says why", "text")


def _not_done(statement: Statement, asked: str) -> None:
    """The author has neither declined nor translated what was asked."""
    for one in statement.own:
        match one.facts:
            case TranslationDeclinedFacts(asked=done) | HomeTranslationDeclinedFacts(asked=done) if done == asked:
                raise Refused("translation-done", "this has been declined", "asked")
            case TranslatedFacts(asked=done) | HomeTranslatedFacts(asked=done) if done == asked:
                raise Refused("translation-done", "this has been translated", "asked")
            case _:
                pass


def _translating(statement: Statement, entry_type: str) -> None:
    facts = cast(Translating, statement.facts)
    if facts.from_language == facts.language:
        raise Refused("translation-language", "a translation is in another language", "language")
    if (facts.engine is None) != (facts.made == "officer"):
        raise Refused("translation-engine", "an engine is named where a machine was used", "engine")
    if statement.entry.content_digest is None:
        raise Refused("required", "a translation has words", "text")
    _many(statement, entry_type, MOST_TRANSLATED)


def _translated(statement: Statement) -> None:
    _retained(statement)
    _translating(statement, TRANSLATED)
    facts = cast(TranslatedFacts, statement.facts)
    if [one.entry.id for one in statement.named] != [facts.item, *filter(None, (facts.asked,))]:
        raise Refused("re", "names other entries than it translates and answers", "item")
    if statement.named[0].entry.type not in SOURCES:
        raise Refused("re", "a translation translates a statement", "item")
    if facts.asked is None:
        return
    asked = statement.named[1].facts
    if not isinstance(asked, TranslationAskedFacts) or (asked.item, asked.language) != (facts.item, facts.language):
        raise Refused("translation-asked", "something else was asked", "asked")
    if asked.of != statement.entry.party:
        raise Refused("translation-of", "another party was asked", "asked")


def _home_taken(statement: Statement) -> None:
    facts, asked = cast(HomeTranslationTakenFacts, statement.facts), statement.named[0]
    if asked.entry.id != facts.asked:
        raise Refused("re", "names another ask", "asked")
    _not_done(statement, facts.asked)
    if isinstance(facts, HomeTranslationDeclinedFacts):
        if statement.entry.content_digest is None:
            raise Refused("required", "says why", "text")
    elif any(type(one.facts) is HomeTranslationTakenFacts and one.facts.asked == facts.asked for one in statement.own):
        raise Refused("translation-taken", "a colleague has taken this", "asked")


def _home_translated(statement: Statement) -> None:
    _translating(statement, HOME_TRANSLATED)
    facts = cast(HomeTranslatedFacts, statement.facts)
    if [one.entry.id for one in statement.named] != list(filter(None, (facts.asked,))):
        raise Refused("re", "names another ask than it answers", "asked")
    if facts.asked is None:
        return
    asked = cast(HomeTranslationAskedFacts, statement.named[0].facts)
    if (asked.item, asked.language) != (facts.item, facts.language):
        raise Refused("translation-asked", "something else was asked", "asked")


_OF_REQUEST = frozenset({e.KIND})
_OF_HOME = frozenset({AT_HOME})
_OF_ASK = frozenset({HOME_ASKED})

TYPES.register(
    EntryType(
        ASKED, TranslationAskedFacts, Described, _OF_REQUEST, roles=e.DESK, re=SOURCES, re_least=1, needs_own=True, rule=_asked
    ),
    EntryType(
        DECLINED, TranslationDeclinedFacts, Described, _OF_REQUEST, roles=e.DESK, re=frozenset({ASKED}), re_least=1,
        needs_own=True, rule=_declined,
    ),
    EntryType(
        TRANSLATED, TranslatedFacts, TranslatedContent, _OF_REQUEST, roles=e.DESK, re=SOURCES | {ASKED}, re_least=1,
        needs_own=True, derived="item", rule=_translated,
    ),
    EntryType(HOME_ASKED, HomeTranslationAskedFacts, Note, _OF_HOME, roles=ANYONE),
    EntryType(
        HOME_TAKEN, HomeTranslationTakenFacts, None, _OF_HOME, "any", "never", ANYONE, re=_OF_ASK, re_least=1, needs_own=True,
        rule=_home_taken,
    ),
    EntryType(
        HOME_DECLINED, HomeTranslationDeclinedFacts, Note, _OF_HOME, roles=ANYONE, re=_OF_ASK, re_least=1, needs_own=True,
        rule=_home_taken,
    ),
    EntryType(
        HOME_TRANSLATED, HomeTranslatedFacts, TranslatedContent, _OF_HOME, roles=ANYONE, re=_OF_ASK, needs_own=True,
        derived="item", rule=_home_translated,
    ),
)  # fmt: skip
