"""Translations beside what they translate, as an officer reads them; they stand in the lines that were read and logged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tripoint.capabilities.requests.reading import Line, Reading
from tripoint.capabilities.requests.translations import entries as t
from tripoint.capabilities.requests.translations.contents import TranslatedContent, texts_of
from tripoint.capabilities.requests.translations.numbers import numbers_left_out
from tripoint.capabilities.requests.translations.pairs import LANGUAGES, MADE, place_number, place_title
from tripoint.ledger.admission import Verdict

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Text:
    """One text: what it is, which subject it is about (None: none), and its words."""

    place: str
    title: StrOrPromise
    number: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A translation. `at_home`: the other party does not have it; `is_checked`: a person vouches for it; `left_out`:
    numbers of the texts translated that it lacks, whoever made it and whatever was said of them when it was."""

    line: Line
    language: str
    language_name: StrOrPromise
    made: StrOrPromise
    engine: str
    is_checked: bool
    at_home: bool
    by: str
    texts: tuple[Text, ...]
    left_out: tuple[str, ...] = ()


def texts_shown(texts: Iterable[tuple[str, str]]) -> tuple[Text, ...]:
    """Texts by place as they are shown."""
    return tuple(Text(place, place_title(place), place_number(place), words) for place, words in texts)


def translations_of(found: Reading, item: str) -> tuple[Shown, ...]:
    """The translations of one statement: those that a person vouches for first, then the latest."""
    return translations_by_item(found).get(item, ())


def translations_by_item(found: Reading) -> dict[str, tuple[Shown, ...]]:
    """The same for each statement that has any."""
    rows: dict[str, list[Shown]] = {}
    for item, one in _all(found):
        rows.setdefault(item, []).append(one)
    return {
        item: tuple(sorted(made, key=lambda one: (not one.is_checked, -one.line.time.timestamp())))
        for item, made in rows.items()
    }


def _all(found: Reading) -> Iterator[tuple[str, Shown]]:
    """Each translation with the statement that it is of."""
    sources = {line.id: line.content for line in found.lines}
    for line in (*found.lines, *found.home):
        facts, content = line.facts, line.content
        if not isinstance(facts, t.Translating) or not isinstance(content, TranslatedContent):
            continue
        if line.verdict is Verdict.APPLIED and content.language == facts.language:
            made, source = content.by_place, texts_of(sources.get(facts.item))
            yield facts.item, Shown(
                line=line, language=facts.language, language_name=LANGUAGES[facts.language], made=MADE[facts.made],
                engine=facts.engine or "", is_checked=facts.made != "machine",
                at_home=isinstance(facts, t.HomeTranslatedFacts), by=content.signatory,
                texts=texts_shown(made.items()),
                left_out=tuple(numbers_left_out({place: source.get(place, "") for place in made}, made)),
            )  # fmt: skip


def translatable(line: Line) -> bool:
    """Whether a line has words that can be translated."""
    return line.type in t.SOURCES and line.verdict is Verdict.APPLIED and bool(texts_of(line.content))
