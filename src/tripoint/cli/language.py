"""The language in which a command speaks."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "vi", "lo", "km")
# As gettext looks: the first that is set decides (POSIX.1-2017, Internationalization Variables).
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> str:
    """Give the language that a locale environment asks for (``vi_VN.UTF-8`` is vi); English for any other."""
    asked = next(filter(None, (environment.get(variable) for variable in _VARIABLES)), "")
    language = asked[:2].lower()
    return language if language in LANGUAGES and not asked[2:3].isalpha() else "en"
