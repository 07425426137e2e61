"""One spelling for every code-point spelling of a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.text import Script, bare, dominant_script, fold_digits, normalise, script_runs


@pytest.mark.parametrize(
    ("typed", "standard"),
    [
        ("នរោត្ដម", "នរោត្តម"),  # subscript DA looks like TA
        ("ហុ៊ន", "ហ៊ុន"),  # shifter after the vowel
        ("តែ\u200bមា៉នី", "តែម៉ានី"),
        ("អូ៊", "អ៊ូ"),
        ("ឥឡេី", "ឥឡើ"),  # a vowel typed in two keys
        ("ຄໍາ", "ຄຳ"),
        ("ຄໍ້າ", "ຄ້ຳ"),
        ("ຄ້ໍາ", "ຄ້ຳ"),
        ("ຫລ້າ", "ຫຼ້າ"),
        ("ຫນູ", "ໜູ"),
        ("ຫມາ", "ໝາ"),
        ("ກ່ີ", "ກີ່"),
        ("คําน้ํา", "คำน้ำ"),
        ("Hoa\u0300", "Hoà"),
        ("a\u00a0 \t b\u00ad", "a b"),
    ],
)
def test_every_spelling_of_a_word_normalises_to_one(typed: str, standard: str) -> None:
    assert normalise(typed) == normalise(standard)
    assert normalise(standard) == standard


def test_different_words_stay_different() -> None:
    words = ["ຄຳ", "ຄາ", "ກ່າ", "ກ້າ", "ហ៊ុន", "ហុន", "Hoà", "Hoa", "hoa"]
    assert len({normalise(word) for word in words}) == len(words)


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.text(alphabet=st.characters(min_codepoint=0x0E80, max_codepoint=0x17FF), max_size=60))
def test_lao_and_khmer_noise_normalises_to_a_fixed_point(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_local_digits_become_european_digits() -> None:
    assert fold_digits("០៩ ໐໙ ๐๙ ၀၉ ０９") == "09 09 09 09 09"


def test_bare_takes_marks_off_latin_and_leaves_other_writings() -> None:
    assert bare("Đặng Thị NGỌC Thịnh") == "dang thi ngoc thinh"
    assert bare("ຄໍາ") == "ຄຳ"


def test_runs_cut_where_the_writing_changes() -> None:
    assert list(script_runs("Hunហ៊ុន")) == [(Script.LATIN, "Hun"), (Script.KHMER, "ហ៊ុន")]
    assert dominant_script("ວິໄລ V.") is Script.LAO
    assert dominant_script("12 .") is Script.OTHER
