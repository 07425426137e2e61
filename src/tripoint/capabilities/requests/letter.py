"""A statement as an official letter in the sender's and the reader's language, with the dossier file attached."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import labels, pairs
from tripoint.capabilities.requests import pressing_entries as pressing
from tripoint.capabilities.requests.contents import Described, OpenedContent
from tripoint.capabilities.requests.problems import NotPermitted, Problem
from tripoint.capabilities.requests.reading import Line, Reading
from tripoint.capabilities.requests.subject_pairs import subject_rows
from tripoint.capabilities.requests.translations.contents import TEXT
from tripoint.capabilities.requests.translations.shown import translations_of
from tripoint.documents import letter as d
from tripoint.ledger.dossier_file import export_dossier
from tripoint.ledger.ledger import Ledger
from tripoint.subjects import AnySubject, Person, names_for, subject_title
from tripoint.subjects.display import written

LANGUAGE_OF = {"VN": "vi", "KH": "km", "LA": "lo"}
"""The language in which a party's ministry writes; English where none is known."""

MOST_SUBJECTS_PRINTED = 20
"""Subjects that a letter prints; a list of more is for the software that reads the attached record."""

LETTERS = frozenset({e.OPENED, e.CALLED, e.RECORDED, e.ASKED, e.GIVEN, e.ANSWERED, e.REFUSED, e.EXTENDED, e.WITHDRAWN,
                     e.REDIRECTED, pressing.REMINDED, pressing.ESCALATED})  # fmt: skip
"""Statements of which a letter is printed."""


def letter_of(ledger: Ledger, reading: Reading, entry: str) -> d.Letter:
    """The letter of one entry of a dossier that was read. Raises NotPermitted when no letter is made of it."""
    line = next((one for one in reading.lines if one.id == entry), None)
    if line is None or line.facts is None or line.type not in LETTERS:
        raise NotPermitted(Problem("not-found"))
    state, described = reading.state, line.described
    asked = {row.addressee: row.addressee_office for row in reading.standings}
    to = _written_to(reading, line) if line.party == state.asker else state.asker
    graded = _handling(line)
    return d.Letter(
        languages=tuple(dict.fromkeys((LANGUAGE_OF.get(line.party, "en"), LANGUAGE_OF.get(to, "en")))),
        sender=_head(line.party, _office(line)),
        addressee=_head(to, state.office if to == state.asker else asked[to]),
        copies_to=tuple(label("offices", asked[one]) for one in asked if one not in (to, line.party)),
        reference=state.reference,
        written=line.time,
        title=words(pairs.title_of(line.type, line.facts)),
        signature=d.Signature(_title(described), described.signatory if described else ""),
        entry=line.id,
        record=export_dossier(ledger, state.dossier),
        handling=graded,
        handling_text=label("handling_codes", graded),
        exercise=state.exercise,
        blocks=tuple(_blocks(line, reading.answered)),
        subjects=tuple(_subjects(reading, line)),
        paragraphs=tuple(_paragraphs(reading, line)),
        enclosures=tuple(_enclosures(described)),
    )


def _written_to(reading: Reading, line: Line) -> str:
    """Whom a statement of the asker's is for. What is for all of a joint dossier is addressed to the own party, at home to
    the first of them, with copies to the others: the letter stays the same while answers come."""
    if isinstance(line.facts, e.GivenFacts):
        answers = line.facts.answers
        return next((one.party for one in reading.lines if one.id == answers), reading.state.addressee)
    every = [row.addressee for row in reading.standings]
    return getattr(line.facts, "to", None) or (every[0] if reading.is_asker else reading.state.addressee)


def words(text: object) -> d.Words:
    """A lazy or plain text in all languages."""
    if not isinstance(text, Promise):
        return d.Words(dict.fromkeys(reference.LANGUAGES, str(text)))
    found = {}
    for language in reference.LANGUAGES:
        with override(language):
            found[language] = str(text)
    return d.Words(found)


def label(list_name: str, code: str) -> d.Words:
    """A code's label in all languages; the code itself where the list does not have it."""
    known = {language: labels.label(list_name, code, language) for language in reference.LANGUAGES}
    by_language = {language: one.text for language, one in known.items() if one.language == language}
    unsure = frozenset(language for language in by_language if not known[language].confirmed)
    return d.Words(by_language or {"en": code}, unsure)


def _office(line: Line) -> str:
    return str(getattr(line.facts, "office", ""))


