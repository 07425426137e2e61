"""Urgency: 8 hours, 3 and 7 working days, and which ground justifies which."""

from __future__ import annotations

import pytest

from tripoint import reference


def test_the_three_limits_are_eight_hours_and_three_and_seven_working_days() -> None:
    limits = [(one.code.code, one.hours, one.working_days) for one in reference.urgencies()]
    assert limits == [("IMMEDIATE", 8, None), ("URGENT", None, 3), ("NORMAL", None, 7)]


@pytest.mark.parametrize(
    ("ground", "degree", "permitted"),
    [
        ("LIFE", "IMMEDIATE", True),
        ("LIFE", "URGENT", True),
        ("EVIDENCE", "URGENT", True),
        ("EVIDENCE", "IMMEDIATE", False),
    ],
)
def test_a_ground_justifies_its_limit_and_longer_ones(ground: str, degree: str, permitted: bool) -> None:
    assert reference.permits(ground, degree) is permitted


def test_only_the_normal_limit_needs_no_ground() -> None:
    assert [one.code.code for one in reference.urgencies() if not one.needs_ground] == ["NORMAL"]
