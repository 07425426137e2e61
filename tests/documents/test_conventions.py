"""Dates and headings as each country's letters have them."""

from datetime import UTC, datetime

import pytest

from tripoint.documents.conventions import CONVENTIONS, place_and_date
from tripoint.documents.wording import LANGUAGES

EARLY = datetime(2026, 2, 3, 18, 30, tzinfo=UTC)  # already the fourth in Indochina


@pytest.mark.parametrize(
    ("language", "place", "expected"),
    [
        ("vi", "Hà Nội", "Hà Nội, ngày 04 tháng 02 năm 2026"),
        ("lo", "ນະຄອນຫຼວງວຽງຈັນ", "ນະຄອນຫຼວງວຽງຈັນ, ວັນທີ 4 ກຸມພາ 2026"),
        ("km", "រាជធានីភ្នំពេញ", "រាជធានីភ្នំពេញ, ថ្ងៃទី4 ខែកុម្ភៈ ឆ្នាំ2026"),
        ("en", "Ha Noi", "Ha Noi, 4 February 2026"),
        ("vi", "", "Ngày 04 tháng 02 năm 2026"),
    ],
)
def test_place_and_date_follow_the_language_and_the_senders_day(language, place, expected):
    assert place_and_date(place, EARLY, "VN", language) == expected


def test_vietnamese_months_from_march_take_no_zero():
    assert place_and_date("", datetime(2026, 3, 9, tzinfo=UTC), "VN", "vi") == "Ngày 09 tháng 3 năm 2026"


def test_a_party_without_a_convention_writes_in_universal_time():
    assert place_and_date("", EARLY, "TH", "en") == "3 February 2026"


@pytest.mark.parametrize("party", ["KH", "LA", "VN"])
def test_each_heading_stands_in_every_language(party):
    form = CONVENTIONS[party]
    assert set(form.state) == set(form.motto) == set(LANGUAGES)
