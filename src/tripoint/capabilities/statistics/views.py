"""The figures of a period on a page, and as a table to take along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tripoint.capabilities.requests.labels import label
from tripoint.capabilities.statistics.counts import GROUPS, Table, count
from tripoint.capabilities.statistics.screens import READERS
from tripoint.node import runtime
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.downloads import csv_table

HEADINGS = {
    "requests": gettext_lazy("Requests"), "asked": gettext_lazy("Times asked"),
    "answered": gettext_lazy("Answered"), "in_time": gettext_lazy("Settled in time"),
    "refused": gettext_lazy("Refused"),
    "withdrawn": gettext_lazy("Withdrawn"), "open": gettext_lazy("Open"), "late": gettext_lazy("Late now"),
}  # fmt: skip
TITLES = {
    "partner": gettext_lazy("By partner"), "request_kind": gettext_lazy("By kind"), "offence": gettext_lazy("By crime type"),
    "purpose": gettext_lazy("By purpose"), "refusal_ground": gettext_lazy("Refused, by ground"),
}  # fmt: skip
LISTS = {
    "request_kind": "request_kinds",
    "offence": "offences",
    "purpose": "purposes",
    "refusal_ground": "refusal_grounds",
}


class Period(forms.Form):
    """Which requests are counted, and for whom."""

    way = forms.ChoiceField(
        label=gettext_lazy("Direction"), choices=[("in", gettext_lazy("Asked of us")), ("out", gettext_lazy("Asked by us"))],
        widget=forms.Select(attrs={"class": "in"}),
    )  # fmt: skip
    since = forms.DateField(
        label=gettext_lazy("Opened from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "in"}),
    )
    until = forms.DateField(
        label=gettext_lazy("Opened until"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "in"}),
    )
    outside = forms.BooleanField(label=gettext_lazy("For use outside the ministry"), required=False)

    def clean(self) -> dict[str, object]:
        """The period begins before it ends."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if isinstance(since, date) and isinstance(until, date) and since > until:
            self.add_error("until", _("The last day lies before the first."))
        return found


def _this_year() -> dict[str, str]:
    today = timezone.localdate()
    return {"way": "in", "since": f"{today.year}-01-01", "until": today.isoformat()}


def _counted(request: OfficerRequest) -> tuple[Period, list[Table]]:
    form = Period(request.GET if request.GET else _this_year())
    if not form.is_valid():
        return form, []
    asked = form.cleaned_data
    now = timezone.now()
    tables = [
        count(
            runtime.ledger(), group, way=asked["way"], since=asked["since"], until=asked["until"], now=now,
            outside=asked["outside"],
        )
        for group in GROUPS
    ]  # fmt: skip
    return form, tables


def _words(group: str, code: str) -> str:
    if group in LISTS and code:
        code = code.upper()  # a kind is named in small letters, its row in the list in capitals
        return label(LISTS[group], code, get_language() or "en").text
    return code or _("None named")


@requires(*READERS)
@require_safe
def counts(request: OfficerRequest) -> HttpResponse:
    """The figures of a period."""
    form, tables = _counted(request)
    shown = [
        (
            TITLES[one.group],
            one.group,
            [(line.code, _words(one.group, line.code), line.counts) for line in one.lines],
            one.total,
        )
        for one in tables
    ]
    outside = form.is_valid() and form.cleaned_data["outside"]
    by_us = form.is_valid() and form.cleaned_data["way"] == "out"
    return render(
        request,
        "statistics/counts.html",
        {"form": form, "tables": shown, "headings": _headings(tables), "outside": outside,
         "by_us": by_us, "query": urlencode({name: value for name, value in form.data.items() if name in form.fields})},
    )  # fmt: skip


@requires(*READERS)
@require_safe
def table(request: OfficerRequest) -> HttpResponseBase:
    """The figures as CSV; a hidden number says so."""
    form, tables = _counted(request)
    if not tables:
        return HttpResponse(status=422)
    return csv_table(f"figures-{form.cleaned_data['until']}.csv", list(_rows(tables)))


def _rows(tables: list[Table]) -> Iterator[list[str]]:
    yield [_("Table"), _("Group"), *_headings(tables)]
    for one in tables:
        title = str(TITLES[one.group])
        for line in one.lines:
            yield [title, _words(one.group, line.code), *map(_cell, line.counts)]
        yield [title, _("All"), *map(_cell, one.total)]


def _headings(tables: list[Table]) -> list[str]:
    return [str(HEADINGS[one]) for one in tables[0].columns] if tables else []


def _cell(count: int | None) -> str:
    return _("hidden") if count is None else str(count)
