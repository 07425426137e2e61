"""Spell Lao and Khmer names as the Vietnamese press does."""

import random
import unicodedata

from tripoint.text import bare

_VI_ONSETS = {
    "k": "c",
    "kh": "kh",
    "ng": "ng",
    "c": "ch",
    "s": "x",
    "x": "x",
    "ny": "nh",
    "d": "đ",
    "y": "nh",
    "w": "v",
    "f": "ph",
}
_VI_VOWELS = {
    "aa": "a", "ii": "i", "v": "ư", "vv": "ư", "uu": "u", "e": "ê", "ee": "ê", "E": "e", "EE": "e", "o": "ô", "oo": "ô",
    "O": "o", "OO": "o", "q": "ơ", "qq": "ơ", "ai": "ay", "a~": "a",
}  # fmt: skip
# Khmer vowels, with their series, as the nearest of those: aa1, ii2, ...
_VI_OF_KHMER = {
    "aa1": "aa", "aa2": "ia", "i1": "i", "i2": "i", "ii1": "ii", "ii2": "ii", "v1": "q", "v2": "v", "vv1": "vv",
    "vv2": "vv", "u1": "o", "u2": "u", "uu1": "oo", "uu2": "uu", "ua1": "ua", "ua2": "ua", "q1": "q", "q2": "q",
    "va1": "va", "va2": "va", "ia1": "ia", "ia2": "ia", "e1": "e", "e2": "e", "E1": "E", "E2": "E", "ai1": "ai",
    "ai2": "ai", "o1": "ao", "o2": "o", "au1": "ao", "au2": "o", "aam1": "a", "aam2": "O", "um1": "u", "um2": "u",
    "om1": "O", "om2": "u", "ah1": "a", "ah2": "ia", "a'1": "a", "a'2": "O", "O'1": "O", "O'2": "O", "O1": "O",
    "O2": "O", "a~1": "a", "a~2": "O", "Vh1": "e", "Vh2": "e",
}  # fmt: skip
_VI_CODAS = {"k.": "c", "y.": "i", "w.": "o", "s.": "t", "l.": "n", "r.": ""}
_TONES = ["", "", "", "\u0301", "\u0300", "\u0309", "\u0323"]


def respell_vietnamese(words: list[list[str]], rng: random.Random) -> str:
    """Spell Lao or Khmer phones as the Vietnamese press does: syllables with hyphens, with spaces or run together."""
    style = rng.choice(["hyphen", "hyphen", "space", "solid"])
    marks = style != "solid" and rng.random() < 0.5
    written = []
    for spoken in words:
        word = [_VI_OF_KHMER.get(phone, phone) for phone in spoken if not phone.endswith("~") or phone == "a~"]
        syllables: list[str] = []
        onset = ""
        for at, phone in enumerate(word):
            if phone.endswith("."):
                coda = _VI_CODAS.get(phone, phone[:-1])
                if syllables:
                    syllables[-1] += coda
                continue
            if phone in _VI_VOWELS or phone in ("a", "i", "u", "ia", "va", "ua", "ao"):
                closed = at + 1 < len(word) and word[at + 1].endswith(".")
                vowel = _VI_VOWELS.get(phone, phone)
                if phone == "a" and closed and rng.random() < 0.5:
                    vowel = "ă"
                if phone == "ia":
                    vowel = "iê" if closed else "ia"
                if phone == "va":
                    vowel = "ươ" if closed else "ưa"
                if phone == "ua":
                    vowel = "uô" if closed else "ua"
                start = _VI_ONSETS.get(onset, onset)
                if start == "c" and vowel[0] in "eêi":
                    start = "k"
                syllables.append(start + vowel)
                onset = ""
            else:
                onset += phone
        syllables = [with_tone(syllable, rng) if marks else bare(syllable) for syllable in syllables]
        if style == "space":
            written.append(" ".join(syllables).capitalize())
        else:
            written.append(("-" if style == "hyphen" else "").join(syllables).capitalize())
    return " ".join(written)


def with_tone(syllable: str, rng: random.Random) -> str:
    tone = rng.choice(_TONES)
    for at, char in enumerate(syllable):
        if char in "aăâeêioôơuư":
            return unicodedata.normalize("NFC", syllable[: at + 1] + tone + syllable[at + 1 :])
    return syllable
