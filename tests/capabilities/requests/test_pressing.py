"""Reminders, escalation and ageing: one a day, numbered, to the office above; numbers only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.capabilities.requests.ministries import MONDAY, OFFICES, Ministries, trace_form
from tests.capabilities.requests.test_pages import DESK, Node, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests import pressing_entries as p
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.ageing import ageing
from tripoint.capabilities.requests.letter import letter_of
from tripoint.capabilities.requests.models import Raised, RequestState
from tripoint.capabilities.requests.permission import may_see
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.capabilities.requests.reading import reading
from tripoint.directory.models import Level, Office, Role
from tripoint.documents.letter import print_letter
from tripoint.ledger.append import Author, Draft
from tripoint.ledger.errors import Refused
from tripoint.ledger.rebuild import rebuild

__all__ = ["node"]
WORDS = Words("vi", "Đề nghị quý cơ quan sớm trả lời.")


@pytest.fixture
def overdue(ministries: Ministries) -> str:
    """A request of Viet Nam that Cambodia has left for a month."""
    dossier = ministries["VN"].request()
    ministries.settle()
    ministries.clock.go(days=30)
    return dossier


def test_reminders_are_numbered_one_a_day_and_come_as_letters(ministries: Ministries, overdue: str) -> None:
    vn = ministries["VN"]
    assert reading(vn.ledger, vn.desk, overdue).steps[:2] == ("remind", "escalate")
    actions.remind(vn.ledger, vn.desk, overdue, WORDS)
    with pytest.raises(ActionRefused, match="state-reminded"):
        actions.remind(vn.ledger, vn.other_desk, overdue, WORDS)
    ministries.clock.go(days=1)
    second = actions.remind(vn.ledger, vn.other_desk, overdue, WORDS)
    ministries.settle()
    for code in ("VN", "KH"):
        one = ministries[code]
        assert one.state(overdue).reminders == 2
        pdf = print_letter(letter_of(one.ledger, reading(one.ledger, one.desk, overdue), second))
        assert pdf.startswith(b"%PDF")
    assert vn.tables() == ministries["KH"].tables()


def test_a_day_is_that_of_who_reminds(ministries: Ministries, overdue: str) -> None:
    vn = ministries["VN"]
    ministries.clock.go(hours=14)  # 23:00 in Ha Noi
    actions.remind(vn.ledger, vn.desk, overdue, WORDS)
    ministries.clock.go(hours=2)  # over midnight there, the same day in UTC
    actions.remind(vn.ledger, vn.desk, overdue, WORDS)
    assert vn.state(overdue).reminders == 2


def test_nobody_reminds_before_the_limit_after_the_answer_or_for_the_other_side(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    with pytest.raises(ActionRefused, match="state-in-time"):
        actions.remind(vn.ledger, vn.desk, dossier, WORDS)
    ministries.clock.go(days=30)
    with pytest.raises(NotPermitted):
        actions.remind(kh.ledger, kh.desk, dossier, WORDS)
    kh.answer(dossier)
    ministries.settle()
    with pytest.raises(ActionRefused, match="state-answered"):
        actions.remind(vn.ledger, vn.desk, dossier, WORDS)


def test_a_hostile_asker_floods_nobody_with_reminders(ministries: Ministries, overdue: str) -> None:
    """Its own ledger refuses, and so would every receiver: the rule sees the author's entries and their times."""
    vn = ministries["VN"]
    actions.remind(vn.ledger, vn.desk, overdue, WORDS)
    forger = Author("x", frozenset({"officer"}))
    for number, code in ((1, "state-number"), (3, "state-number"), (2, "state-reminded")):
        facts = p.RemindedFacts(office="VN-C02", officer="A" * 22, number=number)
        with pytest.raises(Refused, match=code):
            vn.ledger.append(forger, [Draft(p.REMINDED, facts, None, overdue, (overdue,))])


def test_the_office_above_sees_the_dossier_once_it_is_asked(ministries: Ministries, overdue: str) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    above = replace(kh.chief, office="KH-MOI")
    with pytest.raises(ActionRefused, match="state-not-reminded"):
        actions.escalate(vn.ledger, vn.desk, overdue, "KH-MOI", "OVERDUE", WORDS)
    actions.remind(vn.ledger, vn.desk, overdue, WORDS)
    assert not may_see(above, kh.state(overdue), "KH")
    actions.escalate(vn.ledger, vn.desk, overdue, "KH-MOI", "OVERDUE", WORDS)
    with pytest.raises(ActionRefused, match="state-escalated"):
        actions.escalate(vn.ledger, vn.desk, overdue, "KH-MOI", "OVERDUE", WORDS)
    ministries.settle()
    assert may_see(above, kh.state(overdue), "KH")
    assert may_see(kh.desk, kh.state(overdue), "KH")
    assert not may_see(replace(vn.chief, office="KH-MOI"), vn.state(overdue), "VN")
    assert actions.take(kh.ledger, above, overdue)
    for one in (vn, kh):
        live = one.tables()
        rebuild(one.ledger)
        assert one.tables() == live


