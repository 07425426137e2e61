"""Read Chinese characters in the languages that families of the region speak.

Mandarin, Cantonese and Vietnamese readings come from the Unihan database, Hokkien from the package taibun; family
names have their customary Cantonese, Hokkien and Teochew spellings (``data/han_surnames.csv``). A name gives one
reading for each.
"""

import csv
from functools import cache
from importlib.resources import files
from zlib import crc32

_LONGEST = 8


@cache
def _readings() -> dict[str, tuple[str, str, str, str]]:
    text = files("tripoint.screening.names").joinpath("data/han.csv").read_text(encoding="utf-8")
    return {
        row["character"]: (row["mandarin"], row["cantonese"], row["hokkien"], row["vietnamese"])
        for row in csv.DictReader(text.splitlines())
    }


@cache
def _surnames() -> dict[str, tuple[str, tuple[str, ...]]]:
    text = files("tripoint.screening.names").joinpath("data/han_surnames.csv").read_text(encoding="utf-8")
    return {
        row["surname"]: (row["cantonese"], tuple(row["southern_min"].split()))
        for row in csv.DictReader(text.splitlines())
    }


def numbers(name: str) -> list[int]:
    """Give each character a number from 1 to 239 by its readings, so that both forms of a character have one number."""
    table = _readings()
    return [1 + crc32("".join(table[char][:3]).encode()) % 239 for char in name if char in table][:_LONGEST]


def read(name: str) -> list[tuple[str, ...]]:
    """Give the readings of a Chinese name, each a tuple of syllables with the family name first.

    Args:
        name: characters without spaces; what is not in the table is skipped.
    """
    table = _readings()
    characters = [char for char in name if char in table][:_LONGEST]
    if not characters:
        return []
    size = 2 if "".join(characters[:2]) in _surnames() else 1
    family = "".join(characters[:size])
    cantonese, southern = _surnames().get(family, ("", ()))
    by_language = [[table[char][language] or table[char][0] for char in characters] for language in range(4)]
    mandarin, canton, hokkien, vietnamese = by_language
    readings = [tuple(mandarin)]
    readings.append((cantonese, *canton[size:]) if cantonese else tuple(canton))
    readings.extend((spelling, *hokkien[size:]) for spelling in southern or ("".join(hokkien[:size]),))
    readings.append(tuple(vietnamese))
    return readings
