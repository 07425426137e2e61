"""Read a name in every way that its writing allows.

A reading is one hypothesis: the parts of the name as numbered units, in one kind of writing. A Latin name has one
reading, a Vietnamese one also its sound, a Chinese one a reading for each language that its bearer may speak.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

from tripoint.screening.names import chinese, khmer, lao, myanmar, thai
from tripoint.screening.names.fold import fold_word, latin_of
from tripoint.screening.names.units import latin_units, phone_units
from tripoint.screening.names.vietnamese import SURNAMES, has_marks, is_bare_syllable, is_syllable, split_tone
from tripoint.screening.names.vietnamese import read as read_vietnamese
from tripoint.text import Script, bare, script_runs


class Kind(IntEnum):
    """What the units of a reading stand for; pairs of kinds choose the cost table."""

    LATIN = 0
    KHMER = 1
    LAO = 2
    THAI = 3
    BURMESE = 4
    CHINESE = 5
    VIETNAMESE_SOUND = 6
    KHMER_LETTERS = 7
    LAO_LETTERS = 8
    THAI_LETTERS = 9
    BURMESE_LETTERS = 10
    HAN_LETTERS = 11
    LATIN_WITHOUT_WESTERN = 12


MOST_PARTS = 12
LONGEST_PART = 24
_SEPARATORS = str.maketrans(dict.fromkeys('-_,;:/|\\<>()[]{}"“”«»!?*+=~^&#@%$•·។៕៖‐‑–—…0123456789', " "))
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´.", ""))
_READERS = {
    Script.LAO: (Kind.LAO, lao.read),
    Script.KHMER: (Kind.KHMER, khmer.read),
    Script.THAI: (Kind.THAI, thai.read),
    Script.BURMESE: (Kind.BURMESE, myanmar.read),
}
_LETTERS = {
    Script.LAO: (Kind.LAO_LETTERS, 0x0E80),
    Script.KHMER: (Kind.KHMER_LETTERS, 0x1780),
    Script.THAI: (Kind.THAI_LETTERS, 0x0E00),
    Script.BURMESE: (Kind.BURMESE_LETTERS, 0x1000),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name.

    Attributes:
        kind: what the units stand for.
        parts: the units of each part.
        letters: each part in plain Latin letters, as typed or as most often written.
        key: the folded key, parts separated by a space.
    """

    kind: Kind
    parts: tuple[tuple[int, ...], ...]
    letters: tuple[str, ...]
    key: str


def words_of(name: str) -> list[str]:
    """Cut a normalised name into lower-case words; dots and apostrophes join, other punctuation and digits part."""
    cleaned = name.replace(". ", " ").translate(_SEPARATORS).translate(_APOSTROPHES)
    return cleaned.split()[:MOST_PARTS]


def _split_capitals(word: str) -> list[str]:
    """Part ``PhumiNosavan`` before a capital that follows two small letters and is followed by one."""
    for at in range(3, len(word) - 2):
        if word[at].isupper() and word[at - 1].islower() and word[at - 2].islower() and word[at + 1].islower():
            return [word[:at], word[at:]]
    return [word]


def _make(kind: Kind, units: list[tuple[int, ...]], letters: list[str]) -> Reading | None:
    kept = [(unit[:LONGEST_PART], letter[:40]) for unit, letter in zip(units, letters, strict=True) if unit and letter]
    if not kept:
        return None
    key = " ".join(filter(None, (fold_word(letter) for _, letter in kept)))
    return Reading(kind, tuple(unit for unit, _ in kept), tuple(letter for _, letter in kept), key)


