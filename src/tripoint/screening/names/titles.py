"""Take titles, ranks and honorifics off a name.

The phrases stand in ``data/titles.csv``. ``sure`` there says: ``yes`` never a part of a name; ``no`` a name part too
(Thao, Than), so the name is read both ways; ``marked`` only with its Vietnamese marks or before a Vietnamese family
name.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tripoint.screening.names.vietnamese import SURNAMES, has_marks, split_tone
from tripoint.text import Script, bare, normalise, script_of

_TOKEN = re.compile(r"[^\W_]+")
_BARE_SURNAMES = frozenset(bare(name) for name in SURNAMES)
_LONGEST_PHRASE = 5


@dataclass(frozen=True, slots=True)
class Untitled:
    """A name without its titles.

    Attributes:
        name: what is left.
        titles: the titles that were left out, as written.
        sure: whether none of them could be a part of the name.
    """

    name: str
    titles: tuple[str, ...]
    sure: bool


@cache
def _phrases() -> tuple[dict[tuple[str, ...], tuple[str, str]], dict[str, tuple[tuple[str, str], ...]]]:
    """Latin phrases by bare words with certainty and spelling; other phrases by writing, longest first."""
    latin: dict[tuple[str, ...], tuple[str, str]] = {}
    native: dict[str, list[tuple[str, str]]] = {}
    source = files("tripoint.screening.names").joinpath("data/titles.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(source.splitlines()):
        phrase = normalise(row["phrase"])
        script = script_of(phrase[0])
        if script is Script.LATIN:
            sure = "noble" if row["kind"] == "noble" else row["sure"]
            latin.setdefault(tuple(_TOKEN.findall(bare(phrase))), (sure, phrase))
        else:
            native.setdefault(script, []).append((phrase, row["sure"]))
    return latin, {script: tuple(sorted(found, key=lambda item: -len(item[0]))) for script, found in native.items()}


def _native_title(name: str) -> tuple[int, bool]:
    script = script_of(name[0])
    for phrase, sure in _phrases()[1].get(script, ()):
        if not name.startswith(phrase):
            continue
        end = len(phrase)
        rest = name[end:].lstrip(" .")
        alone = end < len(name) and name[end] in " ."
        if sum(character != " " for character in rest) < (2 if alone else 4):
            continue
        if not alone and (len(phrase) < 3 or (sure == "no" and script is not Script.HAN)):
            continue
        return end, sure == "yes" and (alone or len(phrase) > 3)
    return 0, True


def _same_marks(written: str, phrase: str) -> bool:
    """Whether two phrases have the same words, wherever the tone mark stands in each."""
    return [split_tone(word) for word in _TOKEN.findall(written)] == [
        split_tone(word) for word in _TOKEN.findall(phrase)
    ]


def _latin_title(name: str, after_title: bool) -> tuple[int, bool]:
    tokens = list(_TOKEN.finditer(name))[: _LONGEST_PHRASE + 3]
    words = [bare(token[0]) for token in tokens]
    latin = _phrases()[0]
    for size in range(min(_LONGEST_PHRASE, len(tokens) - 1), 0, -1):
        found = latin.get(tuple(words[:size]))
        if found is None:
            continue
        sure, phrase = found
        left = len(words) - size
        start, end = tokens[0].start(), tokens[size - 1].end()
        written = name[start:end].lower()
        if sure == "noble" and not (after_title and left >= 2):
            continue
        if has_marks(written) and not _same_marks(written, phrase):
            continue
        if sure == "marked":
            has_mark = has_marks(written)
            if left < 2 or not (has_mark or words[size] in _BARE_SURNAMES):
                continue
            return end, has_mark
        if sure == "no" and left < 2:
            continue
        if sure == "yes" and left < 2 and size == 1 and len(words[0]) < 4 and "." not in name[end : end + 1]:
            continue
        return end, sure != "no"
    return 0, True


def strip_titles(name: str) -> Untitled:
    """Take the titles off the front of a name, the longest phrase first, again and again.

    Args:
        name: a normalised name.
    """
    titles: list[str] = []
    all_sure = True
    rest = name.strip(" .,")
    for _ in range(12):
        if not rest:
            break
        if script_of(rest[0]) in (Script.LATIN, Script.OTHER):
            end, sure = _latin_title(rest, bool(titles))
        else:
            end, sure = _native_title(rest)
        if not end:
            break
        titles.append(rest[:end].strip(" .,"))
        all_sure = all_sure and sure
        rest = rest[end:].strip(" .,/")
    return Untitled(rest or name, tuple(titles) if rest else (), all_sure)
