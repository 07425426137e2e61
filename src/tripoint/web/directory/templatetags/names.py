"""Names of offices, posts and coded terms with the quiet mark that an unconfirmed one carries."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tripoint import reference
from tripoint.directory.models import NamedInFour, Officer
from tripoint.web.templatetags.tripoint import term

register = template.Library()


@register.simple_tag
def named(row: NamedInFour, with_code: bool = True) -> SafeString:
    """The name of a party, office or post in the reader's language, with code and English while unconfirmed.

    `with_code` False leaves the code to the line below, where it stands in any case.
    """
    language = get_language() or "en"
    confirmed = language == "en" or row.is_confirmed_in(language)
    return term(getattr(row, "code", "") if with_code else "", row.name_in(language), row.name_en, confirmed)


@register.simple_tag
def coded(list_name: str, code: str) -> SafeString:
    """The label of a code of a reference list in the reader's language, or the code itself if the list lacks it."""
    language = get_language() or "en"
    try:
        label = reference.label(list_name, code, language)
    except reference.UnknownCode:
        return term(code, code)
    return term(label.code, label.text, label.english, label.confirmed or language == "en")


@register.simple_tag
def officer_name_of(officer: Officer) -> str:
    """An officer's name in the script that the reader reads."""
    return officer.display_name(get_language() or "en")