def read_name(name: str) -> list[Reading]:
    """Give the readings of a normalised, untitled name, the likeliest first; empty if it has no letter."""
    words = words_of(name)
    runs = [[*script_runs(word)] for word in words]
    scripts = {script for word in runs for script, _ in word if script is not Script.OTHER}
    if Script.HAN in scripts:
        return _read_chinese(words)
    readings = []
    kind, units, letters = Kind.LATIN, [], []
    for word in runs:
        for script, run in word:
            reader = _READERS.get(script)
            if reader is None:
                for piece in _split_capitals(run):
                    low = split_tone(piece.lower())[0]
                    units.append(latin_units(low))
                    letters.append("".join(filter(str.isascii, filter(str.isalpha, bare(piece)))))
            else:
                kind = reader[0]
                phones = reader[1](run)
                units.append(phone_units(phones))
                letters.append(latin_of(phones))
    first = _make(kind, units, letters)
    if first is not None:
        readings.append(first)
    if len(scripts) == 1 and not scripts.isdisjoint(_LETTERS) and first is not None:
        readings.append(_letter_reading(words, next(iter(scripts))))
    if scripts == {Script.LATIN}:
        sound = _vietnamese_sound(words)
        if sound is not None:
            readings.append(sound)
        if first is not None and len(first.parts) == len(words):
            readings += _without_western(first, words)
    return readings


@cache
def _western_names() -> frozenset[str]:
    text = files("tripoint.screening.names").joinpath("data/western_names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _without_western(reading: Reading, words: list[str]) -> list[Reading]:
    """Leave Western given names out, as Chinese writing does: 潘麗萍 is Denise Phua Lay Peng. Parts keep their numbers."""
    left_out = [word.lower() in _western_names() for word in words]
    if not any(left_out) or all(left_out):
        return []
    parts = tuple(() if out else part for part, out in zip(reading.parts, left_out, strict=True))
    letters = tuple("" if out else part for part, out in zip(reading.letters, left_out, strict=True))
    return [Reading(Kind.LATIN_WITHOUT_WESTERN, parts, letters, "")]


def looks_vietnamese(words: list[str]) -> bool:
    """Whether lower-case words are a Vietnamese name: all syllables, and a family name first or last."""
    if not 2 <= len(words) <= 6:
        return False
    marked = has_marks(" ".join(words))
    if marked:
        return all(map(is_syllable, words)) and not _SURNAME_SET.isdisjoint((words[0], words[-1]))
    return all(map(is_bare_syllable, words)) and not _BARE_SURNAME_SET.isdisjoint((words[0], words[-1]))


def _letter_reading(words: list[str], script: Script) -> Reading:
    """Number the letters themselves, to compare a name with another in the same writing."""
    kind, start = _LETTERS[script]
    parts = []
    for word in words:
        units = tuple(ord(char) - start + 1 for char in word if start <= ord(char) < start + 0x80)
        if units:
            parts.append(units[:LONGEST_PART])
    letters = tuple("".join(chr(unit & 0x7F) for unit in part) for part in parts)
    return Reading(kind, tuple(parts), letters, "")


_SURNAME_SET = SURNAMES | {"bảo"}
_BARE_SURNAME_SET = frozenset(bare(name) for name in _SURNAME_SET)


def _vietnamese_sound(words: list[str]) -> Reading | None:
    lowered = [word.lower() for word in words]
    if not looks_vietnamese(lowered):
        return None
    phones = [read_vietnamese(split_tone(word)[0]) for word in lowered]
    if not all(phones):
        return None
    return _make(Kind.VIETNAMESE_SOUND, [phone_units(word) for word in phones], [latin_of(word) for word in phones])


def _read_chinese(words: list[str]) -> list[Reading]:
    readings = []
    for syllables in chinese.read("".join(words)):
        reading = _make(
            Kind.CHINESE, [latin_units(split_tone(syllable)[0]) for syllable in syllables], list(map(bare, syllables))
        )
        if reading is not None:
            readings.append(reading)
    if readings:
        numbers = chinese.numbers("".join(words))
        letters = tuple(chr(1 + number % 127) for number in numbers)
        readings.insert(1, Reading(Kind.HAN_LETTERS, tuple((number,) for number in numbers), letters, ""))
    return readings
