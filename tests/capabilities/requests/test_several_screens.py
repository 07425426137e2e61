"""A joint dossier on the pages of a node whose two partners run too: questions, consent, copies, what is seen by whom."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.capabilities.requests.ministries import OFFICES, Ministries, officer, trace_form
from tests.capabilities.requests.test_consent import EVIDENCE, SAID, graded
from tests.capabilities.requests.test_pages import DESK, node, signed_in
from tests.capabilities.requests.three import asked, from_us, three, to_us
from tests.web.people import someone

from tripoint.audit.models import ReadLog
from tripoint.capabilities.arrangements.declared_entries import Declaration
from tripoint.capabilities.arrangements.offices_actions import decide_offices, propose_offices
from tripoint.capabilities.border.actions.hand_over import standing
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.consent.models import ConsentAsk
from tripoint.capabilities.requests.letter import letter_of
from tripoint.capabilities.requests.models import Clarification, Phase, RequestState
from tripoint.capabilities.requests.permission import acting
from tripoint.capabilities.requests.reading import reading
from tripoint.directory.models import Role

__all__ = ["asked", "node", "three"]
REPLY = {"text": "ព័ត៌មាន", "handling": "H1", "source": "A", "information": "1"}


@pytest.mark.parametrize("joint", [True, False])
def test_the_officer_sees_both_questions_and_chooses_which_is_answered(three: Ministries, joint: bool) -> None:
    kh, vn, other = three["KH"], three["VN"], three["LA" if joint else "VN"]
    dossier = kh.request(from_us() if joint else trace_form(addressee="VN", to_office=OFFICES["VN"]))
    three.settle()
    first = actions.ask_back(vn.ledger, vn.desk, dossier, ["PHOTO"], Words("vi", "Ảnh mới nhất?"))
    three.clock.go(seconds=1)
    second = actions.ask_back(other.ledger, other.desk, dossier, ["OTHER"], Words("en", "Which scar?"))
    three.settle()
    desk, place = signed_in(someone((Role.OFFICER,), "desk")), f"/requests/{dossier}/give"
    shown = desk.get(f"/requests/{dossier}")
    assert f"{place}?asked={second}" in shown.content.decode()
    assert shown.context["clock"].words.startswith(("LA · ", "VN · ")) is joint  # with whom it presses
    page = desk.get(f"{place}?asked={second}").content.decode()
    assert "Ảnh mới nhất?" in page
    assert "Which scar?" in page
    ticked = [tag for tag in re.findall(r"<input[^>]*>", page) if 'name="asked"' in tag and "checked" in tag]
    assert len(ticked) == 1
    assert second in ticked[0]
    assert desk.post(place, REPLY).status_code == 422  # it must be said
    assert desk.post(place, {**REPLY, "asked": second}).status_code == 302
    given = dict(Clarification.objects.values_list("asked", "given"))
    assert [bool(given[one]) for one in (first, second)] == [False, True]
    three.settle()
    assert Clarification.objects.using(other.alias).get(asked=second).given
    assert {row.addressee: row.phase for row in RequestState.objects.all()}["VN"] == Phase.CLARIFICATION
    assert desk.post(place, {**REPLY, "asked": second}).status_code == 422  # a form that was opened before
    alone = desk.get(place).content.decode()
    assert f'type="hidden" name="asked" value="{first}"' in alone
    assert "Which scar?" not in alone
    assert desk.post(place, {**REPLY, "asked": first}).status_code == 302
    replies = dict(Clarification.objects.values_list("asked", "given"))
    found = reading(kh.ledger, kh.desk, dossier)
    letters = [letter_of(kh.ledger, found, replies[one]).addressee.party for one in (first, second)]
    assert letters == ["VN", other.code]  # to who asked, and not to whom the clock presses


def test_today_names_who_asks_for_consent_and_what_is_asked_of_another_is_not_ours(
    three: Ministries, asked: str
) -> None:
    vn, la = three["VN"], three["LA"]
    word = actions.message(vn.ledger, vn.desk, asked, Words("vi", "Tin"), graded("H1"))
    three.settle()
    actions.ask_consent(la.ledger, la.desk, asked, word, EVIDENCE, SAID)
    three.settle()
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    assert "A partner asks for your consent" not in chief.get("/").content.decode()
    assert f"/requests/{asked}/answer-consent" not in chief.get(f"/requests/{asked}").content.decode()
    for one in (vn, la):
        actions.ask_consent(one.ledger, one.desk, asked, asked, EVIDENCE, SAID)
    three.settle()
    lines = [line for line in rows_of_today(chief) if line.address.endswith("/answer-consent")]
    assert sorted(line.party for line in lines) == ["LA", "VN"]
    page = chief.get(f"/requests/{asked}/ask-consent").content.decode()
    assert "VN · Message · H1" in page  # whose it is


def test_a_dossier_file_for_evidence_waits_for_the_consent_of_each_owner(three: Ministries, asked: str) -> None:
    owners = [three[code] for code in ("LA", "VN")]
    answers = {one.code: one.answer(asked, "NOT-FOUND", matched_by="none") for one in owners}
    three.settle()
    client, take = signed_in(someone((Role.SUPERVISOR,), "chief")), f"/requests/{asked}/file-for"
    for place, one in enumerate(owners):
        refused = client.post(take, {"use": "EVIDENCE"})
        assert refused.status_code == 422
        items = [str(item).partition(" · ")[0] for item in refused.context["items"]]
        assert items == [later.code for later in owners[place:]]  # whose answers hold it back
        said = {"item": answers[one.code], "use": "EVIDENCE", "text": "សម្រាប់តុលាការ"}
        assert client.post(f"/requests/{asked}/ask-consent", said).status_code == 302
        three.settle()
        ask = ConsentAsk.objects.get(item=answers[one.code]).entry
        actions.answer_consent(one.ledger, one.chief, asked, ask, "given", (), Words("en"))
        three.settle()
    assert client.post(take, {"use": "EVIDENCE"}).status_code == 200


def rows_of_today(client: Any) -> list[Any]:
    """What stands on Today."""
    found = client.get("/").context["sections"]
    return [row for listing in found.values() for row in listing.rows]


def test_a_joint_request_is_one_line_for_each_answer_and_raised_once(three: Ministries, asked: str) -> None:
    kh = three["KH"]
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    actions.raise_at_home(kh.ledger, kh.desk, asked, Words("km", "x"))
    about = [row for row in rows_of_today(chief) if row.address == f"/requests/{asked}"]
    assert sorted(row.party for row in about if row.towards) == ["LA", "VN"]  # two answers are waited for
    assert len([row for row in about if "Raised" in str(row.title)]) == 1
    three["VN"].answer(asked, "NOT-FOUND", matched_by="none")
    three.settle()
    about = [row for row in rows_of_today(chief) if row.address == f"/requests/{asked}"]
    assert [row.party for row in about if row.towards] == ["LA"]


def test_an_addressee_hands_over_a_joint_request_once_and_reads_the_others_statements(
    three: Ministries,
) -> None:
    dossier = three["VN"].request(to_us())
    three.settle()
    assert [row.dossier for row in standing(three["KH"].ledger, DESK).open] == [dossier]
    desk = signed_in(someone((Role.OFFICER,), "desk"))
    page = desk.get(f"/requests/{dossier}").content.decode()
    assert set(ReadLog.objects.filter(dossier=dossier).values_list("party", flat=True)) == {"LA", "VN"}
    assert "Addressed to" in page  # Laos has not said where it is
    assert "No statement yet" in page
    assert page.count("A joint dossier: every party of it sees this.") == 1  # beside the message
    for step, told in (("ask-back", True), ("answer", True), ("note", False), ("share", False)):
        assert ("every party of it sees this" in desk.get(f"/requests/{dossier}/{step}").content.decode()) is told
    actions.take(three["LA"].ledger, three["LA"].desk, dossier)
    three.settle()
    assert "Addressed to" not in desk.get(f"/requests/{dossier}").content.decode()


def test_the_form_names_each_other_party_once_and_says_of_none_that_it_is_not_asked(three: Ministries) -> None:
    page = signed_in(someone((Role.OFFICER,), "desk")).get("/requests/new/trace").content.decode()
    asked_too = page.partition("Ask other parties too")[2].partition("</details>")[0]
    for name in ("Ministry of Public Security", "Ministry of Public Security of Laos"):
        assert asked_too.count(f">{name}<") == 1
    assert "Not asked" not in asked_too


def test_the_form_shows_the_route_that_the_other_addressee_asks_for(three: Ministries) -> None:
    kh, desk = three["KH"], someone((Role.OFFICER,), "desk")
    says = Declaration(entry_office="KH-NCB", centre="KH-NCB")
    proposal = propose_offices(kh.ledger, officer("KH", "administrator"), says, ("LA",))
    decide_offices(kh.ledger, kh.chief, proposal, agreed=True)
    three.settle()
    draft = actions.save(kh.ledger, acting(desk, desk.holdings.get().post), from_us())
    page = signed_in(desk).get(f"/requests/draft/{draft}")
    assert len(page.context["steps"]) == 2  # Laos is told that this office sends by way of the centre; Viet Nam is not
    assert page.context["form"].place_for("also.LA") == "also_LA"


def test_a_dossier_between_two_says_nothing_of_other_parties(three: Ministries) -> None:
    dossier = three["VN"].request(trace_form(to_office=DESK))
    three.settle()
    desk = signed_in(someone((Role.OFFICER,), "desk"))
    for step in ("", "/ask-back"):
        assert "A joint dossier" not in desk.get(f"/requests/{dossier}{step}").content.decode()
