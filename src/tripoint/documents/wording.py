"""The words of letters and errors in the four languages.

A letter is written in two languages at once, whatever language its officer's screen has, so the words are looked up
by language here and not through the language that is active. The catalogues are the usual gettext files, read as they
are: a word can then never be missing because a compiled file is old.
"""

import ast
import re
from functools import cache
from importlib.resources import files

LANGUAGES = ("vi", "lo", "km", "en")
_STRING = re.compile(r'^(msgid|msgstr)?\s*("(?:[^"\\]|\\.)*")$')


def mark(sentence: str) -> str:
    """Return SENTENCE unchanged: the mark by which gettext's tools and the tests find what is to be translated."""
    return sentence


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return English → LANGUAGE from this package's catalogue; empty for English."""
    if language == "en":
        return {}
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}: choose one of {', '.join(LANGUAGES)}")
    source = files("tripoint.documents") / "locale" / language / "LC_MESSAGES" / "django.po"
    return read_catalogue(source.read_text(encoding="utf-8"))


def read_catalogue(text: str) -> dict[str, str]:
    """Return msgid → msgstr of a gettext catalogue TEXT (singular entries only; empty translations are left out)."""
    found: dict[str, str] = {}
    parts = {"msgid": "", "msgstr": ""}
    current = "msgid"
    for line in [*text.splitlines(), 'msgid ""']:
        match = _STRING.match(line.strip())
        if match is None:
            continue
        keyword, quoted = match.groups()
        if keyword == "msgid":
            if parts["msgid"] and parts["msgstr"]:
                found[parts["msgid"]] = parts["msgstr"]
            parts = {"msgid": "", "msgstr": ""}
        current = keyword or current
        parts[current] += ast.literal_eval(quoted)
    return found


def say(language: str, sentence: str, /, **values: object) -> str:
    """Return SENTENCE in LANGUAGE with VALUES in its ``{places}``; in English where the catalogue has it not."""
    text = catalogue(language).get(sentence, sentence)
    return text.format(**values) if values else text
