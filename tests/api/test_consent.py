"""Originator control for programs: nothing leaves for a use that is not stated or not consented to."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.conftest import Node
from tests.api.test_requests import item
from tests.capabilities.requests.ministries import trace_form
from tests.capabilities.requests.test_attachments import photo
from tests.capabilities.requests.test_consent import ABROAD, SAID, graded
from tests.capabilities.requests.test_pages import DESK

from tripoint.audit.models import ReadLog
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.attachments import attach
from tripoint.capabilities.requests.consent.models import ConsentAsk
from tripoint.directory.models import Office, Role
from tripoint.ledger.blobs import BlobStore

ABROAD_BODY = {"use": "ONWARD", "recipient": "THIRD-STATE"}


def arrived(node: Node, handling: str) -> str:
    """A request under a handling code, with a photograph that has come."""
    file, _cleaned = attach(node.vn.ledger, photo(), "a.jpg")
    BlobStore(node.kh.ledger.blobs).put(BlobStore(node.vn.ledger.blobs).read(file.ref.digest))
    form = trace_form(
        to_office=DESK, graded=graded(handling), handling_words="x", file=file.ref, attachment=file.content
    )
    dossier = node.vn.request(form)
    node.carry()
    return dossier


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("handling", "query", "code"),
    [
        ("H1", "", "use-needed"),
        ("H1", "?use=EVIDENCE", "consent-owed"),
        ("H2", "?use=ONWARD&recipient=THIRD-STATE", "consent-owed"),
        ("H2", "?use=ONWARD", "s7-recipient"),
        ("H3", "?use=PURPOSE&purpose=VICTIM", "consent-owed"),
        ("H3", "?use=BURN", "s7-use"),
        ("H3", "?use=ONWARD&recipient=OWN-OFFICE&to_office=..", "s7-recipient"),
        ("H1", "?use=RECORD", ""),
        ("H1", "?use=ONWARD&recipient=THIRD-STATE", ""),
        ("H2", "?use=EVIDENCE", ""),
    ],
)
def test_a_dossier_file_is_given_for_a_stated_use_alone(
    node: Node, program: Any, handling: str, query: str, code: str
) -> None:
    dossier, desk = arrived(node, handling), program("desk")
    answer = desk.get(f"/requests/{dossier}/export{query}")
    if code:
        assert (answer.status_code, codes(answer)) == (422, [code])
        assert b"jws" not in answer.content
    else:
        assert b'"jws"' in answer.content
        assert "export" in set(ReadLog.objects.values_list("kind", flat=True))


def test_a_restricted_file_needs_its_use_and_a_free_one_does_not(node: Node, program: Any) -> None:
    desk = program("desk")
    for handling, plain in (("H0", True), ("H1", False)):
        dossier = arrived(node, handling)
        path = f"/requests/{dossier}/entries/{dossier}/file"
        answer = desk.get(path)
        if plain:
            assert answer["Content-Type"] == "image/jpeg"
            continue
        assert (answer.status_code, codes(answer)) == (422, ["use-needed"])
        assert codes(desk.get(f"{path}?use=EVIDENCE")) == ["consent-owed"]
        assert desk.get(f"{path}?use=RECORD")["Content-Type"] == "image/jpeg"


def test_consent_is_asked_told_answered_and_opens_the_use(node: Node, program: Any) -> None:
    dossier, desk = arrived(node, "H1"), program("desk")
    path = f"/requests/{dossier}"
    body = {"item": dossier, "use": "EVIDENCE", "language": "km", "text": "សម្រាប់តុលាការ"}
    assert codes(desk.send(f"{path}/ask-consent", {**body, **ABROAD_BODY})) == ["consent-free"]
    made = desk.send(f"{path}/ask-consent", body)
    assert made.status_code == 201, made.content
    assert codes(desk.send(f"{path}/ask-consent", body)) == ["consent-waits"]
    asked = made.json()["entry"]
    answer = {"asked": asked, "decision": "given", "conditions": []}
    chief = program("chief", Role.SUPERVISOR)
    assert codes(chief.send(f"{path}/answer-consent", answer)) == ["consent-owner"]  # not the asker's to answer
    node.carry()
    actions.answer_consent(node.vn.ledger, node.vn.chief, dossier, asked, "given", ("SUMMARY",), SAID)
    node.carry()
    told = desk.get(f"{path}/consents").json()
    assert [(one["entry"], one["decision"], one["conditions"]) for one in told["asked"]] == [
        (asked, "given", ["SUMMARY"])
    ]
    assert desk.get(f"{path}/export?use=EVIDENCE").status_code == 200
    events = [one["type"] for one in desk.get("/events?start=true").json()["items"]]
    assert events[-2:] == ["request.consent-asked.v1", "request.consent-answered.v1"]


def test_the_owner_s_program_answers_and_recalls_and_hears_who_complied(node: Node, program: Any) -> None:
    dossier, desk, chief = arrived(node, "H0"), program("desk"), program("chief", Role.SUPERVISOR)
    path = f"/requests/{dossier}"
    body = {"scope": "whole", "items": [item(handling="H2")], "language": "km", "text": "ចម្លើយ"}
    entry = desk.send(f"{path}/answer", body).json()["entry"]
    node.carry()
    asked = actions.ask_consent(node.vn.ledger, node.vn.desk, dossier, entry, ABROAD, SAID)
    node.carry()
    answer = {"asked": asked, "decision": "denied"}
    assert desk.send(f"{path}/answer-consent", answer).status_code == 403  # no supervisor
    assert chief.send(f"{path}/answer-consent", answer).status_code == 201
    assert codes(chief.send(f"{path}/answer-consent", answer)) == ["consent-answered"]
    assert ConsentAsk.objects.get().decision == "denied"
    recall = {"entry": entry, "reason": "recall"}
    assert desk.send(f"{path}/recall", recall).status_code == 403
    assert chief.send(f"{path}/recall", {**recall, "entry": dossier}).status_code == 404  # the partner's
    assert chief.send(f"{path}/recall", recall).status_code == 201
    for complied in (False, True):
        (told,) = desk.get(f"{path}/consents").json()["recalls"]
        assert (told["erased"], [one["party"] for one in told["holders"]]) == (entry, ["VN"])
        assert (told["holders"][0]["complied_at"] is not None) == complied
        node.carry()
    Office.objects.create(code="KH-GDI", party_id="KH", name_en="Another", level="department")
    stranger = program("stranger", office="KH-GDI")
    for name in ("consents", "export?use=RECORD"):
        assert stranger.get(f"{path}/{name}").status_code == 404
    assert stranger.send(f"{path}/ask-consent", {"item": dossier, "use": "EVIDENCE"}).status_code == 404
