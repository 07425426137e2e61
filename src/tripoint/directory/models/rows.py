"""What the directory's rows have in common: names in four languages, and first and last days."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LANGUAGES = ("en", "vi", "lo", "km")
"""Languages that a name can stand in, ISO 639-1; English is what every row has."""

Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    """Rows that know their first and last day."""

    def on(self, day: datetime.date) -> DatedQuerySet[Row]:
        """Only the rows that are valid on `day`; both ends count."""
        begun = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day)
        not_ended = models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=day)
        return self.filter(begun & not_ended)


class Dated(models.Model):
    """A row that is closed by a last day and never deleted.

    `valid_from` is the first day (empty: since before the directory began), `valid_until` the last day, inclusive
    (empty: no end is known).
    """

    valid_from = models.DateField(_("first day"), null=True, blank=True)
    valid_until = models.DateField(_("last day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_valid_on(self, day: datetime.date) -> bool:
        """Whether the row is in force on `day`; both ends count."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def clean(self) -> None:
        """Refuse a last day before the first day."""
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise at_field("valid_until", _("The last day lies before the first day."), "dates_reversed")


def at_field(field: str, message: StrOrPromise, code: str) -> ValidationError:
    """A refusal that stands beside one field of a form and keeps its code."""
    return ValidationError({field: ValidationError(message, code=code)})


def dates_in_order(name: str) -> models.CheckConstraint:
    """The database's own check that a row does not end before it begins; `name` is the constraint's name."""
    in_order = models.Q(valid_until__gte=models.F("valid_from"))
    return models.CheckConstraint(
        condition=models.Q(valid_from__isnull=True) | models.Q(valid_until__isnull=True) | in_order, name=name
    )


def is_list_of_languages(value: Any) -> None:
    """Refuse anything but a list of distinct codes from LANGUAGES."""
    if not isinstance(value, list) or len(set(value)) != len(value) or not set(value) <= set(LANGUAGES):
        raise ValidationError(_("Expected a list of language codes."), code="languages")


class NamedInFour(models.Model):
    """A row with a name in English, Vietnamese, Lao and Khmer; English is required, an empty one falls back to it.

    `confirmed` lists the languages whose name a native reader or a good source has confirmed. A name that is not in
    the list is shown with a quiet mark beside its code and the English name.
    """

    name_en = models.CharField(_("name in English"), max_length=200)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200, blank=True)
    name_lo = models.CharField(_("name in Lao"), max_length=200, blank=True)
    name_km = models.CharField(_("name in Khmer"), max_length=200, blank=True)
    confirmed = models.JSONField(_("confirmed languages"), default=list, blank=True, validators=[is_list_of_languages])

    class Meta:
        abstract = True

    def name_in(self, language: str) -> str:
        """The name in `language` (a code from LANGUAGES), or in English where there is none."""
        return getattr(self, f"name_{language}", "") or self.name_en

    def is_confirmed_in(self, language: str) -> bool:
        """Whether the name that `name_in` shows is a confirmed one in that very language."""
        return bool(getattr(self, f"name_{language}", "")) and language in self.confirmed
