"""Projectors: what turns applied entries into tables. Each is pure in the order of each author's entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from .registry import Facts, OpeningFacts


@dataclass(frozen=True, slots=True)
class Applied:
    """An applied entry as projectors see it; `received_at` is when this node took it, `node` the party of this node."""

    n: int
    id: str
    dossier: str
    party: str
    seq: int
    type: str
    time: datetime
    re: tuple[str, ...]
    facts: Facts
    opening: OpeningFacts
    opener: str
    received_at: datetime
    node: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """An entry covered by a receipt: `at` is the time in the receipt, `peer` the other end of the feed, `node` the party
    of this node."""

    id: str
    dossier: str
    type: str
    peer: str
    outgoing: bool
    at: datetime
    node: str

    @property
    def receiver(self) -> str:
        """The party whose receipt it is."""
        return self.peer if self.outgoing else self.node


class Projector:
    """Folds entries of `types` (empty: all) into `tables`; `delivery_types` are those whose delivery it wants to know.

    `apply` gets entries in the order of application: an author's entries of one dossier always in the order of
    their numbers, different authors' in any order. It must reach the same rows whatever that order is.
    """

    types: frozenset[str] = frozenset()
    delivery_types: frozenset[str] = frozenset()
    tables: tuple[type[models.Model], ...] = ()

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""

    def delivered(self, using: str, batch: Sequence[Delivered]) -> None:
        """Notes deliveries."""

    def derived(self, using: str, entry_ids: Sequence[str]) -> Sequence[str]:
        """Entries of home dossiers whose contents were made from those of these entries: they are erased with them."""
        return ()

    def erased(self, using: str, entry_ids: Sequence[str]) -> None:
        """Purges what was derived from the contents of these entries."""

    def clear(self, using: str) -> None:
        """Empties the projector's tables before a rebuild."""
        for table in self.tables:
            table._default_manager.using(using).all().delete()


PROJECTORS: list[Projector] = []


def projected_tables() -> list[type[models.Model]]:
    """Every table that a rebuild refills; backups leave them out."""
    return [table for projector in PROJECTORS for table in projector.tables]


def register(projector: Projector) -> None:
    """Adds a projector once per class."""
    if all(type(one) is not type(projector) for one in PROJECTORS):
        PROJECTORS.append(projector)