def _head(party: str, office: str) -> d.Letterhead:
    ministry = next(
        (
            one.code
            for one in reference.codes("offices")
            if one.more["party"] == party and one.more["level"] == "ministry"
        ),
        party,
    )
    return d.Letterhead(party, label("offices", ministry), label("offices", office) if office != ministry else None)


def _title(described: Described | None) -> d.Words:
    if described is None:
        return d.Words({"en": ""})
    title = described.title
    known = {language: getattr(title, language) for language in reference.LANGUAGES if getattr(title, language)}
    return d.Words(known or {"en": ""})


def _handling(line: Line) -> str:
    graded = getattr(line.facts, "graded", None)
    if graded is not None:
        return str(graded.handling)
    items = getattr(line.facts, "items", ())
    return max((str(one.handling) for one in items), default="H0")


def _blocks(line: Line, about: pairs.Answered) -> Iterable[d.Block]:
    if line.facts is None:
        return
    found = [_pair(pair) for pair in pairs.pairs_of(line.facts, line.content, about)]
    found += _list_note(line)
    if found:
        yield d.Block(words(_("Coded part")), tuple(found))


def _pair(pair: pairs.Pair) -> d.Pair:
    values = [_value(value) for value in pair.values]
    codes = " ".join(value.code for value in pair.values if value.code)
    joined: dict[str, str] = {}
    for language in reference.LANGUAGES:
        joined[language] = " · ".join(one.pick(language)[0] for one in values)
    unsure = frozenset(language for one in values for language in one.unconfirmed)
    return d.Pair(words(pair.label), d.Words(joined, unsure), codes)


def _value(value: pairs.Value) -> d.Words:
    parts = [label(value.list, value.code)] if value.code else []
    if value.day:
        parts.append(words(_day(value.day)))
    if value.text:
        parts.append(words(value.text))
    joined = {language: ", ".join(one.pick(language)[0] for one in parts) for language in reference.LANGUAGES}
    return d.Words(joined, frozenset(language for one in parts for language in one.unconfirmed))


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _subjects(reading: Reading, line: Line) -> Iterable[d.Subject]:
    """The subjects that the entry itself describes."""
    if isinstance(line.content, OpenedContent) and isinstance(line.facts, e.OpenedFacts):
        roles = [one.role for one in line.facts.subjects]
        described = list(zip(line.content.subjects, roles, strict=False))
        rows = subject_rows(line.facts, line.content, described)
        for subject, about in rows[:MOST_SUBJECTS_PRINTED]:
            yield d.Subject(_names(subject, LANGUAGE_OF.get(line.party, "en")), tuple(_pair(pair) for pair in about))


def _list_note(line: Line) -> Iterable[d.Pair]:
    """That a long list is not printed whole: the rest is in the attached record."""
    if isinstance(line.facts, e.OpenedFacts) and len(line.facts.subjects) > MOST_SUBJECTS_PRINTED:
        count = len(line.facts.subjects)
        note = pairs.when_shown(
            lambda: (
                gettext("%(count)d subjects; the first %(shown)d are printed, all stand in the attached record.")
                % {"count": count, "shown": MOST_SUBJECTS_PRINTED}
            )
        )
        yield d.Pair(words(_("List")), words(note))


def _names(subject: AnySubject, language: str) -> tuple[d.Name, ...]:
    if not isinstance(subject, Person):
        return (d.Name(subject_title(subject, language), "en"),)
    return tuple(
        d.Name(written(name), _name_language(name.script, name.language)) for name in names_for(subject, language)
    )


def _paragraphs(reading: Reading, line: Line) -> Iterable[d.Paragraph]:
    """The text with its translations: of an own letter those that the other party has too."""
    if line.described is None or not line.described.text:
        return
    known = [one for one in translations_of(reading, line.id) if not (line.is_own and one.at_home)]
    made = [(one, text.words) for one in known for text in one.texts if text.place == TEXT]
    translations = tuple(d.Translation(one.language, words, one.is_checked) for one, words in made)
    yield d.Paragraph(line.described.text, line.described.language, translations)


def _name_language(script: str, language: str | None) -> str:
    if script in ("Khmr", "Laoo"):
        return {"Khmr": "km", "Laoo": "lo"}[script]
    return "vi" if language == "vi" else "en"


def _enclosures(described: Described | None) -> Iterable[d.Enclosure]:
    for one in described.attachments if described else ():
        kind = _("PDF document") if one.media_type == "application/pdf" else _("Photograph")
        yield d.Enclosure(words(kind), one.digest, one.pages)
