"""What machines and keyboards did to a name is undone, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.screening.names.repair import repair
from tripoint.screening.names.vietnamese import is_syllable, split_tone

NAME = "Đặng Thái Sơn"


@pytest.mark.parametrize(
    "damaged",
    [
        "DDawngj Thais Sown",
        "Ddawjng Thasi Sown",
        "D9a8ng5 Thai1 So7n",
        "DDa(ng. Thai' So+n",
        "§Æng Th¸i S¬n",
        NAME.encode().decode("cp1252", "replace"),
        NAME.encode().decode("latin-1"),
    ],
)
def test_each_damage_is_undone(damaged: str) -> None:
    assert [split_tone(word.lower()) for word in repair(damaged).split()] == [
        split_tone(word.lower()) for word in NAME.split()
    ]


@pytest.mark.parametrize(
    "sound",
    [
        "Lee Hsien Loong",
        "Sar Kheng",
        "Hor Namhong",
        "O'Yadav",
        "Teo Lee",
        "Nguyễn Hoà Bình",
        "Bùi Hòa Dũng",
        "Vilay Lakhamphong",
        "José Ôtàvio",
    ],
)
def test_a_sound_name_stays_as_it_is(sound: str) -> None:
    assert repair(sound) == sound


def test_lao_that_was_read_as_windows_1252_is_read_again() -> None:
    name = "ໄກສອນ"
    assert repair(name.encode().decode("latin-1")) == name


@pytest.mark.parametrize("word", ["nguyễn", "nguyen", "quốc", "giang", "gì", "thuý", "thúy", "khuyên", "ý"])
def test_vietnamese_syllables_are_known(word: str) -> None:
    assert is_syllable(word) or word == "nguyen"


@pytest.mark.parametrize("word", ["lakh", "phomvihane", "kê1", "ngi", "cê", "strong", ""])
def test_other_strings_are_none(word: str) -> None:
    assert not is_syllable(word)


@given(st.text(max_size=120))
def test_repairing_never_raises(text: str) -> None:
    assert isinstance(repair(text), str)
