"""A party that takes the safeguards out of its own program gains nothing: its entries are void at the receiver."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from tests.capabilities.requests.ministries import OFFICES, Ministries, Ministry, neutral, person, trace_form

from tripoint.capabilities.requests import actions, entries
from tripoint.capabilities.requests.contents import OpenedContent
from tripoint.capabilities.requests.models import RequestState
from tripoint.ledger.append import Draft
from tripoint.ledger.models import ContentState, Entry
from tripoint.ledger.registry import TYPES, TypeRegistry
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.offence_gate import Basis, Offence, Penalty

A, B, C = "a" * 22, "b" * 22, "c" * 22


@pytest.fixture
def hostile(ministries: Ministries) -> Ministry:
    """Viet Nam's program without any rule of requests."""
    vn = ministries["VN"]
    free = {
        name: dataclasses.replace(kind, rule=None) if name.startswith("request.") else kind
        for name, kind in TYPES.types.items()
    }
    vn.ledger.types = TypeRegistry(free)
    return vn


def facts(**changes: Any) -> entries.OpenedFacts:
    """Facts that would be admitted, changed."""
    base = trace_form().facts(
        party="VN", office=OFFICES["VN"], reference="VN-KH-2026-0001", author=A, released_by=B, review=None,
        exercise=True,
    )  # fmt: skip
    return base.model_copy(update=changes)


CONTENT = OpenedContent(language="vi", text="x", subjects=(person(),))
FREE_OF_OFFENCE = {
    "purpose": "MISSING",
    "offences": (),
    "basis": (),
    "subjects": (entries.SubjectFacts(role="MISSING"),),
}
ARREST = {
    "purpose": "ARREST",
    "warrant": date(2026, 1, 5),
    "basis": (Basis(instrument="VNKH-EXT", place="2"),),
}


def _offence(there: int | None, here: int = 180, code: str = "SCAM") -> tuple[Offence, ...]:
    other = Penalty(kind="term", months=there) if there is not None else None
    return (Offence(code=code, penalty=Penalty(kind="term", months=here), penalty_there=other),)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"offences": ()}, "s1-offence"),
        ({"offences": (Offence(code="DISSENT", penalty=Penalty(kind="life")),)}, "s1-offence-code"),
        ({"offences": (Offence(code="SCAM"),)}, "s1-penalty"),
        ({"basis": ()}, "s1-basis"),
        ({"basis": (Basis(instrument="VNLA-MLA98", place="1"),)}, "s1-basis-binds"),
        ({"basis": (Basis(instrument="VNKH-PLAN25", place="3"),)}, "s1-basis-code"),  # the plan of last year
        ({"basis": (Basis(instrument="VNKH-MLA"),)}, "s1-basis-place"),
        ({"purpose": "MISSING", "subjects": (entries.SubjectFacts(role="MISSING"),)}, "s1-offence-none"),
        ({**FREE_OF_OFFENCE, "coercive": True}, "s1-coercive"),
        ({**FREE_OF_OFFENCE, "subjects": (entries.SubjectFacts(role="SUSPECT"),)}, "s1-role"),
        ({"purpose": "ARREST"}, "s1-penalty-there"),
        ({**ARREST, "offences": _offence(180), "warrant": None}, "s1-warrant"),
        ({**ARREST, "offences": _offence(23)}, "s1-threshold"),
        ({**ARREST, "offences": _offence(180, here=23)}, "s1-threshold"),
        ({"neutrality": {}}, "s2-unanswered"),
        ({"neutrality": neutral("RELIGIOUS")}, "s2-review"),
        ({"offences": _offence(None, code="TERROR")}, "s2-review"),
        ({"released_by": A}, "s12-second-officer"),
        ({"graded": Graded(handling="H9", source="A", information="1")}, "s7-handling"),
        ({"graded": Graded(handling="H0", source="A", information="9")}, "s7-information"),
        ({"reference": "KH-VN-2026-0001"}, "reference"),
        ({"urgency": "IMMEDIATE"}, "urgency-ground"),
        ({"urgency": "IMMEDIATE", "urgency_ground": "DEADLINE"}, "urgency-ground"),
        ({"asks": ("THOUGHTS",)}, "code"),
    ],
)
def test_a_request_without_its_safeguards_is_void(
    ministries: Ministries, hostile: Ministry, changes: dict[str, Any], code: str
) -> None:
    said = hostile.ledger.append(hostile.chief.author, [Draft(entries.OPENED, facts(**changes), CONTENT)])[0]
    ministries.settle()
    row = Entry.objects.using("ministry_kh").get(id=said.entry.id)
    assert (row.verdict, row.code) == (2, code)
    assert row.content_state == ContentState.REFUSED
    assert not RequestState.objects.using("ministry_kh").exists()


