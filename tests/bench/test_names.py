"""The figures that the names benchmark prints are what they say."""

from __future__ import annotations

import numpy as np
import pytest
from bench.names import HERE, area, read_cases, threshold
from bench.tables import Table


def test_the_threshold_lets_one_negative_in_a_hundred_through() -> None:
    negatives = np.arange(1000) / 1000
    assert (negatives > threshold(negatives)).mean() == pytest.approx(0.01)


def test_the_area_counts_ties_half() -> None:
    assert area(np.array([0.9, 0.5]), np.array([0.5, 0.1])) == pytest.approx(0.875)
    assert area(np.array([]), np.array([0.5])) is None


def test_the_case_file_has_both_answers_for_every_kind_that_can_be_false() -> None:
    cases = read_cases(HERE / "names_cases.csv")
    for kind in ("lo-lat", "km-lat", "vi-lat", "vi-nat", "hon", "hon-x", "lat-lat", "vn-telex", "vn-vni"):
        assert {case.same for case in cases if case.kind == kind} == {True, False}
    assert all(not case.same for case in cases if case.near)


def test_a_table_lines_up_in_scripts_with_marks() -> None:
    lines = Table("T", ("name", "n"), [("ຄຳໄຕ ສີພັນດອນ", 1), ("សុខ", 22), ("Lan", None)]).lines()
    assert lines[3:] == ["name          n", "ຄຳໄຕ ສີພັນດອນ   1", "សុខ           22", "Lan           -"]
