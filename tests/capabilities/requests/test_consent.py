"""Originator control: the owner of an item decides what else is done with it, and hears at once where a life decided."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from tests.capabilities.requests.ministries import OFFICES, Ministries, Ministry, officer, trace_form

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.consent import entries as c
from tripoint.capabilities.requests.consent.held_back import kept_back, recalls
from tripoint.capabilities.requests.consent.models import ConsentAsk, EmergencyProposal, EmergencyUse
from tripoint.capabilities.requests.contents import Described
from tripoint.capabilities.requests.reading import reading
from tripoint.ledger.append import Draft
from tripoint.ledger.models import ContentState, Entry
from tripoint.ledger.rebuild import rebuild
from tripoint.ledger.registry import TYPES, TypeRegistry
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.onward_use import Use

A, B = "a" * 22, "b" * 22
EVIDENCE = Use(use="EVIDENCE")
SCAM_UNIT = Use(use="ONWARD", recipient="OWN-OFFICE", to_office="KH-GDI")
ABROAD = Use(use="ONWARD", recipient="THIRD-STATE")
VICTIM = Use(use="PURPOSE", purpose="VICTIM")
SAID = Words("vi", "Cần cho phiên tòa.")
DANGER = Words("km", "ជនរងគ្រោះត្រូវបានគំរាមសម្លាប់")


def graded(handling: str) -> Graded:
    """A handling code with a usual evaluation."""
    return Graded(handling=handling, source="B", information="2")


@pytest.fixture
def answered(ministries: Ministries) -> tuple[str, str]:
    """A request of Viet Nam and Cambodia's answer under H1: the dossier, the answer."""
    dossier = ministries["VN"].request()
    ministries.settle()
    answer = ministries["KH"].answer(dossier)
    ministries.settle()
    return dossier, answer


def refused_as(act: Any, *given: Any, **named: Any) -> str:
    """The code with which an action is refused."""
    with pytest.raises(ActionRefused) as refused:
        act(*given, **named)
    return refused.value.problems[0].code


def tables(one: Ministry) -> list[Any]:
    """What is projected, in comparable form."""
    models = (ConsentAsk, EmergencyUse, EmergencyProposal)
    return [list(model.objects.using(one.alias).order_by("entry").values()) for model in models]


def test_evidence_is_kept_back_until_the_owner_consents_to_just_that(
    ministries: Ministries, answered: tuple[str, str]
) -> None:
    (dossier, answer), vn, kh = answered, ministries["VN"], ministries["KH"]
    assert kept_back(vn.ledger, dossier, EVIDENCE) == [answer]
    assert kept_back(vn.ledger, dossier, ABROAD) == []  # H1 says nothing of it
    asked = actions.ask_consent(vn.ledger, vn.desk, dossier, answer, EVIDENCE, SAID)
    assert refused_as(actions.ask_consent, vn.ledger, vn.desk, dossier, answer, EVIDENCE, SAID) == "consent-waits"
    assert refused_as(actions.ask_consent, vn.ledger, vn.desk, dossier, answer, ABROAD, SAID) == "consent-free"
    other = actions.ask_consent(vn.ledger, vn.desk, dossier, answer, VICTIM, SAID)
    ministries.settle()
    with pytest.raises(NotPermitted):
        actions.answer_consent(kh.ledger, kh.desk, dossier, asked, "given", (), Words("km"))
    refused = refused_as(actions.answer_consent, kh.ledger, kh.chief, dossier, asked, "denied", ("SUMMARY",), SAID)
    assert refused == "consent-conditions"
    actions.answer_consent(kh.ledger, kh.chief, dossier, other, "denied", (), Words("km"))
    actions.answer_consent(kh.ledger, kh.chief, dossier, asked, "given", ("NO-SOURCE",), Words("km"))
    again = refused_as(actions.answer_consent, kh.ledger, kh.chief, dossier, asked, "denied", (), Words("km"))
    assert again == "consent-answered"
    ministries.settle()
    assert kept_back(vn.ledger, dossier, EVIDENCE) == []
    assert kept_back(vn.ledger, dossier, VICTIM) == [answer]
    assert kept_back(kh.ledger, dossier, EVIDENCE) == [dossier]  # the consent was the asker's, for its one item
    assert tables(vn) == tables(kh)
    for one in (vn, kh):
        live = tables(one)
        assert [(row["decision"], row["conditions"]) for row in live[0] if row["use"] == "EVIDENCE"] == [
            ("given", ["NO-SOURCE"])
        ]
        rebuild(one.ledger)
        assert tables(one) == live