@pytest.mark.parametrize(
    ("reviewers", "code"), [((C,), "s2-reviewers"), ((C, C), "s2-reviewers"), ((A, C), "s2-reviewer-author")]
)
def test_reviewers_are_two_and_not_the_author(
    ministries: Ministries, hostile: Ministry, reviewers: tuple[str, ...], code: str
) -> None:
    review = entries.Review(reviewers=reviewers, reason="A" * 43)
    draft = Draft(entries.OPENED, facts(neutrality=neutral("POLITICAL"), review=review), CONTENT)
    said = hostile.ledger.append(hostile.chief.author, [draft])[0]
    ministries.settle()
    assert Entry.objects.using("ministry_kh").get(id=said.entry.id).code == code


def test_the_same_facts_are_refused_to_an_honest_author(ministries: Ministries) -> None:
    from tripoint.ledger.errors import Refused

    vn = ministries["VN"]
    with pytest.raises(Refused, match="s1-offence"):
        vn.ledger.append(vn.chief.author, [Draft(entries.OPENED, facts(offences=()), CONTENT)])
    assert not Entry.objects.using(vn.alias).exists()


def test_keeping_for_longer_than_five_years_is_void(ministries: Ministries, hostile: Ministry) -> None:
    said = hostile.ledger.append(
        hostile.chief.author, [Draft(entries.OPENED, facts(), CONTENT, retain=date(2032, 3, 2))]
    )[0]
    ministries.settle()
    assert Entry.objects.using("ministry_kh").get(id=said.entry.id).code == "s7-retain"


def _answer(dossier: str, **changes: Any) -> Draft:
    item = entries.AnswerItem(
        **{"subject": 0, "result": "AT-ADDRESS", "matched_by": "photo", "handling": "H0", "source": "A",
           "information": "1", **changes}
    )  # fmt: skip
    told = entries.AnsweredFacts(office=OFFICES["KH"], officer=A, scope="whole", items=(item,))
    return Draft(entries.ANSWERED, told, None, dossier, (dossier,))


@pytest.mark.parametrize(
    ("make", "changes", "code"),
    [
        ("arrest", {"matched_by": "name"}, "s8-second-identifier"),
        ("arrest", {"matched_by": "none"}, "s8-matched-by"),
        ("missing", {"consent": False}, "s8-consent"),
        ("missing", {"result": "SOMEWHERE"}, "s8-result"),
        ("missing", {"subject": 7}, "subject"),
    ],
)
def test_an_answer_without_its_safeguards_is_void(
    ministries: Ministries, make: str, changes: dict[str, Any], code: str
) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    form = (
        trace_form(**{**ARREST, "offences": _offence(180), "warrant_number": "1", "warrant_court": "x"})
        if make == "arrest"
        else trace_form(
            purpose="MISSING", offences=(), laws=(), basis=(),
            subjects=(trace_form().subjects[0].model_copy(update={"role": "MISSING"}),),
        )
    )  # fmt: skip
    dossier = vn.request(form)
    ministries.settle()
    free = {name: dataclasses.replace(kind, rule=None) for name, kind in TYPES.types.items()}
    kh.ledger.types = TypeRegistry(free)
    said = kh.ledger.append(kh.desk.author, [_answer(dossier, **changes)])[0]
    ministries.settle()
    assert Entry.objects.using("ministry_vn").get(id=said.entry.id).code == code
    assert vn.state(dossier).answered_at is None


def test_the_asker_cannot_answer_itself(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = vn.request()
    ministries.settle()
    vn.ledger.types = TypeRegistry(
        {name: dataclasses.replace(kind, rule=None, writers="any") for name, kind in TYPES.types.items()}
    )
    said = vn.ledger.append(vn.desk.author, [_answer(dossier)])[0]
    ministries.settle()
    assert Entry.objects.using("ministry_kh").get(id=said.entry.id).code == "authority"


def test_a_purpose_without_offence_is_admitted(ministries: Ministries) -> None:
    from tests.capabilities.requests.ministries import missing_form

    dossier = ministries["VN"].request(missing_form())
    ministries.settle()
    assert ministries["KH"].state(dossier).purpose == "MISSING"
    assert actions.take(ministries["KH"].ledger, ministries["KH"].desk, dossier)
