"""S7, S8 and S12 on single items, and what a stop holds back (S3)."""

from __future__ import annotations

from datetime import date

import pytest

from tripoint import reference
from tripoint.safeguards import both_sides, data_stays_home, human_decides
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.protection_stop import Step, holds_back, may_know

DAY = date(2026, 3, 2)


def test_each_item_carries_handling_and_evaluation() -> None:
    def codes(handling: str, source: str, information: str, *, described: bool = True) -> list[str]:
        graded = Graded(handling=handling, source=source, information=information)
        return [one.code for one in data_stays_home.check(graded, "graded", described=described, day=DAY)]

    assert codes("H2", "X", "4") == []
    assert codes("H4", "D", "5") == ["s7-handling", "s7-source", "s7-information"]
    assert codes("H3", "A", "1", described=False) == ["s7-handling-words"]


def test_it_is_kept_for_five_years_at_most_and_not_less_than_a_day() -> None:
    def is_kept(retain: date) -> bool:
        return not list(data_stays_home.check_retention(retain, day=DAY))

    assert is_kept(DAY)
    assert is_kept(date(2031, 3, 2))
    assert not is_kept(date(2031, 3, 7))
    assert not is_kept(date(2026, 3, 1))


def test_handling_codes_say_what_needs_the_owner_s_consent() -> None:
    codes = [reference.get("handling_codes", code) for code in ("H0", "H1", "H2", "H3")]
    assert [code.is_yes("evidence") for code in codes] == [True, False, True, False]
    assert [code.is_yes("onward") for code in codes] == [True, True, False, False]


@pytest.mark.parametrize(
    ("result", "matched_by", "purpose", "consent", "code"),
    [
        ("AT-ADDRESS", "name", "CRIMINAL", False, ""),
        ("AT-ADDRESS", "name", "ARREST", False, "s8-second-identifier"),
        ("AT-ADDRESS", "fingerprint", "ARREST", False, ""),
        ("IN-CUSTODY", "none", "CRIMINAL", False, "s8-matched-by"),
        ("NOT-FOUND", "none", "ARREST", False, ""),
        ("AT-ADDRESS", "document", "MISSING", False, "s8-consent"),
        ("AT-ADDRESS", "document", "MISSING", True, ""),
        ("FOUND-WELL", "photo", "MISSING", False, ""),
        ("GUILTY", "photo", "MISSING", False, "s8-result"),
    ],
)
def test_a_name_is_a_lead_and_an_adult_decides(
    result: str, matched_by: str, purpose: str, consent: bool, code: str
) -> None:
    found = human_decides.check(
        results="trace_results", result=result, matched_by=matched_by, consent=consent, purpose=purpose, field="items.0",
        day=DAY,
    )  # fmt: skip
    assert [one.code for one in found] == ([code] if code else [])


def test_two_officers_make_a_request() -> None:
    assert list(both_sides.check_release(author="a" * 22, released_by="b" * 22)) == []
    assert [one.code for one in both_sides.check_release(author="a" * 22, released_by="a" * 22)] == [
        "s12-second-officer"
    ]


def test_a_stop_holds_back_what_may_locate_or_hand_over_and_nothing_else() -> None:
    held = {Step.ANSWER, Step.TRANSFER, Step.MESSAGE, Step.TRANSLATE}
    assert {step for step in Step if holds_back(step, stopped=True)} == held
    assert not any(holds_back(step, stopped=False) for step in Step)


def test_a_stop_is_known_to_its_setter_and_to_those_who_must_know() -> None:
    assert may_know({"officer"}, officer="1", set_by="1")
    assert may_know({"legal_reviewer"}, officer="2", set_by="1")
    assert not may_know({"officer", "duty_officer"}, officer="2", set_by="1")
