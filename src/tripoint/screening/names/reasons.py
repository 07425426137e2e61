"""Reasons and words that an officer can read, in English, Vietnamese, Lao and Khmer, without a translation framework."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "vi", "lo", "km")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is what it is, or why a line could not be read.

    Attributes:
        code: a key of ``data/reasons.json`` or ``data/words.json``.
        values: what stands in the message's braces, as (name, text) pairs.
    """

    code: str
    values: tuple[tuple[str, str], ...] = ()

    def text(self, language: str = "en") -> str:
        """Say the reason in a language; one that is not known gets English."""
        return say(self.code, language, **dict(self.values))


@cache
def _messages() -> dict[str, dict[str, str]]:
    data = files("tripoint.screening.names").joinpath("data")
    messages: dict[str, dict[str, str]] = {}
    for name in ("reasons.json", "words.json"):
        messages |= json.loads(data.joinpath(name).read_text(encoding="utf-8"))
    return messages


def codes() -> tuple[str, ...]:
    """Give every code that has a message."""
    return tuple(_messages())


def say(code: str, language: str = "en", **values: str) -> str:
    """Give a message in a language.

    Args:
        code: a key of ``data/reasons.json`` or ``data/words.json``.
        language: en, vi, lo or km; anything else gets English.
        values: what stands in the message's braces.

    Raises:
        KeyError: if there is no such message.
    """
    messages = _messages()[code]
    template = messages.get(language, messages["en"])
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template
