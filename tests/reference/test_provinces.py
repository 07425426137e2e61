"""Provinces and police levels resolve to what replaced them, and back."""

from __future__ import annotations

import datetime

import pytest

from tripoint import reference

LAST_OLD_DAY = datetime.date(2025, 6, 30)
FIRST_NEW_DAY = datetime.date(2025, 7, 1)


def names(code: str, on: datetime.date) -> list[str]:
    return [one.code.names["en"] for one in reference.resolve_province(code, on)]


def test_viet_nam_has_63_provinces_until_30_june_2025_and_34_from_the_next_day() -> None:
    assert len(reference.provinces("VN", LAST_OLD_DAY)) == 63
    assert len(reference.provinces("VN", FIRST_NEW_DAY)) == 34
    assert len(reference.provinces("LA", FIRST_NEW_DAY)) == 18
    assert len(reference.provinces("KH", FIRST_NEW_DAY)) == 25


def test_every_old_province_resolves_to_exactly_one_of_today_and_every_new_one_back_to_its_parts() -> None:
    forward = {
        one.code.code: reference.resolve_province(one.code.code, FIRST_NEW_DAY)
        for one in reference.provinces("VN", LAST_OLD_DAY)
    }
    assert all(len(found) == 1 for found in forward.values())
    for new in reference.provinces("VN", FIRST_NEW_DAY):
        parts = {one.code.code for one in reference.resolve_province(new.code.code, LAST_OLD_DAY)}
        assert parts == {old for old, found in forward.items() if found == (new,)}


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("VN-24", "Quảng Trị"),
        ("VN-28", "Quảng Ngãi"),
        ("VN-47", "An Giang"),
        ("VN-41", "Tây Ninh"),
        ("VN-HN", "Hà Nội"),
    ],
)
def test_a_province_of_old_resolves_to_what_replaced_it(old: str, today: str) -> None:
    assert names(old, FIRST_NEW_DAY) == [today]
    assert reference.resolve_province(old, LAST_OLD_DAY) == (reference.province(old),)


def test_a_new_province_with_an_old_name_is_not_the_old_one() -> None:
    assert reference.province("VN-25").code.names == reference.province("VN-G44").code.names
    assert names("VN-G44", LAST_OLD_DAY) == ["Quảng Bình", "Quảng Trị"]


def test_a_young_cambodian_province_resolves_backward_to_the_one_it_came_from() -> None:
    assert names("KH-25", datetime.date(2013, 12, 30)) == ["Kampong Cham"]
    assert names("KH-25", datetime.date(2013, 12, 31)) == ["Tboung Khmum"]


def test_district_police_resolve_to_province_and_commune_from_march_2025() -> None:
    level = {one.code for one in reference.resolve_police_level("VN-DISTRICT", datetime.date(2025, 2, 28))}
    assert level == {"VN-DISTRICT"}
    level = {one.code for one in reference.resolve_police_level("VN-DISTRICT", datetime.date(2025, 3, 1))}
    assert level == {"VN-PROV", "VN-COMM"}


def test_a_code_that_never_was_a_province_is_refused() -> None:
    with pytest.raises(reference.UnknownCode):
        reference.resolve_province("VN-99", FIRST_NEW_DAY)


def test_gates_and_liaison_offices_lie_in_provinces_of_today_on_the_right_side() -> None:
    for gate in reference.codes("gates"):
        for side in ("a", "b"):
            place = reference.province(gate.more[f"province_{side}"])
            assert place.party == gate.more[f"party_{side}"]
            assert place.code.is_open_on(FIRST_NEW_DAY)
    for office in reference.codes("liaison_offices"):
        assert reference.province(office.more["province"]).party == office.more["party"]
