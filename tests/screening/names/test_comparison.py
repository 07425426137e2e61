"""Reasons that an officer can read."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tripoint.screening import names
from tripoint.screening.names.reasons import _messages, codes


def _codes(a: str, b: str) -> set[str]:
    return {reason.code for reason in names.compare(a, b).reasons}


def test_titles_are_left_out_and_named() -> None:
    found = names.compare("Samdech Krolahom Sar Kheng", "Sar Kheng")
    assert found.band is names.Band.STRONG
    assert "Titles left out: Samdech, Krolahom" in found.explain("en")
    assert "Chức danh đã bỏ qua: Samdech, Krolahom" in found.explain("vi")


def test_a_changed_order_is_said() -> None:
    assert "order_changed" in _codes("Nguyễn Thị Bình", "Thi Binh Nguyen")
    assert "order_changed" not in _codes("Nguyễn Thị Bình", "Nguyen Thi Binh")


def test_spellings_of_one_sound_are_shown() -> None:
    reasons = names.compare("Vilay Lakhamphong", "Vilay Lakhamfong").reasons
    assert any(reason.code == "spelled" and "ph = f" in reason.text() for reason in reasons)


def test_differing_tone_marks_lower_the_match_and_are_said() -> None:
    assert "marks_differ" in _codes("Nguyễn Hải Thủy", "Nguyễn Hải Thúy")
    plain = names.similarity("Nguyễn Hải Thủy", "Nguyen Hai Thuy")
    assert names.similarity("Nguyễn Hải Thủy", "Nguyễn Hải Thúy") < plain


def test_a_part_in_one_name_only_is_said() -> None:
    reasons = names.compare("Khamking Phouilamanivong", "Khamking Somchit Phouilamanivong").reasons
    assert ("part", "Somchit") in [
        value for reason in reasons if reason.code == "part_left_out" for value in reason.values
    ]


def test_an_initial_stands_for_its_part_and_not_for_another() -> None:
    found = names.compare("Vilay Lakhamphong", "V. Lakhamphong")
    own = found.score
    assert "An initial stands for a part: Vilay / V" in found.explain()
    assert own < names.similarity("Vilay Lakhamphong", "Vilay Lakhamphong")
    assert own > names.similarity("Vilay Lakhamphong", "K. Lakhamphong")


@pytest.mark.parametrize("empty", ["", "   ", "123", "---", "\u200b", "…"])
def test_nothing_to_compare_is_said_and_scores_nothing(empty: str) -> None:
    found = names.compare(empty, "Vilay Lakhamphong")
    assert (found.score, found.band) == (0.0, names.Band.NO)
    assert {reason.code for reason in found.reasons} == {"nothing_to_compare"}


def test_a_comparison_says_what_similarity_says() -> None:
    for a, b in (("ສອນໄຊ ສີພັນດອນ", "Sonexay Siphandone"), ("Hun Manet", "Hun Many"), ("黃志雄", "Huang Chih-hsiung")):
        assert names.compare(a, b).score == pytest.approx(names.similarity(a, b))
        assert names.compare(a, b).score == pytest.approx(names.compare(b, a).score, abs=0.25)


def test_every_message_has_four_languages_with_the_same_places() -> None:
    for code in codes():
        messages = _messages()[code]
        assert set(messages) == set(names.LANGUAGES), code
        places = {
            language: {field for _, field, _, _ in string.Formatter().parse(text) if field}
            for language, text in messages.items()
        }
        assert len({frozenset(found) for found in places.values()}) == 1, code


def test_no_reason_speaks_of_origin_faith_or_tongue() -> None:
    forbidden = ("ethnic", "origin", "religio", "language", "tribe", "race")
    reasons = [code for code in codes() if not code.startswith("help_")]  # the help names the option --language
    assert not [code for code in reasons for word in forbidden if word in _messages()[code]["en"].lower()]


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_comparing_never_raises_and_explains_in_every_language(a: str, b: str) -> None:
    found = names.compare(a, b)
    assert 0.0 <= found.score <= 1.0
    for language in (*names.LANGUAGES, "xx"):
        assert all(found.explain(language))
