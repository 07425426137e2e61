"""Read Thai writing as phones.

Thai leaves vowels unwritten and keeps Sanskrit letters that are silent, so the reading is a best guess by rule: a
syllable is leading vowel, onset, signs and final; a consonant pair without a vowel is read with o, a single consonant
before another syllable with a.
"""

import re

from tripoint.screening.names.syllables import compile_shapes, read_shapes

_ONSETS = {
    **dict.fromkeys("ก", "k"), **dict.fromkeys("ขฃคฅฆ", "kh"), "ง": "ng", "จ": "c", **dict.fromkeys("ฉชฌ", "ch"),
    **dict.fromkeys("ซศษส", "s"), "ญ": "y", "ย": "y", **dict.fromkeys("ดฎ", "d"), **dict.fromkeys("ตฏ", "t"),
    **dict.fromkeys("ถฐทธฑฒ", "th"), **dict.fromkeys("นณ", "n"), "บ": "b", "ป": "p", **dict.fromkeys("ผพภ", "ph"),
    **dict.fromkeys("ฝฟ", "f"), "ม": "m", "ร": "r", **dict.fromkeys("ลฬ", "l"), "ว": "w", **dict.fromkeys("หฮ", "h"),
    "อ": "",
}  # fmt: skip
_FINALS = {
    **dict.fromkeys("กขคฆ", "k."), "ง": "ng.", **dict.fromkeys("จชซฌฎฏฐฑฒดตถทธศษส", "t."),
    **dict.fromkeys("ญณนรลฬ", "n."), **dict.fromkeys("บปพฟภ", "p."), "ม": "m.", "ย": "y.", "ว": "w.",
}  # fmt: skip
_C = "[" + "".join(_ONSETS) + "]"
# A killed letter is silent; ฯ, which stands in no name, keeps its place, for a syllable ends there. Silent is also
# the one before it in these Sanskrit endings after another consonant (จันทร์).
_SILENT = re.compile(f"(?<={_C})(?:ทร|ตร|ดร|ษณ|ษม|ธร|จน)์|{_C}[ิุ]?์")
_MUTE_R = re.compile("(?<=[ะัิุ][ตทชด])ร(?=$|ฯ)")  # มิตร, ภัทร
_MARKS = re.compile("[่้๊๋็ฺ]")
_V = "ะัาำิีึืุู"
# Clusters that are said together; any other pair is two syllables or a final and an onset.
_O = f"(?:[กขคปพผต]ร|[กขคปพผ]ล|[กขค]ว(?=[{_V}])|ทร|สร|ศร|จร(?=ิ)|ห[งญนมยรลว](?=[{_V}]|{_C})|{_C})"
_NEXT = f"(?![{_V}]|อ(?![{_V}]))"
_FINAL_LETTERS = "กขคฆงจชซฎฏฐฑฒดตถทธศษสญณนรลฬบปพฟภมยว"
_VOWELLED = f"(?:{_C}{{1,2}}(?:[{_V}]|รร)|[เแโไใ]|$|ฯ)"
# A consonant closes the syllable unless it and the next one make a syllable of their own (อุดม is u-dom, not ut-m).
_F = f"(?:[{_FINAL_LETTERS}]{_NEXT}(?!{_C}{_VOWELLED})|[{_FINAL_LETTERS}](?={_C}[{_V}]))"
# After i and u the letter ร starts the next syllable in names (ธีรภัทร is thi-ra-phat).
_FI = f"(?:(?!ร{_C}|ว){_F})"
_CLOSED = f"(?:{_F}(?:[รต]ิ?(?=$|ฯ)|ร(?=$|ฯ)|[ิุ](?=$|ฯ))?)"
_SHAPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (f"เ({_O})ียะ?({_F})?", ("ia",)),
    (f"เ({_O})ือะ?({_F})?", ("va",)),
    (f"เ({_O})าะ", ("O",)),
    (f"เ({_O})า", ("ao",)),
    (f"เ({_O})อะ?({_F})?", ("qq",)),
    (f"เ({_O})[ิี]({_F})?", ("qq",)),
    (f"เ({_O})ย", ("qq", "y.")),
    (f"เ({_O})ะ", ("e",)),
    (f"เ({_O})({_F})?", ("ee",)),
    (f"แ({_O})ะ", ("E",)),
    (f"แ({_O})({_F})?", ("EE",)),
    (f"โ({_O})ะ", ("o",)),
    (f"โ({_O})({_F})?", ("oo",)),
    (f"[ไใ]({_O})ย?", ("ai",)),
    (f"({_O})ัวะ?", ("ua",)),
    (f"({_O})รร({_F})", ("a",)),
    (f"({_O})รร", ("a", "n.")),
    (f"({_O})ั({_C})", ("a",)),
    (f"({_O})ำ", ("a", "m.")),
    (f"({_O})ะ", ("a",)),
    (f"({_O})า({_F})?", ("aa",)),
    (f"({_O})ิ({_FI})?", ("i",)),
    (f"({_O})ี({_FI})?", ("ii",)),
    (f"({_O})ึ({_F})?", ("v",)),
    (f"({_O})ือ?({_F})?", ("vv",)),
    (f"({_O})ุ({_FI})?", ("u",)),
    (f"({_O})ู({_FI})?", ("uu",)),
    (f"({_O})ว(?!รร)({_F})", ("ua",)),
    (f"({_O})อ(?![{_V}])({_F})?", ("OO",)),
    (f"(ฤ)({_F})?", ("i",)),
    (f"({_O})ร(?=$|ฯ)", ("OO", "n.")),
    (f"({_O})([{_FINAL_LETTERS}]{_NEXT})(?=$|ฯ|[เแโไใ]|{_C}[{_V}]|{_C}{_C}[{_V}])", ("o",)),
    (f"({_O})", ("a~",)),
)
_PATTERNS = compile_shapes(_SHAPES)


def _onset(letters: str) -> list[str]:
    if letters == "ฤ":
        return ["r"]
    if letters == "ทร":
        return ["s"]
    if letters in ("สร", "ศร"):
        return ["s", "r~"]
    if letters == "จร":
        return ["c"]
    if len(letters) > 1 and letters[0] == "ห":
        letters = letters[1:]
    return [_ONSETS[letter] for letter in letters if _ONSETS[letter]]


def read(word: str) -> list[str]:
    """Read one Thai word as phones.

    Args:
        word: a normalised word without spaces; what is not Thai is skipped.
    """
    bare = _MUTE_R.sub("", _MARKS.sub("", _SILENT.sub("ฯ", word)))
    return read_shapes(bare, _PATTERNS, _onset, _FINALS, "ๆ")
