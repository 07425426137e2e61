"""Offices and posts: names in four languages with what is confirmed, successors, roles."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tripoint.directory.models import Level, Office, Party, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties() -> tuple[Party, Party]:
    return (
        Party.objects.create(code="VN", name_en="Viet Nam"),
        Party.objects.create(code="KH", name_en="Cambodia"),
    )


def test_a_name_that_is_missing_in_a_language_falls_back_to_english_and_is_not_confirmed() -> None:
    office = Office(name_en="Criminal Police", name_vi="Cục Cảnh sát hình sự", confirmed=["vi", "lo"])
    assert office.name_in("vi") == "Cục Cảnh sát hình sự"
    assert office.is_confirmed_in("vi")
    assert office.name_in("lo") == "Criminal Police"
    assert not office.is_confirmed_in("lo")


def test_an_office_is_not_part_of_or_replaced_by_an_office_of_another_party(parties: tuple[Party, Party]) -> None:
    vn, kh = parties
    theirs = Office.objects.create(code="KH-MOI", party=kh, level=Level.MINISTRY, name_en="Interior")
    for field in ("parent", "replaced_by"):
        office = Office(code="VN-X", party=vn, level=Level.UNIT, name_en="X", **{field: theirs})
        with pytest.raises(ValidationError) as refused:
            office.full_clean()
        assert field in refused.value.error_dict


@pytest.mark.parametrize("roles", [[], ["officer", "officer"], ["god"], "officer", None])
def test_a_post_needs_at_least_one_known_role(parties: tuple[Party, Party], roles: object) -> None:
    office = Office.objects.create(code="VN-X", party=parties[0], level=Level.UNIT, name_en="X")
    with pytest.raises(ValidationError) as refused:
        Post(office=office, name_en="Desk", roles=roles).full_clean()
    assert "roles" in refused.value.error_dict


@pytest.mark.parametrize("confirmed", [["de"], ["vi", "vi"], "vi"])
def test_confirmed_languages_are_codes_of_the_four(confirmed: object) -> None:
    with pytest.raises(ValidationError):
        Party(code="VN", name_en="Viet Nam", confirmed=confirmed).full_clean()