def test_danger_to_a_person_waits_for_no_limit_and_no_reminder(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = vn.request()
    ministries.settle()
    actions.escalate(vn.ledger, vn.desk, dossier, "KH-MOI", "DANGER", WORDS)
    assert vn.state(dossier).escalated_to == "KH-MOI"


def test_what_is_raised_at_home_stays_at_home_and_a_rebuild_finds_it(ministries: Ministries, overdue: str) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    for one in (vn, kh):
        actions.raise_at_home(one.ledger, one.desk, overdue, Words("en", "Nobody answers the telephone."))
    ministries.settle()
    for one in (vn, kh):
        assert Raised.objects.using(one.alias).get().office == OFFICES[one.code]
        rebuild(one.ledger)
        assert Raised.objects.using(one.alias).count() == 1


def test_ageing_counts_by_partner_office_and_age_and_shows_no_matter(ministries: Ministries) -> None:
    vn, kh, now = ministries["VN"], ministries["KH"], ministries.clock
    for days in (0, 3, 1, 4, 23, 1):  # in the end 32, 29, 28, 24, 1 and 0 days before the last moment
        now.go(days=days)
        vn.request(trace_form(to_office=OFFICES["KH"]))
    ministries.settle()
    now.go(hours=1)
    for one, side in ((kh, "answer"), (vn, "wait")):
        row = ageing(one.alias, one.desk, one.code, side, now.now)[0]  # type: ignore[arg-type]
        assert (row.partner, row.bands, row.total) == ("VN" if one is kh else "KH", (2, 0, 3, 1), 6)
        assert row.overdue == 0  # all were received a moment ago
        assert ageing(one.alias, one.desk, one.code, side, now.now + timedelta(days=20))[0].overdue == 6  # type: ignore[arg-type]
    assert ageing(kh.alias, replace(kh.desk, office="KH-NCB"), "KH", "answer", now.now) == []
    assert ageing(kh.alias, replace(kh.desk, office="KH-NCB", roles=frozenset({"registrar"})), "KH", "answer", now.now)
    assert now.now > MONDAY


def test_a_day_that_is_exactly_at_a_band_s_edge_is_counted_once(ministries: Ministries) -> None:
    vn, now = ministries["VN"], ministries.clock
    vn.request()
    for days, place in ((0, 0), (4, 1), (8, 2), (31, 3)):
        bands = ageing(vn.alias, vn.desk, "VN", "wait", now.now + timedelta(days=days))[0].bands
        assert [bands.index(1), sum(bands)] == [place, 1]


def test_the_pages_offer_the_office_above_and_today_tells_its_supervisor(node: Node) -> None:
    """The officer of Cambodia asks; the office above the addressee comes from the directory."""
    node.ministries.clock.now = timezone.now().replace(microsecond=0) - timedelta(days=40)
    Office.objects.create(code="VN-MPS", party_id="VN", name_en="Ministry", level=Level.MINISTRY)
    Office.objects.filter(pk=OFFICES["VN"]).update(parent_id="VN-MPS")
    desk = someone((Role.OFFICER,), "desk")
    node.kh.desk = replace(node.kh.desk, office=DESK)
    node.kh.chief = replace(node.kh.chief, office=DESK)
    dossier = node.kh.request(trace_form(addressee="VN", to_office=OFFICES["VN"]))
    node.carry()
    node.ministries.clock.now = timezone.now().replace(microsecond=0)
    client = signed_in(desk)
    assert client.post(f"/requests/{dossier}/remind", {"text": ""}).status_code == 302
    assert client.post(f"/requests/{dossier}/remind", {"text": ""}).status_code == 422
    assert "VN-MPS" in client.get(f"/requests/{dossier}/escalate").content.decode()
    values = {"to_office": "VN-MPS", "ground": "OVERDUE", "text": ""}
    assert client.post(f"/requests/{dossier}/escalate", {**values, "to_office": "KH-MOI"}).status_code == 422
    assert client.post(f"/requests/{dossier}/escalate", values).status_code == 302
    assert client.post(f"/requests/{dossier}/raise", {"text": "urgent"}).status_code == 302
    node.carry()
    assert node.vn.state(dossier).escalated_to == "VN-MPS"
    reference = RequestState.objects.get().reference
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    assert "Raised with you by an officer" in chief.get("/").content.decode()
    assert "Raised with you" not in signed_in(someone((Role.OFFICER,), "third")).get("/").content.decode()
    page = client.get("/requests/ageing").content.decode()
    assert reference not in page
    assert "over 30 days" in page


def test_a_partner_s_escalation_is_on_the_supervisor_s_today(node: Node) -> None:
    Office.objects.create(code="KH-GCNP", party_id="KH", name_en="Commissariat", level="department", parent_id=DESK)
    dossier = node.vn.request(trace_form(to_office="KH-GCNP"))
    node.carry()
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    assert chief.get(f"/requests/{dossier}").status_code == 404
    actions.escalate(node.vn.ledger, node.vn.desk, dossier, DESK, "DANGER", WORDS)
    node.carry()
    assert "A partner turns to your office" in chief.get("/").content.decode()
    assert chief.get(f"/requests/{dossier}").status_code == 200
    assert RequestState.objects.get().reference in chief.get("/requests/find").content.decode()
