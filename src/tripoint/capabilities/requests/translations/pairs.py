"""Translations in words: titles of what is stated about them, their codes as labelled parts, and how one was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tripoint.capabilities.requests.consent.pairs import Part
from tripoint.capabilities.requests.translations import entries as t
from tripoint.ledger.registry import Facts

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TITLES = {
    t.ASKED: _("Translation asked"),
    t.DECLINED: _("Translation declined"),
    t.TRANSLATED: _("Translation"),
    t.HOME_ASKED: _("Translation asked of a colleague"),
    t.HOME_TAKEN: _("Translation begun"),
    t.HOME_DECLINED: _("Translation declined by a colleague"),
    t.HOME_TRANSLATED: _("Translation of ours"),
}
LANGUAGES = {"vi": _("Vietnamese"), "lo": _("Lao"), "km": _("Khmer"), "en": _("English")}
MADE: dict[t.Made, StrOrPromise] = {
    "officer": _("translated by an officer"),
    "machine": _("made by a machine, not checked"),
    "machine-checked": _("made by a machine, checked by an officer"),
}
PLACES = {
    "text": _("Text"),
    "place": _("Place"),
    "held_at": _("Place of custody"),
    "handling_words": _("What the handling code limits"),
    "review_reason": _("Reason of the review"),
    "items": _("Answer about subject"),
}


def parts_of(facts: Facts) -> Iterator[Part]:
    """The labelled parts of a statement about translations; none for another."""
    match facts:
        case t.Translating(from_language=one, language=other, made=made, engine=engine):
            yield pgettext_lazy("a language", "From"), [("", "", LANGUAGES[one])]
            yield pgettext_lazy("a language", "Into"), [("", "", LANGUAGES[other])]
            yield pgettext_lazy("a translation", "Made"), [("", "", MADE[made])]
            if engine:
                yield _("Machine"), [("", "", engine)]
        case t.TranslationAskedFacts(language=language) | t.HomeTranslationAskedFacts(language=language):
            yield pgettext_lazy("a language", "Into"), [("", "", LANGUAGES[language])]
        case _:
            pass
    if isinstance(facts, t.HomeTranslationAskedFacts):
        yield pgettext_lazy("an office that something goes to", "To"), [("offices", facts.to_office, "")]


def place_title(place: str) -> StrOrPromise:
    """What a text of a statement is called, without the number of its subject."""
    return PLACES[place.partition(".")[0]]


def place_number(place: str) -> int | None:
    """The number of the subject that a text is about, counted from 1."""
    number = place.split(".")[1:2]
    return int(number[0]) + 1 if number else None
