"""Words of a text as they are indexed and looked for.

Vietnamese, English and other spaced writings: words without marks and in lower case. Lao, Khmer, Thai, Burmese and Han,
which put no space between words: each written cluster (a letter with what hangs on it, UAX #29) and each pair of
neighbours; a word that is looked for is found where all its pairs stand. Numbers of documents, plates, telephones and
references are also one word without what parts them, telephones by their last nine digits too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from tripoint.text import CLUSTER, bare

LONGEST_WORD = 64  # characters; what is longer is cut there, in texts and in what is looked for alike
MOST_WORDS = 20_000  # different words of one entry: a list of 500 subjects has about 8,000
MOST_WANTED = 32  # words of one search
TELEPHONE_DIGITS = 9  # national number of a mobile telephone in the three countries, without the leading 0

_RUN = re.compile(f"(?P<clusters>(?:{CLUSTER.pattern})+)|(?P<word>[^\\W_]+)")
_NUMBERED = re.compile(
    r"(?<![^\W_])[^\W_]++(?:[-./\u2013][^\W_]++)++"
)  # possessive: a long text takes its length in time
_LETTERED = re.compile(r"(?<!\w)[a-z]{1,3}[ -]?\d{5,10}(?!\w)")  # a passport's number, its letter apart or not
_DIGIT_GROUPS = re.compile(r"(?<!\w)\+?\d[\d ().-]{4,24}\d(?!\w)")


def words(text: str) -> set[str]:
    """The words under which a text is found; of a text without end the first MOST_WORDS. Never raises."""
    found: set[str] = set()
    for word in _words(bare(text), every=True):
        if len(found) >= MOST_WORDS:
            break
        found.add(word[:LONGEST_WORD])
    return found


def wanted(text: str) -> tuple[str, ...]:
    """The words that a text must have to be found by what an officer typed: at most MOST_WANTED, none if there is none."""
    found = dict.fromkeys(word[:LONGEST_WORD] for word in _words(bare(text), every=False))
    return tuple(found)[:MOST_WANTED]


def _words(text: str, *, every: bool) -> Iterator[str]:
    """With `every`, all forms of a number; else the one that finds it however it was parted."""
    numbers = list(_numbers(text))
    if every:
        for _, _, forms in numbers:
            yield from forms
    place = 0
    for start, end, forms in [] if every else numbers:
        if start < place:
            continue
        yield from _plain(text[place:start], pairs_only=True)
        yield forms[-1]
        place = end
    yield from _plain(text[place:], pairs_only=not every)


def _numbers(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Numbers in parts: where they stand, and as one word; the last form is the one that finds them all."""
    shapes = (_NUMBERED, _LETTERED, _DIGIT_GROUPS)
    spans = [(match.start(), match.end(), match[0]) for shape in shapes for match in shape.finditer(text)]
    for start, end, part in sorted(spans, key=lambda span: (span[0], -span[1])):
        joined = "".join(char for char in part if char.isalnum())
        if not any(char.isdigit() for char in joined):
            continue
        digits = joined if joined.isdigit() else ""
        if len(digits) >= TELEPHONE_DIGITS:
            yield start, end, (joined, f"~{digits[-TELEPHONE_DIGITS:]}")
        else:
            yield start, end, (joined.lstrip("abcdefghijklmnopqrstuvwxyz"), joined)


def _plain(text: str, *, pairs_only: bool) -> Iterator[str]:
    for match in _RUN.finditer(text):
        if match["word"]:
            yield match["word"]
            continue
        clusters = CLUSTER.findall(match["clusters"])
        if not pairs_only or len(clusters) == 1:
            yield from clusters
        yield from map("".join, pairwise(clusters))
