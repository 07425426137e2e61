"""Pieces of a text keep their place, and join again to what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.text import are_together, pieces


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Lệnh bắt, số 12!", ["lệnh", "bắt", "số", "12"]),
        ("ໝາຍຈັບ", ["ໝາ", "ຍ", "ຈັ", "ບ"]),
        ("ຫມາຍຈັບ", ["ໝາ", "ຍ", "ຈັ", "ບ"]),  # the older spelling is the same word
        ("ដីកាចាប់ខ្លួន", ["ដី", "កា", "ចា", "ប់", "ខ្លួ", "ន"]),
        ("ដីកា\u200bចាប់", ["ដី", "កា", "ចា", "ប់"]),
        ("", []),
    ],
)
def test_words_and_clusters(text: str, folded: list[str]) -> None:
    assert [one.folded for one in pieces(text)] == folded


def test_what_is_invisible_parts_nothing_and_a_comma_does() -> None:
    text = "a\u200b b, c"
    one, two, three = pieces(text)
    assert are_together(text, one, two)
    assert not are_together(text, two, three)


@given(st.text(max_size=60))
def test_pieces_stand_in_their_order_within_the_text(text: str) -> None:
    place = 0
    for one in pieces(text):
        assert place <= one.start < one.end <= len(text)
        place = one.end
