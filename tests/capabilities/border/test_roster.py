"""Rosters: who is on duty at a moment, gaps and overlaps, and that no partner learns of any of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.capabilities.border.conftest import who
from tests.capabilities.requests.ministries import Ministry
from tests.capabilities.requests.test_pages import DESK, Node, signed_in
from tests.web.people import someone

from tripoint.capabilities.border import actions
from tripoint.capabilities.border.models import Shift
from tripoint.capabilities.border.roster import gaps_and_overlaps, on_duty
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.directory.models import Officer, Role
from tripoint.ledger.rebuild import rebuild

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
PHONE = "+855 23 000 111"


def test_who_is_on_duty_changes_at_the_very_moment(kh: Ministry, chief: Officer, day: Officer, night: Officer) -> None:
    now = kh.ledger.now()
    for place, one in enumerate((day, night)):
        begins = now + place * 8 * HOUR
        actions.roster(kh.ledger, who(chief), begins, begins + 8 * HOUR, PHONE, on_duty=str(one.pk))
    at = [on_duty("default", DESK, now + hours * HOUR) for hours in (0, 7, 8, 15, 16)]
    assert [[one.on_duty for one in found] for found in at] == [
        [str(day.pk)], [str(day.pk)], [str(night.pk)], [str(night.pk)], [],
    ]  # fmt: skip


def test_an_officer_is_not_on_duty_twice_and_a_cancelled_shift_makes_room(
    kh: Ministry, chief: Officer, day: Officer
) -> None:
    now = kh.ledger.now()
    first = actions.roster(kh.ledger, who(chief), now, now + 8 * HOUR, PHONE, on_duty=str(day.pk))
    with pytest.raises(ActionRefused, match="shift-twice"):
        actions.roster(kh.ledger, who(chief), now + 7 * HOUR, now + 9 * HOUR, PHONE, on_duty=str(day.pk))
    actions.cancel(kh.ledger, who(chief), first)
    actions.roster(kh.ledger, who(chief), now + 7 * HOUR, now + 9 * HOUR, PHONE, on_duty=str(day.pk))
    with pytest.raises(NotPermitted):
        actions.cancel(kh.ledger, who(chief), first)
    rows = list(Shift.objects.order_by("entry").values())
    rebuild(kh.ledger)
    assert list(Shift.objects.order_by("entry").values()) == rows


@pytest.mark.parametrize(
    ("hours", "phone", "email", "code"),
    [
        ((8, 8), PHONE, "", "shift-times"),
        ((0, 24 * 32), PHONE, "", "shift-times"),
        ((0, 8), "112; rm -rf /", "", "number"),
        ((0, 8), "012 345 678", "", "number"),
        ((0, 8), PHONE, "a@b.kh\nBcc: x@y.kh", "code"),
    ],
)
def test_a_shift_without_sense_is_refused(
    kh: Ministry, chief: Officer, hours: tuple[int, int], phone: str, email: str, code: str
) -> None:
    now = kh.ledger.now()
    with pytest.raises(ActionRefused, match=code):
        actions.roster(kh.ledger, who(chief), now + hours[0] * HOUR, now + hours[1] * HOUR, phone, email=email)


def test_a_desk_officer_makes_no_roster_and_nothing_of_it_leaves_the_node(
    node: Node, kh: Ministry, chief: Officer, day: Officer
) -> None:
    now = kh.ledger.now()
    with pytest.raises(NotPermitted):
        actions.roster(kh.ledger, who(day), now, now + HOUR, PHONE)
    actions.roster(kh.ledger, who(chief), now, now + HOUR, PHONE, on_duty=str(day.pk))
    actions.hand_over(kh.ledger, who(day), Words("en", "x"))
    node.carry()
    assert node.vn.ledger.store.query("SELECT COUNT(*) FROM ledger_entry WHERE type LIKE 'duty.%%'")[0][0] == 0
    assert kh.ledger.store.query("SELECT COUNT(*) FROM ledger_entry WHERE type LIKE 'duty.%%'")[0][0] == 3
    assert PHONE not in str(kh.ledger.store.query("SELECT facts FROM ledger_entry"))


spans = st.lists(
    st.tuples(st.integers(-5, 40), st.integers(1, 12)).map(
        lambda one: (START + one[0] * HOUR, START + (one[0] + one[1]) * HOUR)
    ),
    max_size=6,
)


@given(found=spans)
def test_gaps_and_overlaps_are_what_counting_each_hour_finds(found: list[tuple[datetime, datetime]]) -> None:
    ends = START + 36 * HOUR
    gaps, overlaps = gaps_and_overlaps(found, START, ends)
    for hour in range(36):
        at = START + hour * HOUR + HOUR / 2
        count = sum(first <= at < last for first, last in found)
        assert any(first <= at < last for first, last in gaps) == (count == 0)
        assert any(first <= at < last for first, last in overlaps) == (count > 1)
    for listed in (gaps, overlaps):
        assert all(earlier[1] < later[0] for earlier, later in pairwise(listed))


def test_the_page_shows_gaps_and_takes_a_shift(kh: Ministry, chief: Officer, day: Officer) -> None:
    client = signed_in(chief)
    now = kh.ledger.now()
    actions.roster(kh.ledger, who(chief), now - HOUR, now + HOUR, PHONE, on_duty=str(day.pk))
    actions.roster(kh.ledger, who(chief), now + 3 * HOUR, now + 9 * HOUR, PHONE, on_duty=str(day.pk))
    actions.roster(kh.ledger, who(chief), now + 8 * HOUR, now + 9 * HOUR, PHONE)
    page = client.get("/duty/").content.decode()
    for words in ("Nobody on duty", "More than one on duty", PHONE):
        assert words in page
    values = {
        "who": f"officer:{day.pk}",
        "begins": "2030-01-01T06:00",
        "ends": "2030-01-01T14:00",
        "phone": "+855 12 3456",
    }
    assert client.get("/duty/roster").status_code == 200
    assert client.post("/duty/roster", {**values, "phone": "123"}).status_code == 422
    assert client.post("/duty/roster", {**values, "who": "officer:" + "0" * 8}).status_code == 422
    assert client.post("/duty/roster", values).status_code == 302
    shift = Shift.objects.get(begins__year__gte=2029)
    assert client.post(f"/duty/roster/{shift.pk}/cancel").status_code == 302
    assert signed_in(day).post("/duty/roster", values).status_code == 403
    assert signed_in(someone((Role.AUDITOR,), "auditor")).get("/duty/").status_code == 403
    assert "លោកអ្នកកំពុងប្រចាំការ" in signed_in(day).get("/").content.decode()
