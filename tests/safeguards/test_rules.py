"""One version names the safeguards and the code lists together."""

from __future__ import annotations

from tripoint import reference
from tripoint.node import runtime
from tripoint.safeguards import RULES
from tripoint.safeguards.finding import Finding, refuse
from tripoint.safeguards.rules import CODE_LISTS


def test_the_present_rules_name_the_present_code_lists() -> None:
    assert CODE_LISTS[RULES] == reference.VERSION


def test_the_node_applies_the_present_rules() -> None:
    assert runtime.RULES == RULES


def test_a_finding_names_its_safeguard() -> None:
    assert Finding("s12-second-officer", "released_by").safeguard == "S12"


def test_nothing_found_refuses_nothing() -> None:
    refuse([])
