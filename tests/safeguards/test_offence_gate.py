"""S1: the purpose decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tripoint import reference
from tripoint.safeguards.offence_gate import Basis, Offence, Penalty, check

DAY = date(2026, 3, 2)
TERM = Penalty(kind="term", months=36)


def codes(**changes: Any) -> list[str]:
    """The findings on a criminal request that is in order, changed."""
    values: dict[str, Any] = {
        "purpose": "CRIMINAL", "offences": [Offence(code="SCAM", penalty=TERM)],
        "basis": [Basis(instrument="VNKH-MLA", place="4")], "warrant": False, "coercive": False, "roles": ["SUSPECT"],
        "asker": "VN", "asked": "KH", "day": DAY,
    }  # fmt: skip
    return [one.code for one in check(**{**values, **changes})]


def arrest(**changes: Any) -> list[str]:
    """The findings on a request for arrest that is in order, changed."""
    values: dict[str, Any] = {
        "purpose": "ARREST", "warrant": True, "basis": [Basis(instrument="VNKH-EXT", place="2")],
        "offences": [Offence(code="SCAM", penalty=TERM, penalty_there=TERM)],
    }  # fmt: skip
    return codes(**{**values, **changes})


def test_a_criminal_purpose_with_all_that_it_owes_passes() -> None:
    assert codes() == []
    assert arrest() == []


def test_a_basis_counts_from_the_day_it_binds() -> None:
    assert codes(day=date(2020, 10, 2)) == []
    assert codes(day=date(2020, 10, 1)) == ["s1-basis-code"]
    assert codes(basis=[Basis(instrument="UNCC", place="40")]) == ["s1-basis-binds"]  # signed, not in force


@pytest.mark.parametrize("purpose", [one.code.code for one in reference.purposes() if not one.needs_offence])
def test_a_purpose_without_offence_carries_neither_offence_nor_coercion(purpose: str) -> None:
    role = next(one.code for one in reference.codes("subject_roles") if purpose in one.words("purposes"))
    bare = {"purpose": purpose, "offences": [], "basis": [], "roles": [role]}
    assert codes(**bare) == []
    assert codes(**{**bare, "offences": [Offence(code="SCAM", penalty=TERM)]}) == ["s1-offence-none"]
    assert codes(**{**bare, "coercive": True}) == ["s1-coercive"]
    assert codes(**{**bare, "warrant": True}) == ["s1-warrant-none"]


def test_the_treaty_threshold_holds_in_both_laws() -> None:
    low = Penalty(kind="term", months=23)
    assert arrest(offences=[Offence(code="SCAM", penalty=low, penalty_there=TERM)]) == ["s1-threshold"]
    assert arrest(offences=[Offence(code="SCAM", penalty=TERM, penalty_there=low)]) == ["s1-threshold"]


def test_a_law_s_own_threshold_holds_in_that_law_from_its_day() -> None:
    low = Penalty(kind="term", months=11)
    values: dict[str, Any] = {
        "asker": "VN", "asked": "LA", "basis": [Basis(instrument="UNTOC", place="16")],
        "offences": [Offence(code="SCAM", penalty=low, penalty_there=low)],
    }  # fmt: skip
    assert arrest(**values, day=date(2026, 6, 30)) == []
    assert arrest(**values, day=date(2026, 7, 1)) == ["s1-threshold"]


def test_a_fine_reaches_no_threshold_and_life_every() -> None:
    assert not Penalty(kind="fine").reaches(1)
    assert Penalty(kind="life").reaches(1200)


def test_a_term_without_length_is_no_penalty() -> None:
    assert codes(offences=[Offence(code="SCAM", penalty=Penalty(kind="term"))]) == ["s1-penalty"]


def test_offences_of_expression_faith_and_state_security_have_no_code() -> None:
    words = (
        "propaganda",
        "sedition",
        "treason",
        "blasphem",
        "religio",
        "lèse",
        "assembly",
        "insult",
        "defam",
        "state sec",
    )
    for one in reference.codes("offences"):
        assert not any(word in one.names["en"].lower() for word in words), one.code
