"""Text made safe to print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.documents.script import can_show, printable


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_what_is_printable_stays_as_it_is_when_made_printable_again(text):
    once = printable(text)
    assert printable(once) == once
    assert all(character == "\n" or can_show(character) for character in once)


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Văn Thử — “Đ/c”",
        "ង្វៀន វ៉ាន់ ធឺ ស្ត្រី ក្សត្រី",
        "ຫງວຽນ ວັນ ທື ຄຳຮ້ອງ ໜ້າ",
        "สมชาย ใจดี",
        "with\u200bplaces to break\u00a0and none",
        "two\nlines",
    ],
)
def test_the_four_languages_and_thai_names_pass_unchanged(text):
    assert printable(text) == text


def test_line_ends_and_tabs_become_plain():
    assert printable("a\r\nb\rc\u2028d\u2029e\tf") == "a\nb\nc\nd\ne f"


def test_letters_in_parts_are_joined():
    assert printable("Nguye\u0302\u0303n") == "Nguyễn"


def test_long_runs_get_places_to_break_and_keep_their_letters():
    run = "A" * 100
    assert printable(run).replace("\u200b", "") == run
    assert max(map(len, printable(run).split("\u200b"))) <= 32
