"""The pages of declared offices, through the door: proposed, published by a second officer, offered on the form, held."""

from __future__ import annotations

from django.utils import timezone
from tests.capabilities.arrangements.test_offices import proposed
from tests.capabilities.requests.ministries import OFFICES
from tests.capabilities.requests.test_pages import DESK, FIELDS, Node, node, signed_in
from tests.web.people import office, someone

from tripoint.capabilities.arrangements import offices_actions as actions
from tripoint.capabilities.arrangements.declared_entries import Declaration, OfficeLine
from tripoint.capabilities.arrangements.models import OfficesProposal, PublishedOffices
from tripoint.capabilities.requests.models import HomeState, RequestDraft
from tripoint.directory.models import Office, Role

__all__ = ["node"]
PLACE = "/arrangements/offices"


def test_an_administrator_proposes_and_a_second_officer_publishes(node: Node) -> None:
    office("KH-GDI")
    admin, chief = signed_in(someone((Role.ADMINISTRATOR,), "admin")), signed_in(someone((Role.SUPERVISOR,), "chief"))
    assert admin.get(f"{PLACE}/declare").status_code == 200
    assert chief.get(f"{PLACE}/declare").status_code == 403
    typed = {
        "entry_office": DESK,
        "centre": "KH-GDI",
        "office_0": DESK,
        "sends_0": ["trace", "vehicle"],
        "office_1": "",
    }
    more = admin.post(f"{PLACE}/declare", {**typed, "add": "1"}).content.decode()
    assert "office_3" in more
    assert more.count(" checked") == 2
    for wrong in ({"sends_0": []}, {"office_1": DESK, "sends_1": ["trace"]}, {"office_0": "VN-MPS"}, {"sends_0": ["spying"]},
                  {"readers": "LA"}, {"centre": ""}):  # fmt: skip
        assert admin.post(f"{PLACE}/declare", {**typed, **wrong}).status_code == 422, wrong
    assert not OfficesProposal.objects.exists()
    assert admin.post(f"{PLACE}/declare", typed)["Location"] == PLACE
    proposal = OfficesProposal.objects.get().entry
    assert f"{PLACE}/{proposal}/publish" not in admin.get(PLACE).content.decode()
    assert f"{PLACE}/{proposal}/publish" in chief.get(PLACE).content.decode()
    admin.post(f"{PLACE}/{proposal}/publish")  # not alone
    assert not PublishedOffices.objects.exists()
    assert chief.get(f"{PLACE}/{proposal}/publish").status_code == 405
    assert chief.post(f"{PLACE}/{proposal}/burn").status_code == 404
    assert chief.post(f"{PLACE}/{'x' * 43}/publish").status_code == 404
    assert signed_in(someone((Role.OFFICER,), "desk")).post(f"{PLACE}/{proposal}/publish").status_code == 403
    chief.post(f"{PLACE}/{proposal}/publish")
    assert PublishedOffices.objects.get().says["offices"] == [
        {"office": DESK, "sends": ["trace", "vehicle"], "receives": []}
    ]
    assert "s receipt on" in chief.get(PLACE).content.decode()
    node.carry()
    assert "since" in chief.get(PLACE).content.decode()


def test_the_form_offers_what_the_partner_declared_and_refuses_the_rest(node: Node) -> None:
    node.ministries.clock.now = timezone.now().replace(microsecond=0)
    Office.objects.create(code="VN-C04", party_id="VN", name_en="Counter-Narcotics", level="department")
    says = Declaration(
        entry_office="VN-MPS", centre="VN-MPS", offices=(OfficeLine(office=OFFICES["VN"], receives=("trace",)),)
    )
    actions.decide_offices(node.vn.ledger, node.vn.chief, proposed(node.vn, says)[1], agreed=True)
    desk = signed_in(someone((Role.OFFICER,), "desk"))
    assert 'value="VN-C04"' in desk.get("/requests/new/trace").content.decode()
    node.carry()
    page = desk.get("/requests/new/trace").content.decode()
    offered = [page.find(f'value="{code}"') for code in ("VN-MPS", OFFICES["VN"])]
    assert 0 < offered[0] < offered[1]
    assert "entry office" in page
    assert 'value="VN-C04"' not in page
    assert f'value="{OFFICES["VN"]}"' not in desk.get("/requests/new/vehicle").content.decode()
    forged = desk.post("/requests/new/trace", {**FIELDS, "to_office": "VN-C04", "submit": "1"})
    assert forged.status_code == 422
    assert "has not declared that this office receives this kind" in forged.content.decode()
    assert desk.post("/requests/new/trace", {**FIELDS, "submit": "1"}).status_code == 302
    shown = desk.get(PLACE).content.decode()
    assert "Criminal Police Department" in shown


def test_who_may_not_send_directly_sees_the_centre_s_step_on_the_form(node: Node) -> None:
    node.ministries.clock.now = timezone.now().replace(microsecond=0)
    office("KH-GDI")
    says = Declaration(entry_office="KH-GDI", centre="KH-GDI")
    actions.decide_offices(node.kh.ledger, node.kh.chief, proposed(node.kh, says)[1], agreed=True)
    node.carry()
    desk = signed_in(someone((Role.OFFICER,), "desk"))
    answer = desk.post("/requests/new/trace", {**FIELDS, "offence": "", "submit": "1"})
    assert "2 steps" in answer.content.decode()
    assert desk.post("/requests/new/trace", {**FIELDS, "submit": "1"}).status_code == 302
    draft = RequestDraft.objects.get(state="submitted")
    assert [step["office"] for step in HomeState.objects.get(draft=str(draft.pk)).route["steps"]] == [None, "KH-GDI"]
