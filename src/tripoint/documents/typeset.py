"""From a Letter to PDF bytes through typst.

What people typed reaches the template as JSON values only, which typst prints letter by letter and never reads as
markup; the template is one fixed file and its root holds nothing else to read.
"""

import io
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import segno
import typst

from tripoint.documents.conventions import convention, place_and_date
from tripoint.documents.letter import Letter, Letterhead, Pair, Subject, Words
from tripoint.documents.script import printable
from tripoint.documents.wording import mark, say

_ = mark

LANGUAGE_NAMES = {"vi": _("Vietnamese"), "lo": _("Lao"), "km": _("Khmer"), "en": _("English")}
STANDARD: Final = "a-3a"  # PDF/A-3a: archivable, tagged for screen readers, may carry an attachment
RECORD_NAME = "record.tripoint"
_PACKAGE = Path(str(files("tripoint.documents")))

Text = dict[str, str]  # {"t": what is printed, "l": its language}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_PACKAGE / "fonts")])


@cache
def _template() -> bytes:
    return (_PACKAGE / "template" / "letter.typ").read_bytes()


def typeset(letter: Letter) -> bytes:
    """Return the PDF of a LETTER that has been checked. About 10 ms a page."""
    original = letter.languages[0]
    data = {
        "copies": [_copy(letter, language, original) for language in letter.languages],
        "exercise": letter.exercise,
        "exercise_words": [_text(say(one, _("EXERCISE")), one) for one in dict.fromkeys((*letter.languages, "en"))],
        "reference": printable(letter.reference),
        "handling": printable(letter.handling),
        "entry": groups(letter.entry),
        "qr": qr(letter.reference, letter.entry),
        "title": printable(letter.title.pick(original)[0]),
    }
    compiler = typst.Compiler(
        input=_template(), root=str(_PACKAGE / "template"), font_paths=_fonts(), ignore_system_fonts=True
    )
    result = compiler.compile(
        format="pdf",
        sys_inputs={"letter": json.dumps(data, ensure_ascii=False), "record": letter.record.decode("latin-1")},
        pdf_standards=[STANDARD],
        timestamp=int(letter.written.timestamp()),
    )
    if not isinstance(result, bytes):
        raise TypeError("typst gave no PDF")
    return result


def groups(digest: str) -> str:
    """Return DIGEST in groups of four characters, as a person reads it aloud."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def qr(reference: str, entry: str) -> str:
    """Return the QR code of REFERENCE and ENTRY as SVG. Its text is ``TRIPOINT 1 <reference> <entry id>``."""
    code = segno.make(f"TRIPOINT 1 {reference} {entry}", error="m", micro=False)
    sheet = io.BytesIO()
    code.save(sheet, kind="svg", border=2, xmldecl=False)
    return sheet.getvalue().decode()


def _text(text: str, language: str) -> Text:
    return {"t": printable(text), "l": language}


def _value(value: Words | str, language: str) -> dict[str, object]:
    """Return a value with the marks its reader needs: another language than the page's, wording not yet confirmed."""
    if isinstance(value, str):
        return {**_text(value, language), "other": "", "english": "", "unconfirmed": False}
    text, found = value.pick(language)
    unconfirmed = found in value.unconfirmed
    english = value.by_language.get("en", "") if unconfirmed and found != "en" else ""
    other = say(language, LANGUAGE_NAMES[found]) if found != language else ""
    return {**_text(text, found), "other": other, "english": printable(english), "unconfirmed": unconfirmed}


def _pair(pair: Pair, language: str) -> dict[str, object]:
    return {
        "label": _value(pair.label, language),
        "value": _value(pair.value, language),
        "code": printable(pair.code),
    }


def _head(head: Letterhead, language: str) -> dict[str, object]:
    form = convention(head.party)
    return {
        "layout": form.layout,
        "date_at": form.date_at,
        "number_at": form.number_at,
        "state": form.state.get(language, form.state.get("en", "")),
        "motto": form.motto.get(language, form.motto.get("en", "")),
        "ministry": _value(head.ministry, language),
        "office": _value(head.office, language) if head.office else None,
    }


