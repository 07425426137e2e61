"""Who sees a dossier at home: offices on its route, who signed a step, and who it was shared with for a reason."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from tests.capabilities.requests.ministries import Ministries, officer, trace_form
from tests.capabilities.requests.test_pages import Node, arrived, desk, node, signed_in
from tests.web.people import office, someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import ActionRefused
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.models import HomeState, Reader, RequestState
from tripoint.capabilities.requests.reading import reading
from tripoint.capabilities.requests.routes.steps import Route, RouteStep
from tripoint.directory.models import Officer, Role
from tripoint.ledger.models import Entry
from tripoint.ledger.rebuild import rebuild

__all__ = ["desk", "node"]
WHY = Words("km", "ពាក់ព័ន្ធនឹងសំណុំរឿងរបស់ការិយាល័យនោះ")
ELSEWHERE = "KH-GDI"


def picture() -> bytes:
    """A photograph with a place in its metadata."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "Phnom Penh"
    Image.new("RGB", (60, 40), (200, 30, 30)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_an_office_reads_after_sharing_and_acts_not_before_nor_after(ministries: Ministries) -> None:
    kh = ministries["KH"]
    dossier = ministries["VN"].request()
    ministries.settle()
    other = officer("KH", "officer", office=ELSEWHERE)
    with pytest.raises(ActionRefused) as refused:
        reading(kh.ledger, other, dossier)
    assert refused.value.problems[0].code == "not-found"
    with pytest.raises(ActionRefused) as refused:
        actions.share(kh.ledger, kh.desk, dossier, ELSEWHERE, Words("km"))
    assert refused.value.problems[0].code == "share-reason"
    actions.share(kh.ledger, kh.desk, dossier, ELSEWHERE, WHY)
    found = reading(kh.ledger, other, dossier)
    assert (found.steps, found.shared_with, found.may_act) == ((), (ELSEWHERE,), False)
    for act, more in ((actions.take, ()), (actions.share, ("KH-NCB", WHY)), (actions.assign, ("KH-NCB",))):
        with pytest.raises(ActionRefused) as refused:
            act(kh.ledger, other, dossier, *more)
        assert refused.value.problems[0].code == "reads-only"
    actions.note(kh.ledger, other, dossier, WHY)
    live = [list(model.objects.using(kh.alias).order_by(key).values(*names)) for model, key, names in _tables()]
    rebuild(kh.ledger)
    assert live == [list(model.objects.using(kh.alias).order_by(key).values(*names)) for model, key, names in _tables()]
    actions.end_share(kh.ledger, kh.desk, dossier, ELSEWHERE)
    with pytest.raises(ActionRefused):
        reading(kh.ledger, other, dossier)
    ministries.settle()
    assert not Entry.objects.using(ministries["VN"].alias).filter(type__startswith="home.shared").exists()


def _tables() -> list[tuple[Any, str, tuple[str, ...]]]:
    return [(HomeState, "dossier", ()), (Reader, "entry", ("entry", "home", "office", "shared"))]


def test_an_office_that_signed_a_step_may_read_what_left(ministries: Ministries) -> None:
    vn = ministries["VN"]
    legal = officer("VN", "officer", office="VN-V03")
    route = Route(steps=(RouteStep(role="officer", office="VN-V03"), RouteStep()))
    actions.set_route(vn.ledger, officer("VN", "administrator"), route)
    draft = actions.save(vn.ledger, vn.desk, trace_form())
    actions.submit(vn.ledger, vn.desk, draft)
    actions.approve(vn.ledger, legal, draft)
    opened = actions.release(vn.ledger, vn.chief, draft)
    assert reading(vn.ledger, legal, opened.entry.id).steps == ()
    with pytest.raises(ActionRefused):
        actions.withdraw(vn.ledger, legal, opened.entry.id, "FOUND")
    with pytest.raises(ActionRefused):
        reading(vn.ledger, officer("VN", "officer", office="VN-MPS"), opened.entry.id)


def elsewhere(username: str) -> Client:
    """A browser of an officer of another office."""
    found: Officer = someone((Role.OFFICER,), username)
    post = found.holdings.get().post
    post.office = office(ELSEWHERE)
    post.save()
    return signed_in(found)


def test_an_officer_of_another_office_gets_404_until_it_is_shared(node: Node, desk: Officer) -> None:
    dossier, stranger, client = arrived(node), elsewhere("stranger"), signed_in(desk)
    for path in ("", "/answer", "/share", "/scan", "/export"):
        assert stranger.get(f"/requests/{dossier}{path}").status_code == 404
    assert client.post(f"/requests/{dossier}/share", {"to_office": ELSEWHERE, "text": ""}).status_code == 422
    assert client.post(f"/requests/{dossier}/share", {"to_office": ELSEWHERE, "text": "ពាក់ព័ន្ធ"}).status_code == 302
    page = stranger.get(f"/requests/{dossier}").content.decode()
    assert "ពាក់ព័ន្ធ" in page
    assert f"/requests/{dossier}/answer" not in page
    assert stranger.post(f"/requests/{dossier}/take", {}).status_code in (403, 422)
    assert RequestState.objects.get().taken_at is None
    assert "VN-KH-2026-0001" in stranger.get("/requests/find").content.decode()
    assert client.post(f"/requests/{dossier}/end-share", {"office": ELSEWHERE}).status_code == 302
    assert stranger.get(f"/requests/{dossier}").status_code == 404


def test_the_stamped_scan_comes_back_without_metadata_and_stays_at_home(node: Node, desk: Officer) -> None:
    dossier, client = arrived(node), signed_in(desk)
    assert client.post(f"/requests/{dossier}/scan", {"text": ""}).status_code == 422
    photo = io.BytesIO(picture())
    photo.name = "stamp.jpg"
    assert client.post(f"/requests/{dossier}/scan", {"text": "", "attachment": photo}).status_code == 302
    entry = Entry.objects.get(type="home.scan-filed.v1").id
    assert f"/requests/{dossier}/file/{entry}" in client.get(f"/requests/{dossier}").content.decode()
    answer = client.get(f"/requests/{dossier}/file/{entry}")
    assert answer["Content-Type"].startswith("image/")
    assert b"Phnom Penh" not in answer.content
    node.carry()
    assert not Entry.objects.using(node.vn.alias).filter(id=entry).exists()
