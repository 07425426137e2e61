"""The steps of both sides by program: refuse, redirect, ask back and reply, remind, withdraw; each once, each its side's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.api.conftest import Node, Program
from tests.api.drafts import draft
from tests.capabilities.requests.test_pages import arrived

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.models import Clarification, RequestState
from tripoint.directory.models import Office, Role


def first(program: Program, name: str) -> str:
    """The first open code of a list."""
    return str(program.get(f"/reference/{name}").json()["items"][0]["code"])


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in answer.json()["errors"]]


@pytest.fixture
def sent(node: Node, program: Any) -> tuple[str, Program]:
    """A request of this node that Viet Nam has: its path, and the desk's program."""
    desk, chief = program("desk"), program("chief", Role.SUPERVISOR)
    number = desk.send("/drafts", draft()).json()["draft"]
    desk.send(f"/drafts/{number}/submit")
    dossier = chief.send(f"/drafts/{number}/release").json()["dossier"]
    node.carry()
    return dossier, desk


def test_a_refusal_names_a_ground_that_fits_and_settles_the_request(node: Node, program: Any) -> None:
    path, desk = f"/requests/{arrived(node)}", program("desk")
    assert desk.send(f"{path}/refuse", {}).json()["code"] == "body"
    assert desk.send(f"{path}/refuse", {"ground": "NO-SUCH"}).status_code == 422
    ground = next(
        one["code"] for one in desk.get("/reference/refusal_grounds").json()["items"]
        if {"*", "CRIMINAL"} & set(one["columns"]["purposes"].split())
    )  # fmt: skip
    assert desk.send(f"{path}/refuse", {"ground": ground, "language": "km", "text": "មិនអាច"}).status_code == 201
    assert codes(desk.send(f"{path}/refuse", {"ground": ground})) == ["state-final"]
    node.carry()
    row = RequestState.objects.using("ministry_vn").get()
    assert (row.phase, row.refusal_ground) == ("refused", ground)


def test_a_redirected_request_is_the_other_office_s_and_no_longer_this_one_s_alone(node: Node, program: Any) -> None:
    dossier = arrived(node)
    path, desk = f"/requests/{dossier}", program("desk")
    Office.objects.create(code="KH-PREY", party_id="KH", name_en="Another", level="province")
    other = program("other", office="KH-PREY")
    body = {"to_office": "KH-PREY", "reason": first(desk, "redirect_reasons")}
    assert other.send(f"{path}/redirect", body).status_code == 404
    assert codes(desk.send(f"{path}/redirect", {**body, "to_office": desk.post.office_id})) == ["office"]
    assert desk.send(f"{path}/redirect", body).status_code == 201
    assert [one["dossier"] for one in other.get("/requests?side=answer").json()["items"]] == [dossier]
    assert desk.get("/requests?side=answer").json()["items"] == []
    assert other.send(f"{path}/take").status_code == 201


def test_a_question_is_replied_to_once_and_by_its_asker(node: Node, sent: tuple[str, Program], program: Any) -> None:
    dossier, desk = sent
    asked = actions.ask_back(node.vn.ledger, node.vn.desk, dossier, ("PHOTO",), Words("vi", "Ảnh?"))
    node.carry()
    path = f"/requests/{dossier}"
    assert desk.get(path).json()["questions"] == [asked]
    graded = {"handling": "H1", "source": "A", "information": "1"}
    body = {"asked": asked, "graded": graded, "language": "km", "text": "រូបថតនឹងមក"}
    assert desk.send(f"{path}/give", {**body, "asked": "x" * 43}).status_code in (404, 422)
    assert desk.send(f"{path}/give", body).status_code == 201
    assert desk.send(f"{path}/give", body).status_code in (404, 409, 422)  # once
    node.carry()
    assert Clarification.objects.using("ministry_vn").get().given
    assert program("reader", scopes=["read"]).send(f"{path}/give", body).json()["code"] == "scope"


def test_a_reminder_waits_for_the_limit_and_is_one_a_day(node: Node, sent: tuple[str, Program]) -> None:
    dossier, desk = sent
    path, said = f"/requests/{dossier}", {"language": "km", "text": "សូមរំលឹក"}
    early = desk.send(f"{path}/remind", said)
    assert early.status_code in (409, 422)
    assert RequestState.objects.get().reminders == 0
    node.ministries.clock.now += timedelta(days=15)
    assert desk.send(f"{path}/remind", said).status_code == 201
    assert codes(desk.send(f"{path}/remind", said)) == ["state-reminded"]
    node.carry()
    assert RequestState.objects.using("ministry_vn").get().reminders == 1


def test_a_withdrawal_is_the_asker_s_and_ends_it(node: Node, sent: tuple[str, Program], program: Any) -> None:
    dossier, desk = sent
    path = f"/requests/{dossier}"
    theirs = f"/requests/{arrived(node)}"
    body = {"reason": first(desk, "withdrawal_reasons")}
    assert desk.send(f"{theirs}/withdraw", body).status_code == 403  # the partner's request
    assert desk.send(f"{path}/withdraw", {"reason": "NO-SUCH"}).status_code == 422
    assert desk.send(f"{path}/withdraw", body).status_code == 201
    assert desk.send(f"{path}/withdraw", body).status_code == 409
    node.carry()
    assert node.vn.state(dossier).phase == "withdrawn"
