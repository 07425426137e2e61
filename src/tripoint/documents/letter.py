"""The official letter: what it says, as typed values. ``print_letter`` makes the PDF.

A letter is made from an entry that is already signed in the ledger; it is a view of it for people who need paper. The
canonical record goes along as the attachment ``record.tripoint``: software reads that, never the printed text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tripoint.documents.errors import DocumentRefused
from tripoint.documents.wording import LANGUAGES, mark

_ = mark

TEXT_MAX = 20_000  # characters in one text: about eight pages
LETTER_MAX = 200_000  # characters in all texts of a letter
ITEMS_MAX = 400  # pairs, paragraphs, names, enclosures together
RECORD_MAX = 4 * 1024 * 1024  # bytes of the attached record
_ENTRY = re.compile(r"[A-Za-z0-9_-]{43}")
_REFERENCE = re.compile(r"[\w][\w./-]{0,63}")


@dataclass(frozen=True, slots=True)
class Words:
    """A coded text in the languages in which it is known, such as an offence or an office.

    UNCONFIRMED names the languages whose wording no native speaker has confirmed: they print with a mark and English.
    """

    by_language: Mapping[str, str]
    unconfirmed: frozenset[str] = frozenset()

    def pick(self, language: str) -> tuple[str, str]:
        """Return the text for LANGUAGE and the language that it is in: LANGUAGE, else English, else the first known."""
        for choice in (language, "en", *self.by_language):
            if self.by_language.get(choice):
                return self.by_language[choice], choice
        return "", language


# A value is coded (Words) or the same in every language: a number, a date in digits, a code (str).
Value = Words | str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes or is written to. PARTY: ISO 3166-1 alpha-2; PLACE: the town that the letter is dated from."""

    party: str
    ministry: Words
    office: Words | None = None
    place: Words | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled value of the form. CODE stands behind the value, small: it is the same in all languages."""

    label: Words
    value: Value
    code: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Pairs under one heading."""

    heading: Words
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """A reading of a paragraph in LANGUAGE. CHECKED: a person translated it or vouches for it."""

    language: str
    text: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Free text in the LANGUAGE of its author, with the translations that exist. Empty lines part its paragraphs."""

    text: str
    language: str
    translations: tuple[Translation, ...] = ()

    def reading(self, language: str) -> Translation | None:
        """Return the best translation into LANGUAGE: a checked one before a machine's."""
        found = [one for one in self.translations if one.language == language]
        return max(found, key=lambda one: one.checked, default=None)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in one writing. LANGUAGE: ``vi``, ``lo``, ``km``, or ``en`` for other Latin letters."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A person whom the letter is about: the name as the document has it first, then the other writings."""

    names: tuple[Name, ...]
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs. AUTHORITY: the line above the title, such as "TL. BỘ TRƯỞNG", where one signs for another."""

    title: Words
    name: str
    authority: Words | None = None


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with the letter. DIGEST: SHA-256 in base64url, printed so that the file can be matched."""

    name: Value
    digest: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter.

    LANGUAGES: the sender's language, then the reader's if it is another. WRITTEN: when the entry was signed, aware.
    ENTRY: the id of the entry (43 characters of base64url). RECORD: the canonical bytes to attach. EXERCISE: marks each
    page. HANDLING: the code, such as ``H1``, with its meaning in HANDLING_TEXT.
    """

    languages: tuple[str, ...]
    sender: Letterhead
    addressee: Letterhead
    reference: str
    written: datetime
    title: Words
    signature: Signature
    entry: str
    record: bytes
    handling: str
    handling_text: Words | None = None
    exercise: bool = False
    blocks: tuple[Block, ...] = ()
    subjects: tuple[Subject, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    copies_to: tuple[Words, ...] = field(default=())

    def check(self) -> None:
        """Raise DocumentRefused when a value cannot be printed as it is (wrong form, too long, too many)."""
        if not 1 <= len(set(self.languages)) == len(self.languages) <= 2 or set(self.languages) - set(LANGUAGES):
            raise ValueError("a letter is in one or two of the languages vi, lo, km, en")
        if self.written.tzinfo is None:
            raise ValueError("a letter's time must be aware of its zone")
        if not _ENTRY.fullmatch(self.entry):
            raise ValueError("an entry's id is 43 characters of base64url")
        if not _REFERENCE.fullmatch(self.reference):
            raise DocumentRefused(
                "letter-reference", _("The reference may have 64 letters, digits and . / - _ at most.")
            )
        if len(self.record) > RECORD_MAX:
            raise DocumentRefused("letter-record", _("The record is too large to be attached to a letter."))
        texts = list(self._texts())
        if len(texts) > ITEMS_MAX or sum(map(len, texts)) > LETTER_MAX or max(map(len, texts)) > TEXT_MAX:
            raise DocumentRefused("letter-long", _("The letter is too long to be printed. Shorten the free text."))

    def _texts(self) -> list[str]:
        """Return every text of the letter, each of Words in its longest language."""
        coded: list[Value] = [self.title, self.signature.title, self.signature.name, *self.copies_to]
        pairs = [pair for block in self.blocks for pair in block.pairs]
        pairs += [pair for subject in self.subjects for pair in subject.pairs]
        for head in (self.sender, self.addressee):
            coded += [words for words in (head.ministry, head.office, head.place) if words]
        coded += [words for words in (self.signature.authority, self.handling_text, self.handling) if words]
        coded += [block.heading for block in self.blocks]
        for pair in pairs:
            coded += [pair.label, pair.value, pair.code]
        coded += [name.text for subject in self.subjects for name in subject.names]
        for paragraph in self.paragraphs:
            coded += [paragraph.text, *(one.text for one in paragraph.translations)]
        for enclosure in self.enclosures:
            coded += [enclosure.name, enclosure.digest]
        return [max(one.by_language.values(), key=len, default="") if isinstance(one, Words) else one for one in coded]


def print_letter(letter: Letter) -> bytes:
    """Return LETTER as a PDF/A-3a: the original, then the reading copy if there are two languages.

    The same letter gives the same bytes. Raises DocumentRefused for what cannot be printed, ValueError for values that
    the caller should never pass.
    """
    from tripoint.documents.typeset import typeset  # it imports this module

    letter.check()
    return typeset(letter)
