"""A joint request by program: filed, released, asked back, answered; and the example client, which needs nothing new."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from tests.api.example import EXAMPLE
from tests.capabilities.requests.ministries import Ministries
from tests.capabilities.requests.three import from_us, three, to_us

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.models import RequestState
from tripoint.directory.models import Role

__all__ = ["three"]
ITEM = {"subject": 0, "result": "NOT-FOUND", "matched_by": "none", "handling": "H1", "source": "A", "information": "1"}
ANSWER = {"scope": "whole", "items": [ITEM], "language": "km", "text": "រកមិនឃើញ"}
GRADED = {"handling": "H1", "source": "A", "information": "1"}
WITHIN = 60.0  # seconds; on an idle machine one


def joint_draft() -> dict[str, Any]:
    """A joint request as a program files it."""
    return dict(from_us().model_dump(mode="json", exclude={"file", "attachment"}))


def test_a_joint_request_is_filed_released_asked_back_and_closed(three: Ministries, program: Any) -> None:
    desk, chief, vn, la = program("desk"), program("chief", Role.SUPERVISOR), three["VN"], three["LA"]
    number = desk.send("/drafts", joint_draft()).json()["draft"]
    assert desk.send(f"/drafts/{number}/submit").status_code == 200
    released = chief.send(f"/drafts/{number}/release")
    assert released.status_code == 201, released.content
    dossier, path = released.json()["dossier"], f"/requests/{released.json()['dossier']}"
    assert released.json()["reference"] == "KH-" + released.json()["reference"][3:7] + "-0001"
    listed = desk.get("/requests?side=wait").json()["items"]
    assert sorted((one["dossier"], one["addressee"]) for one in listed) == [(dossier, "LA"), (dossier, "VN")]
    three.settle()
    first = actions.ask_back(vn.ledger, vn.desk, dossier, ["PHOTO"], Words("vi", "Ảnh?"))
    three.clock.go(seconds=1)
    second = actions.ask_back(la.ledger, la.desk, dossier, ["PHOTO"], Words("lo", "ຮູບ?"))
    three.settle()
    found = desk.get(path).json()
    assert found["questions"] == [first, second]
    assert {one["id"]: one["party"] for one in found["entries"] if one["id"] in found["questions"]} == {
        first: "VN", second: "LA",
    }  # fmt: skip
    reply = {"asked": second, "graded": GRADED, "language": "km", "text": "គ្មានរូបថត"}
    assert desk.send(f"{path}/give", reply).status_code == 201
    assert desk.get(path).json()["questions"] == [first]
    three.settle()
    for one in (vn, la):
        one.answer(dossier, "NOT-FOUND", matched_by="none")
        three.settle()
        closed = desk.send(f"{path}/close", {"usefulness": "USEFUL"})
        assert closed.status_code == (409 if one is vn else 201), closed.content
    found = desk.get(path).json()
    assert {one["addressee"]: one["phase"] for one in found["standings"]} == {"LA": "closed", "VN": "closed"}


def test_an_addressee_s_program_answers_for_its_own_party_alone(three: Ministries, program: Any) -> None:
    dossier = three["VN"].request(to_us())
    three.settle()
    desk, path = program("desk"), f"/requests/{dossier}"
    assert [one["addressee"] for one in desk.get("/requests?side=answer").json()["items"]] == ["KH"]
    assert desk.send(f"{path}/take").status_code == 201
    assert desk.send(f"{path}/answer", ANSWER).status_code == 201
    found = desk.get(path).json()
    seen = {one["addressee"]: (one["phase"], one["due_at"] is None) for one in found["standings"]}
    assert seen["KH"] == ("answered", False)
    assert seen["LA"][1] is True  # its clock is its own and the asker's
    assert found["request"]["addressee"] == "KH"
    three.settle()
    phases = dict(RequestState.objects.using("ministry_vn").values_list("addressee", "phase"))
    assert phases == {"KH": "answered", "LA": "received"}
    assert program("chief", Role.SUPERVISOR).send(f"{path}/close", {"usefulness": "USEFUL"}).status_code == 403


def test_a_dossier_for_each_is_withdrawn_everywhere_by_one_call(three: Ministries, program: Any) -> None:
    desk, chief = program("desk"), program("chief", Role.SUPERVISOR)
    number = desk.send("/drafts", {**joint_draft(), "joint": False}).json()["draft"]
    desk.send(f"/drafts/{number}/submit")
    made = chief.send(f"/drafts/{number}/release").json()
    listed = desk.get(f"/requests?reference={made['reference']}").json()["items"]
    assert len({one["dossier"] for one in listed}) == len({one["addressee"] for one in listed}) == 2
    three.settle()
    assert (
        desk.send(f"/requests/{made['dossier']}/withdraw", {"reason": "FOUND", "everywhere": True}).status_code == 201
    )
    three.settle()
    for code in ("VN", "LA"):
        assert RequestState.objects.using(f"ministry_{code.lower()}").get().phase == "withdrawn"


class Quiet(WSGIRequestHandler):
    """Says nothing of each call."""

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def example(three: Ministries) -> Any:
    """The example client as a person starts it, while this process, which holds the test's database, serves the node."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the test's database stays open
    with (
        make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet) as server,
        tempfile.TemporaryDirectory() as made,
    ):
        server.timeout = 0.05
        environment = {**os.environ, "TRIPOINT_URL": f"http://127.0.0.1:{server.server_port}"}

        def run(token: str, command: str, *given: Any) -> str:
            words = [one if isinstance(one, str) else _written(Path(made), one) for one in given]
            with subprocess.Popen(
                [sys.executable, str(EXAMPLE), command, *words], env={**environment, "TRIPOINT_TOKEN": token},
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            ) as client:  # fmt: skip
                end = time.monotonic() + WITHIN
                while client.poll() is None and time.monotonic() < end:
                    server.handle_request()
                out, error = client.communicate(timeout=WITHIN)
            assert client.returncode == 0, error
            return out.strip()

        yield run
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _written(folder: Path, body: dict[str, Any]) -> str:
    place = folder / "body.json"
    place.write_text(json.dumps(body), encoding="utf-8")
    return str(place)


def test_the_example_client_files_releases_reads_and_answers_a_joint_request(
    three: Ministries, program: Any, example: Any
) -> None:
    desk, chief = program("desk").text, program("chief", Role.SUPERVISOR).text
    made = json.loads(example(chief, "release", example(desk, "file", joint_draft())))
    three.settle()
    assert {row.dossier for row in RequestState.objects.all()} == {made["dossier"]}
    assert RequestState.objects.using("ministry_la").get().dossier == made["dossier"]
    theirs = three["VN"].request(to_us())
    three.settle()
    answered = json.loads(example(desk, "answer", theirs, ANSWER))
    assert answered["dossier"] == theirs
    three.settle()
    assert RequestState.objects.using("ministry_vn").get(dossier=theirs, addressee="KH").phase == "answered"
    standings = json.loads(example(desk, "read", theirs))["standings"]
    assert [one["addressee"] for one in standings] == ["KH", "LA"]
