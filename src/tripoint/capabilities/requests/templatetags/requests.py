"""Coded values, persons and clocks of requests as parts of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tripoint.capabilities.requests.labels import label
from tripoint.capabilities.requests.models import RequestDraft, RequestState
from tripoint.capabilities.requests.pairs import TYPES, Pair, Value, kind_title, listed_title
from tripoint.capabilities.requests.remarks import Remark, remarks_on
from tripoint.capabilities.requests.screens import ledger
from tripoint.capabilities.requests.translations.glossary import Hit
from tripoint.capabilities.requests.translations.pairs import LANGUAGES
from tripoint.reference import Label
from tripoint.subjects import (
    AnySubject,
    Person,
    PersonName,
    SubjectType,
    concerns_about,
    names_for,
    subject_title,
    type_of,
)
from tripoint.subjects.display import written
from tripoint.subjects.wording import say_concern
from tripoint.web import dates
from tripoint.web.templatetags.tripoint import status, term

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()
LANGUAGE_OF_SCRIPT = {"Khmr": "km", "Laoo": "lo"}


@register.simple_tag(takes_context=True)
def code(context: Context, list_name: str, one: str) -> SafeString:
    """The label of a code in the reader's language, with the quiet mark while it is not confirmed.

    A page with many offices looks them up at once and has them in its context as `office_labels`.
    """
    known = (context.get("office_labels") or {}) if list_name == "offices" else {}
    return _term(known.get(one) or label(list_name, one, get_language() or "en"))


def _term(found: Label) -> SafeString:
    return term(found.code, found.text, found.english, found.confirmed)


@register.simple_tag
def chat_line(reference: str, dossier: str) -> str:
    """What may stand in a chat about a request: its reference and its address on this node, and nothing of a person."""
    return f"{reference} {settings.NODE.url}{reverse('requests:dossier', args=[dossier])}"


@register.simple_tag(takes_context=True)
def values(context: Context, pair: Pair) -> SafeString:
    """A pair's values, parted by dots."""
    return format_html_join(" · ", "{}", ((_value(context, one),) for one in pair.values))


def _value(context: Context, value: Value) -> SafeString:
    parts: list[Any] = []
    if value.code:
        parts.append(code(context, value.list, value.code))
    if value.day:
        parts.append(dates.day(value.day))
    if value.text:
        parts.append(format_html('<span class="num">{}</span>', value.text) if value.code else value.text)
    return format_html_join(" ", "{}", ((one,) for one in parts))


@register.simple_tag
def first_name(subject: AnySubject) -> SafeString:
    """The name that the reader reads first; for a thing the number by which it is known."""
    language = get_language() or "en"
    if isinstance(subject, Person):
        return _name(names_for(subject, language)[0])
    return format_html('<span class="num">{}</span>', subject_title(subject, language))


@register.simple_tag
def oral_tag(row: RequestState) -> SafeString:
    """The mark of a request by telephone: without its record, overdue, or recorded."""
    if row.called_at is None:
        return SafeString("")
    if not row.is_unrecorded:
        return format_html('<span class="tag">{}</span>', _("By telephone, recorded"))
    mark = pgettext("mark of a request by telephone", "ORAL")
    if row.record_due and row.record_due < timezone.now() and not row.is_ended:
        return format_html('<span class="tag oral">{}</span> {}', mark, status("late", _("Record overdue")))
    return format_html('<span class="tag oral">{}</span>', mark)


@register.filter
def names(subject: AnySubject) -> list[PersonName]:
    """All writings of a person's name, the reader's script first; none for a thing."""
    return list(names_for(subject, get_language() or "en")) if isinstance(subject, Person) else []


@register.filter
def in_table(key: str, known: dict[str, str]) -> str:
    """What a table has for a key; a dash for what it does not have."""
    return known.get(key, "–")


@register.filter
def type_label(subject: AnySubject) -> StrOrPromise:
    """Person, vehicle, document, phone or account."""
    return TYPES[type_of(subject)]


@register.filter
def type_name(one: SubjectType) -> StrOrPromise:
    """What a type of subject is called."""
    return TYPES[one]


@register.simple_tag
def statement_title(entry_type: str, kind: str) -> StrOrPromise:
    """What a statement is called where its facts are not at hand; a request by its kind."""
    return listed_title(entry_type, kind)


@register.simple_tag
def glossary_name(hit: Hit, language: str) -> str:
    """How the glossary writes a term that was found, in the language of the text."""
    return hit.term.names[language]


@register.filter
def language_name(code: str) -> StrOrPromise:
    """What a language is called."""
    return LANGUAGES[code]


@register.filter
def kind_label(kind: str) -> str:
    """What a kind of request is called."""
    return str(kind_title(kind))


@register.simple_tag
def person_name(name: PersonName) -> SafeString:
    """One writing of a name, in its own language."""
    return _name(name)


@register.filter
def script(name: PersonName) -> str:
    """Two letters for a name's writing."""
    return (name.language or LANGUAGE_OF_SCRIPT.get(name.script, name.script[:2])).upper()


def _name(name: PersonName) -> SafeString:
    language = name.language or LANGUAGE_OF_SCRIPT.get(name.script, "en")
    return format_html('<span lang="{}">{}</span>', language, written(name))


@register.inclusion_tag("requests/remark.html", takes_context=True)
def remark_on(context: Context, draft: UUID | None) -> dict[str, Remark | None]:
    """The remark with which the reader's own draft came back, if it did."""
    own, author = ledger(), str(context["request"].user.pk)
    rows = list(RequestDraft.objects.using(own.using).filter(pk=draft, owner=author)) if draft else []
    return {"remark": next(iter(remarks_on(own, rows).values()), None)}


@register.inclusion_tag("requests/concerns.html")
def concerns(subject: AnySubject) -> dict[str, list[str]]:
    """What looks odd about a person's documents: a warning to look again, which keeps nobody from anything."""
    found = concerns_about(subject) if isinstance(subject, Person) else ()
    return {"sentences": [say_concern(one) for one in found]}
