"""Every refusal of a date and every concern about a document has a sentence of its own."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation

from tripoint.subjects import BirthDateUnclear, Concern, parse_birth_date
from tripoint.subjects.wording import say_birth_date, say_concern

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize("language", ["en", "vi", "lo", "km"])
def test_each_mistake_is_told_apart_with_the_values_it_is_about(language: str) -> None:
    said = set()
    with translation.override(language):
        for typed, shown in (
            ("2534", "1991"),
            ("30/2/1991", "30/2/1991"),
            ("2027", "2027"),
            ("1890", "136"),
            ("1/1/91", ""),
            ("x", "04/05/1991"),
        ):
            with pytest.raises(BirthDateUnclear) as refused:
                parse_birth_date(typed, TODAY)
            sentence = say_birth_date(refused.value)
            assert shown in sentence
            said.add(sentence)
    assert len(said) == 6


def test_each_concern_names_the_number() -> None:
    said = {
        say_concern(Concern(code, "C123", {"year": "1991", "sex": "M", "birth": "1991"}))
        for code in ("passport_format", "card_format", "number_and_birth", "number_and_sex", "issued_before_birth")
    }
    assert len(said) == 5
    assert all("C123" in sentence for sentence in said)
