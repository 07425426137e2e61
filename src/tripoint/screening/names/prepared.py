"""The per-name work, done once: :func:`prepare` and its result."""

from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from tripoint.screening.names.alignment import LONGEST, MOST_PARTS
from tripoint.screening.names.fold import fold_word, skeleton
from tripoint.screening.names.frequency import commonness
from tripoint.screening.names.mrz import read_name_field
from tripoint.screening.names.readings import Reading, looks_vietnamese, read_name, words_of
from tripoint.screening.names.repair import repair
from tripoint.screening.names.titles import Untitled, strip_titles
from tripoint.screening.names.vietnamese import has_marks, split_tone
from tripoint.text import normalise

# A name line in any paper of the region is shorter; what is longer is cut so that time stays bounded.
LONGEST_NAME = 160
MOST_READINGS = 8
MOST_FORMS = 6
LONGEST_LETTERS = 80
MARKED, VIETNAMESE, INITIALS = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Prepared:
    """A name, repaired, untitled, read and folded.

    Attributes:
        original: the name as it was given.
        name: what is compared: repaired, normalised, without titles.
        titles: the titles that were left out.
        repaired: whether damage was undone (broken encoding, keystrokes).
        forms: folded Latin keys of the whole name, parts separated by one space, the likeliest reading first.
        skeletons: the consonants of each form.
        packed: the readings as bytes, for the compiled scorer (see :func:`pack_readings`).
    """

    original: str
    name: str
    titles: tuple[str, ...]
    repaired: bool
    forms: tuple[str, ...]
    skeletons: tuple[str, ...]
    packed: bytes


def pack_readings(readings: list[Reading], name: str) -> bytes:
    """Write readings as bytes.

    Layout: number of readings; flags (1 has Vietnamese marks, 2 looks Vietnamese, 4 has initials); number of marked
    parts; then for each marked part two bytes of a hash without and two with its marks; then for each reading its kind,
    number of units, number of letters and number of parts; the units; the part of each unit; the letters; the part of
    each letter; how common each part is (0 rare to 255 common); a one-byte hash of each part's folded key.
    """
    words = [word.lower() for word in words_of(name)]
    marked = has_marks(name.lower())
    flags = (MARKED if marked else 0) | (VIETNAMESE if looks_vietnamese(words) else 0)
    if len(words) > 1 and any(len(word) == 1 and word.isascii() for word in words):
        flags |= INITIALS
    out = bytearray([len(readings), flags, len(words) if marked else 0])
    if marked:
        for word in words:
            letters, tone = split_tone(word)
            out += (crc32(_without_marks(letters)) & 0xFFFF).to_bytes(2, "little")
            out += (crc32(f"{letters}{tone}".encode("utf-8", "surrogatepass")) & 0xFFFF).to_bytes(2, "little")
    for reading in readings:
        # Compiled code counts on one spelling for each part.
        count = min(len(reading.parts), MOST_PARTS)
        spellings = (*reading.letters, *[""] * count)[:count]
        units = [(unit, part) for part, found in enumerate(reading.parts[:MOST_PARTS]) for unit in found][:LONGEST]
        letters_of = [(letter, part) for part, found in enumerate(spellings) for letter in found]
        letters_of = letters_of[:LONGEST_LETTERS]
        out += bytes([reading.kind, len(units), len(letters_of), count])
        out += bytes(unit for unit, _ in units) + bytes(part for _, part in units)
        out += bytes(ord(letter) & 0x7F for letter, _ in letters_of) + bytes(part for _, part in letters_of)
        out += bytes(commonness(letters) for letters in spellings)
        out += bytes(_key_byte(letters) for letters in spellings)
    return bytes(out)


@lru_cache(maxsize=65536)
def _key_byte(letters: str) -> int:
    return crc32(fold_word(letters).encode("ascii", "replace")) & 0xFF


_PLAIN = str.maketrans("ăâđêôơư", "aadeoou")


def _without_marks(letters: str) -> bytes:
    return letters.translate(_PLAIN).encode("utf-8", "surrogatepass")


def _readings_of(untitled: Untitled, whole: str) -> list[Reading]:
    readings = read_name(untitled.name)
    if untitled.titles and not untitled.sure:
        readings = readings + read_name(whole)
    return readings[:MOST_READINGS]


def prepare(name: str) -> Prepared:
    """Do the work that depends on one name only.

    Args:
        name: any string; a string without letters gives no forms and is like no other name.
    """
    text = name[:LONGEST_NAME]
    line = read_name_field(text) if "<" in text else text
    fixed = repair(line)
    repaired = normalise(fixed)
    untitled = strip_titles(repaired)
    readings = _readings_of(untitled, repaired)
    forms = tuple(dict.fromkeys(reading.key for reading in readings if reading.key))[:MOST_FORMS]
    return Prepared(
        original=name,
        name=untitled.name,
        titles=untitled.titles,
        repaired=fixed != line,
        forms=forms,
        skeletons=tuple(map(skeleton, forms)),
        packed=pack_readings(readings, untitled.name),
    )
