"""Each kind of request: released, arrived, answered and printed; and what a party without its rules gets for it."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from tests.capabilities.requests.kind_forms import ANSWERS, HELD, form_of
from tests.capabilities.requests.ministries import OFFICES, Ministries, Ministry, person

from tripoint import reference
from tripoint.capabilities.requests import actions, entries
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.contents import OpenedContent
from tripoint.capabilities.requests.form import Asked, RequestForm
from tripoint.capabilities.requests.kind_rules import LocalHelp
from tripoint.capabilities.requests.kinds import EVERY_PURPOSE, KINDS, KindName
from tripoint.capabilities.requests.letter import letter_of
from tripoint.capabilities.requests.reading import reading
from tripoint.documents.letter import print_letter
from tripoint.ledger.append import Draft
from tripoint.ledger.models import Entry
from tripoint.ledger.registry import TYPES, TypeRegistry
from tripoint.safeguards.consular_notice import Custody

A, B = "a" * 22, "b" * 22
EVERY_KIND = tuple(KINDS)


def items(kind: KindName, count: int = 1) -> list[entries.AnswerItem]:
    """An answer about each subject."""
    result, matched_by = ANSWERS[kind]
    return [
        entries.AnswerItem(
            subject=place, result=result, matched_by=matched_by, handling="H1", source="A", information="1"
        )
        for place in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_each_kind_is_asked_answered_and_printed(ministries: Ministries, kind: KindName) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request(form_of(kind))
    ministries.settle()
    assert kh.state(dossier).request_kind == kind
    count = max(1, kh.state(dossier).subjects)
    entry = actions.answer(kh.ledger, kh.desk, dossier, "whole", items(kind, count), Words("km", "ចម្លើយ"))
    ministries.settle()
    assert vn.state(dossier).result == ANSWERS[kind][0]
    assert vn.state(dossier).phase == "answered"
    found = reading(vn.ledger, vn.desk, dossier)
    for one in (dossier, entry):
        assert print_letter(letter_of(vn.ledger, found, one)).startswith(b"%PDF")


def test_every_kind_has_its_lists_and_purposes() -> None:
    assert {one.code for one in KINDS.values()} == {one.code for one in reference.codes("request_kinds")}
    assert {one.code.code for one in reference.purposes()} == EVERY_PURPOSE
    for kind in KINDS.values():
        assert kind.purposes <= EVERY_PURPOSE
        for ask in reference.codes(kind.asks):
            assert set(ask.words("purposes")) <= {"*", *EVERY_PURPOSE}
            assert {ask.more["coercive"], ask.more["consular"]} <= {"yes", "no"}
        for result in reference.codes(kind.results):
            assert {result.more["found"], result.more["address"]} <= {"yes", "no"}


def free(ministry: Ministry) -> None:
    """Takes the rules of requests out of a party's program."""
    kinds = {
        name: dataclasses.replace(kind, rule=None) if name.startswith("request.") else kind
        for name, kind in TYPES.types.items()
    }
    ministry.ledger.types = TypeRegistry(kinds)


def facts(form: RequestForm, **changes: Any) -> entries.OpenedFacts:
    """Facts that would be admitted, changed."""
    base = form.facts(
        party="VN", office=OFFICES["VN"], reference="VN-KH-2026-0001", author=A, released_by=B, review=None,
        exercise=True,
    )  # fmt: skip
    return base.model_copy(update=changes)


CUSTODY = Custody(
    subjects=(0,), since=HELD.since or date.min, province="VN-G80", notice="ASKED", told=HELD.told, by="PERSON"
)


def custody(**changes: Any) -> dict[str, Any]:
    """The custody of the one person, changed."""
    return {"custody": (CUSTODY.model_copy(update=changes),)}


def roles(*codes: str) -> dict[str, Any]:
    """Subjects in these roles."""
    return {"subjects": tuple(entries.SubjectFacts(role=code) for code in codes)}


HELP = {"help": LocalHelp(province="KH-12", life_in_danger=True)}
CASES: list[tuple[KindName, dict[str, Any], str]] = [
    ("account", {"purpose": "IDENTITY", "offences": (), "basis": ()}, "kind-purpose"),
    ("identity", {"asks": ("WHEREABOUTS",)}, "code"),
    ("information", {"purpose": "MISSING", "offences": (), "basis": (), **roles("MISSING")}, "s1-ask"),
    ("vehicle", {"asks": ("HOLD",)}, "s1-ask-coercive"),
    ("vehicle", roles("SUSPECT"), "subject-type"),
    ("vehicle", roles(), "content"),
    ("trace", roles("VEHICLE"), "subject-type"),
    ("trace", custody(), "s9-custody"),
    ("trace", HELP, "help"),
    ("custody", {"custody": ()}, "s9-custody"),
    ("custody", custody(subjects=(0, 0)), "s9-custody"),
    ("custody", custody(subjects=(1,)), "s9-custody"),
    ("custody", custody(since=date(2026, 3, 4)), "s9-since"),
    ("custody", custody(province="KH-12"), "s9-place"),
    ("custody", custody(province="VN-24"), "s9-place"),  # a province that no longer exists
    ("custody", custody(notice="PERHAPS"), "s9-notice"),
    ("custody", custody(told=None), "s9-told"),
    ("custody", custody(told=date(2026, 2, 26)), "s9-told"),
    ("custody", custody(by=None), "s9-by"),
    ("custody", custody(by="POLICE"), "s9-by"),
    ("custody", custody(notice="OPEN"), "s9-by"),
    ("custody", custody(notice="GIVEN"), "s9-by"),
    ("custody", custody(notice="DECLINED"), "s9-declined"),
    ("custody", custody(notice="OPEN", told=None, by=None), "s9-declined"),
    ("local-help", {"help": None}, "help-place"),
    ("local-help", {"help": LocalHelp(province="VN-G80", life_in_danger=True)}, "help-place"),
    ("local-help", {"urgency": "URGENT"}, "help-urgency"),
    ("local-help", {"urgency_ground": "LEAVING"}, "help-life"),
    ("local-help", {"asks": ("STOP",)}, "s1-ask"),
]


