"""Makes any text safe and whole to print.

What the fonts cannot show, and what would deceive the eye, is shown as its code.
"""

import json
import re
import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.resources import files

# Zero-width space and joiners have a use in Khmer, Lao and Thai; word joiner and no-break space in all.
_INVISIBLE_BUT_MEANT = frozenset("\u200b\u200c\u200d\u2060\u00a0")
# More marks on one letter than any of our languages writes (Khmer: at most two subscripts, a vowel, two signs).
_MARKS_MAX = 8
# A word longer than this gets places to break, so that nothing runs off the paper. The scripts without spaces are not
# concerned: their words are found by dictionary.
_UNBROKEN = re.compile(r"[!-~\u00a1-\u024f\u1e00-\u1eff]{33,}")


@cache
def _shown() -> tuple[list[int], list[int]]:
    """Return the starts and the ends of the ranges of characters that the fonts can show."""
    source = files("tripoint.documents") / "fonts" / "coverage.json"
    ranges: list[list[int]] = json.loads(source.read_text(encoding="utf-8"))
    return [first for first, _ in ranges], [last for _, last in ranges]


def can_show(character: str) -> bool:
    """Say whether the letter's fonts have CHARACTER and its appearance does not mislead (bidirectional controls do)."""
    if character in _INVISIBLE_BUT_MEANT:
        return True
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return False
    starts, ends = _shown()
    place = bisect_right(starts, ord(character)) - 1
    return place >= 0 and ord(character) <= ends[place]


def printable(text: str) -> str:
    """Return TEXT in NFC with lines by ``\\n``; each character that cannot be printed faithfully becomes ``[U+XXXX]``.

    Nothing is dropped in silence: a letter is evidence, and what was hidden in a text should be seen by its reader.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    result: list[str] = []
    marks = 0
    for character in lines.replace("\u2029", "\n"):
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if character == "\n":
            result.append(character)
        elif character == "\t":
            result.append(" ")
        elif can_show(character) and marks <= _MARKS_MAX:
            result.append(character)
        else:
            result.append(f"[U+{ord(character):04X}]")
    return _UNBROKEN.sub(lambda run: _breakable(run.group()), "".join(result))


def _breakable(run: str) -> str:
    return "\u200b".join(run[i : i + 16] for i in range(0, len(run), 16))
