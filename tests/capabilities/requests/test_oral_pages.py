"""The pages of calls, through the door: five boxes and a few taps, what stands after, the record, and who may not."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from tests.capabilities.requests.calls import a_call
from tests.capabilities.requests.ministries import MONDAY, OFFICES
from tests.capabilities.requests.test_pages import DESK, FIELDS, Node, desk, node, signed_in  # noqa: F401 - fixtures
from tests.web.people import hold, someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.models import RequestDraft, RequestState
from tripoint.directory.models import Office, Officer, Role

CALL = {
    "signatory": "Sok Dara", "to_office": OFFICES["VN"], "whom": "Thiếu tá Lê", "text": "រថយន្តរត់ទៅម៉ុកបៃ",
    "urgency": "IMMEDIATE", "urgency_ground": "CHILD", "kind": "trace", "purpose": "MISSING", "offence": "",
    "instrument": "", "handling": "H0", "source": "A", "information": "1", "language": "km",
}  # fmt: skip


def when(**ago: float) -> str:
    return timezone.localtime(MONDAY - timedelta(**ago)).strftime("%Y-%m-%dT%H:%M")


def errors(page: str) -> list[str]:
    return re.findall(r'class="err".*?<span>(.*?)</span>', page)


def test_a_call_is_sent_recorded_and_released(node: Node, desk: Officer) -> None:  # noqa: F811 - a fixture
    client = signed_in(desk)
    assert 'href="/requests/call"' in client.get("/").content.decode()
    page = client.get("/requests/call").content.decode()
    assert page.index('name="to_office"') < page.index('name="kind"')
    answer = client.post("/requests/call", {**CALL, "called_at": when(minutes=10)})
    assert answer.status_code == 302, errors(answer.content.decode())
    row = RequestState.objects.get()
    assert answer["Location"] == f"/requests/call/{row.dossier}"
    again = client.post("/requests/call", {**CALL, "called_at": when(minutes=10)})  # the page came twice
    assert again["Location"] == answer["Location"]
    assert RequestState.objects.count() == 1
    sent = client.get(answer["Location"]).content.decode()
    chat = re.search(r"data-plain>([^<]*)<", sent)
    assert chat is not None
    assert row.reference in chat[1]
    assert "Lê" not in sent and "រថយន្ត" not in sent  # noqa: PT018 - nothing of the matter beside the reference
    node.carry()
    assert node.vn.state(row.dossier).is_unrecorded

    answer = client.post(f"/requests/{row.dossier}/record")
    draft = RequestDraft.objects.get()
    assert answer["Location"] == f"/requests/draft/{draft.pk}"
    form = client.get(answer["Location"]).content.decode()
    assert "រថយន្តរត់ទៅម៉ុកបៃ" in form
    typed = {**FIELDS, "purpose": "CRIMINAL", "urgency": "NORMAL", "role": "MISSING", "offence": "", "penalty_kind": "",
             "penalty_years": "", "instrument": "", "place": "", "submit": "1"}  # fmt: skip
    answer = client.post(answer["Location"], typed)  # what was called is not taken from the page
    assert answer.status_code == 302, errors(answer.content.decode())
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    answer = chief.post(f"/requests/release/{draft.pk}", {"decision": "release", "text": ""})
    assert answer["Location"] == f"/requests/{row.dossier}"
    row.refresh_from_db()
    assert (row.purpose, row.urgency, row.is_unrecorded, row.subjects) == ("MISSING", "IMMEDIATE", False, 1)
    node.carry()
    node.vn.answer(row.dossier, "IDENTITY-YES")
    node.carry()
    page = client.get(f"/requests/{row.dossier}").content.decode()
    assert "ចម្លើយ" in page
    assert client.get(f"/requests/{row.dossier}/letter/{row.record}").status_code == 200
    assert client.get(f"/requests/{row.dossier}/letter/{row.dossier}").status_code == 200


def test_today_and_the_list_of_calls_tell_whose_record_is_owed(node: Node, desk: Officer) -> None:  # noqa: F811
    client = signed_in(desk)
    client.post("/requests/call", {**CALL, "called_at": when(minutes=10)})
    row = RequestState.objects.get()
    link = f'href="/requests/call/{row.dossier}"'
    assert link in client.get("/").content.decode()
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    assert link in chief.get("/").content.decode()
    assert row.reference in chief.get("/requests/oral").content.decode()
    auditor = signed_in(someone((Role.AUDITOR,), "auditor"))
    page = auditor.get("/requests/oral").content.decode()
    assert row.reference in page
    assert f"/requests/{row.dossier}" not in page
    translator = signed_in(someone((Role.TRANSLATOR,), "translator"))
    assert translator.get("/requests/call").status_code == 403
    assert translator.get(f"/requests/call/{row.dossier}").status_code == 403
    stranger = someone(None, "stranger")
    post = hold(stranger, (Role.OFFICER,))
    post.office = Office.objects.create(code="KH-GDI", party_id="KH", name_en="Elsewhere", level="department")
    post.save()
    other = signed_in(stranger)
    assert other.get(f"/requests/call/{row.dossier}").status_code == 404
    assert other.post(f"/requests/{row.dossier}/record").status_code == 404
    assert row.reference not in other.get("/requests/oral").content.decode()


def test_problems_stand_at_their_boxes_and_nothing_typed_is_lost(node: Node, desk: Officer) -> None:  # noqa: F811
    client = signed_in(desk)
    answer = client.post("/requests/call", {**CALL, "called_at": when(hours=30), "purpose": "CRIMINAL"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [one for one in errors(page) if "24 hours" in one or "offence" in one] == errors(page)[:2]
    assert "រថយន្តរត់ទៅម៉ុកបៃ" in page
    assert not RequestState.objects.exists()


def test_the_asked_side_sees_the_mark_and_cannot_answer(node: Node, desk: Officer) -> None:  # noqa: F811
    vn = node.vn
    dossier = actions.call(
        vn.ledger, vn.desk, a_call(to_office=DESK, text="Bé gái mất tích", called_at=MONDAY - timedelta(minutes=5))
    ).entry.id
    node.carry()
    client = signed_in(desk)
    page = client.get(f"/requests/{dossier}").content.decode()
    assert 'class="tag oral"' in page
    assert f"/requests/{dossier}/answer" not in page
    assert 'class="tag oral"' in client.get("/requests/").content.decode()
    item = {"scope": "whole", "result_0": "IDENTITY-YES", "matched_by_0": "document", "handling": "H0", "source": "A",
            "information": "1"}  # fmt: skip
    answer = client.post(f"/requests/{dossier}/answer", item)
    assert answer.status_code == 422
    refuse = client.get(f"/requests/{dossier}/refuse").content.decode()
    assert 'value="UNRECORDED"' in refuse
    assert client.post(f"/requests/{dossier}/take", {}).status_code == 302
