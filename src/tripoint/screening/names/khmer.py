"""Read Khmer writing as phones.

A Khmer consonant belongs to one of two series, and the series decides how the vowel after it sounds (Huffman,
Cambodian System of Writing, 1970): so a vowel phone is the sign with its series, for example ``aa1`` (as in ដា) and
``aa2`` (as in ជា). What each is written as in Latin is learned, not fixed here.
"""

import re

_SERIES_1 = {
    "ក": "k", "ខ": "kh", "ច": "c", "ឆ": "ch", "ដ": "d", "ឋ": "th", "ណ": "n", "ត": "t", "ថ": "th", "ប": "b",
    "ផ": "ph", "ស": "s", "ហ": "h", "ឡ": "l", "អ": "", "ឝ": "s", "ឞ": "s",
}  # fmt: skip
_SERIES_2 = {
    "គ": "k", "ឃ": "kh", "ង": "ng", "ជ": "c", "ឈ": "ch", "ញ": "ny", "ឌ": "d", "ឍ": "th", "ទ": "t", "ធ": "th",
    "ន": "n", "ព": "p", "ភ": "ph", "ម": "m", "យ": "y", "រ": "r", "ល": "l", "វ": "w",
}  # fmt: skip
CONSONANTS = _SERIES_1 | _SERIES_2
# A sonorant under another letter takes that letter's series; a stop brings its own.
_WEAK = set("ងញនមយរលវណឡ")
_FINALS = {
    "k": "k.", "kh": "k.", "ng": "ng.", "c": "c.", "ch": "c.", "ny": "ny.", "d": "t.", "th": "t.", "n": "n.", "t": "t.",
    "b": "p.", "ph": "p.", "p": "p.", "m": "m.", "y": "y.", "r": "r.", "l": "l.", "w": "w.", "s": "s.", "h": "h.",
    "f": "p.",
}  # fmt: skip
_VOWELS = {
    "ា": "aa", "ិ": "i", "ី": "ii", "ឹ": "v", "ឺ": "vv", "ុ": "u", "ូ": "uu", "ួ": "ua", "ើ": "q", "ឿ": "va", "ៀ": "ia",
    "េ": "e", "ែ": "E", "ៃ": "ai", "ោ": "o", "ៅ": "au",
}  # fmt: skip
_INDEPENDENT = {
    "ឥ": ("ii1",), "ឦ": ("ii1",), "ឧ": ("u1",), "ឨ": ("u1", "k."), "ឩ": ("uu1",), "ឪ": ("au1",), "ឫ": ("r", "v2"),
    "ឬ": ("r", "vv2"), "ឭ": ("l", "v2"), "ឮ": ("l", "vv2"), "ឯ": ("E1",), "ឰ": ("ai1",), "ឱ": ("o1",), "ឲ": ("o1",),
    "ឳ": ("au1",),
}  # fmt: skip
_COENG = "្"
_CLUSTER = re.compile(
    "(?P<base>[ក-អ])(?P<robat>៌)?(?P<subs>(?:្[ក-ឳ])*)(?P<shift>[៉៊])?(?P<subs2>(?:្[ក-ឳ])*)(?P<vowel>[ា-ៅ])?(?P<signs>[ំ-៓៝]*)"
)


class _Syllable:
    """One written cluster: its consonants, series, vowel sign and marks."""

    __slots__ = ("consonants", "robat", "series", "signs", "silent", "vowel")

    def __init__(self, match: re.Match[str]) -> None:
        base = match["base"]
        subs = (match["subs"] + match["subs2"]).replace(_COENG, "")
        shift = match["shift"]
        self.vowel = match["vowel"] or ""
        self.signs = match["signs"]
        self.silent = "៍" in self.signs
        self.robat = bool(match["robat"]) or "៌" in self.signs
        self.series = 1 if base in _SERIES_1 else 2
        self.consonants = [CONSONANTS[base]]
        for sub in subs:
            if sub not in CONSONANTS:
                continue
            self.consonants.append(CONSONANTS[sub])
            if sub not in _WEAK:
                self.series = 1 if sub in _SERIES_1 else 2
        if base == "ហ" and len(subs) > 0 and subs[0] in "វគ":  # ហ្វ and ហ្គ write the foreign f and g
            self.consonants[:2] = ["f" if subs[0] == "វ" else "k"]
        if base == "ប" and (shift == "៉" or (subs and not shift)):
            self.consonants[0] = "p"
        if shift == "៉":
            self.series = 1
        elif shift == "៊":
            self.series = 2

    def has_own_vowel(self) -> bool:
        return bool(self.vowel) or any(sign in "ំះៈ" for sign in self.signs)


