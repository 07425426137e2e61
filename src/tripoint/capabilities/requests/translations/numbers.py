"""Numbers that a translation leaves out: who hands it in looks at them, and who reads it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tripoint.text import bare_letters, normalise

_NUMBER = re.compile(r"[A-Z0-9]{3,}(?:[-./][A-Z0-9]+)*", re.IGNORECASE)
LEAST_DIGITS = 4  # of a number that must stand in the translation too: a day, an age or a count may be written in words


def numbers_left_out(texts: Mapping[str, str], translated: Mapping[str, str]) -> list[str]:
    """Numbers of papers, plates, telephones and the like in `texts` that the translations of the same places lack."""
    found: dict[str, None] = {}
    for place, text in texts.items():
        there = {bare_letters(one) for one in _numbers(translated.get(place, ""))}
        found.update(dict.fromkeys(one for one in _numbers(text) if bare_letters(one) not in there))
    return list(found)


def _numbers(text: str) -> list[str]:
    return [one for one in _NUMBER.findall(normalise(text)) if sum(map(str.isdigit, one)) >= LEAST_DIGITS]
