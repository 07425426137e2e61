"""Seeding: offices of all parties, dated, linked, and never opened again."""

from __future__ import annotations

import datetime

import pytest

from tripoint.directory.models import Level, Office, Party
from tripoint.directory.seed import seed_directory
from tripoint.directory.seed.offices import office_rows

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 22)


def test_it_stores_every_office_of_the_lists_once_however_often_it_runs() -> None:
    rows = list(office_rows())
    assert seed_directory() == len(rows) == len({row.code for row in rows})
    assert seed_directory() == 0
    assert Office.objects.count() == len(rows)
    assert set(Party.objects.values_list("code", flat=True)) == {"KH", "LA", "VN"}


def test_every_stored_office_is_valid_by_the_models_own_rules() -> None:
    seed_directory()
    for office in Office.objects.select_related("party", "parent", "replaced_by"):
        office.full_clean()


def test_provincial_police_of_old_are_closed_and_point_to_their_successor() -> None:
    seed_directory()
    old = Office.objects.get(code="VN-PROV-24")
    assert old.valid_until == datetime.date(2025, 6, 30)
    assert old.replaced_by is not None
    assert old.replaced_by.code == "VN-PROV-G44"
    assert old.replaced_by.name_vi == "Công an tỉnh Quảng Trị"
    assert set(old.replaced_by.replaces.values_list("code", flat=True)) == {"VN-PROV-24", "VN-PROV-25"}
    today = Office.objects.on(TODAY).filter(level=Level.PROVINCE, party="VN", code__startswith="VN-PROV-")
    assert today.count() == 34


def test_district_police_ended_and_point_to_the_province() -> None:
    seed_directory()
    district = Office.objects.get(code="VN-DISTRICT")
    assert district.is_valid_on(datetime.date(2025, 2, 28))
    assert not district.is_valid_on(datetime.date(2025, 3, 1))
    assert district.replaced_by_id == "VN-PROV"


def test_a_liaison_office_stands_under_the_police_of_its_province_of_today() -> None:
    seed_directory()
    assert Office.objects.get(code="VN-BLO-CHA-LO").parent_id == "VN-PROV-G44"
    assert Office.objects.get(code="KH-BLO-BAVET").parent_id == "KH-PROV-20"
    assert Office.objects.filter(level=Level.LIAISON).count() == 27


def test_a_date_that_an_administrator_entered_survives_a_new_run() -> None:
    seed_directory()
    closed = datetime.date(2026, 10, 31)
    Office.objects.filter(code="KH-CCOS").update(valid_until=closed, name_en="misspelt")
    seed_directory()
    office = Office.objects.get(code="KH-CCOS")
    assert office.valid_until == closed
    assert office.name_en.startswith("Commission for Combating Online Scams")


def test_names_of_provincial_offices_do_not_say_province_twice() -> None:
    names = {row.code: row.names for row in office_rows()}
    assert names["LA-PROV-VI"]["lo"] == "ກອງບັນຊາການ ປກສ ແຂວງ ວຽງຈັນ"
    assert names["LA-PROV-VI"]["km"] == "អគ្គបញ្ជាការនគរបាលខេត្តវៀងចន្ទន៍"
    assert names["KH-PROV-12"]["km"] == "ស្នងការដ្ឋាននគរបាលរាជធានីភ្នំពេញ"
