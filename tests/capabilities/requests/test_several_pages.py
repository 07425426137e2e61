"""Several addressees on the pages: chosen on the form, decided on, seen under one reference, withdrawn at once."""

from __future__ import annotations

import pytest
from tests.capabilities.requests.test_pages import FIELDS, Node, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.requests.models import Phase, RequestDraft, RequestState
from tripoint.directory.models import Office, Party, Role

__all__ = ["node"]
ALSO = {**FIELDS, "purpose": "MISSING", "role": "MISSING", "offence": "", "penalty_kind": "", "penalty_years": "",
        "instrument": "", "place": "", "also_LA": "LA-MPS"}  # fmt: skip


@pytest.mark.parametrize("joint", [False, True])
def test_a_request_to_two_parties_leaves_at_once(node: Node, joint: bool) -> None:
    Party.objects.create(code="LA", name_en="Ministry of Public Security of Laos")
    Office.objects.create(code="LA-MPS", party_id="LA", name_en="Police", level="ministry")
    desk = signed_in(someone((Role.OFFICER,), "desk"))
    assert (
        desk.post("/requests/new/trace", {**ALSO, "also_LA": "", "also_VN": "VN-C02", "submit": "1"}).status_code == 422
    )
    RequestDraft.objects.all().delete()
    shape = {"joint": "joint" if joint else "each"}
    assert desk.post("/requests/new/trace", {**ALSO, **shape, "submit": "1"}).status_code == 302
    draft = RequestDraft.objects.get()
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    page = chief.get(f"/requests/release/{draft.pk}").content.decode()
    assert ("A dossier for each party" in page) is not joint
    assert ("One joint dossier" in page) is joint
    assert chief.post(f"/requests/release/{draft.pk}", {"decision": "release", "text": ""}).status_code == 302
    rows = {row.addressee: row for row in RequestState.objects.all()}
    assert {row.reference for row in rows.values()} == {"KH-2026-0001"}
    assert (rows["LA"].dossier == rows["VN"].dossier) is joint
    found = desk.get("/requests/find?q=kh-2026").context["page"]
    assert {row.addressee for row in found} == {"LA", "VN"}

    path = f"/requests/{rows['VN'].dossier}"
    page = desk.get(path).content.decode()
    assert ("Under the same reference" in page) is not joint
    form = desk.get(f"{path}/withdraw").context["form"]
    assert ("everywhere" in form.fields) is not joint
    assert desk.post(f"{path}/withdraw", {"reason": "FOUND", "everywhere": "on"}).status_code == 302
    assert {row.phase for row in RequestState.objects.all()} == {Phase.WITHDRAWN}
