"""Bring the many code-point spellings of one word to a single one."""

import re
import unicodedata

# Zero-width space, non-joiner, joiner, word joiner, soft hyphen, byte order mark and direction marks: invisible on
# screen, put by editors between Khmer and Lao words. The space-like one separates nothing that a reader sees.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)]
)
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")

_KHMER_COENG = "\u17d2"
_KHMER_SHIFTERS = "\u17c9\u17ca"
_KHMER_VOWELS = "\u17b6-\u17c5"
_KHMER_SIGNS = "\u17c6-\u17c8\u17cb-\u17d1\u17d3\u17dd"
_KHMER_CLUSTER = re.compile(
    rf"([\u1780-\u17b3])((?:{_KHMER_COENG}[\u1780-\u17b3]|[{_KHMER_SHIFTERS}{_KHMER_VOWELS}{_KHMER_SIGNS}])+)"
)
_KHMER_MARK = re.compile(rf"{_KHMER_COENG}[\u1780-\u17b3]|[{_KHMER_SHIFTERS}{_KHMER_VOWELS}{_KHMER_SIGNS}]")
# Typed in two keys, these vowels are one sign (Unicode 16, chapter 16.4, table 16-9).
_KHMER_SPLIT_VOWELS = (("\u17c1\u17b8", "\u17be"), ("\u17c1\u17b6", "\u17c4"), ("\u17c6\u17bb", "\u17bb\u17c6"))

_LAO_SPELLINGS = (
    ("\u0ecd\u0eb2", "\u0eb3"),  # nikhahit + aa is the letter am
    ("\u0eab\u0e99", "\u0edc"),  # ho + no, ho + mo are the ligatures
    ("\u0eab\u0ea1", "\u0edd"),
    ("\u0eab\u0ea5", "\u0eab\u0ebc"),  # ho + lo, written with the small lo in the present spelling
    ("\u0e8d\u0ebd", "\u0ebd"),
)
# nikhahit, tone mark, aa: the tone mark belongs before the letter am
_LAO_SPLIT_AM = re.compile("\u0ecd([\u0ec8-\u0ecb])\u0eb2")
_LAO_MARK_ORDER = re.compile("([\u0ec8-\u0ecb])([\u0eb1\u0eb4-\u0ebb\u0ecd])")
_THAI_SPELLINGS = (("\u0e4d\u0e32", "\u0e33"), ("\u0e40\u0e40", "\u0e41"))
_THAI_SPLIT_AM = re.compile("\u0e4d([\u0e48-\u0e4b])\u0e32")

_DIGITS = {
    ord(char): str(unicodedata.digit(char)) for char in "០១២៣៤៥៦៧៨៩໐໑໒໓໔໕໖໗໘໙๐๑๒๓๔๕๖๗๘๙၀၁၂၃၄၅၆၇၈၉０１２３４５６７８９"
}
_STROKES = str.maketrans(
    {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "ß": "ss", "æ": "ae"}
)


# Under a vowel that stands above, the shifters are drawn as ុ and often typed so (Unicode 16, chapter 16.4): which of the two
# it is follows from the letter's series, for each shifts to the other series.
_KHMER_DRAWN_SHIFTER = re.compile("([\u1780-\u17a2])\u17bb([\u17b7-\u17ba])")
_KHMER_FIRST_SERIES = frozenset("កខចឆដឋណតថបផសហឡអ")


def _shift_khmer(match: re.Match[str]) -> str:
    return match[1] + ("\u17ca" if match[1] in _KHMER_FIRST_SERIES else "\u17c9") + match[2]


def _khmer_rank(mark: str) -> int:
    """Order of marks in a Khmer cluster (Unicode 16, chapter 16.4): robat, shifter, subscripts, vowel, signs."""
    if mark == "\u17cc":
        return 0
    if mark[0] == _KHMER_COENG:
        return 1
    if mark in _KHMER_SHIFTERS:
        return 2
    if "\u17b6" <= mark <= "\u17c5":
        return 3
    return 4


def _order_khmer(match: re.Match[str]) -> str:
    marks = _KHMER_MARK.findall(match[2])
    # Subscript ro is written before the other subscript in no word: keep it last.
    marks.sort(key=lambda mark: (_khmer_rank(mark), mark == _KHMER_COENG + "\u179a"))
    return match[1] + "".join(marks)


def normalise(text: str) -> str:
    """Give the one spelling of a text that search and matching use; case and marks stay.

    NFC; invisible characters out; every kind of space one space; Khmer marks in the order of the Unicode standard and
    subscript DA written as TA (they look the same); Lao ຳ and the ho-ligatures in their present spelling, tone marks
    after vowels; local digits as 0-9.

    Args:
        text: any string, also with lone surrogates.

    Returns:
        The normalised text, without space at the ends. Applying it twice changes nothing.
    """
    previous = None
    # A repair can put two marks beside each other that compose: two rounds are enough in practice, four in any case.
    for _ in range(4):
        if text == previous:
            break
        previous = text
        text = _normalise_once(text)
    return text


def _normalise_once(text: str) -> str:
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    if text.isascii():
        return _SPACES.sub(" ", text).strip()
    text = fold_digits(text)
    if any("\u1780" <= char <= "\u17ff" for char in text):
        for split, joined in _KHMER_SPLIT_VOWELS:
            text = text.replace(split, joined)
        text = (
            text.replace("\u17d2\u178a", "\u17d2\u178f").replace("\u17a4", "\u17a2\u17b6").replace("\u17a3", "\u17a2")
        )
        text = _KHMER_DRAWN_SHIFTER.sub(_shift_khmer, text)
        text = _KHMER_CLUSTER.sub(_order_khmer, text)
    if any("\u0e80" <= char <= "\u0eff" for char in text):
        text = _LAO_SPLIT_AM.sub("\\1\u0eb3", text)
        text = _LAO_MARK_ORDER.sub(r"\2\1", text)
        for split, joined in _LAO_SPELLINGS:
            text = text.replace(split, joined)
    if any("\u0e00" <= char <= "\u0e7f" for char in text):
        text = _THAI_SPLIT_AM.sub("\\1\u0e33", text)
        for split, joined in _THAI_SPELLINGS:
            text = text.replace(split, joined)
    return _SPACES.sub(" ", text).strip()


def fold_digits(text: str) -> str:
    """Write Khmer, Lao, Thai, Burmese and full-width digits as 0-9."""
    return text.translate(_DIGITS)


def bare(text: str) -> str:
    """Write Latin letters without marks and in lower case (``Đặng`` as ``dang``); other writings stay as they are."""
    if text.isascii():
        return normalise(text).lower()
    out = []
    for char in unicodedata.normalize("NFD", normalise(text).translate(_STROKES)):
        if "\u0300" <= char <= "\u036f":
            continue
        out.append(char)
    return unicodedata.normalize("NFC", "".join(out)).lower()


def bare_letters(text: str) -> str:
    """Letters, marks and digits alone, without case: how numbers are compared however they were parted."""
    plain = bare(unicodedata.normalize("NFKC", text))  # full-width letters too
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] in "LMN")
