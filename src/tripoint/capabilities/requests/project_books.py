"""Entries about registry books to tables."""

from __future__ import annotations

from collections.abc import Sequence

from tripoint.capabilities.requests.book_entries import BOOK_SET, NUMBERED, BookSetFacts, NumberedFacts
from tripoint.capabilities.requests.book_models import Book, BookLine
from tripoint.ledger.projection import Applied, Projector, register


class Books(Projector):
    """Folds how books are written and the numbers given."""

    types = frozenset({BOOK_SET, NUMBERED})
    tables = (Book, BookLine)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        for one in batch:
            match one.facts:
                case BookSetFacts() as facts:
                    Book.objects.using(using).update_or_create(
                        key=f"{facts.of_office}:{facts.book}",
                        defaults={"office": facts.of_office, "book": facts.book, "written_as": facts.written_as},
                    )
                case NumberedFacts() as facts:
                    BookLine.objects.using(using).create(
                        entry=one.id, home=one.dossier, office=facts.of_office, book=facts.book, year=facts.year,
                        number=facts.number, written=facts.written, about=facts.entry or "", at=one.time,
                    )  # fmt: skip
                case _:
                    pass


register(Books())
