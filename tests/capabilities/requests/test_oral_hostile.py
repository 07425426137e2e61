"""A party without the rules of calls gains nothing: what it then states is void at the other side."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from tests.capabilities.requests.calls import a_call
from tests.capabilities.requests.ministries import MONDAY, OFFICES, Ministries, Ministry, missing_form
from tests.capabilities.requests.test_attachments import photo
from tests.capabilities.requests.test_oral import called, record

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.actions import ActionRefused
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.attachments import attach
from tripoint.capabilities.requests.contents import Described, OpenedContent
from tripoint.capabilities.requests.oral.entries import CalledFacts
from tripoint.capabilities.requests.pairs import pairs_of
from tripoint.capabilities.requests.reading import reading
from tripoint.capabilities.requests.told import dossier as told
from tripoint.ledger.append import Draft
from tripoint.ledger.models import Entry
from tripoint.ledger.registry import TYPES, TypeRegistry
from tripoint.safeguards.offence_gate import Basis, Offence

A, B, C = "a" * 22, "b" * 22, "c" * 22


def without_rules(one: Ministry) -> Ministry:
    free = {name: dataclasses.replace(kind, rule=None, writers="any") for name, kind in TYPES.types.items()}
    one.ledger.types = TypeRegistry(free)
    return one


def call_facts(**changes: Any) -> CalledFacts:
    """Facts of a call that would be admitted, changed."""
    base = a_call().facts(
        party="VN", office=OFFICES["VN"], reference="VN-KH-2026-0001", author=A, day=MONDAY.date(), exercise=True
    )
    return base.model_copy(update=changes)


def record_draft(dossier: str, **changes: Any) -> Draft:
    """A record that would be admitted, changed."""
    form = missing_form(urgency="IMMEDIATE", urgency_ground="CHILD")
    facts = form.facts(
        party="VN", office=OFFICES["VN"], reference="VN-KH-2026-0001", author=A, released_by=B, review=None,
        exercise=True,
    )  # fmt: skip
    content = OpenedContent(
        language="vi", text="x", subjects=tuple(one.subject for one in form.subjects if one.subject)
    )
    return Draft(e.RECORDED, facts.model_copy(update=changes), content, dossier, (dossier,))


def code_at(party: str, entry: str) -> str:
    return Entry.objects.using(f"ministry_{party.lower()}").get(id=entry).code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"called_at": MONDAY - timedelta(hours=25)}, "oral-time"),
        ({"called_at": MONDAY + timedelta(hours=1)}, "oral-time"),
        pytest.param({"called_at": MONDAY.replace(tzinfo=None)}, "oral-time", marks=pytest.mark.filterwarnings("ignore")),
        ({"called_at": (MONDAY - timedelta(hours=1)).astimezone(timezone(timedelta(hours=14)))}, "oral-time"),
        ({"urgency": "NORMAL", "urgency_ground": None}, "oral-urgency"),
        ({"reference": "KH-VN-2026-0001"}, "reference"),
        ({"purpose": "CRIMINAL"}, "s1-offence"),
        ({"purpose": "CRIMINAL", "offences": (Offence(code="SCAM"),), "basis": ()}, "s1-basis"),
        ({"purpose": "CRIMINAL", "offences": (Offence(code="TERROR"),), "basis": (Basis(instrument="UNTOC"),)},
         "oral-review"),
        ({"purpose": "CRIMINAL", "offences": (Offence(code="SCAM"),), "basis": (Basis(instrument="VNLA-MLA98"),)},
         "s1-basis-binds"),
        ({"offences": (Offence(code="SCAM"),)}, "s1-offence-none"),
        ({"request_kind": "custody", "purpose": "HUMANITARIAN", "asks": ("CONSULATE",)}, "oral-ask"),
        ({"request_kind": "account", "purpose": "IDENTITY", "asks": ("SUBSCRIBER",)}, "kind-purpose"),
    ],
)  # fmt: skip
def test_a_call_without_its_safeguards_is_void(ministries: Ministries, changes: dict[str, Any], code: str) -> None:
    vn = without_rules(ministries["VN"])
    facts = call_facts(**changes)
    said = vn.ledger.append(vn.desk.author, [Draft(e.CALLED, facts, a_call().content(vn.desk))])[0]
    ministries.settle()
    assert code_at("KH", said.entry.id) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reference": "VN-KH-2026-0002"}, "oral-other"),
        ({"office": "VN-A06"}, "oral-other"),
        ({"to_office": "KH-NCB"}, "oral-other"),
        ({"purpose": "VICTIM"}, "oral-other"),
        ({"urgency": "URGENT"}, "oral-other"),
        ({"request_kind": "identity"}, "oral-other"),
        ({"participants": ("KH", "LA", "VN")}, "oral-other"),
        ({"released_by": A}, "s12-second-officer"),
        ({"neutrality": {}}, "s2-unanswered"),
        ({"subjects": ()}, "content"),
        ({"subjects": (e.SubjectFacts(role="SUSPECT"),)}, "s1-role"),
    ],
)
def test_a_record_says_what_was_called_and_owes_what_a_request_owes(
    ministries: Ministries, changes: dict[str, Any], code: str
) -> None:
    vn = ministries["VN"]
    dossier = called(vn)
    without_rules(vn)
    said = vn.ledger.append(vn.chief.author, [record_draft(dossier, **changes)])[0]
    ministries.settle()
    assert code_at("KH", said.entry.id) == code
    assert ministries["KH"].state(dossier).is_unrecorded


def test_the_officer_who_called_is_no_second_officer(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = called(vn)
    caller = vn.ledger.pseudonym(vn.desk.officer, dossier)
    without_rules(vn)
    said = vn.ledger.append(vn.chief.author, [record_draft(dossier, released_by=caller)])[0]
    ministries.settle()
    assert code_at("KH", said.entry.id) == "s12-second-officer"


def test_a_call_has_one_record(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = called(vn)
    first = record(vn, dossier)
    without_rules(vn)
    second = vn.ledger.append(vn.chief.author, [record_draft(dossier)])[0].entry.id
    ministries.settle()
    assert code_at("KH", second) == "state-recorded"
    assert kh.state(dossier).record == first


def test_only_who_called_records_and_only_a_call_is_recorded(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier, written = called(vn), vn.request()
    ministries.settle()
    without_rules(kh)
    theirs = kh.ledger.append(kh.chief.author, [record_draft(dossier)])[0].entry.id
    ministries.settle()
    assert code_at("VN", theirs) == "authority"
    free = {name: dataclasses.replace(kind, rule=None, re_any=True) for name, kind in TYPES.types.items()}
    vn.ledger.types = TypeRegistry(free)
    odd = vn.ledger.append(vn.chief.author, [record_draft(written)])[0].entry.id
    ministries.settle()
    assert code_at("KH", odd) == "re"


@pytest.mark.parametrize("scope", ["part", "whole"])
def test_an_answer_that_names_no_record_is_void_even_when_there_is_one(ministries: Ministries, scope: str) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = called(vn)
    ministries.settle()
    without_rules(kh)
    item = e.AnswerItem(
        subject=0, result="IDENTITY-YES", matched_by="document", handling="H0", source="A", information="1"
    )
    facts = e.AnsweredFacts(office=OFFICES["KH"], officer=A, scope=scope, items=(item,))
    before = kh.ledger.append(kh.desk.author, [Draft(e.ANSWERED, facts, None, dossier, (dossier,))])[0].entry.id
    entry = record(vn, dossier)
    ministries.settle()
    after = kh.ledger.append(kh.desk.author, [Draft(e.ANSWERED, facts, None, dossier, (dossier,))])[0].entry.id
    named = kh.ledger.append(kh.desk.author, [Draft(e.ANSWERED, facts, None, dossier, (dossier, entry))])[0].entry.id
    ministries.settle()
    assert [code_at("VN", one) for one in (before, after, named)] == ["oral-unrecorded", "oral-unrecorded", ""]
    assert vn.state(dossier).result == "IDENTITY-YES"


def test_a_ground_that_is_for_calls_refuses_no_written_request(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    written = vn.request()
    ministries.settle()
    without_rules(kh)
    facts = e.RefusedFacts(office=OFFICES["KH"], officer=A, ground="UNRECORDED")
    said = kh.ledger.append(kh.desk.author, [Draft(e.REFUSED, facts, None, written, (written,))])[0]
    ministries.settle()
    assert code_at("VN", said.entry.id) == "ground-purpose"


@pytest.mark.parametrize("when", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_a_call_at_either_end_of_the_calendar_stops_no_feed(ministries: Ministries, when: datetime) -> None:
    vn, kh = without_rules(ministries["VN"]), ministries["KH"]
    in_east = (
        [when.replace(tzinfo=timezone(timedelta(hours=14)))] if when.year > 1 else []
    )  # no node could state the other
    for called_at in (when, *in_east):
        draft = Draft(e.CALLED, call_facts(called_at=called_at), a_call().content(vn.desk))
        draft.retain = when.date()
        now, ministries.clock.now = ministries.clock.now, when
        said = vn.ledger.append(vn.desk.author, [draft])[0]
        ministries.clock.now = now
        assert ministries.carry("VN", "KH")
        row = Entry.objects.using(kh.alias).get(id=said.entry.id)
        if row.verdict == 0:
            seen = reading(kh.ledger, kh.desk, said.entry.id)
            assert list(pairs_of(seen.opening.facts, seen.opening.content, seen.answered))
            assert told(kh.ledger, seen).model_dump_json()
        else:
            assert row.code


def test_a_question_shows_nothing_from_records_before_the_record_has_come(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = called(vn)
    ministries.settle()
    file, _ = attach(kh.ledger, photo())
    words = Words("km", "", file)
    with pytest.raises(ActionRefused) as problem:
        actions.ask_back(kh.ledger, kh.desk, dossier, ["PHOTO"], words)
    assert {one.code for one in problem.value.problems} == {"oral-unrecorded"}
    rules, _ = kh.ledger.types, without_rules(kh)
    facts = e.AskedFacts(office=OFFICES["KH"], officer=A, asks=("PHOTO",), blobs=words.blobs)
    content = Described(**words.described(kh.desk))
    said = kh.ledger.append(kh.desk.author, [Draft(e.ASKED, facts, content, dossier, (dossier,))])[0].entry.id
    kh.ledger.types = rules
    record(vn, dossier)
    ministries.settle()
    assert code_at("VN", said) == "oral-unrecorded"
    asked = actions.ask_back(kh.ledger, kh.desk, dossier, ["PHOTO"], words)
    ministries.settle()
    assert code_at("VN", asked) == ""
    assert vn.state(dossier).phase == "clarification"
