"""A request taken all the way between two ministries, while the third sees nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.capabilities.requests.ministries import MONDAY, Ministries, missing_form, person, trace_form

from tripoint.capabilities.requests import actions, entries
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.contents import ItemContent
from tripoint.capabilities.requests.models import HomeState, Phase, RequestState
from tripoint.ledger.models import Entry
from tripoint.ledger.rebuild import rebuild
from tripoint.safeguards.data_stays_home import Graded
from tripoint.subjects import Address

GRADED = Graded(handling="H1", source="B", information="2")


def test_a_trace_is_asked_clarified_answered_and_closed(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    assert vn.state(dossier).phase == Phase.SENT
    ministries.clock.go(minutes=5)
    ministries.settle()
    arrived = kh.state(dossier)
    assert (arrived.reference, arrived.phase) == ("VN-KH-2026-0001", Phase.RECEIVED)
    assert arrived.due_at == MONDAY + timedelta(minutes=5, days=9)  # seven working days and one weekend
    assert kh.ledger.content(dossier).subjects == (person(),)

    actions.take(kh.ledger, kh.desk, dossier)
    asked = actions.ask_back(kh.ledger, kh.desk, dossier, ["PHOTO"], Words("km", "សូមផ្ញើរូបថត"))
    ministries.clock.go(hours=1)
    ministries.settle()
    assert vn.state(dossier).phase == Phase.CLARIFICATION
    assert vn.state(dossier).paused_since == ministries.clock.now

    ministries.clock.go(days=1)
    actions.give(vn.ledger, vn.desk, dossier, asked, Words("vi", "Không có ảnh."), GRADED)
    ministries.settle()
    assert kh.state(dossier).due_at == MONDAY + timedelta(minutes=5, days=10)  # a day later than without the pause
    assert kh.state(dossier).paused_since is None

    kh.answer(dossier, "IDENTITY-YES", "part")
    said = [ItemContent(subject=0, text="ភ្នំពេញ", address=Address(full="ផ្លូវ ១០៦, ភ្នំពេញ", country="KH"))]
    item = entries.AnswerItem(
        subject=0, result="AT-ADDRESS", matched_by="photo", handling="H1", source="A", information="1"
    )
    actions.answer(kh.ledger, kh.desk, dossier, "whole", [item], Words("km", "បានរកឃើញ"), said)
    ministries.settle()
    row = vn.state(dossier)
    assert (row.phase, row.result, row.is_open) == (Phase.ANSWERED, "AT-ADDRESS", False)

    actions.close(vn.ledger, vn.desk, dossier, "DECISIVE")
    ministries.settle()
    assert kh.state(dossier).usefulness == "DECISIVE"
    assert vn.tables() == kh.tables()
    assert not Entry.objects.using(ministries["LA"].alias).exists()


def test_home_entries_never_leave(ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    actions.note(ministries["KH"].ledger, ministries["KH"].desk, dossier, Words("km", "សម្គាល់"))
    ministries.settle()
    for code, other in (("VN", "KH"), ("KH", "VN")):
        types = set(Entry.objects.using(ministries[code].alias).filter(party=other).values_list("type", flat=True))
        assert not any(name.startswith("home.") for name in types)
    assert HomeState.objects.using("ministry_kh").get().about == dossier


def test_rebuilt_tables_equal_the_live_ones(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    actions.take(kh.ledger, kh.desk, dossier)
    actions.ask_back(kh.ledger, kh.desk, dossier, ["PHOTO"], Words("km"))
    actions.stop(kh.ledger, kh.desk, dossier, "ASYLUM-CLAIM", Words("km", "ខ្លាច"))
    ministries.settle()
    for one in (vn, kh):
        homes = list(HomeState.objects.using(one.alias).order_by("dossier").values())
        before = one.tables()
        rebuild(one.ledger)
        assert one.tables() == before
        assert list(HomeState.objects.using(one.alias).order_by("dossier").values()) == homes


def test_found_stop_reaches_the_other_side(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    actions.withdraw(vn.ledger, vn.desk, dossier, "FOUND")
    ministries.settle()
    assert kh.state(dossier).phase == Phase.WITHDRAWN
    with pytest.raises(ActionRefused, match="state-withdrawn"):
        actions.take(kh.ledger, kh.desk, dossier)
    actions.close(vn.ledger, vn.desk, dossier)


def test_a_redirected_request_is_for_the_competent_office(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    actions.take(kh.ledger, kh.desk, dossier)
    actions.redirect(kh.ledger, kh.desk, dossier, "KH-NCB", "MATTER")
    row = kh.state(dossier)
    assert (row.addressee_office, row.taken_at) == ("KH-NCB", None)
    actions.take(kh.ledger, kh.desk, dossier)  # after a redirect it is to be taken anew
    assert kh.state(dossier).taken_at is not None


def test_two_officers_who_release_at_once_send_one_request(ministries: Ministries) -> None:
    vn = ministries["VN"]
    draft = actions.save(vn.ledger, vn.desk, trace_form())
    actions.submit(vn.ledger, vn.desk, draft)
    row, _ = actions.load(vn.ledger, vn.chief, draft)
    actions.release(vn.ledger, vn.chief, draft)
    row.save(using=vn.alias, force_insert=True)  # as the second officer's process read it before the first was done
    with pytest.raises(ActionRefused, match="state-decided"):
        actions.release(vn.ledger, vn.other_chief, draft)
    assert RequestState.objects.using(vn.alias).count() == 1


def test_two_officers_who_take_at_once_take_once(ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    kh = ministries["KH"]
    actions.take(kh.ledger, kh.desk, dossier)
    with pytest.raises(ActionRefused, match="state-taken"):
        actions.take(kh.ledger, kh.other_desk, dossier)


def test_nobody_releases_his_own_draft(ministries: Ministries) -> None:
    vn = ministries["VN"]
    draft = actions.save(vn.ledger, vn.chief, trace_form())
    actions.submit(vn.ledger, vn.chief, draft)
    with pytest.raises(ActionRefused, match="s12-second-officer"):
        actions.release(vn.ledger, vn.chief, draft)
    actions.release(vn.ledger, vn.other_chief, draft)


def test_a_returned_draft_is_changed_and_submitted_again(ministries: Ministries) -> None:
    vn = ministries["VN"]
    draft = actions.save(vn.ledger, vn.desk, trace_form())
    actions.submit(vn.ledger, vn.desk, draft)
    with pytest.raises(ActionRefused, match="state-submitted"):
        actions.save(vn.ledger, vn.desk, trace_form(text="khác"), draft)
    actions.send_back(vn.ledger, vn.chief, draft, Words("vi", "Thiếu năm sinh."))
    actions.save(vn.ledger, vn.desk, trace_form(text="khác"), draft)
    actions.submit(vn.ledger, vn.desk, draft)
    opened = actions.release(vn.ledger, vn.chief, draft)
    assert vn.ledger.content(opened.entry.id).text == "khác"


def test_an_incomplete_draft_says_everything_that_is_missing(ministries: Ministries) -> None:
    vn = ministries["VN"]
    draft = actions.save(vn.ledger, vn.desk, trace_form(offences=(), basis=(), neutrality={}))
    with pytest.raises(ActionRefused) as refused:
        actions.submit(vn.ledger, vn.desk, draft)
    assert {one.code for one in refused.value.problems} == {"s1-offence", "s1-basis", "s2-unanswered"}
    assert all(one.sentence for one in refused.value.problems)


def test_an_officer_of_another_office_sees_nothing(ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    kh = ministries["KH"]
    stranger = actions.Acting(kh.desk.officer, frozenset({"officer"}), "KH-GDI")
    with pytest.raises(NotPermitted, match="not-found"):
        actions.take(kh.ledger, stranger, dossier)
    actions.assign(kh.ledger, kh.chief, dossier, "KH-GDI")
    actions.take(kh.ledger, stranger, dossier)


def test_an_auditor_writes_nothing(ministries: Ministries) -> None:
    vn = ministries["VN"]
    auditor = actions.Acting(vn.desk.officer, frozenset({"auditor"}), vn.desk.office)
    with pytest.raises(NotPermitted):
        actions.save(vn.ledger, auditor, trace_form())


def test_references_count_by_party_and_year(ministries: Ministries) -> None:
    vn = ministries["VN"]
    vn.request()
    vn.request(missing_form(addressee="LA", to_office="LA-MPS"))
    vn.request()
    ministries.clock.go(days=365)
    vn.request()
    rows = RequestState.objects.using(vn.alias).order_by("opened_at", "reference").values_list("reference", flat=True)
    assert list(rows) == ["VN-KH-2026-0001", "VN-KH-2026-0002", "VN-LA-2026-0001", "VN-KH-2027-0001"]


def test_a_supplement_follows_the_whole_answer(ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    kh = ministries["KH"]
    with pytest.raises(ActionRefused, match="state-final"):
        kh.answer(dossier, scope="supplement")
    kh.answer(dossier)
    with pytest.raises(ActionRefused, match="state-final"):
        kh.answer(dossier)
    with pytest.raises(ActionRefused, match="state-final"):
        actions.extend(kh.ledger, kh.desk, dossier, "VOLUME", (MONDAY + timedelta(days=9)).date())
    kh.answer(dossier, "LEFT", "supplement")


def test_a_legal_yes_needs_two_reviewers_before_release(ministries: Ministries) -> None:
    from tests.capabilities.requests.ministries import neutral

    vn = ministries["VN"]
    form = trace_form(neutrality=neutral("STATUS"), review_reason="Vụ án kinh tế.")
    draft = actions.save(vn.ledger, vn.desk, form)
    actions.submit(vn.ledger, vn.desk, draft)
    with pytest.raises(ActionRefused, match="s2-review"):
        actions.release(vn.ledger, vn.chief, draft)
    for lawyer in vn.lawyers[:2]:
        actions.review(vn.ledger, lawyer, draft, Words("vi", "Không có động cơ chính trị."), agreed=True)
    opened = actions.release(vn.ledger, vn.chief, draft)
    ministries.settle()
    assert Entry.objects.using("ministry_kh").get(id=opened.entry.id).verdict == 0
    assert ministries["KH"].ledger.content(opened.entry.id).review_reason == "Vụ án kinh tế."


def test_one_reviewer_who_disagrees_holds_the_draft(ministries: Ministries) -> None:
    from tests.capabilities.requests.ministries import neutral

    vn = ministries["VN"]
    draft = actions.save(vn.ledger, vn.desk, trace_form(neutrality=neutral("POLITICAL"), review_reason="x"))
    actions.submit(vn.ledger, vn.desk, draft)
    for place, lawyer in enumerate(vn.lawyers):
        actions.review(vn.ledger, lawyer, draft, Words("vi", "y"), agreed=place != 1)
    with pytest.raises(ActionRefused, match="s2-review"):
        actions.release(vn.ledger, vn.chief, draft)