def test_what_is_marked_h2_goes_to_no_other_office_without_consent(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request(trace_form(graded=graded("H2")))
    ministries.settle()
    for act, more in ((actions.assign, ()), (actions.share, (DANGER,))):
        assert refused_as(act, kh.ledger, kh.desk, dossier, "KH-GDI", *more) == "consent-onward"
    asked = actions.ask_consent(kh.ledger, kh.desk, dossier, dossier, SCAM_UNIT, DANGER)
    ministries.settle()
    actions.answer_consent(vn.ledger, vn.chief, dossier, asked, "given", (), Words("vi"))
    ministries.settle()
    assert refused_as(actions.share, kh.ledger, kh.desk, dossier, "KH-NCB", DANGER) == "consent-onward"
    actions.share(kh.ledger, kh.desk, dossier, "KH-GDI", DANGER)
    assert reading(kh.ledger, officer("KH", "officer", office="KH-GDI"), dossier).shared_with == ("KH-GDI",)


def test_two_officers_override_for_a_life_and_the_owner_hears_of_it(
    ministries: Ministries, answered: tuple[str, str]
) -> None:
    (dossier, answer), vn, kh = answered, ministries["VN"], ministries["KH"]
    propose = actions.propose_emergency_use
    assert refused_as(propose, vn.ledger, vn.chief, dossier, answer, EVIDENCE, Words("vi")) == "consent-danger"
    assert refused_as(propose, vn.ledger, vn.chief, dossier, answer, ABROAD, SAID) == "consent-free"
    proposal = propose(vn.ledger, vn.chief, dossier, answer, EVIDENCE, SAID)
    ministries.settle()
    assert kept_back(vn.ledger, dossier, EVIDENCE) == [answer]
    assert not Entry.objects.using(kh.alias).filter(type=c.USED).exists()
    decide = actions.decide_emergency_use
    assert refused_as(decide, vn.ledger, vn.chief, dossier, proposal, agreed=True) == "s12-second-officer"
    with pytest.raises(NotPermitted):
        decide(vn.ledger, vn.other_desk, dossier, proposal, agreed=True)
    decide(vn.ledger, vn.other_chief, dossier, proposal, agreed=True)
    assert refused_as(decide, vn.ledger, vn.other_chief, dossier, proposal, agreed=False) == "consent-answered"
    assert kept_back(vn.ledger, dossier, EVIDENCE) == []
    ministries.settle()
    line = next(one for one in reading(kh.ledger, kh.desk, dossier).lines if one.type == c.USED)
    assert isinstance(line.content, Described)
    assert line.content.text == SAID.text
    assert tables(vn)[:2] == tables(kh)[:2]
    live = tables(vn)
    assert [row["decided"] for row in live[2]] == [True]
    rebuild(vn.ledger)
    assert tables(vn) == live


def test_a_use_that_the_second_officer_denies_is_not_told_and_not_free(
    ministries: Ministries, answered: tuple[str, str]
) -> None:
    (dossier, answer), vn = answered, ministries["VN"]
    proposal = actions.propose_emergency_use(vn.ledger, vn.desk, dossier, answer, EVIDENCE, SAID)
    actions.decide_emergency_use(vn.ledger, vn.chief, dossier, proposal, agreed=False)
    assert kept_back(vn.ledger, dossier, EVIDENCE) == [answer]
    assert not Entry.objects.using(vn.alias).filter(type=c.USED).exists()


def test_a_recall_reaches_the_holder_and_says_when_it_complied(
    ministries: Ministries, answered: tuple[str, str]
) -> None:
    (dossier, answer), vn, kh = answered, ministries["VN"], ministries["KH"]
    for who, entry in ((kh.desk, answer), (kh.chief, dossier)):  # no supervisor; not the own statement
        with pytest.raises(NotPermitted):
            actions.recall(kh.ledger, who, dossier, entry, "recall")
    erasure = actions.recall(kh.ledger, kh.chief, dossier, answer, "correction")
    parties = ("KH", "VN")
    assert [(one.id, one.erased, one.holders[0].complied_at) for one in recalls(kh.ledger, dossier, parties)] == [
        (erasure, answer, None)
    ]
    ministries.settle()
    for one in (kh, vn):
        (found,) = recalls(one.ledger, dossier, parties)
        assert [(holder.party, holder.complied_at is not None) for holder in found.holders] == [("VN", True)]
        assert Entry.objects.using(one.alias).get(id=answer).content_state == ContentState.ERASED


@pytest.fixture
def hostile(ministries: Ministries) -> Ministry:
    """Viet Nam's program without any rule or bound of requests."""
    vn = ministries["VN"]
    vn.ledger.types = TypeRegistry({
        name: dataclasses.replace(kind, rule=None) if name.startswith("request.") else kind
        for name, kind in TYPES.types.items()
    })  # fmt: skip
    return vn


def at_home(entry: str) -> tuple[int, str]:
    """Cambodia's verdict."""
    row = Entry.objects.using("ministry_kh").get(id=entry)
    return row.verdict, row.code


def ask(item: str, what: Use = EVIDENCE) -> c.ConsentAskedFacts:
    """Facts of an ask of Viet Nam's."""
    return c.ConsentAskedFacts(office=OFFICES["VN"], officer=A, item=item, what=what)


def consent(asked: str, **changes: Any) -> c.ConsentAnsweredFacts:
    """Facts of a consent in Viet Nam's name."""
    return c.ConsentAnsweredFacts(office=OFFICES["VN"], officer=A, asked=asked, **{"decision": "given", **changes})


def test_consent_that_the_asker_forges_is_void_and_frees_nothing(
    ministries: Ministries, hostile: Ministry, answered: tuple[str, str]
) -> None:
    dossier, answer = answered
    author = hostile.chief.author
    asked = hostile.ledger.append(author, [Draft(c.ASKED, ask(answer), None, dossier, (answer,))])[0].entry.id
    drafts = [
        Draft(c.ANSWERED, consent(asked), None, dossier, (asked, answer)),  # the partner's item
        Draft(c.ANSWERED, consent(asked), None, dossier, (asked, dossier)),  # an own item instead
    ]
    forged = [one.entry.id for one in hostile.ledger.append(author, drafts)]
    ministries.settle()
    assert [at_home(one) for one in (asked, *forged)] == [(0, ""), (2, "consent-owner"), (2, "re")]
    row = ConsentAsk.objects.using("ministry_kh").get()
    assert (row.decision, row.answer) == ("", "")


def test_an_owner_answers_once_for_the_entry_asked_about_with_known_conditions(
    ministries: Ministries, hostile: Ministry, answered: tuple[str, str]
) -> None:
    (dossier, _answer), kh = answered, ministries["KH"]
    asks = [
        actions.ask_consent(kh.ledger, kh.desk, dossier, dossier, what, DANGER) for what in (EVIDENCE, VICTIM)
    ]  # fmt: skip
    ministries.settle()
    wrong = [
        (consent(asks[0]), (asks[1], dossier), "re"),  # names another ask than it answers
        (consent(asks[0], conditions=("TORTURE",)), (asks[0], dossier), "code"),
        (consent(asks[0], decision="denied", conditions=("SUMMARY",)), (asks[0], dossier), "consent-conditions"),
        (consent(asks[1]), (asks[1], dossier), ""),
        (consent(asks[1], decision="denied"), (asks[1], dossier), "consent-answered"),
    ]
    stated = hostile.ledger.append(
        hostile.chief.author, [Draft(c.ANSWERED, facts, None, dossier, re) for facts, re, _ in wrong]
    )
    ministries.settle()
    assert [at_home(one.entry.id)[1] for one in stated] == [code for _, _, code in wrong]
    assert ConsentAsk.objects.using(kh.alias).get(pk=asks[1]).decision == "given"
    assert ConsentAsk.objects.using(kh.alias).get(pk=asks[0]).decision == ""


def test_an_ask_or_a_use_that_breaks_a_rule_is_void_at_the_owner(
    ministries: Ministries, hostile: Ministry, answered: tuple[str, str]
) -> None:
    dossier, answer = answered
    said = Described(language="vi", text="x")
    used = c.UsedFacts(office=OFFICES["VN"], officer=A, item=answer, what=EVIDENCE, released_by=B)
    wrong: list[tuple[Draft, str]] = [
        (Draft(c.ASKED, ask(answer), None, dossier, (dossier,)), "re"),
        (Draft(c.ASKED, ask(dossier), None, dossier, (dossier,)), "consent-owner"),
        (Draft(c.ASKED, ask(answer, ABROAD), None, dossier, (answer,)), "consent-free"),
        (Draft(c.ASKED, ask(answer, Use(use="RANSOM")), None, dossier, (answer,)), "s7-use"),
        (Draft(c.ASKED, ask(answer, Use(use="ONWARD")), None, dossier, (answer,)), "s7-recipient"),
        (Draft(c.ASKED, ask(answer, Use(use="PURPOSE", purpose="CRIMINAL")), None, dossier, (answer,)), "s7-purpose"),
        (Draft(c.USED, used.model_copy(update={"released_by": A}), said, dossier, (answer,)), "s12-second-officer"),
        (Draft(c.USED, used, None, dossier, (answer,)), "consent-danger"),
        (Draft(c.USED, used.model_copy(update={"what": ABROAD}), said, dossier, (answer,)), "consent-free"),
        (Draft(c.USED, used, said, dossier, (dossier,)), "re"),
    ]
    stated = hostile.ledger.append(hostile.chief.author, [draft for draft, _ in wrong])
    ministries.settle()
    assert [at_home(one.entry.id) for one in stated] == [(2, code) for _, code in wrong]
    assert not ConsentAsk.objects.using("ministry_kh").exists()
    assert not EmergencyUse.objects.using("ministry_kh").exists()
