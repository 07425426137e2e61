"""A request by telephone: it leaves on one officer's word, owes its record, and gets no answer before it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.capabilities.requests.calls import a_call
from tests.capabilities.requests.ministries import MONDAY, OFFICES, Ministries, Ministry, missing_form, officer

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.letter import letter_of
from tripoint.capabilities.requests.models import RequestDraft
from tripoint.capabilities.requests.permission import steps
from tripoint.capabilities.requests.reading import reading
from tripoint.ledger.models import Entry
from tripoint.ledger.rebuild import rebuild


def called(vn: Ministry, **changes: Any) -> str:
    return actions.call(vn.ledger, vn.desk, a_call(**changes)).entry.id


def complete(vn: Ministry, dossier: str, **changes: Any) -> UUID:
    """A complete draft of the record, submitted."""
    draft = actions.begin_record(vn.ledger, vn.desk, dossier)
    _row, begun = actions.load(vn.ledger, vn.desk, draft)
    owed = missing_form(
        call=dossier, **{name: getattr(begun, name) for name in ("purpose", "urgency", "urgency_ground")}
    )
    actions.save(vn.ledger, vn.desk, owed.model_copy(update=changes), draft)
    actions.submit(vn.ledger, vn.desk, draft)
    return draft


def record(vn: Ministry, dossier: str) -> str:
    """The call's record, released by the chief; returns its entry."""
    return actions.release(vn.ledger, vn.chief, complete(vn, dossier)).entry.id


def refusal(problem: pytest.ExceptionInfo[ActionRefused]) -> set[str]:
    return {one.code for one in problem.value.problems}


def test_a_call_leaves_at_once_and_its_record_opens_the_way_to_an_answer(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = called(vn)
    ministries.settle()
    row = kh.state(dossier)
    assert (row.purpose, row.urgency, row.phase, row.subjects) == ("MISSING", "IMMEDIATE", "received", 0)
    assert row.is_unrecorded
    assert row.record_due == MONDAY - timedelta(minutes=10) + timedelta(hours=24)
    assert row.due_at == MONDAY + timedelta(hours=8)  # the clock runs from the call's receipt
    assert "answer" not in steps(kh.desk, [row], "KH", False)
    with pytest.raises(ActionRefused) as problem:
        kh.answer(dossier)
    assert refusal(problem) == {"oral-unrecorded"}
    actions.take(kh.ledger, kh.desk, dossier)
    actions.ask_back(kh.ledger, kh.desk, dossier, ["PHOTO"], Words("km"))
    actions.extend(kh.ledger, kh.desk, dossier, "VOLUME", (MONDAY + timedelta(days=3)).date())

    ministries.clock.go(hours=3)
    entry = record(vn, dossier)
    ministries.settle()
    row = kh.state(dossier)
    assert (row.record, row.subjects, row.handling, row.is_unrecorded) == (entry, 1, "H1", False)
    found = reading(kh.ledger, kh.desk, dossier)
    assert found.stated.id == entry
    assert len(found.subjects) == 1
    kh.answer(dossier, "IDENTITY-YES")
    ministries.settle()
    assert vn.state(dossier).phase == "answered"
    assert vn.tables() == kh.tables()
    live = kh.tables()
    rebuild(kh.ledger)
    assert kh.tables() == live


def test_the_record_is_filled_in_from_the_call_and_goes_the_route(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = called(vn)
    draft = actions.begin_record(vn.ledger, vn.desk, dossier)
    assert actions.begin_record(vn.ledger, vn.desk, dossier) == draft  # gone on with, not begun anew
    _row, form = actions.load(vn.ledger, vn.desk, draft)
    assert (form.call, form.request_kind, form.purpose, form.to_office) == (dossier, "trace", "MISSING", OFFICES["KH"])
    assert form.asks == ("WHEREABOUTS",)
    assert form.text.startswith("Bé gái")
    with pytest.raises(ActionRefused) as problem:
        actions.submit(vn.ledger, vn.desk, draft)
    assert refusal(problem) == {"content"}  # a subject; the rest is told once there is one
    draft = complete(vn, dossier)
    with pytest.raises(NotPermitted):
        actions.release(vn.ledger, vn.desk, draft)
    actions.release(vn.ledger, vn.chief, draft)
    assert not RequestDraft.objects.using(vn.alias).exists()
    with pytest.raises(ActionRefused) as problem:
        actions.begin_record(vn.ledger, vn.desk, dossier)
    assert refusal(problem) == {"state-recorded"}


def test_who_called_does_not_release_the_record(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = actions.call(vn.ledger, vn.chief, a_call()).entry.id
    draft = complete(vn, dossier)
    with pytest.raises(ActionRefused) as problem:
        actions.release(vn.ledger, vn.chief, draft)
    assert refusal(problem) == {"oral-second"}
    assert actions.release(vn.ledger, vn.other_chief, draft).entry.type == e.RECORDED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"urgency": "NORMAL", "urgency_ground": None}, "oral-urgency"),
        ({"urgency_ground": None}, "urgency-ground"),
        ({"called_at": MONDAY - timedelta(hours=24, minutes=1)}, "oral-time"),
        ({"called_at": MONDAY + timedelta(minutes=1)}, "oral-time"),
        ({"purpose": "CRIMINAL"}, "s1-offence"),
        ({"offence": "SCAM"}, "s1-offence-none"),
        ({"purpose": "CRIMINAL", "offence": "TERROR"}, "oral-review"),
        ({"purpose": "CRIMINAL", "offence": "SCAM", "request_kind": "vehicle", "asks": ("HOLD",)}, "oral-ask"),
        ({"request_kind": "account", "purpose": "IDENTITY"}, "kind-purpose"),
        ({"request_kind": "local-help", "urgency": "URGENT"}, "help-urgency"),
        ({"text": "  "}, "required"),
        ({"to_office": "nowhere"}, "code"),
    ],
)
def test_what_a_call_may_not_ask(ministries: Ministries, changes: dict[str, Any], code: str) -> None:
    vn = ministries["VN"]
    with pytest.raises(ActionRefused) as problem:
        called(vn, **changes)
    assert code in refusal(problem)
    assert not Entry.objects.using(vn.alias).exists()


