"""The forms of limits and calendars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.capabilities.arrangements import problems  # noqa: F401 - brings the sentences
from tripoint.capabilities.requests.problems import Problem

DAY = timedelta(days=1)
PATTERNS = ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, picked or typed day/month/year."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "in short"})
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **more)


class ShownForm(forms.Form):
    """Base: shows what an action refused at its field, or at the top."""

    places: dict[str, str] = {}
    """Where a problem of another field is shown."""

    def show(self, found: Iterable[Problem]) -> None:
        """Adds each problem's sentence."""
        for one in found:
            field = self.places.get(one.field, one.field)
            self.add_error(field if field in self.fields else None, one.sentence)


class LimitsForm(ShownForm):
    """Limits proposed to a partner."""

    hours = forms.IntegerField(
        label=_("Immediate: hours by the clock"), min_value=1, max_value=72, initial=8,
        widget=forms.NumberInput(attrs={"class": "in short"}),
    )  # fmt: skip
    urgent_days = forms.IntegerField(
        label=_("Urgent: working days"), min_value=1, max_value=60, initial=3,
        widget=forms.NumberInput(attrs={"class": "in short"}),
    )  # fmt: skip
    normal_days = forms.IntegerField(
        label=_("Others: working days"), min_value=1, max_value=180, initial=7,
        widget=forms.NumberInput(attrs={"class": "in short"}),
    )  # fmt: skip
    effective = day_field(_("First day"), help_text=_("For requests that are received from this day on."))


class CalendarForm(ShownForm):
    """A party's year: the holidays suggested by the lists, each to be confirmed, and what else is off or worked."""

    more = forms.CharField(
        label=_("Other days off"), required=False, max_length=4_000,
        help_text=_("One date to a line, day/month/year: days in lieu, elections."),
        widget=forms.Textarea(attrs={"class": "in", "rows": 3}),
    )  # fmt: skip
    worked = forms.CharField(
        label=_("Weekend days that are worked"), required=False, max_length=4_000,
        help_text=_("One date to a line, where a weekend is worked for a bridge day."),
        widget=forms.Textarea(attrs={"class": "in", "rows": 2}),
    )  # fmt: skip
    compared = forms.BooleanField(
        label=_("I have compared each day with the government's announcement."), required=False
    )

    def __init__(self, *args: Any, party: str, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.suggested = [one for one in reference.codes("holidays") if one.more["party"] == party]
        language = get_language() or "en"
        rows: dict[str, forms.Field] = {}
        for one in self.suggested:
            rows[f"first_{one.code}"] = day_field(one.label(language).text, required=False, initial=_day(one, year))
            rows[f"days_{one.code}"] = forms.IntegerField(
                label=_("Days"), min_value=0, max_value=15, initial=int(one.more["days"]),
                widget=forms.NumberInput(attrs={"class": "in short"}),
            )  # fmt: skip
        self.fields = {**rows, **self.fields}

    def holidays(self) -> Iterator[tuple[reference.Code, forms.BoundField, forms.BoundField]]:
        """Each suggested holiday with its two boxes."""
        for one in self.suggested:
            yield one, self[f"first_{one.code}"], self[f"days_{one.code}"]

    def clean_more(self) -> list[date]:
        """Days off beside the suggested ones."""
        return _days(self.cleaned_data["more"])

    def clean_worked(self) -> list[date]:
        """Weekend days that are worked."""
        return _days(self.cleaned_data["worked"])

    def clean(self) -> dict[str, Any]:
        """Nothing is filled in silently: a moving holiday has its announced date, or zero days."""
        found = super().clean() or self.cleaned_data
        off: set[date] = set(found.get("more") or ())
        for one in self.suggested:
            first, count = found.get(f"first_{one.code}"), found.get(f"days_{one.code}") or 0
            if count and first is None:
                self.add_error(f"first_{one.code}", Problem("moving-day").sentence)
            elif first is not None and first.year != self.year:
                self.add_error(f"first_{one.code}", Problem("span").sentence)
            elif first is not None:
                off |= {first + place * DAY for place in range(count)}
        if not found.get("compared"):
            self.add_error("compared", Problem("compared").sentence)
        found["holidays"] = sorted(off)
        return found


def _day(one: reference.Code, year: int) -> date | None:
    """The day of a holiday with a fixed date; a moving one has none until it is announced."""
    return date.fromisoformat(f"{year}-{one.more['month_day']}") if one.more["month_day"] else None


def _days(text: str) -> list[date]:
    return [_one_day(line.strip()) for line in text.splitlines() if line.strip()]


def _one_day(text: str) -> date:
    for pattern in PATTERNS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise forms.ValidationError(Problem("day-unread").sentence)
