"""Dates, times and figures as each language writes them."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.utils import timezone, translation

from tripoint.web import clock, dates

THURSDAY = datetime.datetime(2026, 11, 19, 3, 24, tzinfo=datetime.UTC)  # 10:24 in Phnom Penh


@pytest.mark.parametrize(
    ("language", "full", "day"),
    [
        ("en", "Thursday 19 November 2026", "19 Nov 2026"),
        ("vi", "Thứ Năm, 19/11/2026", "19/11/2026"),
        ("lo", "ວັນພະຫັດ, 19 ພະຈິກ 2026", "19 ພ.ຈ. 2026"),
        ("km", "ថ្ងៃព្រហស្បតិ៍ 19 វិច្ឆិកា 2026", "19 វិច្ឆិកា 2026"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language: str, full: str, day: str) -> None:
    with translation.override(language):
        assert dates.day_in_full(THURSDAY) == full
        assert dates.day(THURSDAY) == day
        assert dates.time_of_day(THURSDAY) == "10:24"


def test_figures_have_the_languages_marks_and_latin_digits() -> None:
    with translation.override("vi"):
        assert dates.number(1234.5) == "1.234,5"
    with translation.override("km"):
        assert dates.number(1234) == "1,234"
    with translation.override("en"):
        assert [dates.size(octets) for octets in (12, 188_416, 3_250_586)] == ["12 B", "184 KB", "3.1 MB"]


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (1, "1 minute"), (130, "2 hours 10 minutes"), (1500, "1 day 1 hour"), (7 * 1440 + 60, "7 days")],
)
def test_a_length_of_time_has_at_most_two_units(minutes: int, words: str) -> None:
    assert dates.length_of_time(datetime.timedelta(minutes=minutes)) == words
    assert dates.length_of_time(-datetime.timedelta(minutes=minutes)) == words


def test_a_clock_runs_gets_near_and_is_overdue() -> None:
    now = timezone.now()
    hours = datetime.timedelta(hours=1)
    states = [clock.running(now - used * hours, now + left * hours, now=now).state for used, left in
              ((10, 50), (95, 5), (1, 2), (5, -1))]  # fmt: skip
    assert states == ["run", "soon", "soon", "late"]
    late = clock.running(now - 5 * hours, now - hours, now=now)
    assert (late.words, late.used) == ("1 hour overdue", 100)
    assert clock.running(now - 10 * hours, now + 50 * hours, taken=False, now=now).state == "wait"


def test_a_paused_clock_stands_where_it_stopped() -> None:
    now = timezone.now()
    hours = datetime.timedelta(hours=1)
    stopped = clock.paused(now - 4 * hours, now + 4 * hours, now - 2 * hours, "Paused")
    assert (stopped.state, stopped.used) == ("pause", 25)


@pytest.mark.parametrize("language", ["en", "vi", "lo", "km"])
def test_a_form_reads_and_shows_dates_as_a_browsers_date_box_does(language: str) -> None:
    class Form(forms.Form):
        day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    with translation.override(language):
        assert 'value="2026-11-19"' in str(Form(initial={"day": datetime.date(2026, 11, 19)})["day"])
        for typed in ("2026-11-19", "19/11/2026", "19-11-2026"):
            form = Form({"day": typed})
            assert form.is_valid(), typed
            assert form.cleaned_data["day"] == datetime.date(2026, 11, 19)
