"""Offences: expression, faith and State security do not exist, and no umbrella lets them in (safeguard S1)."""

from __future__ import annotations

import datetime

import pytest

from tripoint import reference

TODAY = datetime.date(2026, 11, 22)

# ICCS v1.0: 0803 freedom of expression, 08012 religious and social norms, 0904 State security.
FORBIDDEN_SECTIONS = ("0803", "08012", "0904")


def test_no_offence_has_a_code_of_expression_faith_or_state_security() -> None:
    for offence in reference.codes("offences"):
        for iccs in offence.words("iccs"):
            assert not iccs.startswith(FORBIDDEN_SECTIONS), offence.code


def test_every_offence_has_an_iccs_code_of_at_least_two_levels_so_none_is_an_umbrella() -> None:
    for offence in reference.codes("offences"):
        sections = offence.words("iccs")
        assert sections, offence.code
        assert all(len(iccs) >= 4 and iccs.isdigit() and iccs[:2] != "11" for iccs in sections), offence.code


@pytest.mark.parametrize("code", ["BLOCK-EXPR", "BLOCK-STATE", "BLOCK-FAITH", "EMERG", "ECON"])
def test_blocked_and_umbrella_codes_are_unknown(code: str) -> None:
    with pytest.raises(reference.UnknownCode):
        reference.get("offences", code)


def test_terrorism_and_violent_disorder_ask_for_legal_review() -> None:
    assert {one.code for one in reference.codes("offences") if one.is_yes("legal_review")} == {"TERROR", "PUBORD"}


def test_a_penalty_stands_in_the_list_only_with_its_source() -> None:
    for row in reference.codes("penalties"):
        assert row.source.startswith("http")
        assert row.confidence != "memory"
        assert row.code == f"{row.more['party']}-{row.more['offence']}"
        found = reference.penalties(row.more["offence"], row.more["party"], TODAY)
        assert [one.code for one in found] == [row]


def test_a_penalty_that_no_source_gives_is_empty_and_left_to_the_officer() -> None:
    assert reference.penalties("HOM", "KH", TODAY) == ()
    assert [one.longest_months for one in reference.penalties("FRAUD", "VN", TODAY)] == [240]
    assert reference.penalties("FRAUD", "VN", datetime.date(2017, 12, 31)) == ()
