"""Which writing a letter belongs to."""

from collections.abc import Iterator
from enum import StrEnum


class Script(StrEnum):
    """The writings that the region's papers use; everything else is ``OTHER``."""

    LATIN = "Latn"
    KHMER = "Khmr"
    LAO = "Laoo"
    THAI = "Thai"
    HAN = "Hani"
    BURMESE = "Mymr"
    OTHER = "Zzzz"


# First and last code point of each block (Unicode 16, Blocks.txt), Latin first because it is the most common.
_BLOCKS: tuple[tuple[int, int, Script], ...] = (
    (0x0041, 0x005A, Script.LATIN),
    (0x0061, 0x007A, Script.LATIN),
    (0x00C0, 0x024F, Script.LATIN),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0xFF21, 0xFF5A, Script.LATIN),
    (0x0E00, 0x0E7F, Script.THAI),
    (0x0E80, 0x0EFF, Script.LAO),
    (0x1780, 0x17FF, Script.KHMER),
    (0x19E0, 0x19FF, Script.KHMER),
    (0x1000, 0x109F, Script.BURMESE),
    (0xAA60, 0xAA7F, Script.BURMESE),
    (0x3400, 0x4DBF, Script.HAN),
    (0x4E00, 0x9FFF, Script.HAN),
    (0xF900, 0xFAFF, Script.HAN),
    (0x20000, 0x323AF, Script.HAN),
)


def script_of(char: str) -> Script:
    """Tell the writing of one character.

    Args:
        char: one code point; digits, spaces, punctuation and combining marks of no block are ``OTHER``.
    """
    code = ord(char)
    for first, last, script in _BLOCKS:
        if first <= code <= last:
            return script
    return Script.OTHER


def dominant_script(text: str) -> Script:
    """Tell the writing that most letters of a text belong to; ``OTHER`` if it has no letter of a known writing."""
    counts: dict[Script, int] = {}
    for char in text:
        script = script_of(char)
        if script is not Script.OTHER:
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: counts[script]) if counts else Script.OTHER


def script_runs(text: str) -> Iterator[tuple[Script, str]]:
    """Cut a text where its writing changes; a character of no writing stays with the run before it."""
    run, current = "", Script.OTHER
    for char in text:
        script = script_of(char)
        if script not in (current, Script.OTHER):
            if run and current is not Script.OTHER:
                yield current, run
                run = ""
            current = script
        run += char
    if run:
        yield current, run