def _vowel_phones(syllable: _Syllable) -> list[str]:
    series, signs = str(syllable.series), syllable.signs
    phones: list[str] = []
    if syllable.vowel:
        name = _VOWELS[syllable.vowel]
        if "ំ" in signs:
            return [f"{name}m{series}", "m."] if name in ("aa", "u") else [name + series, "m."]
        if "ះ" in signs:
            return [f"{name}h{series}"]
        phones.append(name + series)
    elif "ំ" in signs:
        return [f"om{series}", "m."]
    elif "ះ" in signs:
        return [f"ah{series}"]
    if "ៈ" in signs:
        phones += [f"a'{series}", "h."]
    return phones


def _tokens(word: str) -> list[_Syllable | tuple[str, ...]]:
    tokens: list[_Syllable | tuple[str, ...]] = []
    at = 0
    while at < len(word):
        match = _CLUSTER.match(word, at)
        if match:
            tokens.append(_Syllable(match))
            at = match.end()
            continue
        if word[at] in _INDEPENDENT:
            tokens.append(_INDEPENDENT[word[at]])
        elif word[at] == "ៗ":
            tokens += tokens[-2:]
        at += 1
    return tokens


def read(word: str) -> list[str]:
    """Read one Khmer word as phones.

    Args:
        word: a normalised word without spaces; what is not Khmer is skipped.

    Returns:
        Phones in order. An unwritten vowel is ``O`` (between a consonant and its final), ``a~`` (in an open weak
        syllable before another consonant) or the short ``a'``/``O'`` under the marks ័ and ់, each with its series.
    """
    tokens = _tokens(word)
    phones: list[str] = []
    open_vowel = False  # whether a syllable waits for a final consonant
    for index, token in enumerate(tokens):
        if isinstance(token, tuple):
            phones += token
            open_vowel = not token[-1].endswith(".")
            continue
        if token.silent:
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        while isinstance(following, _Syllable) and following.silent and index + 2 < len(tokens):
            index += 1
            following = tokens[index + 1]
        last = following is None or (isinstance(following, _Syllable) and following.silent)
        own = token.has_own_vowel()
        heads = [consonant for consonant in token.consonants if consonant]
        if own and last and open_vowel and token.vowel == "ិ" and not token.signs and not phones[-1].startswith("a~"):
            # the i that ends Sanskrit words is silent after a whole syllable: ជាតិ, រិទ្ធិ
            phones.append(_FINALS[heads[0]] if heads else "y~")
            phones.append("th~" if len(heads) > 1 else "y~")
            open_vowel = False
            continue
        if own:
            if open_vowel and len(token.consonants) > 1 and _splits(token):
                phones.append(_FINALS[heads[0]])
                heads = heads[1:]
            if token.robat:
                phones.append("r~")
            phones += heads
            phones += _vowel_phones(token)
            open_vowel = not phones[-1].endswith((".", "h1", "h2"))
            continue
        if open_vowel and heads and (last or "់" in token.signs or _closes(token, following)):
            # a final consonant; what stands under a final is Sanskrit spelling, mostly silent
            phones.append(_FINALS[heads[0]])
            if len(heads) > 1 and not last:
                phones += heads[1:]
                phones.append(f"a~{token.series}")
                open_vowel = True
                continue
            if len(heads) > 1:
                phones.append(f"{heads[1]}~" if heads[1] in ("r", "y", "n", "t", "th") else "th~")
            open_vowel = False
            continue
        if open_vowel and len(token.consonants) > 1 and heads and _splits(token):
            phones.append(_FINALS[heads[0]])
            heads = heads[1:]
        if token.robat:
            phones.append("r~")
        phones += heads
        if "័" in token.signs:
            phones.append(f"a'{token.series}")
        elif isinstance(following, _Syllable) and "់" in following.signs and not following.has_own_vowel():
            phones.append(f"O'{token.series}")
        elif last or (isinstance(following, _Syllable) and not (following.has_own_vowel() or following.silent)):
            phones.append(f"O{token.series}")
        else:
            phones.append(f"a~{token.series}")
        open_vowel = True
    return phones


def _splits(token: _Syllable) -> bool:
    """Whether a stacked cluster closes the syllable before it (បុប្ផា) and does not open its own (សុក្រ keeps kr)."""
    first, second = token.consonants[0], token.consonants[1]
    if not first:
        return False
    if second in ("r", "l", "w", "y") and first not in ("k", "t", "c", "p", "n", "m", "l"):
        return False
    return not (second == "r" and first in ("p", "b"))


def _closes(token: _Syllable, following: "_Syllable | tuple[str, ...] | None") -> bool:
    """Whether a consonant without a vowel sign closes the syllable before it: the letter after it has its own vowel."""
    if "័" in token.signs:
        return False
    if isinstance(following, tuple):
        return following[0] not in ("r", "l")  # ឫ and ឬ bring their own consonant
    return following is not None and following.has_own_vowel()
