"""Originator control on the screens: what stands on Today and the dossier, and a dossier file that is kept back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import timezone
from tests.capabilities.requests.ministries import trace_form
from tests.capabilities.requests.test_attachments import photo
from tests.capabilities.requests.test_consent import ABROAD, EVIDENCE, SAID, graded
from tests.capabilities.requests.test_pages import DESK, Node, node, signed_in
from tests.web.people import someone

from tripoint.audit.models import ReadKind, ReadLog
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.attachments import attach
from tripoint.capabilities.requests.consent.models import ConsentAsk, EmergencyUse
from tripoint.capabilities.requests.models import RequestState
from tripoint.directory.models import Officer, Role
from tripoint.ledger.blobs import BlobStore

__all__ = ["node"]


@pytest.fixture
def chief(node: Node) -> Officer:
    """A supervisor of the office."""
    node.ministries.clock.now = timezone.now()  # Today looks back from the real time
    return someone((Role.SUPERVISOR,), "chief")


def arrived(node: Node, handling: str) -> str:
    """A request under a handling code."""
    dossier = node.vn.request(trace_form(to_office=DESK, graded=graded(handling)))
    node.carry()
    return dossier


def test_a_file_for_evidence_is_refused_until_the_owner_consents(node: Node, chief: Officer) -> None:
    dossier, client = arrived(node, "H1"), signed_in(chief)
    take = f"/requests/{dossier}/file-for"
    assert client.post(take, {"use": "RECORD"}).content.startswith(b"{")
    for said in ({"use": "EVIDENCE"}, {"use": "ONWARD"}, {"use": "PURPOSE", "purpose": "CRIMINAL"}):
        assert client.post(take, said).status_code == 422
    page = client.post(take, {"use": "EVIDENCE"}).content.decode()
    assert f"/requests/{dossier}/ask-consent" in page
    assert "tripoint-dossier" not in page
    ask = {"item": dossier, "use": "EVIDENCE", "text": "for the court"}
    assert client.post(f"/requests/{dossier}/ask-consent", ask).status_code == 302
    node.carry()
    asked = ConsentAsk.objects.get().entry
    actions.answer_consent(node.vn.ledger, node.vn.chief, dossier, asked, "given", ("SUMMARY",), SAID)
    node.carry()
    assert "Only as a summary without copies" in client.get(f"/requests/{dossier}").content.decode()
    answer = client.post(take, {"use": "EVIDENCE"})
    assert (answer.status_code, "-evidence.tripoint" in answer["Content-Disposition"]) == (200, True)


def test_a_letter_and_an_attached_file_leave_for_a_stated_use(node: Node, chief: Officer) -> None:
    client = signed_in(chief)
    file, _cleaned = attach(node.vn.ledger, photo(), "a.jpg")
    BlobStore(node.kh.ledger.blobs).put(BlobStore(node.vn.ledger.blobs).read(file.ref.digest))
    for handling, refused, free in (("H1", "EVIDENCE", "ONWARD"), ("H2", "ONWARD", "EVIDENCE")):
        form = trace_form(
            to_office=DESK, graded=graded(handling), file=file.ref, attachment=file.content
        )  # fmt: skip
        dossier = node.vn.request(form)
        node.carry()
        for kind, begins in (("letter", b"%PDF"), ("file", b"\xff\xd8")):
            place = f"/requests/{dossier}/{kind}/{dossier}"
            asks = client.get(place)
            assert "What is it for?" in asks.content.decode()
            owed = {"use": refused, **({"recipient": ABROAD.recipient} if refused == "ONWARD" else {})}
            for wrong in ({}, owed, {"use": "ONWARD"}, {"use": "PURPOSE", "purpose": "VICTIM"}, {"use": "BURN"}):
                answer = client.post(place, wrong)
                assert (answer.status_code, answer.content.startswith(begins)) == (422, False), wrong
            recipient = {"recipient": ABROAD.recipient} if free == "ONWARD" else {}
            given = client.post(place, {"use": free, **recipient})
            assert given.content.startswith(begins)
            assert f"-{free.lower()}." in given["Content-Disposition"]
            assert client.post(place, {"use": "RECORD"}).content.startswith(begins)
    free_one = arrived(node, "H0")
    assert client.get(f"/requests/{free_one}/letter/{free_one}").content.startswith(b"%PDF")


def test_a_partner_s_question_stands_on_today_and_is_answered(node: Node, chief: Officer) -> None:
    dossier = arrived(node, "H0")
    kh = actions.Acting(str(chief.pk), frozenset({"supervisor"}), DESK, "chief")
    from tests.capabilities.requests.ministries import Words, entries

    item = entries.AnswerItem(subject=0, result="AT-ADDRESS", handling="H2", source="A", information="1",
                              matched_by="document")  # fmt: skip
    answer = actions.answer(node.kh.ledger, kh, dossier, "whole", [item], Words("km", "x"))
    node.carry()
    asked = actions.ask_consent(node.vn.ledger, node.vn.desk, dossier, answer, ABROAD, SAID)
    proposal = actions.propose_emergency_use(node.vn.ledger, node.vn.desk, dossier, answer, ABROAD, SAID)
    actions.decide_emergency_use(node.vn.ledger, node.vn.chief, dossier, proposal, agreed=True)
    node.carry()
    client = signed_in(chief)
    today = client.get("/").content.decode()
    assert "A partner asks for your consent" in today
    assert "Your information was used: danger to life" in today
    assert "A partner asks" not in signed_in(someone((Role.OFFICER,), "desk")).get("/").content.decode()
    posted = {"asked": asked, "decision": "denied", "text": ""}
    assert client.post(f"/requests/{dossier}/answer-consent", posted).status_code == 302
    page = client.get(f"/requests/{dossier}").content.decode()
    assert "Consent denied" in page
    assert SAID.text in page  # why it was used
    assert EmergencyUse.objects.get().party == "VN"
    assert "A partner asks" not in client.get("/").content.decode()
    assert client.post(f"/requests/{dossier}/recall", {"entry": answer, "reason": "recall"}).status_code == 302
    assert "Not complied yet" in client.get(f"/requests/{dossier}").content.decode()
    node.carry()
    assert "Not complied yet" not in client.get(f"/requests/{dossier}").content.decode()


def test_a_use_for_a_life_needs_a_colleague_of_the_proposer(node: Node, chief: Officer) -> None:
    dossier, client = arrived(node, "H1"), signed_in(chief)
    said = {"item": dossier, "use": EVIDENCE.use, "text": "a hostage"}
    assert client.post(f"/requests/{dossier}/use-for-life", said).status_code == 302
    assert "waits for you" not in client.get("/").content.decode()
    assert f"/requests/{dossier}/decide-use" not in client.get(f"/requests/{dossier}").content.decode()
    other = signed_in(someone((Role.DUTY_OFFICER,), "duty"))
    assert "A use for danger to life waits for you" in other.get("/").content.decode()
    form = other.get(f"/requests/{dossier}/decide-use").content.decode()
    assert "a hostage" in form
    from tripoint.capabilities.requests.consent.models import EmergencyProposal

    decided = {"proposal": EmergencyProposal.objects.get().entry, "decision": "agreed"}
    refused = client.post(f"/requests/{dossier}/decide-use", decided)
    assert (refused.status_code, EmergencyUse.objects.exists()) == (422, False)
    assert other.post(f"/requests/{dossier}/decide-use", decided).status_code == 302
    assert RequestState.objects.get().dossier == EmergencyUse.objects.get().dossier
    assert client.post(f"/requests/{dossier}/file-for", {"use": "EVIDENCE"}).status_code == 200


def test_the_answers_of_a_list_leave_for_a_stated_use(node: Node, chief: Officer) -> None:
    client = signed_in(chief)
    for handling, refused, free in (("H1", "EVIDENCE", "ONWARD"), ("H2", "ONWARD", "EVIDENCE")):
        dossier = arrived(node, handling)
        recipient = {"recipient": ABROAD.recipient}
        for ending, begins in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
            place = f"/requests/{dossier}/subjects.{ending}?of=KH"
            assert "What is it for?" in client.get(place).content.decode()
            owed = {"use": refused, **(recipient if refused == "ONWARD" else {})}
            for wrong in ({}, owed, {"use": "ONWARD"}, {"use": "PURPOSE", "purpose": "VICTIM"}, {"use": "BURN"}):
                answer = client.post(place, wrong)
                assert (answer.status_code, b"Nguy\xe1\xbb\x85n" in answer.content) == (422, False), wrong
            given = client.post(place, {"use": free, **(recipient if free == "ONWARD" else {})})
            assert given.content.startswith(begins)
            assert f"-{free.lower()}.{ending}" in given["Content-Disposition"]
            assert client.post(place, {"use": "RECORD"}).content.startswith(begins)
        broken = f"/requests/{dossier}/subjects.csv?broken=1"  # its rows hold what the list says of people
        table = "No.\tResult or refusal\n77\tNguyễn\n"
        graded_ = {"handling": "H1", "source": "A", "information": "1", "text": "", "pasted": table, "do": "sheet"}
        client.post(f"/requests/{dossier}/subjects", graded_)
        assert "What is it for?" in client.get(broken).content.decode()
        assert "77" in client.post(broken, {"use": "RECORD"}).content.decode()
    free_one = arrived(node, "H0")
    assert client.get(f"/requests/{free_one}/subjects.csv").content.startswith(b"\xef\xbb\xbf")


def test_a_list_of_what_was_found_leaves_for_a_stated_use(node: Node, chief: Officer) -> None:
    client, place = signed_in(chief), "/requests/find/table?way=in"
    free_one = arrived(node, "H0")
    assert client.get(place)["Content-Type"].startswith("text/csv")  # nothing keeps any use back
    kept = arrived(node, "H1")
    assert "What is it for?" in client.get(place).content.decode()
    for wrong in ({}, {"use": "EVIDENCE"}, {"use": "ONWARD"}, {"use": "PURPOSE", "purpose": "VICTIM"}, {"use": "BURN"}):
        answer = client.post(place, wrong)
        assert (answer.status_code, answer["Content-Type"]) == (422, "text/html; charset=utf-8"), wrong
    said = client.post(place, {"use": "EVIDENCE"}).content.decode()
    assert RequestState.objects.get(dossier=kept).reference in said
    assert RequestState.objects.get(dossier=free_one).reference not in said
    assert not ReadLog.objects.filter(kind=ReadKind.EXPORT, dossier=kept).exists()
    onward = client.post(place, {"use": "ONWARD", "recipient": ABROAD.recipient})
    assert "requests-onward.csv" in onward["Content-Disposition"]
    assert len(b"".join(onward.streaming_content).splitlines()) == 3  # type: ignore[attr-defined]
    assert ReadLog.objects.filter(kind=ReadKind.EXPORT, dossier=kept).exists()
    client.post(f"/requests/{kept}/ask-consent", {"item": kept, "use": "EVIDENCE", "text": "for the court"})
    node.carry()
    asked = ConsentAsk.objects.get().entry
    actions.answer_consent(node.vn.ledger, node.vn.chief, kept, asked, "given", (), SAID)
    node.carry()
    assert client.post(place, {"use": "EVIDENCE"})["Content-Type"].startswith("text/csv")


def test_every_module_that_gives_a_file_stands_in_the_table_of_what_leaves() -> None:
    root = Path(__file__).parents[3]
    gives = re.compile(r"\b(download|csv_table|spreadsheet)\(|Content-Disposition|\bAnswer\(\s*data=")
    found = {
        str(file.relative_to(root)) for file in (root / "src").rglob("*.py") if gives.search(file.read_text("utf-8"))
    }
    table = (
        (root / "docs/safeguards.md").read_text("utf-8").partition("## What leaves as a file")[2].partition("\n## ")[0]
    )
    assert len(found) > 8
    assert [one for one in sorted(found) if f"`{one}`" not in table] == []
