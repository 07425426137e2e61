"""Each month a partner learns how often its dossiers were read, and nothing that points at a person."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.capabilities.requests.ministries import missing_form, trace_form
from tests.capabilities.requests.test_pages import DESK, Node
from tests.web.people import hold, sign_in, someone

from tripoint.audit.models import ReadLog
from tripoint.audit.reads import log_read
from tripoint.capabilities.reads import actions
from tripoint.capabilities.reads import entries as e
from tripoint.capabilities.reads.models import Report, ReportDossier, Turn
from tripoint.directory.models import Officer, Role
from tripoint.ledger.append import SYSTEM, Author, Draft
from tripoint.ledger.errors import Refused
from tripoint.ledger.models import Entry
from tripoint.ledger.rebuild import rebuild
from tripoint.ledger.registry import TYPES, Content, TypeRegistry


def reader() -> Officer:
    officer = Officer.objects.create_user("reader", None, name_latn="Sok Dara")
    hold(officer, [Role.OFFICER])
    return officer


def read(officer: Officer, dossier: str, times: int, at: datetime, **more: Any) -> None:
    """Reads of Viet Nam's item at a time."""
    post = officer.holdings.get().post
    for _count in range(times):
        row = log_read(officer, post, party="VN", dossier=dossier, **more)
        ReadLog.objects.filter(pk=row.pk).update(at=at)


MARCH, APRIL = datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC)


def later(node: Node, **span: float) -> None:
    node.ministries.clock.go(**span)


def rows(party: str, using: str = "default") -> list[tuple[str, Any]]:
    found = Report.objects.using(using).filter(reporter=party).order_by("month")
    return [(one.month, [(row["purpose"], row["reads"]) for row in one.rows]) for one in found]


def test_a_month_is_told_once_it_has_ended_by_kind_and_purpose(node: Node) -> None:
    officer = reader()
    crime, missing = node.vn.request(trace_form(to_office=DESK)), node.vn.request(missing_form(to_office=DESK))
    node.carry()
    read(officer, crime, 7, MARCH)
    read(officer, missing, 4, MARCH)
    read(officer, missing, 9, MARCH, protected=True)
    read(officer, "n" * 43, 6, MARCH)  # a dossier that is not here any more
    assert actions.report_due(node.kh.ledger) == 0
    later(node, days=30)  # 1 April
    assert actions.report_due(node.kh.ledger) == 1
    assert actions.report_due(node.kh.ledger) == 0
    told = [("2026-03", [(None, 6), ("CRIMINAL", 7), ("MISSING", None)])]
    assert rows("KH") == told
    node.carry()
    assert rows("KH", "ministry_vn") == told
    facts = Entry.objects.get(type=e.REPORTED).facts
    assert "reader" not in facts
    assert str(officer.pk) not in facts
    assert DESK not in facts


def test_months_that_were_missed_are_told_when_the_node_is_back(node: Node) -> None:
    officer = reader()
    dossier = node.vn.request(trace_form(to_office=DESK))
    node.carry()
    read(officer, dossier, 5, APRIL)
    later(node, days=100)  # June
    assert actions.report_due(node.kh.ledger) == 3
    assert rows("KH") == [("2026-03", []), ("2026-04", [("CRIMINAL", 5)]), ("2026-05", [])]
    assert ReportDossier.objects.filter(reporter="KH").count() == 1
    node.carry()
    assert rows("KH", "ministry_vn") == rows("KH")


def test_the_month_is_that_of_the_nodes_own_clock(node: Node) -> None:
    officer = reader()
    dossier = node.vn.request(trace_form(to_office=DESK))
    node.carry()
    read(officer, dossier, 5, datetime(2026, 3, 31, 16, 59, 59, tzinfo=UTC))  # the last second of March at Phnom Penh
    read(officer, dossier, 6, datetime(2026, 3, 31, 17, tzinfo=UTC))
    assert actions.counted(node.kh.ledger, "VN", "2026-03")[0].reads == 5
    assert actions.counted(node.kh.ledger, "VN", "2026-04")[0].reads == 6


def test_two_processes_tell_a_month_once_and_a_cut_off_one_is_made_up_for(node: Node) -> None:
    later(node, days=30)
    Turn.objects.create(owner="VN", month="2026-03", at=datetime.now(UTC))  # another process is at it
    assert actions.report_due(node.kh.ledger) == 0
    Turn.objects.update(at=datetime.now(UTC) - actions.TURN_LASTS - timedelta(seconds=1))  # it never told
    assert actions.report_due(node.kh.ledger) == 1
    assert rows("KH") == [("2026-03", [])]


def test_a_rebuild_gives_the_same_tables(node: Node) -> None:
    later(node, days=65)
    actions.report_due(node.kh.ledger)
    before = [list(model.objects.order_by("pk").values()) for model in (ReportDossier, Report)]
    rebuild(node.kh.ledger)
    assert [list(model.objects.order_by("pk").values()) for model in (ReportDossier, Report)] == before
    assert len(before[1]) == 2


