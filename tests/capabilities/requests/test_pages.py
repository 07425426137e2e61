"""The pages, through the door: a request written, released, arrived, answered; and what wrong posts and offices get."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.capabilities.requests.ministries import OFFICES, Ministries, Ministry
from tests.web.people import hold, office, someone
from tests.web.people import sign_in as through_the_door

from tripoint.audit.models import ReadLog
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.models import HomeState, RequestDraft, RequestState
from tripoint.capabilities.requests.permission import acting
from tripoint.capabilities.requests.views import lists
from tripoint.directory.models import Office, Officer, Party, Role
from tripoint.node import runtime
from tripoint.web.models import Draft

DESK = "KH-MOI"  # the office of tests.web.people


class Node:
    """The node under test, which is Cambodia's, and Viet Nam's beside it."""

    def __init__(self, ministries: Ministries, kh: Ministry) -> None:
        self.ministries, self.vn, self.kh = ministries, ministries["VN"], kh

    def carry(self) -> None:
        """Both ways."""
        for sender, to in ((self.kh, self.vn), (self.vn, self.kh)) * 2:
            outgoing = sender.ledger.next_bundle(to.code)
            if outgoing is not None:
                receipt = to.ledger.receive(outgoing.data)
                sender.ledger.take_receipt(to.code, receipt.token.text, outgoing.fill)


@pytest.fixture
def node(db: None, request_databases: Any, django_db_blocker: Any, tmp_path: Path) -> Iterator[Node]:
    """Cambodia's node on the test's own database."""
    with django_db_blocker.unblock():
        ministries = Ministries(request_databases, tmp_path / "m", codes=("VN",), introduce=False)
        kh = Ministry("KH", ministries.clock, tmp_path / "kh", alias="default")
        vn = ministries["VN"]
        cards = [kh.card(), vn.card()]
        for one in (kh, vn):
            for card in cards:
                one.ledger.add_card(card, pin=True)
        Party.objects.create(code="VN", name_en="Ministry of Public Security")
        Office.objects.create(
            code=OFFICES["VN"], party_id="VN", name_en="Criminal Police Department", level="department"
        )
        office()
        runtime.use(kh.ledger)
        yield Node(ministries, kh)
        runtime.use(None)
        ministries.close()


@pytest.fixture
def desk(node: Node) -> Officer:
    """A desk officer of the office."""
    return someone((Role.OFFICER,), "desk")


def signed_in(officer: Officer) -> Client:
    """A browser of an officer."""
    client = Client()
    through_the_door(client, officer)
    return client


def arrived(node: Node) -> str:
    """A request of Viet Nam to this office."""
    from tests.capabilities.requests.ministries import trace_form

    dossier = node.vn.request(trace_form(to_office=DESK))
    node.carry()
    return dossier


FIELDS = {
    "to_office": OFFICES["VN"], "purpose": "CRIMINAL", "asks": ["WHEREABOUTS"], "urgency": "NORMAL", "role": "SUSPECT",
    "name_latn": "Vi Du", "name_khmr": "វី ឌូ", "birth": "1991", "nationality": "KH", "offence": "SCAM",
    "penalty_kind": "term", "penalty_years": "7", "instrument": "VNKH-MLA", "place": "4", "handling": "H1",
    "source": "A", "information": "1", "language": "km", "text": "សូមជួយស្វែងរក",
    **dict.fromkeys(
        ["neutral_POLITICAL", "neutral_MILITARY", "neutral_RELIGIOUS", "neutral_RACIAL", "neutral_STATUS",
         "neutral_ABSENCE", "neutral_TERROR-LIST"], "no",
    ),
}  # fmt: skip


def test_a_request_is_written_released_and_answered(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    answer = client.post("/requests/new/trace", {**FIELDS, "submit": "1"})
    assert answer.status_code == 302, re.findall(r'class="err".*?<span>(.*?)</span>', answer.content.decode())
    draft = RequestDraft.objects.get()
    assert draft.state == "submitted"

    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    assert "វី ឌូ" in chief.get(f"/requests/release/{draft.pk}").content.decode()
    answer = chief.post(f"/requests/release/{draft.pk}", {"decision": "release", "text": ""})
    row = RequestState.objects.get()
    assert answer["Location"] == f"/requests/{row.dossier}"
    node.carry()
    assert node.vn.state(row.dossier).reference == "KH-VN-2026-0001"
    node.vn.answer(row.dossier)
    node.carry()
    page = client.get(f"/requests/{row.dossier}").content.decode()
    assert "ចម្លើយ" in page
    assert client.post(f"/requests/{row.dossier}/close", {"usefulness": "DECISIVE"}).status_code == 302
    assert RequestState.objects.get().usefulness == "DECISIVE"


def test_what_is_missing_is_said_at_the_field(node: Node, desk: Officer) -> None:
    answer = signed_in(desk).post("/requests/new/trace", {**FIELDS, "offence": "", "instrument": "", "submit": "1"})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"offence", "instrument"}
    assert RequestDraft.objects.count() == 1  # what was typed is kept


def test_sensitive_text_puts_a_question_and_may_be_sent_all_the_same(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    values = {**FIELDS, "language": "en", "text": "He is an activist.", "submit": "1"}
    answer = client.post("/requests/new/trace", values)
    assert answer.status_code == 422
    assert "considered" in answer.content.decode()
    assert client.post("/requests/new/trace", {**values, "considered": "on"}).status_code == 302


def test_an_arrived_request_is_taken_asked_back_and_answered(node: Node, desk: Officer) -> None:
    dossier = arrived(node)
    client = signed_in(desk)
    assert "VN-KH-2026-0001" in client.get("/requests/").content.decode()
    page = client.get(f"/requests/{dossier}")
    assert "Nguyễn Văn Ví Dụ" in page.content.decode()
    assert ReadLog.objects.filter(dossier=dossier, party="VN").exists()
    assert client.post(f"/requests/{dossier}/take", {}).status_code == 302
    assert client.post(f"/requests/{dossier}/ask-back", {"asks": ["PHOTO"], "text": ""}).status_code == 302
    node.carry()
    assert node.vn.state(dossier).phase == "clarification"
    values = {"scope": "whole", "result_0": "AT-ADDRESS", "matched_by_0": "document", "address_0": "ភ្នំពេញ",
              "handling": "H1", "source": "A", "information": "1", "text": "បានរកឃើញ"}  # fmt: skip
    assert client.post(f"/requests/{dossier}/answer", {**values, "matched_by_0": "none"}).status_code == 422
    assert client.post(f"/requests/{dossier}/answer", values).status_code == 302
    node.carry()
    assert node.vn.state(dossier).result == "AT-ADDRESS"


@pytest.mark.parametrize(
    ("step", "values"),
    [
        ("extend", {"ground": "UNDER-REVIEW", "until": "2026-03-20"}),
        ("refuse", {"ground": "INSUFFICIENT", "text": ""}),
        ("redirect", {"to_office": "KH-NCB", "reason": "MATTER"}),
        ("note", {"text": "a note"}),
        ("stop", {"ground": "FEAR-OF-RETURN", "text": "afraid"}),
        ("flag", {"text": "indicators"}),
        ("assign", {"to_office": "KH-NCB"}),
    ],
)
def test_each_step_has_a_page_and_is_done(node: Node, desk: Officer, step: str, values: dict[str, str]) -> None:
    Office.objects.create(code="KH-NCB", party_id="KH", name_en="NCB", level="unit")
    dossier = arrived(node)
    client = signed_in(desk)
    assert client.get(f"/requests/{dossier}/{step}").status_code == 200
    answer = client.post(f"/requests/{dossier}/{step}", values)
    assert answer.status_code == 302, answer.context["form"].errors


def test_a_stop_is_not_on_a_colleague_s_page(node: Node, desk: Officer) -> None:
    dossier = arrived(node)
    signed_in(desk).post(f"/requests/{dossier}/stop", {"ground": "ASYLUM-CLAIM", "text": "says so"})
    colleague = signed_in(someone((Role.OFFICER,), "colleague"))
    page = colleague.get(f"/requests/{dossier}").content.decode()
    assert "says so" not in page
    assert "Protection stop</span>" not in page
    assert "says so" in signed_in(desk).get(f"/requests/{dossier}").content.decode()


def test_letter_and_dossier_file_are_downloads_that_are_logged(node: Node, desk: Officer) -> None:
    dossier = arrived(node)
    client = signed_in(desk)
    record = {"use": "RECORD"}  # the request came under H1
    assert client.post(f"/requests/{dossier}/letter/{dossier}", record).content.startswith(b"%PDF")
    assert client.get(f"/requests/{dossier}/export")["Location"] == f"/requests/{dossier}/file-for"
    assert b"tripoint-dossier" in client.post(f"/requests/{dossier}/file-for", record).content
    assert set(ReadLog.objects.values_list("kind", flat=True)) == {"letter", "export", "screen"}


def test_another_office_finds_nothing(node: Node) -> None:
    dossier = arrived(node)
    stranger = someone(None, "stranger")
    post = hold(stranger, (Role.OFFICER,))
    post.office = Office.objects.create(code="KH-GDI", party_id="KH", name_en="Elsewhere", level="department")
    post.save()
    client = signed_in(stranger)
    for path in ("", "/export", f"/letter/{dossier}", "/answer"):
        assert client.get(f"/requests/{dossier}{path}").status_code == 404
    assert "VN-KH-2026-0001" not in client.get("/requests/find").content.decode()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_auditors_and_administrators_read_no_dossier(node: Node, role: Role) -> None:
    dossier = arrived(node)
    client = signed_in(someone((role,), "other"))
    for path in ("", "new", "release", dossier, f"{dossier}/answer", f"{dossier}/export"):
        assert client.get(f"/requests/{path}").status_code == 403


def test_today_shows_what_is_owed_and_what_waits_for_release(node: Node, desk: Officer) -> None:
    arrived(node)
    client = signed_in(desk)
    client.post("/requests/new/trace", {**FIELDS, "submit": "1"})
    assert "VN-KH-2026-0001" in client.get("/").content.decode()
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    assert "/requests/release/" in chief.get("/").content.decode()


def test_a_typed_form_comes_back(node: Node, desk: Officer) -> None:
    from tripoint.web import drafts

    drafts.save(desk, "request.new:trace", {"name_latn": ["Vi Du"], "asks": ["ALIVE"]})
    page = signed_in(desk).get("/requests/new/trace").content.decode()
    assert 'value="Vi Du"' in page
    assert Draft.objects.count() == 1


def test_an_empty_form_says_each_sentence_once_and_lists_the_fields_at_the_top(desk: Officer) -> None:
    answer = signed_in(desk).post("/requests/new/trace", {"submit": "1", "handling": "H0", "source": "A", "information": "1",
                                                    "urgency": "NORMAL", "language": "en"})  # fmt: skip
    assert answer.status_code == 422
    assert answer.context["form"]["to_office"].errors == ["Fill this in."]  # the addressee follows from the office
    said = answer.content.decode()
    top = said[: said.index("</h2>")]
    for target in ("#id_to_office", "#id_purpose_0", "#id_asks_0", "#id_name_latn"):
        assert f'href="{target}"' in top
        assert f'id="{target[1:]}"' in said


def test_a_purpose_says_what_it_needs_and_a_draft_what_it_is_about(desk: Officer) -> None:
    client = signed_in(desk)
    page = client.get("/requests/new/trace").content.decode()
    assert re.search(r'value="ARREST"[^>]* data-needs="offence penalty_asked warrant coercive"', page)
    assert re.search(r'value="MISSING"[^>]* data-needs=""', page)
    client.post("/requests/new/trace", {"purpose": "MISSING",
                                         "to_office": OFFICES["VN"], "name_latn": "Sok Sabay", "handling": "H0",
                                  "source": "A", "information": "1", "urgency": "NORMAL", "language": "en"})  # fmt: skip
    row = client.get("/requests/").content.decode().partition('id="drafts"')[2]
    for part in ("Sok Sabay", "Missing person", "Criminal Police Department"):
        assert part in row


def test_a_returned_draft_shows_its_remark_to_its_author_alone(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    client.post("/requests/new/trace", {**FIELDS, "submit": "1"})
    draft = RequestDraft.objects.get()
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    chief.post(f"/requests/release/{draft.pk}", {"decision": "return", "text": "Name the <b>market</b>."})
    remark = "Name the &lt;b&gt;market&lt;/b&gt;."
    for path in ("/", "/requests/", f"/requests/draft/{draft.pk}"):
        assert remark in client.get(path).content.decode(), path
    colleague = signed_in(someone((Role.OFFICER,), "colleague"))
    for path in ("/", "/requests/"):
        assert remark not in colleague.get(path).content.decode(), path
    assert colleague.get(f"/requests/draft/{draft.pk}").status_code == 404
    assert "Returned " not in client.get("/requests/new/trace").content.decode()  # another draft has no remark
    client.post(f"/requests/draft/{draft.pk}", {**FIELDS, "submit": "1"})  # and one that was sent again none any more
    assert remark not in client.get("/requests/").content.decode()


def test_a_request_is_assigned_to_a_colleague_of_the_office_who_works_on_requests(node: Node, desk: Officer) -> None:
    dossier = arrived(node)
    colleague, auditor = someone((Role.OFFICER,), "colleague"), someone((Role.AUDITOR,), "auditor")
    client, address = signed_in(desk), f"/requests/{dossier}/assign-officer"
    offered = dict(client.get(address).context["form"].fields["to_officer"].choices)
    assert set(offered) == {str(desk.pk), str(colleague.pk)}
    assert client.post(address, {"to_officer": str(auditor.pk)}).status_code == 422
    assert client.post(address, {"to_officer": str(colleague.pk)}).status_code == 302
    assert colleague.display_name("en") in client.get(f"/requests/{dossier}").content.decode().partition('id="home"')[2]
    with pytest.raises(actions.ActionRefused) as refused:  # nor by another way than the page
        actions.assign(node.kh.ledger, acting(desk, desk.holdings.get().post), dossier, DESK, str(auditor.pk))
    assert refused.value.problems[0].code == "officer"


def test_a_legal_reviewer_alone_decides_that_a_person_is_no_victim(node: Node, desk: Officer) -> None:
    dossier = arrived(node)
    client, lawyer = signed_in(desk), signed_in(someone((Role.LEGAL_REVIEWER,), "lawyer"))
    clear, flag = f'href="/requests/{dossier}/clear"', f'href="/requests/{dossier}/flag"'
    assert clear not in lawyer.get(f"/requests/{dossier}").content.decode()
    client.post(f"/requests/{dossier}/flag", {"text": "indicators"})
    page = client.get(f"/requests/{dossier}").content.decode()
    assert clear not in page
    assert flag not in page
    assert client.post(f"/requests/{dossier}/clear", {"text": "decided"}).status_code == 422  # the ledger's own word
    assert HomeState.objects.get().possible_victim
    assert clear in lawyer.get(f"/requests/{dossier}").content.decode()
    assert lawyer.post(f"/requests/{dossier}/clear", {"text": "heard, with a lawyer"}).status_code == 302
    assert not HomeState.objects.get().possible_victim
    assert clear not in lawyer.get(f"/requests/{dossier}").content.decode()


def test_who_only_waits_has_no_filled_button_to_withdraw(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    client.post("/requests/new/trace", {**FIELDS, "submit": "1"})
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    chief.post(f"/requests/release/{RequestDraft.objects.get().pk}", {"decision": "release", "text": ""})
    dossier = RequestState.objects.get().dossier
    main = r'class="btn main" href="/requests/[^"]+/([a-z-]+)"'
    page = client.get(f"/requests/{dossier}").content.decode()
    assert re.findall(main, page) == []
    assert f'href="/requests/{dossier}/withdraw"' in page
    node.carry()
    node.vn.answer(dossier)
    node.carry()
    assert re.findall(main, client.get(f"/requests/{dossier}").content.decode()) == ["close"]


def test_the_release_queue_has_pages_and_the_longest_wait_comes_first(
    node: Node, desk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    client = signed_in(desk)
    for year in ("1991", "1992", "1993"):
        client.post("/requests/new/trace", {**FIELDS, "birth": year, "submit": "1"})
        node.ministries.clock.go(minutes=1)
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    births = [
        [
            kept.subjects[0].person.birth_date
            for _, kept, *_ in chief.get(f"/requests/release?page={page}").context["rows"]
        ]
        for page in (1, 2)
    ]
    assert births == [["1991", "1992"], ["1993"]]


def test_what_looks_odd_about_a_document_is_said_before_release_and_in_the_dossier(node: Node, desk: Officer) -> None:
    client, chief = signed_in(desk), signed_in(someone((Role.SUPERVISOR,), "chief"))
    document = {"document_type": "PASSPORT", "document_number": "12", "document_country": "VN"}
    answer = client.post("/requests/new/trace", {**FIELDS, **document, "submit": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    draft = RequestDraft.objects.get()
    odd = "12 does not look like a passport number"
    assert odd in chief.get(f"/requests/release/{draft.pk}").content.decode()
    chief.post(f"/requests/release/{draft.pk}", {"decision": "release", "text": ""})
    assert odd in client.get(f"/requests/{RequestState.objects.get().dossier}").content.decode()
