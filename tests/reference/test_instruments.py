"""Instruments bind the parties they name, between their dates; what no source dates is said to be unknown."""

from __future__ import annotations

import datetime

import pytest

from tripoint import reference

TODAY = datetime.date(2026, 11, 22)


def test_a_bilateral_treaty_binds_its_two_parties_from_its_entry_into_force() -> None:
    treaty = reference.instrument("VNKH-MLA")
    assert treaty.binds("VN", "KH", on=datetime.date(2020, 10, 2)) is True
    assert treaty.binds("VN", "KH", on=datetime.date(2020, 10, 1)) is False
    assert treaty.binds("VN", "LA", on=TODAY) is False


def test_a_treaty_whose_entry_into_force_no_source_gives_is_neither_yes_nor_no() -> None:
    treaty = reference.instrument("VNLA-EXT")
    assert treaty.binds("VN", "LA", on=TODAY) is None
    assert treaty.binds("VN", "LA", on=datetime.date(2024, 7, 16)) is False


def test_a_treaty_that_is_signed_but_not_in_force_binds_nobody() -> None:
    assert reference.instrument("ASEAN-EXT").binds("VN", "KH", on=TODAY) is False
    assert reference.instrument("UNCC").binds("VN", "KH", on=TODAY) is False


def test_a_convention_binds_a_pair_once_both_have_joined() -> None:
    convention = reference.instrument("UNTOC")
    assert convention.binds("KH", "LA", on=datetime.date(2010, 1, 1)) is True
    assert convention.binds("KH", "VN", on=datetime.date(2010, 1, 1)) is False
    assert convention.binds("KH", "VN", on=TODAY) is True


def test_a_plan_ends_with_its_year() -> None:
    plan = reference.instrument("VNKH-PLAN25")
    assert plan.binds("VN", "KH", on=datetime.date(2025, 12, 31)) is True
    assert plan.binds("VN", "KH", on=datetime.date(2026, 1, 1)) is False


def test_only_what_fits_the_purpose_is_offered_and_sure_ones_come_first() -> None:
    offered = reference.binding("VN", "KH", "ARREST", TODAY)
    assert "VNKH-EXT" in {one.code.code for one in offered}
    assert "VNKH-MLA" not in {one.code.code for one in offered}
    criminal = reference.binding("VN", "LA", "CRIMINAL", TODAY)
    sure = [one.binds("VN", "LA", on=TODAY) is True for one in criminal]
    assert sure == sorted(sure, reverse=True)


@pytest.mark.parametrize(
    ("asker", "asked"), [("VN", "KH"), ("KH", "VN"), ("VN", "LA"), ("LA", "VN"), ("KH", "LA"), ("LA", "KH")]
)
def test_every_pair_has_a_sure_basis_for_an_investigation_and_for_an_arrest(asker: str, asked: str) -> None:
    for purpose in ("CRIMINAL", "ARREST"):
        assert any(one.binds(asker, asked, on=TODAY) for one in reference.binding(asker, asked, purpose, TODAY))


def test_no_domestic_law_is_offered_as_a_basis_between_parties() -> None:
    for purpose in reference.purposes():
        assert all(one.kind != "law" for one in reference.binding("VN", "KH", purpose.code.code, TODAY))


def test_thresholds_are_two_years_by_the_treaty_and_one_by_the_vietnamese_law_of_2025() -> None:
    both = frozenset({"VN", "KH"})
    assert {one.code.code: one.threshold_months for one in reference.thresholds(both, TODAY)} == {
        "VNKH-EXT": 24,
        "VN-LAW-EXT": 12,
    }
    assert {one.code.code for one in reference.thresholds(both, datetime.date(2026, 6, 30))} == {"VNKH-EXT"}


def test_an_article_belongs_to_its_instrument() -> None:
    for article in reference.codes("articles"):
        assert article.code == f"{article.more['instrument']}-{article.more['article']}"
