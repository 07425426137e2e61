"""Fold phones and Latin spellings into one coarse Latin key, for the index and for reading by people.

Two spellings of one name fold to the same or a near key; the fine differences that the key forgets (b and p,
aspiration, tone) are weighed by the alignment, not here.
"""

import re
from functools import lru_cache

from tripoint.text import bare

# How a phone is most often written in Latin; a phone that is not listed writes itself.
LATIN_OF_PHONE = {
    "c": "ch", "x": "s", "ny": "nh", "w": "v", "?": "", "aa": "a", "ii": "i", "v": "u", "vv": "u", "uu": "u", "ee": "e",
    "E": "e", "EE": "e", "oo": "o", "O": "o", "OO": "o", "q": "e", "qq": "e", "va": "ua", "ao": "ao", "a~": "a",
    "c.": "t", "t.": "t", "p.": "p", "k.": "k", "ng.": "ng", "n.": "n", "m.": "m", "ny.": "n", "y.": "i", "w.": "o",
    "l.": "l", "r.": "", "s.": "s", "h.": "", "r~": "", "th~": "", "t~": "", "n~": "", "y~": "",
    # Khmer vowels with their series
    "aa1": "a", "aa2": "ea", "i1": "e", "i2": "i", "ii1": "ey", "ii2": "i", "v1": "e", "v2": "u", "vv1": "eu",
    "vv2": "eu", "u1": "o", "u2": "u", "uu1": "ou", "uu2": "ou", "ua1": "uo", "ua2": "uo", "q1": "a", "q2": "e",
    "va1": "eu", "va2": "eu", "ia1": "ie", "ia2": "ea", "e1": "e", "e2": "e", "E1": "e", "E2": "e", "ai1": "ai",
    "ai2": "ey", "o1": "o", "o2": "o", "au1": "au", "au2": "ov", "aam1": "a", "aam2": "ea", "um1": "o", "um2": "u",
    "om1": "a", "om2": "u", "ah1": "ah", "ah2": "eah", "a'1": "a", "a'2": "ea", "O'1": "o", "O'2": "o", "O1": "o",
    "O2": "o", "a~1": "a", "a~2": "o",
}  # fmt: skip

_KEY_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"[^a-z]", ""),
        (r"(.)\1+", r"\1"),
        (r"tch|cz|tj", "ch"),
        (r"ph", "f"),
        (r"ngh", "ng"),
        (r"gn|ny(?=[aeiou])|nh(?=[aeiouy])", "nj"),
        (r"nh", "n"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"kh|gh|ck|q", "k"),
        (r"ch|j", "c"),
        (r"sh|x|z", "s"),
        (r"c(?=[^aeiouy]|$)", "k"),
        (r"w", "v"),
        (r"(?<=[aeiouy][nklmtdfvs])e$", ""),
        (r"(?<=[aeou])r(?=[^aeiouy]|$)", ""),
        (r"y(?=[aeiou])", "j"),
        (r"y", "i"),
        (r"ou|oo", "u"),
        (r"eu|oe|ue", "e"),
        (r"ea|ae|ee", "e"),
        (r"(?<=[aeo])h(?=[^aeiou]|$)", ""),
        (r"ie|ia", "ia"),
        (r"uo|ua", "ua"),
        (r"[dt](?=[^aeiouj]|$)", "t"),
        (r"b(?=[^aeiouj]|$)", "p"),
        (r"(.)\1+", r"\1"),
    )
)
_VOWELS, _REPEATED = re.compile("[aeiou]"), re.compile(r"(.)\1+")
_SKELETON = str.maketrans({"b": "p", "d": "t", "g": "k", "c": "s", "r": "l", "f": "p", "j": "", "h": "", "v": "v"})


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """Fold one Latin word (``Phomvihane``) to its key (``fomvihan``); empty if it has no Latin letter."""
    key = word.lower() if word.isascii() else bare(word)
    for pattern, written in _KEY_RULES:
        key = pattern.sub(written, key)
    return key


def latin_of(phones: list[str]) -> str:
    """Write phones in the most common Latin spelling."""
    return "".join(LATIN_OF_PHONE.get(phone, phone) for phone in phones)


def skeleton(key: str) -> str:
    """Keep the consonants of a folded key, voiced and aspirated ones merged; a leading vowel stays as ``a``."""
    return " ".join(filter(None, map(_bones, key.split())))


@lru_cache(maxsize=65536)
def _bones(part: str) -> str:
    bones = _REPEATED.sub(r"\1", _VOWELS.sub("", part.translate(_SKELETON)))
    return ("a" if part[0] in "aeiou" else "") + bones
