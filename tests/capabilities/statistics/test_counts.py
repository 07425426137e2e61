"""Figures: each request counted where it belongs, and small numbers hidden for outside."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.capabilities.requests.ministries import Ministries, missing_form, trace_form
from tests.capabilities.requests.test_pages import Node, node, signed_in
from tests.capabilities.requests.test_several import to_both
from tests.web.people import someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.statistics.counts import GROUPS, Table, count
from tripoint.directory.models import Role
from tripoint.safeguards.minimum_counts import LEAST, hide_small

__all__ = ["node"]


@given(st.lists(st.integers(0, 30), max_size=8))
def test_no_small_number_can_be_read_or_computed(column: list[int]) -> None:
    shown, total = hide_small(column)
    for count_, one in zip(column, shown, strict=True):
        assert one is None or one == count_
        assert one is None or not 0 < one < LEAST
    hidden = [count_ for count_, one in zip(column, shown, strict=True) if one is None]
    if total is not None:
        assert total == sum(column)
        assert len(hidden) != 1
    small = [one for one in column if 0 < one < LEAST]
    assert bool(hidden) == bool(small)


def counted(ministries: Ministries, party: str, group: str, way: str, *, outside: bool = False) -> Table:
    """The table of March 2026."""
    ledger = ministries[party].ledger
    return count(
        ledger, group, way=way, since=date(2026, 3, 1), until=date(2026, 3, 31), now=ministries.clock(), outside=outside
    )


def by_code(table: Table) -> dict[str, dict[str, int | None]]:
    """Counts by code and column."""
    return {line.code: dict(zip(table.columns, line.counts, strict=True)) for line in table.lines}


def test_each_request_is_counted_where_it_belongs(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    answered, late, refused, left = (vn.request() for _ in range(4))
    missing = vn.request(missing_form())
    ministries.settle()
    kh.answer(answered)
    actions.refuse(kh.ledger, kh.desk, refused, "INSUFFICIENT", Words("km"))
    ministries.clock.go(days=20)
    kh.answer(late)
    actions.withdraw(vn.ledger, vn.desk, missing, "FOUND")
    ministries.settle()
    for party, way, partner in (("VN", "out", "KH"), ("KH", "in", "VN")):
        found = by_code(counted(ministries, party, "partner", way))
        asked = {"asked": 5} if way == "out" else {}
        assert found == {
            partner: {
                "requests": 5, **asked, "answered": 2, "in_time": 2, "refused": 1, "withdrawn": 1, "open": 1, "late": 1,
            }
        }  # fmt: skip
        assert set(by_code(counted(ministries, party, "purpose", way))) == {"CRIMINAL", "MISSING"}
        assert by_code(counted(ministries, party, "refusal_ground", way))["INSUFFICIENT"]["refused"] == 1
        assert counted(ministries, party, "offence", way).total[0] == 5
        other = "in" if way == "out" else "out"
        assert counted(ministries, party, "partner", other).lines == ()
    assert left


def test_a_joint_request_is_one_request_that_is_asked_of_two_parties(ministries: Ministries) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    joint = vn.request(to_both(joint=True))
    vn.request(to_both(joint=False))  # a dossier for each: two requests
    ministries.settle()
    kh.answer(joint, "NOT-FOUND", matched_by="none")
    actions.refuse(la.ledger, la.desk, joint, "INSUFFICIENT", Words("lo"))
    ministries.settle()
    kinds = by_code(counted(ministries, "VN", "request_kind", "out"))
    assert kinds == {
        "trace": {
            "requests": 3,
            "asked": 4,
            "answered": 1,
            "in_time": 2,
            "refused": 1,
            "withdrawn": 0,
            "open": 2,
            "late": 0,
        }
    }
    partners = counted(ministries, "VN", "partner", "out")
    assert {code: (line["requests"], line["asked"]) for code, line in by_code(partners).items()} == {
        "KH": (2, 2), "LA": (2, 2),
    }  # fmt: skip
    assert partners.total[:2] == (3, 4)  # the joint one stands in both lines, and is one
    for party in ("KH", "LA"):
        here = counted(ministries, party, "partner", "in")
        assert "asked" not in here.columns
        assert here.total[0] == 2
    outside = counted(ministries, "VN", "partner", "out", outside=True)
    assert outside.total[:2] == (None, None)  # three and four are few


def test_outside_small_numbers_are_hidden(ministries: Ministries) -> None:
    vn = ministries["VN"]
    for _ in range(6):
        vn.request()
    vn.request(missing_form())
    inside = by_code(counted(ministries, "VN", "purpose", "out"))
    assert inside["MISSING"]["asked"] == inside["MISSING"]["requests"] == 1
    outside = counted(ministries, "VN", "purpose", "out", outside=True)
    for column in ("requests", "asked"):
        assert by_code(outside)["MISSING"][column] is None
        assert by_code(outside)["CRIMINAL"][column] is None  # else 7 less 6 would say it
    assert outside.total[0] == 7
    assert counted(ministries, "VN", "partner", "out", outside=True).total[0] == 7


@pytest.mark.parametrize("query", ["", "?way=in&since=2026-03-01&until=2026-03-31&outside=on"])
def test_the_page_and_the_table_say_the_same(node: Node, query: str) -> None:
    node.vn.request(trace_form(to_office="KH-MOI"))
    node.carry()
    client = signed_in(someone((Role.AUDITOR,), "auditor"))
    page = client.get(f"/figures/{query}")
    assert page.status_code == 200
    assert len(page.context["tables"]) == len(GROUPS)
    rows = client.get(f"/figures/table{query}").getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + sum(len(lines) + 1 for _, _, lines, _ in page.context["tables"])
    if query:
        assert ",hidden" in rows[1]


@pytest.mark.parametrize("query", ["?since=x", "?way=in&since=2026-03-31&until=2026-03-01", "?way=%00"])
def test_a_period_that_makes_no_sense_is_said(node: Node, query: str) -> None:
    client = signed_in(someone((Role.REGISTRAR,), "registrar"))
    assert client.get(f"/figures/{query}").context["tables"] == []
    assert client.get(f"/figures/table{query}").status_code == 422


def test_a_desk_officer_sees_no_figures_of_the_ministry(node: Node) -> None:
    assert signed_in(someone((Role.OFFICER,), "desk")).get("/figures/").status_code == 403