def test_what_a_call_stands_on_is_filled_in(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = called(vn, purpose="CRIMINAL", offence="SCAM", urgency="URGENT", urgency_ground="EVIDENCE")
    facts = reading(vn.ledger, vn.desk, dossier).opening_facts
    assert [(one.instrument, one.place) for one in facts.basis] == [("VNKH-MLA", "")]


def test_roles_and_offices(ministries: Ministries) -> None:
    vn = ministries["VN"]
    with pytest.raises(NotPermitted):
        actions.call(vn.ledger, vn.lawyers[0], a_call())
    dossier = called(vn)
    with pytest.raises(NotPermitted):
        actions.begin_record(vn.ledger, officer("VN", "officer", office="VN-A06"), dossier)


def test_calls_stay_the_exception(ministries: Ministries, monkeypatch: pytest.MonkeyPatch) -> None:
    from tripoint.capabilities.requests.actions import oral

    vn = ministries["VN"]
    plain = {"urgency": "URGENT", "urgency_ground": "EVIDENCE"}
    monkeypatch.setattr(oral, "MOST_A_DAY", 2)
    first = called(vn, **plain)
    with pytest.raises(ActionRefused) as problem:
        called(vn, **plain)  # the same, sent twice
    assert refusal(problem) == {"state-called"}
    called(vn, called_at=MONDAY - timedelta(minutes=9), **plain)
    with pytest.raises(ActionRefused) as problem:
        called(vn, called_at=MONDAY - timedelta(minutes=8), **plain)
    assert refusal(problem) == {"oral-many"}
    called(vn, called_at=MONDAY - timedelta(minutes=7))  # a child in danger
    ministries.clock.go(hours=25)
    now = ministries.clock.now
    with pytest.raises(ActionRefused) as problem:
        called(vn, called_at=now, **plain)
    assert refusal(problem) == {"oral-overdue"}
    record(vn, first)
    called(vn, called_at=now, **plain)


def test_an_addressee_may_refuse_a_call_whose_record_does_not_come(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier, written = called(vn), vn.request()
    ministries.settle()
    with pytest.raises(ActionRefused) as problem:
        actions.refuse(kh.ledger, kh.desk, written, "UNRECORDED", Words("km"))
    assert refusal(problem) == {"ground-purpose"}
    actions.refuse(kh.ledger, kh.desk, dossier, "UNRECORDED", Words("km"))
    ministries.settle()
    assert vn.state(dossier).refusal_ground == "UNRECORDED"
    record(vn, dossier)  # late, and not void
    ministries.settle()
    kh.answer(dossier, "IDENTITY-YES", "supplement")
    ministries.settle()
    assert vn.state(dossier).result == "IDENTITY-YES"


def test_no_record_follows_a_withdrawal(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = called(vn)
    actions.withdraw(vn.ledger, vn.desk, dossier, "FOUND")
    with pytest.raises(ActionRefused) as problem:
        record(vn, dossier)
    assert refusal(problem) == {"state-closed"}


def test_a_call_prints_as_a_letter_that_names_its_record(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = called(vn)
    letter = letter_of(vn.ledger, reading(vn.ledger, vn.desk, dossier), dossier)
    said = [value for block in letter.blocks for pair in block.pairs for value in pair.value.by_language.values()]
    assert "03/03/2026 08:50 UTC+07:00" in said  # until when the record is owed


def test_a_form_of_another_call_is_refused(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = called(vn)
    with pytest.raises(ActionRefused) as problem:
        complete(vn, dossier, purpose="VICTIM")
    assert "oral-other" in refusal(problem)
    with pytest.raises(NotPermitted):
        actions.save(vn.ledger, vn.desk, RequestForm(call="A" * 43))