def _subject(subject: Subject, language: str) -> dict[str, object]:
    names = sorted(subject.names, key=lambda name: name.language != language)  # the reader's writing first; stable
    return {
        "names": [
            {**_text(name.text, name.language), "script": say(language, LANGUAGE_NAMES[name.language])}
            for name in names
        ],
        "pairs": [_pair(pair, language) for pair in subject.pairs],
    }


def _paragraphs(letter: Letter, language: str) -> list[dict[str, object]]:
    """Return the free text for the copy in LANGUAGE: the translation and its origin, else the text as written."""
    found: list[dict[str, object]] = []
    for paragraph in letter.paragraphs:
        text, written, note = paragraph.text, paragraph.language, ""
        name = say(language, LANGUAGE_NAMES[paragraph.language])
        if paragraph.language != language:
            reading = paragraph.reading(language)
            if reading is None:
                note = say(language, _("Not translated. The original text, in {language}:"), language=name)
            else:
                text, written = reading.text, language
                checked = _("Translated from {language}, checked by a person.")
                machine = _("Translated from {language} by machine, not checked by a person.")
                note = say(language, checked if reading.checked else machine, language=name)
        parts = [part.strip("\n") for part in printable(text).split("\n\n")]
        found.append({"parts": [part.split("\n") for part in parts if part.strip()], "l": written, "note": note})
    return found


def _copy(letter: Letter, language: str, original: str) -> dict[str, object]:
    """Return everything that the template prints for the copy in LANGUAGE, chosen and cleaned."""
    place = letter.sender.place.pick(language)[0] if letter.sender.place else ""
    labels = {key: say(language, sentence) for key, sentence in LABELS.items()}
    first = say(language, LANGUAGE_NAMES[original])
    enclosures = []
    for enclosure in letter.enclosures:
        pages = say(language, _("pages: {number}"), number=enclosure.pages) if enclosure.pages else ""
        enclosures.append(
            {"name": _value(enclosure.name, language), "digest": groups(enclosure.digest), "pages": pages}
        )
    copy = {
        "language": language,
        "reading": language != original,
        "reading_note": say(language, _("The original of this letter is in {language}."), language=first),
        "labels": labels,
        "head": _head(letter.sender, language),
        "to": _head(letter.addressee, language),
        "date": printable(place_and_date(place, letter.written, letter.sender.party, language)),
        "title": _value(letter.title, language),
        "blocks": [
            {"heading": _value(block.heading, language), "pairs": [_pair(pair, language) for pair in block.pairs]}
            for block in letter.blocks
        ],
        "subjects": [_subject(subject, language) for subject in letter.subjects],
        "paragraphs": _paragraphs(letter, language),
        "enclosures": enclosures,
        "copies_to": [_value(words, language) for words in letter.copies_to],
        "handling_text": _value(letter.handling_text, language) if letter.handling_text else None,
        "signature": {
            "title": _value(letter.signature.title, language),
            "authority": _value(letter.signature.authority, language) if letter.signature.authority else None,
            "name": printable(letter.signature.name),
        },
    }
    return {**copy, "uncertain": _uncertain(copy)}


def _uncertain(value: object) -> bool:
    """Say whether any wording in VALUE awaits a native speaker, so that the mark is explained on the page."""
    if isinstance(value, dict):
        return value.get("unconfirmed") is True or any(map(_uncertain, value.values()))
    return isinstance(value, list) and any(map(_uncertain, value))


LABELS = {
    "number": _("Number"),
    "to": _("To"),
    "about": _("Subject"),
    "person": _("Person concerned"),
    "handling": _("Handling"),
    "enclosures": _("Enclosures"),
    "copies_to": _("Recipients"),
    "reading": _("READING COPY"),
    "unsigned": _("Signed in the original."),
    "closing": _("With high respect."),
    "stamp": _("Stamp"),
    "entry": _("Signed entry"),
    "proof": _(
        "The signed record is attached to this PDF as record.tripoint. It, not this print, is the proof; "
        "check it with: tripoint verify."
    ),
    "unconfirmed": _("° Wording not yet confirmed by a native speaker."),
    "page": _("Page {number} of {total}"),
}
