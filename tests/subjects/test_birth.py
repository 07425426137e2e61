"""Dates of birth: as far as known, never converted without being asked, every refusal explained."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.subjects import BirthDateUnclear, is_partial_date, parse_birth_date

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1991", "1991"),
        (" 1991-05 ", "1991-05"),
        ("1991-05-04", "1991-05-04"),
        ("05/1991", "1991-05"),
        ("4/5/1991", "1991-05-04"),
        ("04.05.1991", "1991-05-04"),
        ("29-2-1992", "1992-02-29"),
        ("០៤/០៥/១៩៩១", "1991-05-04"),
        ("໐໔/໐໕/໑໙໙໑", "1991-05-04"),
    ],
)
def test_dates_as_the_three_countries_write_them_are_read_day_first(typed: str, stored: str) -> None:
    assert parse_birth_date(typed, TODAY) == stored


@pytest.mark.parametrize("typed", ["2534", "4/5/2534", "2534-05", "២៥៣៤"])
def test_a_year_of_the_buddhist_era_is_explained_and_not_converted(typed: str) -> None:
    with pytest.raises(BirthDateUnclear) as refused:
        parse_birth_date(typed, TODAY)
    assert refused.value.code == "buddhist_era"
    assert refused.value.hints == {"typed": 2534, "common": 1991}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("30/2/1991", "no_such_day"),
        ("29/2/1991", "no_such_day"),
        ("13/1991", "no_such_day"),
        ("1991-13-01", "no_such_day"),
        ("0/5/1991", "no_such_day"),
        ("0/1991", "no_such_day"),
        ("1991-05-00", "no_such_day"),
        ("2027", "future"),
        ("2026-11-23", "future"),
        ("2026-12", "future"),
        ("1890", "too_old"),
        ("0001", "too_old"),
        ("4/5/91", "short_year"),
        ("91", "form"),
        ("about 1991", "form"),
        ("", "form"),
        ("1991-5-4", "form"),
        ("4/5/19911", "form"),
        ("9999", "future"),
    ],
)
def test_each_other_mistake_has_its_own_code(typed: str, code: str) -> None:
    with pytest.raises(BirthDateUnclear) as refused:
        parse_birth_date(typed, TODAY)
    assert refused.value.code == code


def test_a_day_that_does_not_exist_hints_at_the_lunar_calendar() -> None:
    with pytest.raises(BirthDateUnclear, match="lunar"):
        parse_birth_date("30/02/1991", TODAY)


def test_today_and_this_month_and_this_year_are_not_in_the_future() -> None:
    assert [parse_birth_date(typed, TODAY) for typed in ("2026-11-22", "11/2026", "2026")]


@given(st.text(max_size=30))
def test_whatever_is_typed_is_either_stored_in_the_right_form_or_refused(typed: str) -> None:
    try:
        stored = parse_birth_date(typed, TODAY)
    except BirthDateUnclear:
        return
    assert is_partial_date(stored)


@given(st.dates(datetime.date(1907, 1, 1), TODAY))
def test_every_day_of_a_life_is_read_in_both_orders(day: datetime.date) -> None:
    assert parse_birth_date(day.isoformat(), TODAY) == day.isoformat()
    assert parse_birth_date(f"{day.day}/{day.month}/{day.year}", TODAY) == day.isoformat()


@pytest.mark.parametrize("text", ["2534", "1991-5", "1991-02-30", "1991-05-04T00:00", "१९९१", "1849", "2201", " 1991"])
def test_what_is_no_partial_date_is_not_stored(text: str) -> None:
    assert not is_partial_date(text)
