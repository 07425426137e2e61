"""Invariants 2 and 3: whatever order bundles travel in, all nodes come to the same tables, and so does a rebuild."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.capabilities.requests.ministries import Ministries
from tests.capabilities.requests.test_oral import called, record

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import ActionRefused
from tripoint.capabilities.requests.actions.stating import Words, open_questions
from tripoint.ledger.rebuild import rebuild
from tripoint.safeguards.data_stays_home import Graded

STEPS = (
    "carry VN KH", "carry KH VN", "take", "ask", "give", "part", "whole", "refuse", "extend", "redirect", "withdraw",
    "close", "message VN", "message KH", "wait", "record",
)  # fmt: skip
GRADED = Graded(handling="H0", source="A", information="1")


@pytest.fixture(scope="module")
def worlds(request_databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Makes ministries for each example."""

    def make() -> Ministries:
        return Ministries(request_databases, tmp_path_factory.mktemp("order"))

    return make


def _do(ministries: Ministries, dossier: str, step: str) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    match step.split():
        case ["carry", sender, to]:
            ministries.carry(sender, to)
        case ["wait"]:
            ministries.clock.go(hours=7)
        case ["message", code]:
            one = ministries[code]
            actions.message(one.ledger, one.desk, dossier, Words("vi", "x"), GRADED)
        case ["take"]:
            actions.take(kh.ledger, kh.desk, dossier)
        case ["ask"]:
            actions.ask_back(kh.ledger, kh.desk, dossier, ["PHOTO"], Words("km"))
        case ["give"]:
            for question in open_questions(vn.alias, dossier)[:1]:
                actions.give(vn.ledger, vn.desk, dossier, question.asked, Words("vi", "đây"), GRADED)
        case ["part"]:
            kh.answer(dossier, "IDENTITY-YES", "part")
        case ["whole"]:
            kh.answer(dossier)
        case ["refuse"]:
            actions.refuse(kh.ledger, kh.desk, dossier, "INSUFFICIENT", Words("km"))
        case ["extend"]:
            actions.extend(kh.ledger, kh.desk, dossier, "VOLUME", (ministries.clock.now + timedelta(days=5)).date())
        case ["redirect"]:
            actions.redirect(kh.ledger, kh.desk, dossier, "KH-NCB", "MATTER")
        case ["withdraw"]:
            actions.withdraw(vn.ledger, vn.desk, dossier, "FOUND")
        case ["record"]:
            record(vn, dossier)
        case ["close"]:
            actions.close(vn.ledger, vn.desk, dossier, "USEFUL")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), max_size=14), by_telephone=st.booleans())
def test_any_order_of_statements_and_deliveries_gives_equal_tables(
    worlds: Any, django_db_blocker: Any, steps: list[str], by_telephone: bool
) -> None:
    with django_db_blocker.unblock():
        ministries = worlds()
        try:
            vn, kh = ministries["VN"], ministries["KH"]
            dossier = called(vn) if by_telephone else vn.request()
            ministries.carry("VN", "KH")
            for step in steps:
                try:
                    _do(ministries, dossier, step)
                except ActionRefused:
                    continue  # not allowed as things stand there; the point is what was stated
            ministries.settle()
            live = kh.tables()
            assert vn.tables() == live
            rebuild(kh.ledger)
            assert kh.tables() == live
        finally:
            ministries.close()
