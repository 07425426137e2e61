"""Finding: what an office may see and no more, by words, codes and days; timeline, table, saved views."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from tests.capabilities.requests.ministries import person, trace_form
from tests.capabilities.requests.test_pages import DESK, Node, node, signed_in
from tests.web.people import office, someone

from tripoint.audit.models import ReadKind, ReadLog
from tripoint.capabilities.requests import actions, finding, saved
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.finding import Wanted
from tripoint.capabilities.requests.form import Asked
from tripoint.capabilities.requests.models import SavedView
from tripoint.capabilities.requests.permission import acting
from tripoint.directory.models import Officer, Post, Role

__all__ = ["node"]


@pytest.fixture
def desk(node: Node) -> Officer:
    """A desk officer of the office addressed."""
    officer = someone((Role.OFFICER,), "desk")
    node.kh.desk = acting(officer, Post.objects.get(office_id=DESK))
    return officer


def asked(node: Node, name: str, to_office: str = DESK) -> str:
    """A request of Viet Nam about a person of that name."""
    dossier = node.vn.request(trace_form(to_office=to_office, subjects=(Asked(role="SUSPECT", person=person(name)),)))
    node.carry()
    return dossier


def references(client: Client, query: str) -> list[str]:
    """References on the page of what is found."""
    answer = client.get(f"/requests/find?{query}")
    assert answer.status_code == 200
    return [row.reference for row, _ in answer.context["rows"]]


def test_words_find_what_the_office_may_see_and_nothing_else(node: Node, desk: Officer) -> None:
    office("KH-FAR")
    mine, other = asked(node, "Trần Quốc Toản"), asked(node, "Trần Quốc Toản", "KH-FAR")
    asked(node, "Lê Lợi")
    client = signed_in(desk)
    assert references(client, "q=tran+quoc+toan") == [node.kh.state(mine).reference]
    assert references(client, "q=le+loi+quoc") == []
    far = someone((Role.OFFICER,), "far")
    Post.objects.filter(holdings__officer=far).update(office_id="KH-FAR")
    assert references(signed_in(far), "q=Toản") == [node.kh.state(other).reference]
    registrar = someone((Role.REGISTRAR,), "registrar")
    assert len(references(signed_in(registrar), "q=Toản")) == 2


def test_a_note_at_home_finds_its_matter(node: Node, desk: Officer) -> None:
    dossier = asked(node, "Lê Lợi")
    actions.note(node.kh.ledger, node.kh.desk, dossier, Words("km", "សូមទូរស័ព្ទទៅស្វាយរៀង"))
    assert references(signed_in(desk), "q=ស្វាយរៀង") == [node.kh.state(dossier).reference]


def test_each_matter_that_words_found_is_in_the_read_log(node: Node, desk: Officer) -> None:
    dossier = asked(node, "Lê Lợi")
    asked(node, "Trần Quốc Toản")
    client = signed_in(desk)
    references(client, "q=le+loi")
    row = ReadLog.objects.get(kind=ReadKind.SEARCH)
    assert (row.dossier, row.party, row.officer) == (dossier, "VN", desk)
    references(client, "purpose=CRIMINAL")  # codes that every list shows
    references(client, "q=VN-KH-2026")
    assert ReadLog.objects.filter(kind=ReadKind.SEARCH).count() == 1


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 2), ("q=VN-KH-2026-0002", 1), ("q=vn-kh-2026", 2), ("q=VN-LA", 0), ("partner=VN", 2), ("partner=LA", 0),
        ("way=in", 2), ("way=out", 0), ("state=open", 1), ("state=over", 1), ("phase=answered", 1),
        ("purpose=CRIMINAL&offence=SCAM", 2), ("purpose=MISSING", 0), ("urgency=NORMAL", 2), ("since=2026-03-02", 2),
        ("since=2026-03-03", 0), ("until=2026-03-01", 0), ("until=2026-03-02&since=2026-03-02", 2), ("state=late", 1),
        # what makes no sense is no condition, and no error
        ("since=2026-02-31&way=up&phase=lost&purpose='--&partner=%00", 2), ("page=99", 2), ("q=%00%ED%A0%80", 0),
    ],
)  # fmt: skip
def test_codes_and_days_narrow_down(node: Node, desk: Officer, query: str, number: int) -> None:
    first, _ = asked(node, "Lê Lợi"), asked(node, "Trần Quốc Toản")
    node.kh.answer(first)
    who = signed_in(someone((Role.REGISTRAR,), "registrar"))
    assert len(references(who, query)) == number


def test_the_timeline_shows_statements_by_day_and_no_contents(node: Node, desk: Officer) -> None:
    dossier = asked(node, "Lê Lợi")
    node.ministries.clock.go(days=1)
    node.kh.answer(dossier)
    page = signed_in(desk).get("/requests/find/timeline")
    events = [one.type for _, lines in page.context["days"] for one, _, _ in lines]
    assert events == ["request.answered.v1", "request.opened.v1"]
    assert len(page.context["days"]) == 2
    assert "Lê Lợi" not in page.content.decode()
    earlier = page.context["days"][0][1][0][0].time.isoformat().replace("+", "%2B")
    older = signed_in(desk).get(f"/requests/find/timeline?before={earlier}")
    assert [one.type for _, lines in older.context["days"] for one, _, _ in lines] == ["request.opened.v1"]


def test_the_table_holds_codes_and_is_logged(node: Node, desk: Officer) -> None:
    dossier = asked(node, "Lê Lợi")
    answer = signed_in(desk).post("/requests/find/table?q=le+loi", {"use": "RECORD"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert rows[1][0] == node.kh.state(dossier).reference
    assert len(rows[0]) == len(rows[1])
    assert "Lê Lợi" not in text
    assert ReadLog.objects.get(kind=ReadKind.EXPORT).dossier == dossier


def test_a_saved_view_is_the_officers_own_and_sealed(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    answer = client.post("/requests/find/views", {"name": "Tokyo matter", "q": "Lê Lợi", "way": "in"})
    assert answer.status_code == 302
    row = SavedView.objects.get()
    assert "Lợi".encode() not in bytes(row.sealed)
    assert b"Tokyo" not in bytes(row.sealed)
    views = client.get("/requests/find").context["views"]
    assert [(view.name, view.wanted) for view, _ in views] == [("Tokyo matter", Wanted(q="Lê Lợi", way="in"))]
    stranger = signed_in(someone((Role.SUPERVISOR,), "stranger"))
    assert stranger.get("/requests/find").context["views"] == []
    stranger.post(f"/requests/find/views/{row.pk}")
    assert SavedView.objects.count() == 1
    client.post(f"/requests/find/views/{row.pk}")
    assert SavedView.objects.count() == 0


def test_saved_views_have_a_name_and_a_number(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    for place in range(saved.MOST + 2):
        client.post("/requests/find/views", {"name": f"view {place}", "q": "x"})
    client.post("/requests/find/views", {"name": "  ", "q": "x"})
    assert SavedView.objects.count() == saved.MOST


def test_posts_that_do_not_read_requests_find_nothing(node: Node) -> None:
    client = signed_in(someone((Role.AUDITOR,), "auditor"))
    for path in ("find", "find/timeline", "find/table"):
        assert client.get(f"/requests/{path}").status_code == 403


def test_more_ids_than_marks_find_the_same(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, own = Wanted(q="xác minh"), node.kh.ledger
    dossiers = {asked(node, name) for name in ("Trần Một", "Trần Hai", "Trần Ba")}
    few = {row.dossier for row in finding.find(own, wanted, own.now()).rows}
    monkeypatch.setattr(finding, "FEW", 2)
    many = {row.dossier for row in finding.find(own, wanted, own.now()).rows}
    assert few == many == dossiers
