"""Read Lao writing as phones.

Lao spelling since 1975 is close to speech, so a syllable is found by rule: onset (perhaps with ວ, ຣ or ລ), vowel signs
before, above, below and after it, and a final consonant. Phones are those of :mod:`phones`; tone marks are left out
because no Latin spelling writes them.
"""

import re

from tripoint.screening.names.syllables import CLUSTER, compile_shapes, read_shapes

ONSETS = {
    "ກ": "k", "ຂ": "kh", "ຄ": "kh", "ງ": "ng", "ຈ": "c", "ສ": "s", "ຊ": "x", "ຍ": "ny", "ດ": "d", "ຕ": "t",
    "ຖ": "th", "ທ": "th", "ນ": "n", "ບ": "b", "ປ": "p", "ຜ": "ph", "ຝ": "f", "ພ": "ph", "ຟ": "f", "ມ": "m",
    "ຢ": "y", "ຣ": "r", "ລ": "l", "ວ": "w", "ຫ": "h", "ຮ": "h", "ໜ": "n", "ໝ": "m", "ອ": "",
    # Letters for Pali and Sanskrit, in old papers and in the names of monks (Unicode 12).
    "ຆ": "kh", "ຉ": "x", "ຌ": "x", "ຎ": "ny", "ຏ": "t", "ຐ": "th", "ຑ": "th", "ຒ": "th", "ຓ": "n", "ຘ": "th",
    "ຠ": "ph", "ຨ": "s", "ຩ": "s", "ຬ": "l",
}  # fmt: skip
FINALS = {
    "ກ": "k.", "ຂ": "k.", "ຄ": "k.", "ງ": "ng.", "ດ": "t.", "ຕ": "t.", "ຖ": "t.", "ທ": "t.", "ຈ": "t.", "ສ": "t.",
    "ຊ": "t.", "ນ": "n.", "ຍ": "y.", "ບ": "p.", "ປ": "p.", "ພ": "p.", "ຟ": "p.", "ມ": "m.", "ວ": "w.", "ລ": "n.",
    "ຣ": "n.", "ຽ": "y.",
}  # fmt: skip
_CONSONANTS = "".join(ONSETS)
_TONES = re.compile("[\u0ec8-\u0ecb\u0ecc\u0eba]")

# The onset O; a final consonant F is one that carries no vowel of its own (what follows tells).
_O = f"(?:ຫ[ງຍຼວຣຢ]|[{_CONSONANTS}])(?:[ຣຼລ](?=[ະ-ູົໍຽ]))?"
_NOT_VOWELLED = "(?![ະ-ຽໍົຼ]|ອ(?![ະ-ຽໍ])|ວ[ກງດນບມຍ](?![ະ-ຽໍອ]))"
_F = f"(?:[ກງດຕນຍບມວສລຣຈທພປຊຖຄຟ]{_NOT_VOWELLED})"

# Vowel shapes in the order in which they are tried, longest and most marked first.
_SHAPES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (f"ເ({_O})ົາ", ("ao",)),
    (f"ເ({_O})າະ", ("O",)),
    (f"ເ({_O})[ຶື]ອ({_F})?", ("va",)),
    (f"ເ({_O})ັ?ຽ({_F})?", ("ia",)),
    (f"ເ({_O})ັຍ", ("ia",)),
    (f"ເ({_O})ຍ(?![ະ-ູົໍ])", ("ia",)),
    (f"ເ({_O})[ິ]({_F})?", ("q",)),
    (f"ເ({_O})[ີ]({_F})?", ("qq",)),
    (f"ເ({_O})ະ", ("e",)),
    (f"ເ({_O})ັ({_F})", ("e",)),
    (f"ເ({_O})({_F})?", ("ee",)),
    (f"ແ({_O})ະ", ("E",)),
    (f"ແ({_O})ັ({_F})", ("E",)),
    (f"ແ({_O})({_F})?", ("EE",)),
    (f"ໂ({_O})ະ", ("o",)),
    (f"ໂ({_O})({_F})?", ("oo",)),
    (f"[ໄໃ]({_O})ຍ?(?![ະ-ູົໍ])", ("ai",)),
    (f"[ໄໃ]({_O})", ("ai",)),
    (f"({_O})ຳ", ("a", "m.")),
    (f"({_O})[ັົ]ວະ?({_F})?", ("ua",)),
    (f"({_O})ວ(?=[ກງດນບມຍຕ](?![ະ-ູົໍຽຳ]|ອ(?![ະ-ຽໍ])))({_F})", ("ua",)),
    (f"({_O})ຽ({_F})?", ("ia",)),
    (f"({_O})ັອ({_F})", ("O",)),
    (f"({_O})ັຍ", ("ai",)),
    (f"({_O})ັ({_F})?", ("a",)),
    (f"({_O})ົ({_F})?", ("o",)),
    (f"({_O})ະ", ("a",)),
    (f"({_O})າ({_F})?", ("aa",)),
    (f"({_O})ິ({_F})?", ("i",)),
    (f"({_O})ີ({_F})?", ("ii",)),
    (f"({_O})ຶ({_F})?", ("v",)),
    (f"({_O})ື ?ອ?({_F})?", ("vv",)),
    (f"({_O})ຸ({_F})?", ("u",)),
    (f"({_O})ູ({_F})?", ("uu",)),
    (f"({_O})ໍ(?:ອ)?({_F})?", ("OO",)),
    (f"({_O})ອ(?![ະ-ຽໍຳ])({_F})?", ("OO",)),
    (f"({_O})ວ(?=[ະ-ູົໍ])", CLUSTER),  # a cluster, or two syllables (ສວັນ)
    (f"({_O})", ("a~",)),
)
_PATTERNS = compile_shapes(_SHAPES)


def _onset(letters: str) -> list[str]:
    if letters.startswith("ຫ") and len(letters) > 1:
        letters = letters[1:].replace("ຼ", "ລ")
    return [ONSETS[letter] for letter in letters.replace("ຼ", "ລ") if ONSETS.get(letter)]


def read(word: str) -> list[str]:
    """Read one Lao word as phones.

    Args:
        word: a normalised word without spaces; what is not Lao is skipped.

    Returns:
        Phones in order; a letter that has no vowel by rule gives its consonant and the weak vowel ``a~``.
    """
    return read_shapes(_TONES.sub("", word), _PATTERNS, _onset, FINALS, "ໆ")