class AnyRow(Content):
    """A row that a hostile program does not check."""

    kind: str
    purpose: str | None = None
    reads: int | None = None


class Anything(e.ReportedFacts):
    """Facts that a hostile program does not check."""

    month: str
    rows: tuple[AnyRow, ...] = ()


def row(purpose: str = "CRIMINAL", reads: int | None = 5) -> e.CountRow:
    return e.CountRow(kind="request", purpose=purpose, reads=reads)


WRONG = [
    ({"month": "2026-05"}, "month"),  # has not ended anywhere
    ({"month": "2026-01"}, "month"),  # before one that was told
    ({"month": "2026-02"}, "month"),  # told already
    ({"rows": (row(), row())}, "rows-order"),
    ({"rows": (row("MISSING"), row("CRIMINAL"))}, "rows-order"),
    ({"rows": (row().model_copy(update={"reads": 4}),)}, "facts"),  # a number that would point at somebody
    ({"rows": (row().model_copy(update={"reads": -1}),)}, "facts"),
    ({"rows": tuple(row(f"P{number:03d}") for number in range(201))}, "facts"),
    ({"month": "2026-13"}, "facts"),
]


@pytest.mark.parametrize(("changes", "code"), WRONG)
def test_a_report_that_breaks_a_rule_is_void_where_it_arrives(node: Node, changes: dict[str, Any], code: str) -> None:
    later(node, days=32)  # 3 April
    ledger = node.vn.ledger
    free = {name: dataclasses.replace(kind, rule=None) for name, kind in TYPES.types.items()}
    free[e.REPORTED] = dataclasses.replace(free[e.REPORTED], facts=Anything)
    ledger.types = TypeRegistry(free)
    opening = Draft(e.OPENED, e.ReadsFacts(participants=("KH", "VN"), exercise=True))
    first = Draft(e.REPORTED, Anything(month="2026-02", rows=()), dossier=opening)
    made = ledger.append(SYSTEM, [opening, first])
    facts = Anything.model_validate({"month": "2026-03", "rows": (), **changes}, from_attributes=True)
    bad = ledger.append(SYSTEM, [Draft(e.REPORTED, facts, dossier=made[0].entry.id)])[0].entry.id
    node.carry()
    found = Entry.objects.get(id=bad)
    assert (found.verdict, found.code) == (2, code)
    assert rows("VN") == [("2026-02", [])]


def test_nobody_else_writes_the_figures(node: Node) -> None:
    later(node, days=32)
    opening = Draft(e.OPENED, e.ReadsFacts(participants=("KH", "VN"), exercise=True))
    with pytest.raises(Refused, match="role"):
        node.vn.ledger.append(Author("x", frozenset({"supervisor"}), "VN-C02"), [opening])
    actions.report_due(node.kh.ledger)
    node.carry()
    theirs = ReportDossier.objects.get(reporter="KH").dossier
    facts = e.ReportedFacts(month="2026-03", rows=())
    with pytest.raises(Refused):  # in a dossier that Cambodia opened, Viet Nam reports nothing
        node.vn.ledger.append(SYSTEM, [Draft(e.REPORTED, facts, dossier=theirs)])
    three = Draft(e.OPENED, e.ReadsFacts(participants=("KH", "LA", "VN"), exercise=True))
    with pytest.raises(Refused, match="participant"):
        node.vn.ledger.append(SYSTEM, [three])


def test_the_page_shows_what_was_told_both_ways(node: Node) -> None:
    officer = reader()
    dossier = node.vn.request(trace_form(to_office=DESK))
    node.carry()
    read(officer, dossier, 12, MARCH)
    read(officer, "n" * 43, 2, MARCH)
    later(node, days=32)
    actions.report_due(node.kh.ledger)
    opening = Draft(e.OPENED, e.ReadsFacts(participants=("KH", "VN"), exercise=True))
    odd = e.CountRow(kind="case", purpose="UNHEARD-OF", reads=77)
    report = e.ReportedFacts(month="2026-03", rows=(odd,))
    node.vn.ledger.append(SYSTEM, [opening, Draft(e.REPORTED, report, dossier=opening)])
    node.carry()
    client = Client()
    sign_in(client, someone((Role.AUDITOR,), "auditor"))
    heard = client.get("/read-counts/").content.decode()
    assert "March 2026" in heard
    assert "UNHEARD-OF" in heard
    assert ">77<" in heard
    told = client.get("/read-counts/?side=told").content.decode()
    assert ">12<" in told
    assert "1 to 4" in told
    assert "UNHEARD-OF" not in told
    desk = Client()
    sign_in(desk, someone((Role.OFFICER,), "desk"))
    assert desk.get("/read-counts/").status_code == 403
