"""The alphabet in which names are aligned: Latin spelling units and phones, numbered.

A Latin unit is a consonant group at the start or (with a dot) at the end of a syllable, or a vowel group; a phone is
what a reader of another writing gives. Both share one numbering below 256, so that a cost table serves every pair of
writings.
"""

import re
from functools import lru_cache

_VOWELS = "aăâeêioôơuưy"
_ONSETS_TEXT = """
b bh c ch chh d dh dj f g gi gn h hs j k kh l m n ng nh ny p ph q qu r s sh t th tr ts v w x y z zh đ
"""
_ONSETS = _ONSETS_TEXT.split()
_CODAS_TEXT = """
b c ch d dh f g h j k kh l m n ng nh p ph r s t th v w x z
"""
_CODAS = _CODAS_TEXT.split()
_VOWEL_UNITS_TEXT = """
oua uea eua oeu aa ae ai ao au aw ay ăy ây âu ea ee ei eo eu êu ew ey ia iê ie io iu oa oe oi ôi ơi oo ou ow oy
ua uâ ue ui uo uô uy ươ ưa a ă â e ê i o ô ơ u ư y e_
"""
_VOWEL_UNITS = _VOWEL_UNITS_TEXT.split()
_PHONES_TEXT = """
k kh ng c ch s x ny d t th n b p ph f m y r l w h k. ng. c. t. n. ny. p. m. y. w. l. r. s. h. r~ th~ t~ n~ y~ a
aa i ii v vv u uu e ee E EE o oo O OO q qq ia va ua ai ao a~ aa1 aa2 i1 i2 ii1 ii2 v1 v2 vv1 vv2 u1 u2 uu1 uu2
ua1 ua2 q1 q2 va1 va2 ia1 ia2 e1 e2 E1 E2 ai1 ai2 o1 o2 au1 au2 aam1 aam2 um1 um2 om1 om2 ah1 ah2 a'1 a'2 O'1
O'2 O1 O2 a~1 a~2 Vh1 Vh2
"""
_PHONES = _PHONES_TEXT.split()

LATIN_UNITS: tuple[str, ...] = tuple(_ONSETS + [coda + "." for coda in _CODAS] + _VOWEL_UNITS)
PHONES: tuple[str, ...] = tuple(_PHONES)
# Number 0 stands for nothing (a gap).
NUMBER_OF_LATIN: dict[str, int] = {unit: number for number, unit in enumerate(LATIN_UNITS, 1)}
NUMBER_OF_PHONE: dict[str, int] = {phone: number for number, phone in enumerate(PHONES, 1 + len(LATIN_UNITS))}
ALPHABET_SIZE = 1 + len(LATIN_UNITS) + len(PHONES)
NAMES: tuple[str, ...] = ("", *LATIN_UNITS, *PHONES)

_UNIT = re.compile(
    f"qu(?=[{_VOWELS}])|gi(?=[{_VOWELS}])|n?y(?=[{_VOWELS}])|gn(?=[{_VOWELS}])|ngh(?=[eêiy])|tch|chh|"
    "ng|nh|kh|gh|ch|ph|th|tr|dh|bh|sh|zh|ts|dj|hs|ck|eou|"
    + "|".join(
        f"{unit}(?![{_VOWELS}])" if unit[-1] in "yw" and len(unit) > 1 else unit
        for unit in _VOWEL_UNITS
        if unit != "e_"
    )
    + "|[a-zđ]"
)
_SAME = {"tch": "ch", "ngh": "ng", "gh": "g", "ck": "k", "eou": "oeu"}
_DOUBLED = re.compile(r"([b-df-gj-np-tv-z])\1+")
_STOPS = frozenset(["b", "c", "ch", "d", "f", "g", "k", "kh", "p", "ph", "s", "t", "th", "v", "đ"])
_VOWEL_SET = frozenset(_VOWELS)


@lru_cache(maxsize=32768)
def latin_units(word: str) -> tuple[int, ...]:
    """Cut a lower-case Latin word into numbered units.

    Args:
        word: letters a-z and ăâêôơưđ; anything else is skipped.
    """
    found = [_SAME.get(unit, unit) for unit in _UNIT.findall(_DOUBLED.sub(r"\1", word))]
    units: list[int] = []
    last = len(found) - 1
    for at, unit in enumerate(found):
        if unit[0] in _VOWEL_SET and not (unit == "y" and at < last and found[at + 1][0] in _VOWEL_SET):
            mute = unit == "e" and at == last and at > 1 and found[at - 1][0] not in _VOWEL_SET
            if mute and any(before[0] in _VOWEL_SET for before in found[:at]):
                unit = "e_"
            units.append(NUMBER_OF_LATIN[unit])
            continue
        following = found[at + 1] if at < last else ""
        closes = (
            not following
            or (following == "e" and at + 1 == last and at > 0)
            or (following[0] not in _VOWEL_SET and not (following in ("r", "l", "w", "y") and unit in _STOPS))
        )
        if closes and at > 0 and unit + "." in NUMBER_OF_LATIN:
            unit += "."
        units.append(NUMBER_OF_LATIN[unit])
    return tuple(units)


_MERGED = {
    ("m.", "m"), ("n.", "n"), ("l.", "l"), ("s.", "s"), ("ng.", "ng"), ("ny.", "ny"), ("k.", "k"), ("k.", "kh"),
    ("t.", "t"), ("t.", "th"), ("t.", "d"), ("p.", "p"), ("p.", "ph"), ("p.", "b"), ("c.", "c"), ("c.", "ch"), ("t.",
    "c"), ("t.", "ch"), ("r.", "r"), ("y.", "y"),
}  # fmt: skip


def phone_units(phones: list[str]) -> tuple[int, ...]:
    """Number phones; a final and the same letter after it count once, as doubled letters do in Latin."""
    units = []
    for at, phone in enumerate(phones):
        if at + 1 < len(phones) and (phone, phones[at + 1]) in _MERGED:
            continue
        number = NUMBER_OF_PHONE.get(phone)
        if number is None and phone[-1:] in ("1", "2"):
            number = NUMBER_OF_PHONE["Vh" + phone[-1]] if "h" in phone else NUMBER_OF_PHONE["om" + phone[-1]]
        if number is not None:
            units.append(number)
    return tuple(units)