@pytest.mark.parametrize(("kind", "changes", "code"), CASES)
def test_a_request_without_what_its_kind_owes_is_void(
    ministries: Ministries, kind: KindName, changes: dict[str, Any], code: str
) -> None:
    vn = ministries["VN"]
    free(vn)
    content = OpenedContent(language="vi", text="x", subjects=(person(),))
    draft = Draft(entries.OPENED, facts(form_of(kind), **changes), content)
    said = vn.ledger.append(vn.chief.author, [draft])[0]
    ministries.settle()
    row = Entry.objects.using("ministry_kh").get(id=said.entry.id)
    assert (row.verdict, row.code) == (2, code)


def test_a_kind_is_not_admitted_under_rules_from_before_it(ministries: Ministries) -> None:
    vn = ministries["VN"]
    free(vn)
    vn.ledger.rules = "2026.1"
    content = OpenedContent(language="vi", text="x", subjects=(person(),))
    said = [
        vn.ledger.append(vn.chief.author, [Draft(entries.OPENED, facts(form_of(kind)), content)])[0]
        for kind in ("identity", "trace")
    ]
    ministries.settle()
    verdicts = [Entry.objects.using("ministry_kh").get(id=one.entry.id) for one in said]
    assert [(one.verdict, one.code) for one in verdicts] == [(2, "rules"), (0, "")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"result": "AT-ADDRESS"}, "s8-result"),  # of another kind
        ({"result": None}, "s8-result"),
        ({"result": "NO-RECORD", "ground": "BASIS"}, "s8-result"),
        ({"result": None, "ground": "BASIS", "matched_by": "photo"}, "s8-result"),
        ({"result": None, "ground": "WHIM"}, "code"),
        ({"result": None, "ground": "THRESHOLD"}, "ground-purpose"),
        ({"result": "IDENTITY-YES", "matched_by": "none"}, "s8-matched-by"),
    ],
)
def test_an_answer_of_another_kind_or_without_its_safeguards_is_void(
    ministries: Ministries, changes: dict[str, Any], code: str
) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request(form_of("identity"))
    ministries.settle()
    free(kh)
    item = items("identity")[0].model_copy(update={"matched_by": "none", **changes})
    told = entries.AnsweredFacts(office=OFFICES["KH"], officer=A, scope="whole", items=(item,))
    said = kh.ledger.append(kh.desk.author, [Draft(entries.ANSWERED, told, None, dossier, (dossier,))])[0]
    ministries.settle()
    assert Entry.objects.using("ministry_vn").get(id=said.entry.id).code == code
    assert vn.state(dossier).answered_at is None


def test_one_subject_is_refused_and_another_answered(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request(form_of("account"))
    ministries.settle()
    given = items("account")
    refused = entries.AnswerItem(subject=1, ground="NO-AUTHORISATION", handling="H1", source="A", information="1")
    actions.answer(kh.ledger, kh.desk, dossier, "whole", [*given, refused], Words("km"))
    ministries.settle()
    assert vn.state(dossier).phase == "answered"


def test_the_persons_of_one_raid_stand_in_one_custody(ministries: Ministries) -> None:
    people = tuple(
        Asked(role="ACCUSED", subject=person(f"Nguyễn Văn {number}"), held=HELD.model_copy(update={"place": str(number)}))
        for number in range(40)
    )  # fmt: skip
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request(form_of("custody", subjects=people))
    ministries.settle()
    opening = reading(kh.ledger, kh.desk, dossier).opening
    assert isinstance(opening.facts, entries.OpenedFacts)
    assert [one.subjects for one in opening.facts.custody] == [tuple(range(40))]
    assert isinstance(opening.content, OpenedContent)
    assert opening.content.held_at[39] == "39"


def test_a_draft_from_before_there_were_kinds_is_read() -> None:
    kept = '{"subjects":[{"role":"SUSPECT","person":{"schema":"Person","names":[{"script":"Latn","name":"A B"}]}}]}'
    form = RequestForm.model_validate_json(kept)
    assert form.subjects[0].person is not None
    assert RequestForm.model_validate_json(form.model_dump_json()) == form
