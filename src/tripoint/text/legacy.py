"""Vietnamese as it was written before Unicode: TCVN3 (the .VnTime fonts) and VNI (the VNI-Times fonts), shown as Latin-1.

Sheets of many offices still hold it: "NguyÔn V¨n" or "Nguyeãn Vaên" for "Nguyễn Văn".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

TCVN3, VNI = "tcvn3", "vni"
SURE = 0.9  # of the words that are not plain ASCII, how many must read as Vietnamese
MOST_WORDS = 2_000

# TCVN 5712:1993 VN3
TCVN3_LETTERS = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
)
# VNI for Windows: a letter and behind it its mark; letters with a horn or a bar are one character of their own.
_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323", "â": "\u0302", "á": "\u0302\u0301",
    "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323", "ê": "\u0306", "é": "\u0306\u0301",
    "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_ALONE = {"æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư", "ñ": "đ"}
_MARKED = re.compile(f"([aeouyôö])([{''.join(_MARKS)}])", re.IGNORECASE)

_WORDS = re.compile("[A-Za-z\u00a1-\u00ff]+")
_UNICODE = re.compile("[\u0100-\u024f\u1ea0-\u1ef9]")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|th|tr|qu|[bcdđghklmnpqrstvx])?"
    "(?:uyê|uyu|uya|iêu|yêu|oai|oay|oao|oeo|uây|uôi|ươi|ươu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|yê|oa|oă|oe|oi|ôi|ơi|ua|uâ|uê|ui"
    "|uô|uơ|uy|ưa|ưi|ươ|ưu|oo(?=ng|c)|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])?"
)


def decode(text: str, encoding: str) -> str:
    """What `text` means when it was written in `encoding` (TCVN3, VNI; empty: as it stands)."""
    if encoding == TCVN3:
        return text.translate(TCVN3_LETTERS)
    if encoding == VNI:
        return unicodedata.normalize("NFC", "".join(map(_alone, _MARKED.sub(_marked, text))))
    return text


def likely(texts: Iterable[str]) -> str:
    """The encoding in which almost all words with marks read as Vietnamese, and do not as they stand; empty for none."""
    found = list(texts)
    if any(_UNICODE.search(text) for text in found):
        return ""
    words = [word for text in found for word in _WORDS.findall(text) if not word.isascii()][:MOST_WORDS]
    plain = sum(map(_is_syllable, words))
    scores = {name: sum(_is_syllable(decode(word, name)) for word in words) for name in (TCVN3, VNI)}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > plain and scores[best] >= SURE * len(words) else ""


def _alone(one: str) -> str:
    found = _ALONE.get(one.lower())
    if found is None:
        return one
    return found.upper() if one.isupper() else found


def _marked(match: re.Match[str]) -> str:
    letter, mark = match[1], _MARKS[match[2].lower()]
    if letter.lower() in "ôö" and "\u0302" not in mark and "\u0306" not in mark:
        letter = _alone(letter)
    elif not letter.isascii():
        return match[0]
    composed = unicodedata.normalize("NFC", letter + mark)
    # What was composed here must not be read again as a letter of its own: it is parted until the end.
    return unicodedata.normalize("NFD", composed)


def _is_syllable(word: str) -> bool:
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    parted = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", _TONES.sub("", parted))
    return len(_TONES.findall(parted)) <= 1 and _SYLLABLE.fullmatch(bare) is not None
