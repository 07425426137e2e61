"""What capabilities say of their entries: which numbers and whose names stand in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tripoint.ledger.ledger import Ledger
from tripoint.ledger.registry import Content, Facts

OWN = "own"
"""The sort of a dossier's own reference: it meets those that name it ("reference"), not others of the same reference."""
REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Named:
    """A person as an entry names him or her: every name, and what is known besides, as `names.Particulars` has it."""

    names: tuple[str, ...]
    birth_date: str = ""
    sex: str = ""
    nationalities: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """What an entry holds: numbers by sort, as they are compared, and persons."""

    numbers: frozenset[tuple[str, str]] = frozenset()
    persons: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A type of entries that is compared. `is_draft`: it stands for what has not left yet, which is compared with
    others and never found by them."""

    read: Callable[[Ledger, Facts, Content | None], Seen]
    is_draft: bool = False


SOURCES: dict[str, Source] = {}
ENDS: set[str] = set()
"""Types of entries after which a draft's leads are gone."""


def register(entry_type: str, source: Source) -> None:
    """Declares what is compared of an entry type, when Django's apps are ready."""
    SOURCES[entry_type] = source


def register_end(entry_type: str) -> None:
    """Declares that a draft of the entry's dossier is no more."""
    ENDS.add(entry_type)
