"""Originator control in a joint dossier: each party decides on its own items alone, and all see what was decided."""

from __future__ import annotations

import pytest
from tests.capabilities.requests.ministries import OFFICES, Ministries, officer
from tests.capabilities.requests.test_consent import (
    ABROAD,
    DANGER,
    EVIDENCE,
    SAID,
    SCAM_UNIT,
    graded,
    refused_as,
    tables,
)
from tests.capabilities.requests.test_hostile_author import A
from tests.capabilities.requests.test_several import free, to_both

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import NotPermitted
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.consent import entries as c
from tripoint.capabilities.requests.consent.held_back import kept_back, recalls
from tripoint.capabilities.requests.consent.models import ConsentAsk, EmergencyUse
from tripoint.capabilities.requests.reading import reading
from tripoint.ledger.append import Draft
from tripoint.ledger.models import ContentState, Entry
from tripoint.ledger.rebuild import rebuild

ALL = ("KH", "LA", "VN")


@pytest.fixture
def answered(ministries: Ministries) -> tuple[str, str, str]:
    """A joint request of Viet Nam's, and the answers of Cambodia and of Laos, each under H1."""
    dossier = ministries["VN"].request(to_both(joint=True))
    ministries.settle()
    answers = [ministries[code].answer(dossier, "NOT-FOUND", matched_by="none") for code in ("KH", "LA")]
    ministries.settle()
    return dossier, answers[0], answers[1]


def test_the_owner_of_an_item_is_asked_and_its_word_is_for_that_item_and_asker_alone(
    ministries: Ministries, answered: tuple[str, str, str]
) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    dossier, of_kh, of_la = answered
    assert set(kept_back(vn.ledger, dossier, EVIDENCE)) == {of_kh, of_la}
    assert set(kept_back(la.ledger, dossier, EVIDENCE)) == {dossier, of_kh}
    asked = actions.ask_consent(la.ledger, la.desk, dossier, of_kh, EVIDENCE, SAID)
    ministries.settle()
    for one in (vn, la):  # the opener, and who asks
        given = (one.ledger, one.chief, dossier, asked, "given", (), Words("vi"))
        assert refused_as(actions.answer_consent, *given) == "consent-owner"
    actions.answer_consent(kh.ledger, kh.chief, dossier, asked, "given", ("NO-SOURCE",), Words("km"))
    ministries.settle()
    assert kept_back(la.ledger, dossier, EVIDENCE) == [dossier]  # Viet Nam has said nothing of its own item
    assert set(kept_back(vn.ledger, dossier, EVIDENCE)) == {of_kh, of_la}  # it was not asked for Viet Nam
    assert tables(vn) == tables(kh) == tables(la)
    for one in (vn, kh, la):
        live = tables(one)
        rebuild(one.ledger)
        assert tables(one) == live


def test_an_opener_that_writes_consent_in_an_addressee_s_place_frees_nothing(
    ministries: Ministries, answered: tuple[str, str, str]
) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    dossier, of_kh, _ = answered
    asked = actions.ask_consent(la.ledger, la.desk, dossier, of_kh, EVIDENCE, SAID)
    ministries.settle()
    free(vn)
    facts = c.ConsentAnsweredFacts(office=OFFICES["VN"], officer=A, asked=asked, decision="given")
    forged = vn.ledger.append(vn.chief.author, [Draft(c.ANSWERED, facts, None, dossier, (asked, of_kh))])[0].entry.id
    ministries.settle()
    for one in (kh, la):
        found = Entry.objects.using(one.alias).get(id=forged)
        assert (found.verdict, found.code) == (2, "consent-owner")
        assert ConsentAsk.objects.using(one.alias).get().decision == ""
    assert of_kh in kept_back(la.ledger, dossier, EVIDENCE)


def test_what_one_addressee_marked_h2_keeps_the_dossier_from_offices_of_another(ministries: Ministries) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    dossier = vn.request(to_both(joint=True, graded=graded("H0")))
    ministries.settle()
    actions.share(kh.ledger, kh.desk, dossier, "KH-NCB", DANGER)
    word = actions.message(la.ledger, la.desk, dossier, Words("lo", "ຂໍ້ມູນ"), graded("H2"))
    ministries.settle()
    assert refused_as(actions.share, kh.ledger, kh.desk, dossier, "KH-GDI", DANGER) == "consent-onward"
    asked = actions.ask_consent(kh.ledger, kh.desk, dossier, word, SCAM_UNIT, DANGER)
    ministries.settle()
    given = (vn.ledger, vn.chief, dossier, asked, "given", (), Words("vi"))
    assert refused_as(actions.answer_consent, *given) == "consent-owner"
    actions.answer_consent(la.ledger, la.chief, dossier, asked, "given", (), Words("lo"))
    ministries.settle()
    actions.share(kh.ledger, kh.desk, dossier, "KH-GDI", DANGER)
    assert reading(kh.ledger, officer("KH", "officer", office="KH-GDI"), dossier).shared_with == ("KH-GDI", "KH-NCB")
    assert kept_back(vn.ledger, dossier, ABROAD) == [word]


def test_a_recall_binds_every_other_party_and_all_see_who_has_complied(
    ministries: Ministries, answered: tuple[str, str, str]
) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    dossier, of_kh, of_la = answered
    for one in (vn, la):
        with pytest.raises(NotPermitted):
            actions.recall(one.ledger, one.chief, dossier, of_kh, "recall")
    actions.recall(kh.ledger, kh.chief, dossier, of_kh, "correction")
    ministries.settle(("KH", "VN"))  # Laos cannot be reached
    (found,) = recalls(vn.ledger, dossier, ALL)
    assert [(one.party, one.complied_at is not None) for one in found.holders] == [("LA", False), ("VN", True)]
    ministries.settle()
    for one in (vn, kh, la):
        (found,) = recalls(one.ledger, dossier, ALL)
        assert [(holder.party, holder.complied_at is not None) for holder in found.holders] == [
            ("LA", True),
            ("VN", True),
        ]
        states = dict(Entry.objects.using(one.alias).filter(id__in=(of_kh, of_la)).values_list("id", "content_state"))
        assert states == {of_kh: ContentState.ERASED, of_la: ContentState.PRESENT}
    right = kh.answer(dossier, "NOT-FOUND", scope="supplement", matched_by="none")
    ministries.settle()
    assert Entry.objects.using(la.alias).get(id=right).content_state == ContentState.PRESENT


def test_a_use_for_a_life_frees_it_for_who_stated_it_and_its_owner_is_told(
    ministries: Ministries, answered: tuple[str, str, str]
) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    dossier, of_kh, of_la = answered
    proposal = actions.propose_emergency_use(la.ledger, la.chief, dossier, of_kh, EVIDENCE, DANGER)
    actions.decide_emergency_use(la.ledger, la.other_chief, dossier, proposal, agreed=True)
    ministries.settle()
    for one in (vn, kh, la):
        used = EmergencyUse.objects.using(one.alias).get()
        assert (used.party, used.item) == ("LA", of_kh)
    assert kept_back(la.ledger, dossier, EVIDENCE) == [dossier]
    assert set(kept_back(vn.ledger, dossier, EVIDENCE)) == {of_kh, of_la}
