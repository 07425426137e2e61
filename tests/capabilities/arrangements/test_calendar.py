"""Each party's calendar counts for its own days, as the asker had receipted it when the day began."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.capabilities.requests.ministries import MONDAY, Ministries, officer

from tripoint.capabilities.arrangements import actions
from tripoint.capabilities.arrangements import entries as e
from tripoint.capabilities.arrangements.forms import CalendarForm
from tripoint.capabilities.arrangements.models import PublishedCalendar
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.ledger.append import Author, Draft
from tripoint.ledger.errors import Refused
from tripoint.ledger.rebuild import rebuild

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
WEDNESDAY, THURSDAY, SATURDAY = date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 7)


def publish(ministries: Ministries, party: str, *holidays: date, worked: tuple[date, ...] = ()) -> str:
    one = ministries[party]
    admin = officer(party, "administrator")
    return actions.publish_calendar(one.ledger, admin, FIRST, LAST, holidays, worked)


def due(ministries: Ministries, dossier: str) -> Any:
    """The due date, which both nodes must agree upon."""
    found = {ministries[one].state(dossier).due_at for one in ("VN", "KH")}
    assert len(found) == 1
    return found.pop()


def test_holidays_of_who_answers_do_not_count_and_those_of_who_asks_do(ministries: Ministries) -> None:
    publish(ministries, "KH", WEDNESDAY, THURSDAY)
    publish(ministries, "VN", date(2026, 3, 6))
    ministries.settle()
    dossier = ministries["VN"].request()
    ministries.settle()
    assert due(ministries, dossier) == MONDAY + 11 * DAY  # seven days, two holidays, a weekend


def test_a_worked_saturday_counts(ministries: Ministries) -> None:
    publish(ministries, "KH", THURSDAY, worked=(SATURDAY,))
    ministries.settle()
    dossier = ministries["VN"].request()
    ministries.settle()
    assert due(ministries, dossier) == MONDAY + 9 * DAY  # one less, one more


def test_a_calendar_that_comes_late_moves_no_day_that_has_begun(ministries: Ministries) -> None:
    """A hostile answerer that is late declares yesterday and today holidays, with whatever time it likes."""
    dossier = ministries["VN"].request()
    ministries.settle()
    limit = due(ministries, dossier)
    ministries.clock.go(days=3)  # Thursday
    publish(ministries, "KH", date(2026, 3, 3), WEDNESDAY, THURSDAY)
    ministries.settle()
    assert due(ministries, dossier) == limit
    publish(ministries, "KH", date(2026, 3, 3), WEDNESDAY, THURSDAY, date(2026, 3, 6))
    ministries.settle()
    assert due(ministries, dossier) == limit + DAY  # tomorrow can still be declared


def test_what_is_backdated_counts_from_its_receipt(ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    limit = due(ministries, dossier)
    ministries.clock.go(days=-30)
    publish(ministries, "KH", WEDNESDAY, THURSDAY)  # claims a day in January
    ministries.clock.go(days=35)
    ministries.settle()
    assert PublishedCalendar.objects.using("ministry_vn").get().published_at < MONDAY
    assert due(ministries, dossier) == limit


def test_an_answered_request_keeps_its_limit(ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    limit = due(ministries, dossier)
    ministries.clock.go(hours=5)
    ministries["KH"].answer(dossier)
    ministries.settle()
    publish(ministries, "KH", WEDNESDAY, THURSDAY)
    ministries.settle()
    assert due(ministries, dossier) == limit


def test_taking_a_holiday_back_does_not_shorten_a_day_that_has_begun(ministries: Ministries) -> None:
    publish(ministries, "KH", WEDNESDAY, THURSDAY)
    ministries.settle()
    dossier = ministries["VN"].request()
    ministries.settle()
    limit = due(ministries, dossier)
    ministries.clock.go(days=2)  # Wednesday has begun
    publish(ministries, "KH")
    ministries.settle()
    assert due(ministries, dossier) == limit - DAY  # Thursday counts again, Wednesday stays a holiday


def test_both_nodes_and_a_rebuild_agree_whatever_the_order_of_delivery(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    publish(ministries, "KH", WEDNESDAY)
    ministries.carry("VN", "KH")
    ministries.clock.go(hours=3)
    kh.answer(dossier, "IDENTITY-YES", "part")
    ministries.carry("KH", "VN")
    publish(ministries, "KH", WEDNESDAY, THURSDAY)
    ministries.clock.go(hours=1)
    kh.answer(dossier)  # before the receipt of the second calendar has come back
    ministries.clock.go(hours=1)
    ministries.settle()
    for one in (vn, kh):
        live = one.tables()
        rebuild(one.ledger)
        assert one.tables() == live
    assert vn.tables() == kh.tables()


def test_every_peer_gets_the_calendar_and_nobody_else_writes_in_the_bulletin(ministries: Ministries) -> None:
    publish(ministries, "KH", WEDNESDAY)
    ministries.settle()
    for one in ("VN", "LA"):
        assert PublishedCalendar.objects.using(f"ministry_{one.lower()}").get().party == "KH"
    dossier = PublishedCalendar.objects.using("ministry_vn").get().dossier
    facts = e.CalendarFacts(office="VN-C02", officer="A" * 22, first=FIRST, last=LAST, holidays=())
    with pytest.raises(Refused, match="authority"):
        ministries["VN"].ledger.append(Author("x", e.CONFIRMS_CALENDAR), [Draft(e.CALENDAR, facts, dossier=dossier)])


@pytest.mark.parametrize(
    ("last", "holidays", "worked"),
    [
        (date(2029, 1, 1), (), ()),
        (LAST, (date(2027, 1, 1),), ()),
        (LAST, (WEDNESDAY,), (WEDNESDAY,)),
        (date(2025, 1, 1), (), ()),
    ],
)
def test_a_calendar_without_sense_is_refused(
    ministries: Ministries, last: date, holidays: tuple[date, ...], worked: tuple[date, ...]
) -> None:
    kh = ministries["KH"]
    with pytest.raises(ActionRefused):
        actions.publish_calendar(kh.ledger, officer("KH", "administrator"), FIRST, last, holidays, worked)


def test_an_administrator_publishes_and_nobody_else(ministries: Ministries) -> None:
    kh = ministries["KH"]
    with pytest.raises(NotPermitted):
        actions.publish_calendar(kh.ledger, kh.chief, FIRST, LAST, [WEDNESDAY])


def _filled(form: CalendarForm) -> dict[str, str]:
    values = {"compared": "on"}
    for _one, first, days in form.holidays():
        values[first.html_name] = first.initial.isoformat() if first.initial else "2026-04-14"
        values[days.html_name] = str(days.initial)
    return values


@pytest.mark.parametrize("party", ["KH", "LA", "VN"])
def test_a_moving_holiday_is_never_filled_in(party: str) -> None:
    form = CalendarForm(party=party, year=2026)
    moving = [one for one, first, _days in form.holidays() if first.initial is None]
    assert {one.more["moves"] for one in moving} <= {"lunar", "announced"}
    assert moving
    values = _filled(form)
    assert CalendarForm(values, party=party, year=2026).is_valid()
    name = f"first_{moving[0].code}"
    left_out = CalendarForm({**values, name: ""}, party=party, year=2026)
    assert set(left_out.errors) == {name}
    assert CalendarForm({**values, name: "", f"days_{moving[0].code}": "0"}, party=party, year=2026).is_valid()


def test_days_that_cannot_be_read_and_an_unconfirmed_form_are_refused() -> None:
    values = _filled(CalendarForm(party="VN", year=2026))
    form = CalendarForm({**values, "more": "03/04/2026\n5. Neumond", "compared": ""}, party="VN", year=2026)
    assert set(form.errors) == {"more", "compared"}
    other_year = CalendarForm({**values, "first_VN-TET": "2025-01-29"}, party="VN", year=2026)
    assert set(other_year.errors) == {"first_VN-TET"}
