"""Birth date, sex, nationality and documents beside the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.screening.names import Band, Particulars, combine, compare
from tripoint.screening.names.evidence import read_date

LIKE = compare("Somchit Keovongsa", "Somchit Keovongsa")
UNLIKE = compare("Somchit Keovongsa", "Hun Manet")


def _score(a: Particulars, b: Particulars) -> float:
    return combine(LIKE, a, b).score


def test_nothing_known_changes_nothing() -> None:
    assert _score(Particulars(), Particulars(birth_date="1970", sex="f")) == pytest.approx(LIKE.score, abs=1e-6)


def test_the_more_of_a_date_agrees_the_more_it_says() -> None:
    doubtful = compare("Khamphan Sisoulith", "Khampheng Sisoulith")
    scores = [
        combine(doubtful, Particulars(birth_date="1970-05-12"), Particulars(birth_date=other)).score
        for other in ("1970-05-12", "1970-05", "1970", "", "1972-06-30", "1950-06-30")
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


@pytest.mark.parametrize("other", ["1970-12-05", "1970-05-13", "1971-05-12"])
def test_an_exchange_of_day_and_month_or_one_digit_counts_as_near(other: str) -> None:
    found = combine(LIKE, Particulars(birth_date="1970-05-12"), Particulars(birth_date=other))
    assert "born_nearly" in {reason.code for reason in found.reasons}


def test_the_first_of_january_is_a_year_only() -> None:
    assert read_date("1970-01-01") == (1970, 0, 0)
    assert read_date("12/05/1970") == (1970, 5, 12)
    assert read_date("១៩៧០-០៥-១២") == (1970, 5, 12)
    assert read_date("unknown") is None


def test_another_sex_lowers_and_an_unknown_one_does_nothing() -> None:
    assert _score(Particulars(sex="F"), Particulars(sex="m")) < LIKE.score
    assert _score(Particulars(sex="F"), Particulars(sex="x")) == pytest.approx(LIKE.score, abs=1e-6)


def test_a_document_in_common_lifts_any_pair_and_says_when_names_do_not_fit() -> None:
    found = combine(
        UNLIKE, Particulars(documents=frozenset({"N 0123456"})), Particulars(documents=frozenset({"n0123456"}))
    )
    assert found.score > UNLIKE.score
    assert {"document_same", "document_same_name_differs"} <= {reason.code for reason in found.reasons}


def test_a_short_number_is_no_document() -> None:
    two = Particulars(documents=frozenset({"12"}))
    assert combine(UNLIKE, two, two).score == pytest.approx(UNLIKE.score, abs=1e-3)


def test_dates_that_conflict_take_a_like_name_out_of_the_strong_band() -> None:
    found = combine(
        compare("Khamphan Sisoulith", "Khamphan Sisoulit"), Particulars("1950-02-03"), Particulars("1987-11-20")
    )
    assert found.band is not Band.STRONG


@given(st.text(max_size=40), st.text(max_size=10), st.text(max_size=20))
def test_particulars_of_any_text_never_raise(date: str, sex: str, number: str) -> None:
    one = Particulars(date, sex, frozenset({sex}), frozenset({number}))
    assert 0.0 < combine(LIKE, one, Particulars("1970", "m", frozenset({"LA"}), frozenset({"P123456"}))).score < 1.0
