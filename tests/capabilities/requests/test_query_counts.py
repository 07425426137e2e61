"""A page with many rows asks the database as often as one with few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.capabilities.requests.test_pages import Node, arrived, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.models import Clarification, HomeState, Phase, RequestDraft, RequestState, row_key
from tripoint.capabilities.requests.permission import Acting, acting
from tripoint.directory.models import Office, Role
from tripoint.node import runtime
from tripoint.safeguards.data_stays_home import Graded
from tripoint.screening import marks

__all__ = ["node"]
FEW, MANY = 4, 40
PAGES = ("/", "/requests/", "/requests/?side=wait", "/requests/find", "/requests/find?q=VN-KH")


def _rows(first: int, last: int) -> None:
    """Requests both ways with offices that only the directory knows, clarifications, and drafts that wait."""
    now = timezone.now()
    for number in range(first, last):
        theirs = f"VN-X{number:02d}"
        Office.objects.create(code=theirs, party_id="VN", name_en=f"Office {number}", level="department")
        for asker, addressee, office, to_office in (("KH", "VN", "KH-MOI", theirs), ("VN", "KH", theirs, "KH-MOI")):
            dossier = f"{asker}{number:041d}"
            RequestState.objects.create(
                key=row_key(dossier, addressee), dossier=dossier, reference=f"{asker}-{addressee}-2026-{number:04d}",
                request_kind="trace", asker=asker, addressee=addressee, exercise=True, office=office,
                to_office=to_office, purpose="CRIMINAL",
                urgency="NORMAL", handling="H1", offence="SCAM", subjects=1, opened_at=now, asker_last_at=now,
                addressee_last_at=now, delivered_at=now, due_at=now + timedelta(days=9), addressee_office=to_office,
                phase=Phase.CLARIFICATION, is_open=True, last_at=now + timedelta(seconds=number),
            )  # fmt: skip
            Clarification.objects.create(
                asked=f"Q{dossier[1:]}{asker}"[:43], dossier=dossier, addressee=addressee, asked_at=now
            )
        home = f"H{number:042d}"
        draft = RequestDraft(owner="0", office="KH-MOI", kind="trace", digest="d", state="submitted", home=home,
                             updated_at=now)  # fmt: skip
        asked = RequestForm(addressee="VN", to_office=theirs, purpose="CRIMINAL").model_dump_json().encode()
        draft.sealed = runtime.ledger().keys.wrap(asked, f"draft:{draft.pk}")
        draft.save()
        HomeState.objects.create(
            dossier=home,
            draft=str(draft.pk),
            office="KH-MOI",
            release="submitted",
            step=1,
            step_office="KH-MOI",
            last_at=now,
        )


def _asked(client: Client, path: str) -> tuple[int, int]:
    """Queries, and bytes of the page."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(queries), len(answer.content)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REGISTRAR, Role.SUPERVISOR])
def test_more_rows_cost_no_more_queries(node: Node, role: Role) -> None:
    client = signed_in(someone((role,), role.value))
    paths = (*PAGES, "/requests/release") if role is Role.SUPERVISOR else PAGES
    _rows(0, FEW)
    for path in paths:
        _asked(client, path)  # what a process looks up once
    few = {path: _asked(client, path) for path in paths}
    _rows(FEW, MANY)
    many = {path: _asked(client, path) for path in paths}
    assert all(many[path][1] > few[path][1] for path in paths)  # more was shown indeed
    assert {path: count for path, (count, _) in many.items()} == {path: count for path, (count, _) in few.items()}


def test_latest_requests_of_all_routes_come_once_and_in_order(node: Node) -> None:
    _rows(0, FEW)
    RequestState.objects.filter(dossier="VN" + f"{1:041d}").update(addressee_office="KH-ELSEWHERE")
    for number, home in ((1, "A"), (2, "B")):  # passed on to the office; the second is on its route anyway
        HomeState.objects.create(dossier=home * 43, about="VN" + f"{number:041d}", assigned_office="KH-MOI",
                                 last_at=timezone.now())  # fmt: skip
    page = signed_in(someone((Role.OFFICER,), "desk")).get("/requests/find").context["page"]
    assert page.paginator.count == len(page.object_list) == 2 * FEW
    assert [row.reference[-4:] for row in page.object_list] == [
        "0003",
        "0003",
        "0002",
        "0002",
        "0001",
        "0001",
        "0000",
        "0000",
    ]


def test_a_filter_stays_on_its_further_pages(node: Node) -> None:
    client = signed_in(someone((Role.OFFICER,), "desk"))
    assert client.get("/requests/find?q=VN-KH").context["query"] == "q=VN-KH"


def _talk(node: Node, dossier: str, who: Acting, times: int) -> None:
    """Questions, replies and words at home: each an entry with a describing part."""
    for number in range(times):
        asked = actions.ask_back(node.kh.ledger, who, dossier, ["PHOTO"], Words("km", f"question {number}"))
        actions.note(node.kh.ledger, who, dossier, Words("km", f"note {number}"))
        node.carry()
        graded = Graded(handling="H1", source="B", information="2")
        actions.give(node.vn.ledger, node.vn.desk, dossier, asked, Words("vi", f"reply {number}"), graded)
        node.carry()


def test_a_long_dossier_costs_no_more_queries_than_a_short_one(node: Node) -> None:
    dossier = arrived(node)
    officer = someone((Role.OFFICER,), "desk")
    who = acting(officer, officer.holdings.get().post)
    actions.take(node.kh.ledger, who, dossier)
    client, path = signed_in(officer), f"/requests/{dossier}"
    _talk(node, dossier, who, 1)
    _asked(client, path)
    few, size = _asked(client, path)
    _talk(node, dossier, who, 5)
    marks.catch_up(node.kh.ledger)  # what came is compared once
    many, larger = _asked(client, path)
    assert larger > size + 1000
    assert many == few
    assert few <= 35
