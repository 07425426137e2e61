"""The filters above the audit lists."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from tripoint.audit.models import ReadKind, ReadLog, SignInEvent, SignInLog
from tripoint.directory.models import Party

Row = TypeVar("Row", bound=Model)


def _box(kind: type[forms.Widget] = forms.TextInput, **attrs: Any) -> forms.Widget:
    return kind(attrs={"class": "in", **attrs})


class _DayFilter(forms.Form):
    """First and last day, both included, in the node's time zone."""

    first_day = forms.DateField(label=_("From"), required=False, widget=_box(forms.DateInput, type="date"))
    last_day = forms.DateField(label=_("Until"), required=False, widget=_box(forms.DateInput, type="date"))

    def wanted(self) -> dict[str, Any]:
        """The fields that are filled in and readable; an unreadable one is shown as an error and does not filter."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def _days(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        wanted = self.wanted()
        if "first_day" in wanted:
            rows = rows.filter(at__date__gte=wanted["first_day"])
        if "last_day" in wanted:
            rows = rows.filter(at__date__lte=wanted["last_day"])
        return rows


class ReadFilter(_DayFilter):
    """Narrows the read log."""

    officer = forms.CharField(label=_("Officer"), required=False, max_length=60, widget=_box())
    party = forms.ModelChoiceField(
        label=_("Item of"), required=False, queryset=Party.objects.all(), empty_label=_("Every party"),
        widget=_box(forms.Select),
    )  # fmt: skip
    dossier = forms.CharField(label=_("Dossier"), required=False, max_length=43, widget=_box())
    kind = forms.ChoiceField(
        label=_("How"), required=False, choices=[("", _("Every way")), *ReadKind.choices], widget=_box(forms.Select)
    )

    def apply(self, rows: QuerySet[ReadLog]) -> QuerySet[ReadLog]:
        """The rows that the auditor asked for."""
        wanted = self.wanted()
        rows = self._days(rows)
        if "officer" in wanted:
            rows = rows.filter(officer__username__icontains=wanted["officer"])
        if "party" in wanted:
            rows = rows.filter(party=wanted["party"].pk)
        if "dossier" in wanted:
            rows = rows.filter(dossier__startswith=wanted["dossier"])
        if "kind" in wanted:
            rows = rows.filter(kind=wanted["kind"])
        return rows


class SignInFilter(_DayFilter):
    """Narrows the sign-in log."""

    account = forms.CharField(label=_("Account"), required=False, max_length=64, widget=_box())
    event = forms.ChoiceField(
        label=_("Event"), required=False, choices=[("", _("Every event")), *SignInEvent.choices],
        widget=_box(forms.Select),
    )  # fmt: skip

    def apply(self, rows: QuerySet[SignInLog]) -> QuerySet[SignInLog]:
        """The rows that the auditor asked for."""
        wanted = self.wanted()
        rows = self._days(rows)
        if "account" in wanted:
            rows = rows.filter(account__icontains=wanted["account"])
        if "event" in wanted:
            rows = rows.filter(event=wanted["event"])
        return rows
