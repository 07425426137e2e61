"""The feed of events: what the office may see, in order, from a cursor, with a bounded wait."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.conftest import Node
from tests.api.drafts import draft
from tests.capabilities.requests.test_pages import arrived

from tripoint.api import events
from tripoint.directory.models import Office, Role


def test_what_arrives_and_what_colleagues_state_is_told_once_in_order(node: Node, program: Any) -> None:
    desk = program("desk")
    cursor = desk.get("/events").json()["cursor"]
    dossier = arrived(node)
    desk.send(f"/requests/{dossier}/take")
    desk.send(f"/requests/{dossier}/notes", {"text": "x"})
    found = desk.get(f"/events?after={cursor}").json()
    assert [(one["type"], one["dossier"]) for one in found["items"]] == [
        ("request.opened.v1", dossier), ("request.taken.v1", dossier), ("home.noted.v1", dossier),
    ]  # fmt: skip
    assert desk.get(f"/events?after={found['cursor']}").json()["items"] == []
    one_by_one, place = [], cursor
    for _count in range(3):
        page = desk.get(f"/events?after={place}&limit=1").json()
        one_by_one += page["items"]
        place = page["cursor"]
    assert one_by_one == found["items"]


def test_another_office_is_told_of_what_is_assigned_to_it_alone(node: Node, program: Any) -> None:
    Office.objects.create(code="KH-PREY", party_id="KH", name_en="Another", level="province")
    desk, other = program("desk"), program("other", office="KH-PREY")
    dossier = arrived(node)
    assert other.get("/events?start=true").json()["items"] == []
    desk.send(f"/requests/{dossier}/assign", {"to_office": "KH-PREY"})
    assert {one["dossier"] for one in other.get("/events?start=true").json()["items"]} == {dossier}


def test_a_draft_that_waits_is_told_of_in_its_office(node: Node, program: Any) -> None:
    Office.objects.create(code="KH-PREY", party_id="KH", name_en="Another", level="province")
    desk, chief = program("desk"), program("chief", Role.SUPERVISOR)
    other = program("other", Role.SUPERVISOR, office="KH-PREY")
    number = desk.send("/drafts", draft()).json()["draft"]
    desk.send(f"/drafts/{number}/submit")
    waiting = [(one["type"], one["draft"]) for one in chief.get("/events?start=true").json()["items"]]
    assert waiting == [("home.release-submitted.v1", number)]
    assert other.get("/events?start=true").json()["items"] == []


def test_a_cursor_serves_its_own_token_alone(node: Node, program: Any) -> None:
    desk, other = program("desk"), program("other")
    cursor = desk.get("/events").json()["cursor"]
    assert desk.get(f"/events?after={cursor}").status_code == 200
    for answer in (other.get(f"/events?after={cursor}"), desk.get("/events?after=AAAA"), desk.get("/events?after=.")):
        assert (answer.status_code, answer.json()["code"]) == (400, "query")


def test_more_than_one_look_is_continued(node: Node, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOOKED_AT", 2)
    dossier, desk = arrived(node), program("desk")
    for _count in range(3):
        desk.send(f"/requests/{dossier}/notes", {"text": "x"})
    seen, place, more = 0, "", True
    while more:
        page = desk.get(f"/events?after={place}" if place else "/events?start=true").json()
        seen, place, more = seen + len(page["items"]), page["cursor"], page["more"]
    assert seen == 4


def test_a_call_that_waits_is_answered_when_something_comes(
    node: Node, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = program("desk")
    cursor = desk.get("/events").json()["cursor"]
    made: list[str] = []
    monkeypatch.setattr(events.time, "sleep", lambda _seconds: made.append(arrived(node)) if not made else None)
    found = desk.get(f"/events?after={cursor}&wait=20").json()
    assert [one["dossier"] for one in found["items"]] == made


def test_only_one_call_of_a_token_waits(node: Node, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def asleep(_seconds: float) -> None:
        raise AssertionError("waits although another call does")

    monkeypatch.setattr(events.time, "sleep", asleep)
    desk = program("desk")
    token = desk.text[3:15]
    cursor = desk.get("/events").json()["cursor"]
    assert events._waiting.take(token)
    try:
        assert desk.get(f"/events?after={cursor}&wait=20").json()["items"] == []
    finally:
        events._waiting.give_back(token)
    assert desk.get("/events?wait=21").status_code == 400
