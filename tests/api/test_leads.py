"""Leads for programs: told as on the screens, to whom the screens tell them, and judged with a reason."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Node
from tests.api.drafts import draft
from tests.api.test_consent import codes
from tests.capabilities.requests.ministries import trace_form
from tests.capabilities.requests.test_leads import about, holder
from tests.capabilities.requests.test_pages import DESK

from tripoint.api.models import Scope
from tripoint.audit.models import ReadKind, ReadLog
from tripoint.capabilities.requests.linking.linked import said_of
from tripoint.capabilities.requests.models import RequestDraft, RequestState
from tripoint.directory.models import Office, Role
from tripoint.screening import marks


def arrived(node: Node, **changes: Any) -> tuple[str, str]:
    """A request about the passport that has come; its dossier and reference."""
    dossier = node.vn.request(trace_form(**{"to_office": DESK, **about(holder()), **changes}))
    node.carry()
    return dossier, RequestState.objects.get(dossier=dossier).reference


def test_the_leads_of_a_request_are_told_and_judged(node: Node, program: Any) -> None:
    (first, said_first), (second, said_second), (third, _reference) = (arrived(node) for _ in range(3))
    desk, path = program("desk"), f"/requests/{third}/leads"
    told = desk.get(path).json()
    assert {one["reference"]: one["dossier"] for one in told["items"]} == {said_first: first, said_second: second}
    assert [(one["sorts"], one["score"], one["reasons"]) for one in told["items"]] == [(["document"], None, {})] * 2
    assert told["names_wait"] is True
    logged = ReadLog.objects.filter(kind=ReadKind.MACHINE).values_list("dossier", flat=True)
    assert set(logged) == {first, second, third}
    apart = {"reference": said_first, "judged": "apart"}
    assert codes(desk.send(path, apart)) == ["link-reason"]
    made = desk.send(path, {**apart, "text": "Another bearer of the name"})
    assert (made.status_code, made.json()["dossier"]) == (201, third)
    assert codes(desk.send(path, {**apart, "text": "Again"})) == ["link-apart"]
    assert desk.send(path, {"reference": said_second, "judged": "same"}).status_code == 201
    assert desk.get(path).json()["items"] == []
    assert said_of("default", third) == {first: False, second: True}
    assert desk.send(path, {"reference": said_second, "judged": "there"}).status_code == 422
    assert node.kh.ledger.next_bundle("VN") is None  # it stays at home


def test_the_leads_of_a_draft_are_told_to_its_author_and_to_who_releases(node: Node, program: Any) -> None:
    (first, said_first), (second, said_second) = (arrived(node) for _ in range(2))
    desk, chief, colleague = program("desk"), program("chief", Role.SUPERVISOR), program("colleague")
    form = trace_form(**about(holder())).model_dump(mode="json", include={"subjects"})
    number = desk.send("/drafts", draft(**form)).json()["draft"]
    path = f"/drafts/{number}/leads"
    told = desk.get(path).json()
    assert {one["reference"] for one in told["items"]} == {said_first, said_second}
    assert colleague.get(path).status_code == chief.get(path).status_code == 404  # not submitted: the author's alone
    same = {"reference": said_first, "judged": "same"}
    assert colleague.send(path, same).status_code == 404
    made = desk.send(path, same)
    assert (made.status_code, made.json()["draft"]) == (201, number)
    assert desk.send(f"/drafts/{number}/submit").json()["state"] == "submitted"
    assert [one["reference"] for one in chief.get(path).json()["items"]] == [said_second]
    apart = {"reference": said_second, "judged": "apart", "text": "Another bearer"}
    assert chief.send(path, apart).status_code == 201
    assert desk.get(path).json()["items"] == []
    released = chief.send(f"/drafts/{number}/release").json()["dossier"]
    assert said_of("default", released) == {first: True, second: False}
    assert not RequestDraft.objects.exists()
    assert desk.get("/drafts/nothing/leads").status_code == 404


def test_another_office_is_told_reference_and_office_and_its_program_finds_nothing(node: Node, program: Any) -> None:
    Office.objects.create(code="KH-GDI", party_id="KH", name_en="Another", level="department")
    theirs, said = arrived(node, to_office="KH-GDI")
    mine, _reference = arrived(node)
    marks.catch_up(node.kh.ledger)
    desk, stranger = program("desk"), program("stranger", office="KH-GDI")
    (lead,) = desk.get(f"/requests/{mine}/leads").json()["items"]
    assert (lead["reference"], lead["dossier"], lead["office"]) == (said, "", "KH-GDI")
    assert theirs not in desk.get(f"/requests/{mine}/leads").content.decode()
    assert stranger.get(f"/requests/{mine}/leads").status_code == 404
    refused = stranger.send(f"/requests/{mine}/leads", {"reference": said, "judged": "same"})
    assert (refused.status_code, refused.json()["code"]) == (404, "not-found")


def test_each_route_has_its_scope(node: Node, program: Any) -> None:
    dossier, said = arrived(node)
    judged = {"reference": said, "judged": "same"}
    for scope in Scope.values:
        one = program("desk", scopes=[scope])
        path = f"/requests/{dossier}/leads"
        assert (one.get(path).status_code == 403) == (scope != Scope.READ), scope
        assert (one.send(path, judged).status_code == 403) == (scope != Scope.HOME), scope
        drafts = "/drafts/00000000-0000-4000-8000-000000000000/leads"
        opens = scope in (Scope.DRAFT, Scope.RELEASE)
        assert one.get(drafts).status_code == one.send(drafts, judged).status_code == (404 if opens else 403), scope
