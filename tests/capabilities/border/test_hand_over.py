"""The hand-over of a shift: two signatures, one acceptance, counts that the node makes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.capabilities.border.conftest import who
from tests.capabilities.requests.calls import a_call
from tests.capabilities.requests.ministries import OFFICES, Ministry, trace_form
from tests.capabilities.requests.test_pages import DESK, Node, signed_in
from tests.web.people import someone

from tripoint.audit.reads import log_read
from tripoint.capabilities.border import actions
from tripoint.capabilities.border.models import HandOver
from tripoint.capabilities.requests import actions as requests
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.directory.models import Office, Officer, Role
from tripoint.ledger.rebuild import rebuild

WORDS = Words("en", "Call Moc Bai back at nine.")


def test_it_counts_what_is_open_late_unread_and_promised(node: Node, kh: Ministry, night: Officer) -> None:
    node.ministries.clock.go(days=-40)
    late, promised = (node.vn.request(trace_form(to_office=DESK)) for _ in range(2))
    node.carry()
    node.ministries.clock.go(days=40)
    fresh = node.vn.request(trace_form(to_office=DESK))
    node.vn.request(trace_form(to_office="KH-NCB"))  # another office's
    node.carry()
    until = (kh.ledger.now() + timedelta(days=9)).date()
    requests.extend(kh.ledger, who(night), promised, "VOLUME", until)
    log_read(night, night.holdings.get().post, party="VN", dossier=late)
    entry = actions.hand_over(kh.ledger, who(night), WORDS)
    row = HandOver.objects.get()
    assert (row.pk, row.open, row.late, row.unread, row.promised) == (entry, 3, 1, 2, 1)
    assert set(row.requests) == {late, promised, fresh}


def test_the_next_officer_accepts_and_nobody_else(kh: Ministry, night: Officer, day: Officer, chief: Officer) -> None:
    entry = actions.hand_over(kh.ledger, who(night), WORDS)
    with pytest.raises(ActionRefused, match="hand-over-own"):
        actions.accept(kh.ledger, who(night), entry)
    with pytest.raises(ActionRefused, match="state-pending"):
        actions.hand_over(kh.ledger, who(day), WORDS)
    actions.accept(kh.ledger, who(day), entry)
    with pytest.raises(ActionRefused, match="hand-over-accepted"):  # of two at once the ledger takes one
        actions.accept(kh.ledger, who(chief), entry)
    row = HandOver.objects.get()
    assert (row.handed_by, row.accepted_by) == (str(night.pk), str(day.pk))
    before = list(HandOver.objects.values())
    rebuild(kh.ledger)
    assert list(HandOver.objects.values()) == before
    assert actions.hand_over(kh.ledger, who(day), WORDS)


def test_one_s_own_that_nobody_accepted_is_replaced(kh: Ministry, night: Officer, day: Officer) -> None:
    first = actions.hand_over(kh.ledger, who(night), WORDS)
    second = actions.hand_over(kh.ledger, who(night), WORDS)
    with pytest.raises(ActionRefused, match="state-replaced"):
        actions.accept(kh.ledger, who(day), first)
    actions.accept(kh.ledger, who(day), second)


def test_a_hand_over_comes_to_an_open_today_and_its_title_by_itself(kh: Ministry, night: Officer, day: Officer) -> None:
    client = signed_in(day)
    before = client.get("/today/live")
    again = {"If-None-Match": before["ETag"]}
    assert client.get("/today/live", headers=again).status_code == 304
    actions.hand_over(kh.ledger, who(night), WORDS)
    after = client.get("/today/live", headers=again)
    assert (before["X-New"], after.status_code, after["X-New"]) == ("0", 200, "1")


def test_another_office_neither_sees_nor_accepts_it(kh: Ministry, night: Officer) -> None:
    entry = actions.hand_over(kh.ledger, who(night), WORDS)
    stranger = someone((Role.OFFICER,), "stranger")
    post = stranger.holdings.get().post
    post.office = Office.objects.create(code="KH-GDI", party_id="KH", name_en="Elsewhere", level="department")
    post.save()
    with pytest.raises(NotPermitted):
        actions.accept(kh.ledger, who(Officer.objects.get(pk=stranger.pk)), entry)
    client = signed_in(stranger)
    assert client.get(f"/duty/hand-over/{entry}").status_code == 404
    assert client.post(f"/duty/hand-over/{entry}/accept").status_code == 404


def test_it_is_handed_over_and_accepted_on_the_pages(node: Node, kh: Ministry, night: Officer, day: Officer) -> None:
    node.vn.request(trace_form(to_office=DESK))
    node.carry()
    said = a_call(addressee="VN", to_office=OFFICES["VN"], called_at=kh.ledger.now() - timedelta(minutes=10))
    call = requests.call(kh.ledger, who(day), said).entry.id
    owed = re.compile(rf'href="/requests/call/{call}">KH-VN-20')
    tired, fresh = signed_in(night), signed_in(day)
    assert owed.search(tired.get("/duty/hand-over").content.decode())
    page = tired.post("/duty/hand-over", {"text": WORDS.text})["Location"]
    assert WORDS.text in fresh.get(page).content.decode()
    assert "វេនត្រូវបានប្រគល់ជូនលោកអ្នក" in fresh.get("/").content.decode()
    assert fresh.post("/duty/hand-over", {"text": ""}).status_code == 422
    assert owed.search(fresh.get(page).content.decode())  # the page that is printed
    assert fresh.post(f"{page}/accept").status_code == 302
    assert (HandOver.objects.get().accepted_by, HandOver.objects.get().owed) == (str(day.pk), 1)
    assert "VN-KH-20" in fresh.get(page).content.decode()
