"""The form of each kind: chosen first, only its fields, several subjects without script, drafts that survive."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.capabilities.requests.kind_forms import form_of
from tests.capabilities.requests.test_pages import FIELDS, OFFICES, Node, desk, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.kinds import KINDS, KindName
from tripoint.capabilities.requests.models import RequestDraft, RequestState
from tripoint.capabilities.requests.permission import acting
from tripoint.directory.models import Officer, Role
from tripoint.subjects import Phone, Vehicle, type_of

__all__ = ["desk", "node"]
BASE = {key: value for key, value in FIELDS.items() if not key.startswith(("name_", "birth", "nationality", "role"))}
NO_CRIME = {"offence": "", "instrument": "", "penalty_kind": "", "penalty_years": "", "place": ""}


def errors(page: str) -> list[str]:
    """What stands at the fields."""
    return re.findall(r'class="err".*?<span>(.*?)</span>', page)


def test_the_kind_is_chosen_first(node: Node, desk: Officer) -> None:
    page = signed_in(desk).get("/requests/new").content.decode()
    assert [kind for kind in KINDS if f'href="/requests/new/{kind}"' in page] == list(KINDS)
    assert signed_in(desk).get("/requests/new/horoscope").status_code == 404


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_form_shows_the_kinds_own_fields(node: Node, desk: Officer, kind: KindName) -> None:
    page = signed_in(desk).get(f"/requests/new/{kind}").content.decode()
    shown = {name for name in ("name_latn", "plate", "paper_number", "phone_number", "notice", "help_province")
             if f'name="{name}"' in page}  # fmt: skip
    expected: dict[KindName, set[str]] = {
        "vehicle": {"plate"}, "document": {"paper_number"}, "account": {"phone_number"},
        "custody": {"name_latn", "notice"}, "local-help": {"name_latn", "help_province"},
    }  # fmt: skip
    assert shown == expected.get(kind, {"name_latn"})
    offered = set(re.findall(r'name="purpose" value="([A-Z]+)"', page))
    assert offered == KINDS[kind].purposes


def released(node: Node, desk: Officer, kind: KindName, typed: dict[str, Any]) -> RequestState:
    """The form posted, and its draft released."""
    answer = signed_in(desk).post(f"/requests/new/{kind}", {**BASE, **typed, "submit": "1"})
    assert answer.status_code == 302, errors(answer.content.decode())
    draft = RequestDraft.objects.get()
    chief = signed_in(someone((Role.SUPERVISOR,), f"chief.{kind}"))
    assert chief.get("/requests/release").status_code == 200
    assert chief.get(f"/requests/release/{draft.pk}").status_code == 200
    chief.post(f"/requests/release/{draft.pk}", {"decision": "release", "text": ""})
    node.carry()
    return RequestState.objects.get()


def test_several_phones_and_accounts_leave_in_one_request(node: Node, desk: Officer) -> None:
    row = released(node, desk, "account", {
        "asks": ["SUBSCRIBER", "PRESERVE"], "type": "phone", "role": "PHONE", "phone_number": "012 345 678",
        "phone_country": "KH", "type_1": "account", "role_1": "ACCOUNT", "service_1": "Chat", "username_1": "vidu417",
    })  # fmt: skip
    found = node.vn.ledger.content(row.dossier)
    assert [type(one).__name__ for one in found.subjects] == ["Phone", "UserAccount"]  # type: ignore[union-attr]
    page = signed_in(desk).get(f"/requests/{row.dossier}").content.decode()
    assert "+85512345678" in page
    assert "vidu417" in page


def test_a_person_in_custody_leaves_with_the_notice(node: Node, desk: Officer) -> None:
    typed = {
        **NO_CRIME, "purpose": "IDENTITY", "asks": ["IDENTITY", "CONSULATE"], "type": "person", "role": "IDENTIFY",
        "name_latn": "Vi Du", "since": "2026-02-27", "held_province": "KH-12", "held_place": "Phnom Penh", "notice": "DECLINED",
        "told": "2026-02-27", "notice_by": "PERSON",
    }  # fmt: skip
    client = signed_in(desk)
    refused = client.post("/requests/new/custody", {**BASE, **typed, "submit": "1"})
    assert refused.status_code == 422
    assert 'id="id_asks_error"' in refused.content.decode()
    RequestDraft.objects.all().delete()
    row = released(node, desk, "custody", {**typed, "asks": ["IDENTITY"]})
    assert row.request_kind == "custody"


def test_local_help_needs_no_name(node: Node, desk: Officer) -> None:
    row = released(node, desk, "local-help", {
        **NO_CRIME, "purpose": "MISSING", "asks": ["GO"], "urgency": "IMMEDIATE", "urgency_ground": "LIFE",
        "help_province": "VN-G80", "help_place": "km 3", "life_in_danger": "on", "type": "person",
    })  # fmt: skip
    assert row.subjects == 0
    page = signed_in(desk).get(f"/requests/{row.dossier}").content.decode()
    assert "km 3" in page


def test_a_block_is_added_and_taken_out_and_nothing_typed_is_lost(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    typed = {**BASE, "asks": ["KEEPER"], "type": "vehicle", "plate": "2A-0001", "plate_country": "KH", "text": "ឡាន"}
    answer = client.post("/requests/new/vehicle", {**typed, "add": "vehicle"})
    assert answer["Location"] == "/requests/new/vehicle#subject-1"
    page = client.get("/requests/new/vehicle").content.decode()
    assert 'value="2A-0001"' in page
    assert "ឡាន" in page
    assert 'name="plate_1"' in page
    client.post("/requests/new/vehicle", {**typed, "type_1": "vehicle", "plate_1": "2A-0002", "remove": "0"})
    page = client.get("/requests/new/vehicle").content.decode()
    assert 'name="plate" value="2A-0002"' in page
    assert 'name="plate_1"' not in page
    assert RequestDraft.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("vehicle", {"type": "vehicle", "plate": "1"}, "plate_country"),
        ("vehicle", {"type": "vehicle", "vin": "TOO-SHORT"}, "vin"),
        ("account", {"type": "phone", "phone_number": "0912"}, "phone_number"),
        ("account", {"type": "account", "iban": "GB82WEST12345698765431"}, "iban"),
        ("account", {"type": "account", "wallet": "x" * 20, "iban": "y"}, "username"),
        ("document", {"type": "document", "paper_number": "1", "issued": "2568"}, "issued"),
        ("document", {"type": "document", "paper_number": "1", "issued": "2020", "expires": "2019"}, "expires"),
        ("trace", {"type": "person", "name_latn": "A", "type_1": "person", "name_latn_1": "B", "birth_1": "31/02/1990"},
         "birth_1"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_at_its_box(
    node: Node, desk: Officer, kind: str, typed: dict[str, str], field: str
) -> None:
    page = signed_in(desk).post(f"/requests/new/{kind}", {**BASE, **typed}).content.decode()
    assert f'id="id_{field}_error"' in page


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("custody", "local-help")])
def test_a_kept_draft_comes_back_as_it_was_typed(node: Node, desk: Officer, kind: KindName) -> None:
    kh, client = node.kh, signed_in(desk)
    form = form_of(kind, addressee="VN", to_office=OFFICES["VN"])
    post = desk.holdings.get().post
    draft = actions.save(kh.ledger, acting(desk, post), form)
    page = client.get(f"/requests/draft/{draft}").content.decode()
    for one in form.subjects:
        if isinstance(one.subject, Vehicle):
            assert one.subject.plate in page
            assert one.subject.vin in page
        elif isinstance(one.subject, Phone):
            assert one.subject.number in page
    values = dict(re.findall(r'<input type="(?:hidden|text)" name="([a-z_0-9]+)" value="([^"]*)"', page))
    assert values["type"] == type_of(form.subjects[0].subject) if form.subjects[0].subject else False
