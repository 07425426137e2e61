"""The clock counts from the delivery receipt, in working days of the answering party, and stands still while it must."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tripoint.capabilities.requests.clock import Calendar, advance, clock

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 09:00 in Phnom Penh
FRIDAY = MONDAY + timedelta(days=4)
DAY = timedelta(days=1)


def test_it_has_not_begun_before_the_receipt() -> None:
    found = clock(urgency="NORMAL", party="KH", delivered=None)
    assert (found.due, found.left(MONDAY), found.used(MONDAY)) == (None, None, 0.0)


def test_eight_hours_run_through_the_weekend_and_never_pause() -> None:
    saturday = MONDAY + timedelta(days=5)
    found = clock(urgency="IMMEDIATE", party="KH", delivered=saturday, pauses=[(saturday, None)])
    assert found.due == saturday + timedelta(hours=8)
    assert found.paused_since is None


def test_three_working_days_from_friday_end_on_wednesday() -> None:
    assert clock(urgency="URGENT", party="KH", delivered=FRIDAY).due == FRIDAY + 5 * DAY


def test_a_delivery_on_saturday_counts_from_monday_morning() -> None:
    saturday = MONDAY + 5 * DAY
    # Monday 00:00 in Phnom Penh is Sunday 17:00 UTC
    assert clock(urgency="URGENT", party="KH", delivered=saturday).due == datetime(2026, 3, 11, 17, 0, tzinfo=UTC)


def test_a_holiday_of_the_answering_party_does_not_count() -> None:
    found = clock(urgency="URGENT", party="KH", delivered=MONDAY, calendar=Calendar(frozenset({date(2026, 3, 3)})))
    assert found.due == MONDAY + 4 * DAY


def test_a_pause_moves_the_limit_by_its_length() -> None:
    pause = (MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=26))
    assert clock(urgency="URGENT", party="KH", delivered=MONDAY, pauses=[pause]).due == MONDAY + 4 * DAY


def test_two_pauses_that_overlap_count_once() -> None:
    pauses = [(MONDAY, MONDAY + DAY), (MONDAY + DAY / 2, MONDAY + DAY)]
    assert clock(urgency="URGENT", party="KH", delivered=MONDAY, pauses=pauses).due == MONDAY + 4 * DAY


def test_a_pause_over_the_weekend_costs_nothing() -> None:
    saturday = MONDAY + 5 * DAY
    with_pause = clock(urgency="NORMAL", party="KH", delivered=MONDAY, pauses=[(saturday, saturday + DAY)])
    assert with_pause.due == clock(urgency="NORMAL", party="KH", delivered=MONDAY).due


def test_an_open_pause_stands_still() -> None:
    found = clock(urgency="URGENT", party="KH", delivered=MONDAY, pauses=[(MONDAY + DAY, None)])
    assert found.paused_since == MONDAY + DAY
    assert found.left(MONDAY + 30 * DAY) == 2 * DAY
    assert not found.is_late(MONDAY + 30 * DAY)


def test_an_extension_runs_to_the_end_of_its_day_there() -> None:
    found = clock(urgency="URGENT", party="KH", delivered=MONDAY, until=date(2026, 3, 20))
    assert found.due == datetime(2026, 3, 20, 17, 0, tzinfo=UTC)


def test_an_answer_in_time_stays_in_time() -> None:
    found = clock(urgency="URGENT", party="KH", delivered=MONDAY, finished=MONDAY + DAY)
    assert not found.is_late(MONDAY + 90 * DAY)
    assert clock(urgency="URGENT", party="KH", delivered=MONDAY, finished=MONDAY + 9 * DAY).is_late(MONDAY)


@given(hours=st.integers(0, 24 * 30), first=st.integers(0, 24 * 60), length=st.integers(0, 24 * 10))
def test_a_pause_never_brings_the_limit_nearer(hours: int, first: int, length: int) -> None:
    start = MONDAY + timedelta(hours=hours)
    pause = (start + timedelta(hours=first), start + timedelta(hours=first + length))
    plain = advance(start, 7 * DAY, "KH")
    paused = advance(start, 7 * DAY, "KH", pauses=[pause])
    assert plain <= paused <= max(plain, pause[1]) + 7 * DAY + timedelta(days=6)
