"""S6, no forbidden fields: nothing asks for origin, faith, politics, unions or family networks.

No model of an entry has such a field, and a test goes through all of them. Free text can still say anything, so what
reads like it puts a question to the author before it leaves: is it needed for the purpose? The question is asked at
home, in the author's language; it never decides, and no other party learns of it.

There are no watch lists of people without a matter and no bulk search: a request names its persons, in one matter, at
most MOST_SUBJECTS of them.

Source: Rules on the Processing of Data, Article 42 (particularly sensitive data); misuse of such systems against
minorities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tripoint.safeguards.sensitive_words import WORDS
from tripoint.text import normalise

MOST_SUBJECTS = 500
"""Persons in one request: 410 were handed over at one gate on one day (Mộc Bài, 12 December 2024)."""

FORBIDDEN = frozenset(
    {
        "ethnicity", "ethnic", "race", "origin", "religion", "faith", "sect", "politics", "political", "party_member",
        "union", "relatives", "family", "kin", "spouse", "children", "parents", "orientation",
    }
)  # fmt: skip
"""Words that no field's name in an entry may hold."""


@dataclass(frozen=True, slots=True)
class Question:
    """A place in a text that reads like something without a field. `topic` is a key of WORDS; `found` the words."""

    topic: str
    found: str


def questions(text: str, language: str) -> tuple[Question, ...]:
    """What the author is asked about `text` before it leaves, one question per topic, in the order of the text.

    `language` (vi, lo, km, en) is the text's own; words of the other languages that stand in it are seen too. Local and
    without effect on admission.
    """
    plain = normalise(text).casefold()
    hits: dict[str, tuple[int, str]] = {}
    for spoken in dict.fromkeys((language, *WORDS)):
        for topic, pattern in _patterns(spoken).items():
            match = pattern.search(plain)
            if match and (topic not in hits or match.start() < hits[topic][0]):
                hits[topic] = (match.start(), match.group())
    return tuple(Question(topic, found) for topic, (_, found) in sorted(hits.items(), key=lambda hit: hit[1]))


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    if language not in WORDS:
        return {}
    found = {}
    for topic, words in WORDS[language].items():
        longest_first = sorted((normalise(word).casefold() for word in words), key=len, reverse=True)
        either = "|".join(map(re.escape, longest_first))
        # Khmer and Lao write without spaces between words.
        found[topic] = re.compile(either if language in ("lo", "km") else rf"(?<!\w)(?:{either})(?!\w)")
    return found
