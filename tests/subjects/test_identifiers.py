"""Numbers of documents: warnings, never refusals."""

from __future__ import annotations

import pytest

from tripoint.subjects import Person, concerns_about
from tripoint.subjects.identifiers import bare_number


def codes_for(kind: str, number: str, country: str, **more: str) -> list[str]:
    person = Person.model_validate(
        {
            "names": [{"script": "Latn", "name": "X"}],
            "documents": [{"type": kind, "number": number, "country": country}],
            **more,
        }
    )
    return [concern.code for concern in concerns_about(person)]


@pytest.mark.parametrize(
    ("number", "country"), [("C1234567", "VN"), ("P 0123 4567", "VN"), ("N01234567", "KH"), ("PA0123456", "LA")]
)
def test_usual_passport_numbers_raise_no_concern(number: str, country: str) -> None:
    assert codes_for("PASSPORT", number, country) == []


def test_an_unusual_passport_number_is_kept_with_a_concern() -> None:
    assert codes_for("PASSPORT", "12345", "VN") == ["passport_format"]
    assert codes_for("PASSPORT", "12345", "TH") == []


def test_a_vietnamese_number_tells_year_and_sex_and_is_compared_with_what_was_typed() -> None:
    assert codes_for("ID-CARD", "001091000001", "VN", birthDate="1991-05-04", sex="M") == []
    assert codes_for("ID-CARD", "001091000001", "VN", birthDate="1992") == ["number_and_birth"]
    assert codes_for("ID-CARD", "001091000001", "VN", sex="F") == ["number_and_sex"]
    assert codes_for("ID-CARD", "001391000001", "VN", birthDate="2091") == []
    assert codes_for("ID-CARD", "001991000001", "VN") == ["card_format"]
    assert codes_for("ID-CARD", "001391000001", "VN", sex="F") == []


def test_a_document_from_before_birth_is_noticed() -> None:
    person = Person.model_validate(
        {
            "names": [{"script": "Latn", "name": "X"}],
            "birthDate": "1991-05-04",
            "documents": [{"type": "PASSPORT", "number": "C1234567", "country": "VN", "startDate": "1990"}],
        }
    )
    assert [concern.code for concern in concerns_about(person)] == ["issued_before_birth"]


def test_blanks_dots_and_hyphens_do_not_make_another_number() -> None:
    assert bare_number("c 123.45-67") == "C1234567"
