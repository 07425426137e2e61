"""At home: the registry books of each office, and the numbers given in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tripoint.capabilities.requests.entries import EntryId, OfficeCode
from tripoint.capabilities.requests.home_entries import ANYONE, HomeFacts
from tripoint.capabilities.requests.home_entries import KIND as AT_HOME
from tripoint.ledger.registry import TYPES, EntryType

BOOK_SET = "home.book-set.v1"
NUMBERED = "home.numbered.v1"

LONGEST_PATTERN = 60
LONGEST_NUMBER = 200
KEEPERS = frozenset({"administrator", "registrar"})

BookName = Literal["out", "in"]
# {number} once, {year} and {office} where wanted; no other braces and no control characters
PATTERN = r"^(?:[^{}\x00-\x1f\x7f]|\{year\}|\{office\})*\{number\}(?:[^{}\x00-\x1f\x7f]|\{year\}|\{office\})*$"
Pattern = Annotated[str, Field(pattern=PATTERN, max_length=LONGEST_PATTERN)]


class BookSetFacts(HomeFacts):
    """How numbers are written in a book of an office from now on."""

    of_office: OfficeCode
    book: BookName
    written_as: Pattern


class NumberedFacts(HomeFacts):
    """A number in a book: out, of the statement made in the same moment; in, of the partner's `entry`."""

    of_office: OfficeCode
    book: BookName
    year: int = Field(ge=2000, le=9999)
    number: int = Field(ge=1)
    written: str = Field(min_length=1, max_length=LONGEST_NUMBER)
    entry: EntryId | None = None


_KINDS = frozenset({AT_HOME})

TYPES.register(
    EntryType(BOOK_SET, BookSetFacts, None, _KINDS, "any", "never", KEEPERS),
    EntryType(NUMBERED, NumberedFacts, None, _KINDS, "any", "never", ANYONE),
)
