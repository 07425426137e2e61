"""Cut a text into words and written clusters, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tripoint.text.normal import normalise

# Base letters of the writings without spaces; marks are whatever of the block is none of these.
_KHMER = "(?:[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd])*)"
_LAO = "(?:[\u0ec0-\u0ec4]?[\u0e81-\u0eae\u0edc-\u0edf][\u0eb0-\u0ebd\u0ec8-\u0ece]*)"
_THAI = "(?:[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e2f-\u0e3a\u0e45-\u0e4e]*)"
_BURMESE = "(?:[\u1000-\u102a](?:\u1039[\u1000-\u102a]|[\u102b-\u1038\u103a-\u103e])*)"
_HAN = "(?:[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af])"
CLUSTER = re.compile("|".join((_KHMER, _LAO, _THAI, _BURMESE, _HAN)))
"""A letter of a writing without spaces, with what hangs on it (UAX #29)."""

# Two letters that the present spelling writes as one: as it stands in a text, they are one cluster too.
_LAO_PAIR = "(?:[\u0ec0-\u0ec4]?\u0eab[\u0e99\u0ea1\u0ea5][\u0eb0-\u0ebd\u0ec8-\u0ece]*)"
_PIECE = re.compile(f"{_LAO_PAIR}|{CLUSTER.pattern}|[^\\W_]+(?:[\u0300-\u036f]+[^\\W_]*)*")
_NOTHING = re.compile(r"[\s\u200b-\u200d\u2060\u00ad\u2010\u2011-]*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a written cluster: where it stands in the text, and how it is compared."""

    start: int
    end: int
    folded: str


def pieces(text: str) -> Iterator[Piece]:
    """The words of spaced writings and the clusters of the others, in their order. Letter case and the spellings of one
    sign do not tell apart; marks do."""
    for match in _PIECE.finditer(text):
        yield Piece(match.start(), match.end(), normalise(match[0]).casefold())


def are_together(text: str, first: Piece, second: Piece) -> bool:
    """Whether nothing that is read stands between two pieces; a hyphen joins."""
    return _NOTHING.fullmatch(text, first.end, second.start) is not None
