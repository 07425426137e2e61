"""Read Burmese writing as phones, roughly: stacked and killed letters, medials and vowels, without tone."""

_LETTERS = "ကခဂဃငစဆဇဈဉညဋဌဍဎဏတထဒဓနပဖဗဘမယရလဝသဟဠအ"
_ONSET_PHONES = "k kh k k ng s s x x ny ny t th d d n t th d d n p ph b b m y y l w th h l -"
_ONSETS = dict(zip(_LETTERS, _ONSET_PHONES.replace("-", " ").split(" "), strict=False))
_FINALS = {
    **dict.fromkeys("က", "k."), **dict.fromkeys("စတပသ", "t."), **dict.fromkeys("ငဉနမဏလ", "n."), "ည": "i", "ယ": "E",
}  # fmt: skip
_MEDIALS = {"ျ": "y", "ြ": "y", "ွ": "w", "ှ": "h"}
_VOWELS = {"ာ": "aa", "ါ": "aa", "ိ": "i", "ီ": "ii", "ု": "u", "ူ": "uu", "ေ": "e", "ဲ": "E", "ံ": "n."}


def read(word: str) -> list[str]:
    """Read one Burmese word as phones.

    Args:
        word: a normalised word without spaces; what is not Burmese is skipped.
    """
    phones: list[str] = []
    at = 0
    while at < len(word):
        char = word[at]
        at += 1
        if char not in _ONSETS:
            continue
        if at < len(word) and word[at] in "်္" and phones:
            final = _FINALS.get(char, "t.")
            phones.append(final)
            at += 1
            continue
        phones += [_ONSETS[char]] if _ONSETS[char] else []
        vowel = ""
        while at < len(word) and (word[at] in _MEDIALS or word[at] in _VOWELS or word[at] in "့း"):
            mark = word[at]
            if mark in _MEDIALS:
                if mark == "ှ" and phones:
                    phones.insert(len(phones) - 1, "h")
                else:
                    phones.append(_MEDIALS[mark])
            elif mark in _VOWELS:
                vowel += mark
            at += 1
        if "ေ" in vowel and ("ာ" in vowel or "ါ" in vowel):
            phones.append("O")
            if at < len(word) and word[at] == "်":
                at += 1
        elif "ို" in vowel or ("ိ" in vowel and "ု" in vowel):
            phones.append("oo")
        elif vowel:
            phones += [_VOWELS[mark] for mark in vowel]
        else:
            phones.append("a")
    return phones
