"""Does a document's number look like one of its country? Only ever a warning: formats change, and papers are misread.

The formats are from memory of the three countries' documents (confidence medium) except the Vietnamese 12-digit number,
whose parts stand in Decree 137/2015/ND-CP Art. 13: province, century and sex, two digits of the year of birth, serial.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tripoint.subjects.persons import Document, Person

PASSPORTS = {
    "VN": re.compile(r"[A-Z]\d{7,8}"),
    "KH": re.compile(r"[A-Z]\d{7,8}"),
    "LA": re.compile(r"[A-Z]{1,2}\d{6,8}"),
}
CARDS = {"VN": re.compile(r"\d{9}|\d{12}"), "KH": re.compile(r"\d{9,10}")}
VIETNAMESE_CENTURIES = {"0": ("M", "19"), "1": ("F", "19"), "2": ("M", "20"), "3": ("F", "20")}
"""Fourth digit of a Vietnamese 12-digit number: sex, and the first two digits of the year of birth."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something about a document that an officer should look at again.

    `code`: passport_format, card_format, number_and_birth, number_and_sex, issued_before_birth. `number` is the number
    as given; `hints` what a message needs beside it.
    """

    code: str
    number: str
    hints: dict[str, str] = field(default_factory=dict)


def bare_number(number: str) -> str:
    """A document's number without blanks, dots and hyphens, in capitals: what is compared and searched."""
    return re.sub(r"[\s.\-/]", "", number).upper()


def concerns_about(person: Person) -> tuple[Concern, ...]:
    """Everything about the person's documents that looks odd; empty when nothing does."""
    return tuple(concern for document in person.documents for concern in _look_at(document, person))


def _look_at(document: Document, person: Person) -> list[Concern]:
    number = bare_number(document.number)
    found = []
    is_passport = document.type == "PASSPORT"
    form = (PASSPORTS if is_passport else CARDS if document.type == "ID-CARD" else {}).get(document.country)
    if form is not None and not form.fullmatch(number):
        found.append(Concern("passport_format" if is_passport else "card_format", document.number))
    elif document.type == "ID-CARD" and document.country == "VN" and len(number) == 12:
        found += _vietnamese_number(document, number, person)
    if person.birth_date and document.issued and document.issued < person.birth_date[: len(document.issued)]:
        found.append(Concern("issued_before_birth", document.number, {"birth": person.birth_date}))
    return found


def _vietnamese_number(document: Document, number: str, person: Person) -> list[Concern]:
    found = []
    sex, century = VIETNAMESE_CENTURIES.get(number[3], ("", ""))
    if not sex:
        found.append(Concern("card_format", document.number))
        return found
    if person.birth_date and person.birth_date[:4] != century + number[4:6]:
        found.append(Concern("number_and_birth", document.number, {"year": century + number[4:6]}))
    if person.sex in ("M", "F") and person.sex != sex:
        found.append(Concern("number_and_sex", document.number, {"sex": sex}))
    return found
