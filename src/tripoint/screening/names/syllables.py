"""Read a writing whose syllables are found by shape: onset, signs around it, final (Lao and Thai)."""

import re
from collections.abc import Callable, Mapping, Sequence

Shapes = tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
# A vowel of this name: the onset has none of its own, and what follows is read anew (ສວັນ).
CLUSTER = ("@cluster",)
_MOST_REPEATED = 40


def compile_shapes(shapes: Sequence[tuple[str, tuple[str, ...]]]) -> Shapes:
    """Make patterns ready; the first group of each is the onset, the second, if it has one, the final."""
    return tuple((re.compile(shape), vowel) for shape, vowel in shapes)


def read_shapes(
    word: str, shapes: Shapes, onset: Callable[[str], list[str]], finals: Mapping[str, str], repeat: str
) -> list[str]:
    """Read a word as phones, taking at each place the first shape that fits; what fits none is skipped.

    Args:
        word: letters of one writing, without tone marks.
        shapes: patterns and the phones of their vowels, the longest and most marked first.
        onset: gives the phones of an onset's letters.
        finals: the phone of a final consonant; another one is heard as t.
        repeat: the sign after which the word is said twice.
    """
    phones: list[str] = []
    at = 0
    while at < len(word):
        for pattern, vowel in shapes:
            match = pattern.match(word, at)
            if match is None:
                continue
            phones += onset(match[1])
            if vowel == CLUSTER:
                phones.append("a~")
                at = match.end(1)
                break
            phones += vowel
            if match.lastindex and match.lastindex > 1 and match[2]:
                phones.append(finals.get(match[2][0], "t."))
            at = match.end()
            break
        else:
            if word[at] == repeat:
                phones += phones[:_MOST_REPEATED]
            at += 1
    return phones
