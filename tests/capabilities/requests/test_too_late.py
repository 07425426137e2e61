"""Who comes too late, or may not, reads why in a sentence, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from tests.capabilities.requests.kind_forms import form_of
from tests.capabilities.requests.ministries import Words, person
from tests.capabilities.requests.test_pages import DESK, FIELDS, Node, arrived, desk, node, signed_in
from tests.web.people import office, someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.form import Asked
from tripoint.capabilities.requests.models import RequestDraft, RequestState
from tripoint.directory.models import Officer, Post, Role
from tripoint.ledger.models import Entry

__all__ = ["desk", "node"]
GRADED = {"handling": "H1", "source": "A", "information": "1"}
TYPED = "ចម្លើយវែងដែលបានសរសេរយូរ"
ANSWER = {**GRADED, "scope": "whole", "result_0": "NOT-FOUND", "matched_by_0": "none", "text": TYPED}


def refused(answer: Any, sentence: str, typed: str = TYPED) -> None:
    """The page says so and still holds what was typed."""
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page, answer.context["form"].errors
    assert f"{typed}</textarea>" in page


@pytest.mark.parametrize(
    ("step", "values"),
    [
        ("answer", ANSWER), ("ask-back", {"asks": ["FACTS"], "text": TYPED}),
        ("refuse", {"ground": "INSUFFICIENT", "text": TYPED}),
    ],
)  # fmt: skip
def test_what_is_stated_in_a_closed_request_is_refused_and_kept(
    node: Node, desk: Officer, step: str, values: dict[str, Any]
) -> None:
    dossier, client = arrived(node), signed_in(desk)
    assert client.get(f"/requests/{dossier}/{step}").status_code == 200  # the form is open when it is closed
    assert client.post(f"/requests/{dossier}/answer", {**ANSWER, "text": "x"}).status_code == 302
    node.carry()
    actions.close(node.vn.ledger, node.vn.desk, dossier, "USEFUL")
    node.carry()
    count = Entry.objects.count()
    refused(client.post(f"/requests/{dossier}/{step}", values), "The request has been closed or withdrawn already.")
    assert Entry.objects.count() == count


def test_a_reply_to_a_question_comes_too_late(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    client.post("/requests/new/trace", {**FIELDS, "submit": "1"})
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    chief.post(f"/requests/release/{RequestDraft.objects.get().pk}", {"decision": "release", "text": ""})
    node.carry()
    dossier = RequestState.objects.get().dossier
    asked = [
        actions.ask_back(node.vn.ledger, node.vn.desk, dossier, ["OTHER"], Words("vi", words))
        for words in ("Số?", "Nơi ở?", "Còn gì?")
    ]
    node.carry()
    place, colleague = f"/requests/{dossier}/give", signed_in(someone((Role.OFFICER,), "colleague"))
    assert colleague.post(place, {**GRADED, "asked": asked[0], "text": "x"}).status_code == 302
    reply = {**GRADED, "asked": asked[0], "text": TYPED}
    refused(client.post(place, reply), "The clarification has been given already.")
    assert colleague.post(place, {**GRADED, "asked": asked[1], "text": "x"}).status_code == 302
    refused(client.post(place, reply), "The clarification has been given already.")  # one waits, and it is another
    assert colleague.post(f"/requests/{dossier}/withdraw", {"reason": "FOUND"}).status_code == 302
    late = {**reply, "asked": asked[2]}
    refused(client.post(place, late), "The request has been closed or withdrawn already.")
    assert colleague.post(f"/requests/{dossier}/close", {"usefulness": ""}).status_code == 302
    refused(client.post(place, late), "The request has been closed or withdrawn already.")


def test_of_two_officers_who_answer_at_once_the_second_is_told_and_keeps_the_text(node: Node, desk: Officer) -> None:
    dossier = arrived(node)
    first, second = signed_in(desk), signed_in(someone((Role.OFFICER,), "colleague"))
    place = f"/requests/{dossier}/answer"
    assert "result_0" in second.get(place).content.decode()
    assert first.post(place, {**ANSWER, "text": "x"}).status_code == 302
    refused(second.post(place, ANSWER), "The request has been answered or refused already. You may add a supplement.")
    assert second.post(place, {**ANSWER, "scope": "supplement"}).status_code == 302


def listed(node: Node) -> str:
    people = tuple(Asked(role="SUSPECT", subject=person(f"Người {number}")) for number in range(1, 4))
    dossier = node.vn.request(form_of("trace", subjects=people, to_office=DESK))
    node.carry()
    return dossier


def test_of_two_officers_who_answer_a_list_at_once_the_second_looks_first(node: Node, desk: Officer) -> None:
    dossier = listed(node)
    first, second = signed_in(desk), signed_in(someone((Role.OFFICER,), "colleague"))
    place = f"/requests/{dossier}/subjects"
    picked = {**GRADED, "place": ["0", "1"], "result": "NOT-FOUND", "text": TYPED, "do": "selection"}
    seen = {"seen": second.get(place).context["seen"]}
    assert first.post(place, {**picked, "seen": first.get(place).context["seen"], "text": "x"}).status_code == 302
    late = second.post(place, {**picked, **seen})
    refused(late, "A colleague has answered in the meantime.")
    assert 'name="place" value="0" checked' in late.content.decode()
    assert second.post(place, {**picked, "seen": late.context["seen"]}).status_code == 302
    assert second.post(place, {**picked, "place": ["2"]}).status_code == 302
    node.carry()
    actions.close(node.vn.ledger, node.vn.desk, dossier, "USEFUL")
    node.carry()
    refused(second.post(place, picked), "The request has been closed or withdrawn already.")


def test_a_supervisor_does_not_approve_his_own_draft(node: Node) -> None:
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    chief.post("/requests/new/trace", {**FIELDS, "submit": "1"})
    place = f"/requests/release/{RequestDraft.objects.get().pk}"
    page = chief.get(place).content.decode()
    assert "its author signs no step" in page
    assert 'value="release"' not in page
    refused(chief.post(place, {"decision": "release", "text": TYPED}), "Another officer than the author must release.")
    assert RequestDraft.objects.get().state == "submitted"
    assert not RequestState.objects.exists()


@pytest.mark.parametrize("decision", ["release", "return"])
def test_of_two_who_decide_at_once_the_second_is_told_and_keeps_the_remark(
    node: Node, desk: Officer, decision: str
) -> None:
    signed_in(desk).post("/requests/new/trace", {**FIELDS, "submit": "1"})
    first, second = (signed_in(someone((Role.SUPERVISOR,), name)) for name in ("chief", "other"))
    place = f"/requests/release/{RequestDraft.objects.get().pk}"
    assert second.get(place).status_code == 200
    assert first.post(place, {"decision": decision, "text": "x"}).status_code == 302
    late = second.post(place, {"decision": "return", "text": TYPED})
    refused(late, "Another officer has released or returned this draft already.")
    office("KH-FAR")
    far = someone((Role.SUPERVISOR,), "far")
    Post.objects.filter(holdings__officer=far).update(office_id="KH-FAR")
    assert signed_in(far).post(place, {"decision": "return", "text": TYPED}).status_code == 404
    assert RequestState.objects.count() == (decision == "release")
