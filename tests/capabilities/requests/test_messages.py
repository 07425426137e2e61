"""A message: one line and a photo, from either side, at any time; it moves nothing but the conversation."""

from __future__ import annotations

import dataclasses

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.capabilities.requests.ministries import Ministries
from tests.capabilities.requests.test_attachments import photo
from tests.capabilities.requests.test_pages import Node, arrived, desk, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.attachments import attach
from tripoint.capabilities.requests.message_entries import MESSAGE, MessageContent, MessageFacts
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.capabilities.requests.reading import reading
from tripoint.directory.models import Officer, Role
from tripoint.ledger.append import Draft
from tripoint.ledger.models import Entry
from tripoint.ledger.rebuild import rebuild
from tripoint.ledger.registry import TYPES, TypeRegistry
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.onward_use import Use

__all__ = ["desk", "node"]
GRADED = Graded(handling="H2", source="B", information="2")
MOVES = ("asker_last_at", "addressee_last_at", "last_at")


def test_either_side_speaks_at_any_time_and_nothing_else_moves(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    file, _ = attach(kh.ledger, photo())
    for scene in ("open", "answered", "closed"):
        if scene == "answered":
            kh.answer(dossier)
        if scene == "closed":
            ministries.settle()
            actions.close(vn.ledger, vn.desk, dossier, "USEFUL")
        ministries.settle()
        before = {key: value for key, value in vars(vn.state(dossier)).items() if key not in (*MOVES, "_state")}
        ministries.clock.go(minutes=5)
        actions.message(kh.ledger, kh.desk, dossier, Words("km", "គាត់នៅ\nច្រកបាវិត", file), GRADED)
        ministries.clock.go(seconds=1)
        actions.message(vn.ledger, vn.desk, dossier, Words("vi", "Cảm ơn."), GRADED)
        ministries.settle()
        after = vars(vn.state(dossier))
        assert {key: after[key] for key in before} == before
        assert after["last_at"] == ministries.clock.now
    lines = [one for one in reading(vn.ledger, vn.desk, dossier).lines if one.type == MESSAGE]
    assert [one.described.text for one in lines] == ["គាត់នៅ ច្រកបាវិត", "Cảm ơn."] * 3  # type: ignore[union-attr]
    live = [one.tables() for one in (vn, kh)]
    assert live[0] == live[1]
    rebuild(kh.ledger)
    assert kh.tables() == live[1]


def test_what_it_must_not_be_is_refused_to_its_author(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()

    def refused(words: Words, graded: Graded = GRADED) -> str:
        with pytest.raises(ActionRefused) as said:
            actions.message(kh.ledger, kh.desk, dossier, words, graded)
        return said.value.problems[0].code

    assert refused(Words("km", " \n ")) == "required"
    assert refused(Words("km", "x" * 501)) == "message-long"
    assert refused(Words("km", "x"), Graded(handling="H3", source="A", information="1")) == "s7-handling-words"
    assert refused(Words("km", "x"), Graded(handling="H9", source="A", information="1")) == "s7-handling"
    stranger = dataclasses.replace(kh.desk, office="KH-OTHER")
    with pytest.raises(NotPermitted, match="not-found"):
        actions.message(kh.ledger, stranger, dossier, Words("km", "x"), GRADED)
    actions.stop(kh.ledger, kh.desk, dossier, "FEAR-OF-RETURN", Words("km", "ខ្លាច"))
    assert refused(Words("km", "x")) == "s3-stopped"
    with pytest.raises(ActionRefused, match="under-review"):
        actions.message(kh.ledger, kh.other_desk, dossier, Words("km", "x"), GRADED)


@pytest.mark.parametrize(
    ("changes", "content", "code"),
    [
        ({}, None, "required"),
        ({"graded": Graded(handling="H9", source="A", information="1")}, MessageContent(language="vi"), "s7-handling"),
        ({"graded": Graded(handling="H0", source="Z", information="1")}, MessageContent(language="vi"), "s7-source"),
    ],
)
def test_a_party_without_the_rules_gets_it_void(
    ministries: Ministries, changes: dict, content: MessageContent | None, code: str
) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    vn.ledger.types = TypeRegistry({**TYPES.types, MESSAGE: dataclasses.replace(TYPES.types[MESSAGE], rule=None)})
    values = {"office": vn.desk.office, "officer": "a" * 22, "graded": GRADED, **changes}
    made = vn.ledger.append(vn.desk.author, [Draft(MESSAGE, MessageFacts(**values), content, dossier, (dossier,))])[0]
    ministries.settle()
    row = Entry.objects.using(kh.alias).get(id=made.entry.id)
    assert (row.verdict, row.code) == (2, code)
    assert kh.state(dossier).asker_last_at == kh.state(dossier).opened_at


def test_its_owner_decides_on_further_use_and_recalls_it(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    said = actions.message(kh.ledger, kh.desk, dossier, Words("km", "គាត់នៅទីនេះ"), GRADED)
    ministries.settle()
    use = Use(use="ONWARD", recipient="THIRD-STATE")
    actions.ask_consent(vn.ledger, vn.desk, dossier, said, use, Words("vi", "x"))
    actions.recall(kh.ledger, kh.chief, dossier, said, "correction")
    ministries.settle()
    line = next(one for one in reading(vn.ledger, vn.desk, dossier).lines if one.id == said)
    assert line.content is None


def test_it_is_sent_from_the_foot_of_the_dossier(node: Node, desk: Officer) -> None:
    dossier = arrived(node)
    client = signed_in(desk)
    page = client.get(f"/requests/{dossier}").content.decode()
    assert 'id="message"' in page
    assert f"VN-KH-2026-0001 http://localhost:8443/requests/{dossier}" in page  # for the chat
    values = {"text": "He is an activist.", "handling": "H1", "source": "A", "information": "1"}
    asked = client.post(f"/requests/{dossier}/message", values)
    assert asked.status_code == 422
    assert "considered" in asked.content.decode()
    shot = SimpleUploadedFile("a.jpg", photo())
    sent = client.post(f"/requests/{dossier}/message", {**values, "text": "Xe ở đây", "attachment": shot})
    assert sent["Location"] == f"/requests/{dossier}"
    node.carry()
    line = reading(node.vn.ledger, node.vn.desk, dossier).lines[-1]
    assert line.described is not None
    assert (line.described.text, len(line.described.attachments)) == ("Xe ở đây", 1)
    assert RequestState.objects.get().taken_at is None
    assert (
        'id="message"'
        not in signed_in(someone((Role.REGISTRAR,), "books")).get(f"/requests/{dossier}").content.decode()
    )


def test_a_device_asks_only_for_empty_forms_that_its_officer_may_fill_in(node: Node, desk: Officer) -> None:
    kept = {desk: "/requests/offline /requests/call/offline", someone((Role.AUDITOR,), "auditor"): ""}
    for officer, addresses in kept.items():
        assert f'data-shells="{addresses}"' in signed_in(officer).get("/").content.decode()
