"""Reads the code lists. A code is closed by its last day; it is never deleted and never comes to mean something else.

Each list is a file in `data/` with one row per code: the label in English, Vietnamese, Lao and Khmer, the languages in
which that label is confirmed, the source, how sure we are of it, and the first and last day. Columns that only one
list has are kept in `Code.more`. Nothing here needs a database or a web framework.
"""

from __future__ import annotations

import csv
import datetime
import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

LANGUAGES = ("en", "vi", "lo", "km")
"""Languages of the labels, ISO 639-1."""

VERSION = "2026.11.3"
"""Version of the code lists, year.month.number; entries name it in `rules`. It rises when a code is added or closed."""

_SHARED = frozenset({"code", *LANGUAGES, "confirmed", "source", "confidence", "valid_from", "valid_until"})


class UnknownCode(LookupError):
    """A list, or a code in it, that does not exist, or that was not open on the day asked about."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a screen shows for a code.

    `text` is the label in the language asked for, or the English one where there is none. When `confirmed` is False, a
    screen sets a quiet mark beside it and shows `code` and `english` too.
    """

    text: str
    confirmed: bool
    code: str
    english: str
    language: str  # the language that `text` is in: the one asked for, or "en"


@dataclass(frozen=True, slots=True)
class Code:
    """One row of one list."""

    list: str
    code: str
    names: Mapping[str, str]  # by language; a missing translation has no key
    confirmed: frozenset[str]  # languages whose label a native reader or a good source confirms
    source: str
    confidence: str
    valid_from: datetime.date | None
    valid_until: datetime.date | None  # the last day, inclusive
    more: Mapping[str, str]  # columns that this list has beyond the shared ones

    def is_open_on(self, day: datetime.date) -> bool:
        """Whether the code may be used in something written on `day`; both ends count."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def words(self, column: str) -> tuple[str, ...]:
        """A column of blank-separated codes, as a tuple. Raises KeyError for a column that the list does not have."""
        return tuple(self.more[column].split())

    def is_yes(self, column: str) -> bool:
        """Whether a yes/no column says yes. Raises KeyError for a column that the list does not have."""
        return self.more[column] == "yes"

    def label(self, language: str) -> Label:
        """The label for a reader of `language`, a code of LANGUAGES."""
        english = self.names["en"]
        text = self.names.get(language)
        if text is None:
            return Label(english, language == "en", self.code, english, "en")
        return Label(text, language in self.confirmed, self.code, english, language)


@functools.cache
def lists() -> tuple[str, ...]:
    """Names of all lists, sorted."""
    files = resources.files("tripoint.reference").joinpath("data").iterdir()
    return tuple(sorted(file.name.removesuffix(".csv") for file in files if file.name.endswith(".csv")))


@functools.cache
def _read(list_name: str) -> Mapping[str, Code]:
    if list_name not in lists():
        raise UnknownCode(f"there is no code list {list_name!r}; the lists are {', '.join(lists())}")
    return _rows(list_name, f"data/{list_name}.csv")


@functools.cache
def terms() -> tuple[Code, ...]:
    """The glossary's terms, which no entry names: they have no version and may be corrected."""
    return tuple(_rows("glossary", "glossary.csv").values())


def _rows(list_name: str, file: str) -> Mapping[str, Code]:
    text = resources.files("tripoint.reference").joinpath(file).read_text(encoding="utf-8")
    codes: dict[str, Code] = {}
    for row in csv.DictReader(io.StringIO(text)):
        assert row["code"] not in codes, f"{list_name} holds {row['code']} twice"
        codes[row["code"]] = Code(
            list=list_name,
            code=row["code"],
            names=MappingProxyType({language: row[language] for language in LANGUAGES if row[language]}),
            confirmed=frozenset(row["confirmed"].split()),
            source=row["source"],
            confidence=row["confidence"],
            valid_from=_date(row["valid_from"]),
            valid_until=_date(row["valid_until"]),
            more=MappingProxyType({column: value for column, value in row.items() if column not in _SHARED}),
        )
    return MappingProxyType(codes)


def _date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@functools.lru_cache(maxsize=512)
def codes(list_name: str, on: datetime.date | None = None) -> tuple[Code, ...]:
    """The codes of a list in the order to show them: all, or those open on the day `on`. Raises UnknownCode."""
    return tuple(code for code in _read(list_name).values() if on is None or code.is_open_on(on))


def get(list_name: str, code: str, on: datetime.date | None = None) -> Code:
    """One code; with `on`, only if it was open on that day. Raises UnknownCode."""
    found = _read(list_name).get(code)
    if found is None:
        raise UnknownCode(f"the list {list_name} (version {VERSION}) has no code {code!r}")
    if on is not None and not found.is_open_on(on):
        raise UnknownCode(f"the code {code} of the list {list_name} was not open on {on.isoformat()}")
    return found


def is_open(list_name: str, code: str, on: datetime.date) -> bool:
    """Whether the list has the code and it was open on the day `on`. Raises UnknownCode for an unknown list."""
    found = _read(list_name).get(code)
    return found is not None and found.is_open_on(on)


def label(list_name: str, code: str, language: str) -> Label:
    """The label of a code, closed or not, for a reader of `language`. Raises UnknownCode."""
    return get(list_name, code).label(language)
