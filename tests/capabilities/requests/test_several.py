"""A request to several parties: one dossier for each under one reference, or one joint dossier that all share."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from tests.capabilities.requests.ministries import MONDAY, OFFICES, Ministries, Ministry, missing_form, trace_form
from tests.capabilities.requests.test_hostile_author import A, B

from tripoint.capabilities.requests import actions, entries
from tripoint.capabilities.requests import pressing_entries as pressing
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.actions.stating import Words, matter
from tripoint.capabilities.requests.form import Addressee, RequestForm
from tripoint.capabilities.requests.letter import letter_of
from tripoint.capabilities.requests.models import Clarification, HomeState, Phase, Receipted, RequestState
from tripoint.capabilities.requests.reading import reading
from tripoint.ledger.append import Draft
from tripoint.ledger.bundle import write_bundle
from tripoint.ledger.encoding import b64u
from tripoint.ledger.entry import item_object, write_entry
from tripoint.ledger.jws import Signer
from tripoint.ledger.models import Entry
from tripoint.ledger.rebuild import rebuild
from tripoint.ledger.registry import TYPES, TypeRegistry
from tripoint.safeguards import RULES
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.offence_gate import Basis

GRADED = Graded(handling="H1", source="B", information="2")
LAOS = (Addressee(party="LA", office=OFFICES["LA"]),)


def to_both(*, joint: bool, **changes: Any) -> RequestForm:
    """Where is this missing person? Asked of Cambodia and Laos."""
    return missing_form(also=LAOS, joint=joint, **changes)


def row(ministry: Ministry, dossier: str, addressee: str) -> RequestState:
    """How a dossier stands with one addressee."""
    return RequestState.objects.using(ministry.alias).get(dossier=dossier, addressee=addressee)


def dossiers(ministry: Ministry) -> dict[str, str]:
    """The dossiers of a ministry by addressee."""
    return dict(RequestState.objects.using(ministry.alias).values_list("addressee", "dossier"))


def between(ministry: Ministry, addressee: str) -> list[Any]:
    """What is projected of requests to one addressee, and when its statements and the asker's were receipted."""
    alias = ministry.alias
    receipts = Receipted.objects.using(alias).filter(party__in=(addressee, "VN"))
    questions = Clarification.objects.using(alias).filter(addressee=addressee)
    asked = list(questions.values_list("asked", flat=True))
    return [
        list(RequestState.objects.using(alias).filter(addressee=addressee).order_by("key").values()),
        list(questions.order_by("asked").values()),
        [one for one in receipts.order_by("key").values() if one["party"] == addressee or one["entry"] in asked],
    ]


def test_one_dossier_each_leaves_at_once_and_tells_nobody_of_the_other(ministries: Ministries) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    first = vn.request(to_both(joint=False))
    both = dossiers(vn)
    assert set(both) == {"KH", "LA"}
    assert first == both["KH"] != both["LA"]
    assert {row(vn, both[one], one).reference for one in both} == {"VN-2026-0001"}
    ministries.settle()
    for own, other in ((kh, "LA"), (la, "KH")):
        assert dossiers(own) == {own.code: both[own.code]}
        held = Entry.objects.using(own.alias).filter(party="VN")
        assert {one.dossier for one in held} == {both[own.code]}
        assert not any(f'"{other}"' in one.facts or OFFICES[other] in one.facts for one in held)
    kh.answer(both["KH"], "NOT-FOUND", matched_by="none")
    ministries.settle()
    assert [row(vn, both[one], one).phase for one in ("KH", "LA")] == [Phase.ANSWERED, Phase.RECEIVED]


def test_what_is_done_at_home_about_one_dossier_stays_with_it(ministries: Ministries) -> None:
    vn = ministries["VN"]
    vn.request(to_both(joint=False))
    both = dossiers(vn)
    actions.assign(vn.ledger, vn.desk, both["LA"], "VN-A08")
    actions.note(vn.ledger, vn.desk, both["LA"], Words("vi", "Gọi lại"))
    here = {code: matter(vn.ledger, vn.desk, dossier).homes for code, dossier in both.items()}
    assert {home.assigned_office for home in here["LA"]} == {"", "VN-A08"}
    assert {home.assigned_office for home in here["KH"]} == {""}
    released = HomeState.objects.using(vn.alias).get(reference="VN-2026-0001")
    assert all(released in homes for homes in here.values())
    assert HomeState.objects.using(vn.alias).count() == 2


def test_a_legal_basis_goes_only_where_it_binds(ministries: Ministries) -> None:
    vn = ministries["VN"]
    each = (Basis(instrument="VNKH-MLA", place="4"), Basis(instrument="VNLA-MLA98", place="1"))
    lacking = trace_form(also=LAOS)
    draft = actions.save(vn.ledger, vn.desk, lacking)
    with pytest.raises(ActionRefused, match="s1-basis"):
        actions.submit(vn.ledger, vn.desk, draft)
    vn.request(trace_form(also=LAOS, basis=each))
    facts = {
        one.party: reading(vn.ledger, vn.desk, dossier).opening_facts.basis
        for dossier in dossiers(vn).values()
        for one in [Addressee(party=next(code for code, own in dossiers(vn).items() if own == dossier))]
    }
    assert facts == {"KH": each[:1], "LA": each[1:]}
    joint = vn.request(trace_form(also=LAOS, basis=each, joint=True))
    assert reading(vn.ledger, vn.desk, joint).opening_facts.basis == each


def test_in_a_joint_dossier_each_answers_for_itself_on_its_own_clock(ministries: Ministries) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    dossier = vn.request(to_both(joint=True))
    ministries.clock.go(minutes=5)
    ministries.settle(("VN", "KH"))
    ministries.clock.go(days=1)
    ministries.settle()
    due = {one: row(vn, dossier, one).due_at for one in ("KH", "LA")}
    assert due == {"KH": MONDAY + timedelta(minutes=5, days=9), "LA": MONDAY + timedelta(minutes=5, days=10)}
    assert list(dossiers(kh)) == ["KH"]
    assert list(dossiers(la)) == ["LA"]

    actions.take(kh.ledger, kh.desk, dossier)
    asked = actions.ask_back(kh.ledger, kh.desk, dossier, ["PHOTO"], Words("km", "រូបថត"))
    actions.redirect(la.ledger, la.desk, dossier, "LA-OTHER", "MATTER")
    ministries.clock.go(hours=1)
    ministries.settle()
    assert row(vn, dossier, "KH").paused_since == ministries.clock.now
    assert row(vn, dossier, "LA").paused_since is None
    assert not Clarification.objects.using(la.alias).exists()

    ministries.clock.go(days=1)
    actions.give(vn.ledger, vn.desk, dossier, asked, Words("vi", "Không có."), GRADED)
    ministries.settle()
    kh.answer(dossier, "NOT-FOUND", matched_by="none")
    ministries.settle()
    assert row(vn, dossier, "KH").phase == Phase.ANSWERED
    assert (row(vn, dossier, "LA").phase, row(vn, dossier, "LA").addressee_office) == (Phase.RECEIVED, "LA-OTHER")
    with pytest.raises(ActionRefused, match="state-open"):
        actions.close(vn.ledger, vn.desk, dossier, "USEFUL")
    seen = {one.addressee: one for one in reading(la.ledger, _registrar(la), dossier).standings}
    assert (seen["KH"].phase, seen["KH"].result, seen["KH"].due_at) == (Phase.ANSWERED, "NOT-FOUND", None)
    assert seen["LA"] == row(la, dossier, "LA")
    for one in (kh, la):
        assert between(one, one.code) == between(vn, one.code)
    for one in (vn, kh, la):
        live = one.tables()
        rebuild(one.ledger)
        assert one.tables() == live


def _registrar(ministry: Ministry) -> actions.Acting:
    return dataclasses.replace(ministry.desk, roles=frozenset({"registrar"}))


def test_a_joint_request_is_withdrawn_for_all_and_closed_once(ministries: Ministries) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    dossier = vn.request(to_both(joint=True))
    ministries.settle()
    actions.withdraw(vn.ledger, vn.desk, dossier, "FOUND")
    ministries.settle()
    for one in (kh, la):
        assert row(one, dossier, one.code).phase == Phase.WITHDRAWN
        with pytest.raises(ActionRefused, match="state-withdrawn"):
            actions.take(one.ledger, one.desk, dossier)
    actions.close(vn.ledger, vn.desk, dossier)
    ministries.settle()
    assert {row(one, dossier, one.code).phase for one in (kh, la)} == {Phase.CLOSED}


def test_a_reminder_and_the_office_above_concern_one_addressee(ministries: Ministries) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    dossier = vn.request(to_both(joint=True))
    ministries.settle()
    ministries.clock.go(days=20)
    with pytest.raises(ActionRefused, match="required"):
        actions.remind(vn.ledger, vn.desk, dossier, Words("vi"))
    actions.remind(vn.ledger, vn.desk, dossier, Words("vi"), "LA")
    actions.remind(vn.ledger, vn.desk, dossier, Words("vi"), "KH")
    reminder = actions.escalate(vn.ledger, vn.desk, dossier, "KH-MOI", "OVERDUE", Words("vi"), "KH")
    ministries.settle()
    assert [(row(one, dossier, one.code).reminders, row(one, dossier, one.code).escalated_to) for one in (kh, la)] == [
        (1, "KH-MOI"), (1, None),
    ]  # fmt: skip
    letter = letter_of(vn.ledger, reading(vn.ledger, vn.desk, dossier), reminder)
    assert letter.addressee.party == "KH"
    assert len(letter.copies_to) == 1
    with pytest.raises(NotPermitted):
        actions.remind(kh.ledger, kh.desk, dossier, Words("km"), "LA")
    for one in (kh, la):
        assert between(one, one.code) == between(vn, one.code)


def test_an_arrest_goes_to_one_party_at_a_time(ministries: Ministries) -> None:
    vn = ministries["VN"]
    for joint in (False, True):
        draft = actions.save(vn.ledger, vn.desk, trace_form(purpose="ARREST", also=LAOS, joint=joint))
        with pytest.raises(ActionRefused, match="one-addressee"):
            actions.submit(vn.ledger, vn.desk, draft)
    draft = actions.save(vn.ledger, vn.desk, missing_form(also=(Addressee(party="KH", office="KH-NCB"),)))
    with pytest.raises(ActionRefused, match="participant"):
        actions.submit(vn.ledger, vn.desk, draft)


def free(ministry: Ministry) -> None:
    """Takes every rule of requests out of a party's program."""
    ministry.ledger.types = TypeRegistry(
        {
            name: dataclasses.replace(kind, rule=None, writers="any") if name.startswith("request.") else kind
            for name, kind in TYPES.types.items()
        }
    )


BOTH = (entries.ToOffice(party="KH", office="KH-GCNP"), entries.ToOffice(party="LA", office="LA-MPS"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to_offices": BOTH[:1]}, "to-offices"),
        ({"to_offices": BOTH[::-1]}, "to-offices"),
        ({"to_offices": (*BOTH, entries.ToOffice(party="TH", office="TH-X"))}, "to-offices"),
        ({"to_office": "KH-GCNP"}, "to-offices"),
        ({"to_office": "KH-GCNP", "to_offices": ()}, "to-offices"),
        ({"reference": "VN-KH-2026-0001"}, "reference"),
        ({"participants": ("KH", "VN")}, "to-offices"),
        ({"purpose": "CRIMINAL", "subjects": trace_form().facts(
            party="VN", office="VN-C02", reference="VN-KH-2026-0001", author=A,
            released_by=B, review=None, exercise=True,
        ).subjects, "offences": trace_form().offences, "basis": trace_form().basis}, "s1-basis"),
    ],
)  # fmt: skip
def test_a_joint_request_that_hides_an_addressee_is_void(
    ministries: Ministries, changes: dict[str, Any], code: str
) -> None:
    vn, form = ministries["VN"], to_both(joint=True)
    free(vn)
    facts = form.facts(
        party="VN", office=OFFICES["VN"], reference="VN-2026-0001", author=A,
        released_by=B, review=None, exercise=True,
    )  # fmt: skip
    draft = Draft(entries.OPENED, facts.model_copy(update=changes), form.content(vn.chief, b""))
    said = vn.ledger.append(vn.chief.author, [draft])[0]
    ministries.settle()
    found = Entry.objects.using(ministries["KH"].alias).get(id=said.entry.id)
    assert (found.verdict, found.code) == (2, code)
    assert not RequestState.objects.using(ministries["KH"].alias).exists()


def test_an_addressee_speaks_for_itself_alone(ministries: Ministries) -> None:
    vn, kh, la = (ministries[code] for code in ("VN", "KH", "LA"))
    dossier = vn.request(to_both(joint=True))
    ministries.settle()
    asked = actions.ask_back(kh.ledger, kh.desk, dossier, ["PHOTO"], Words("km"))
    ministries.settle()
    free(la)
    origin = {"office": OFFICES["LA"], "officer": A}
    graded = entries.GivenFacts(**origin, answers=asked, graded=GRADED)
    reminder = pressing.RemindedFacts(**origin, number=1, to="KH")
    drafts = [
        Draft(entries.GIVEN, graded, None, dossier, (asked,)),
        Draft(pressing.REMINDED, reminder, None, dossier, (dossier,)),
        Draft(entries.WITHDRAWN, entries.WithdrawnFacts(**origin, reason="FOUND"), None, dossier, (dossier,)),
    ]
    said = [la.ledger.append(la.desk.author, [one])[0].entry.id for one in drafts]
    ministries.settle()
    for one in (vn, kh):
        rows = Entry.objects.using(one.alias).filter(id__in=said)
        assert [(found.verdict, found.code) for found in rows] == [(2, "authority")] * 3
        assert row(one, dossier, "KH").phase == Phase.CLARIFICATION


@pytest.mark.parametrize("to", [None, "VN", "TH"])
def test_a_reminder_that_names_no_addressee_is_void(ministries: Ministries, to: str | None) -> None:
    vn = ministries["VN"]
    dossier = vn.request(to_both(joint=True))
    ministries.settle()
    free(vn)
    facts = pressing.RemindedFacts(office=OFFICES["VN"], officer=A, number=1, to=to)
    said = vn.ledger.append(vn.desk.author, [Draft(pressing.REMINDED, facts, None, dossier, (dossier,))])[0]
    ministries.settle()
    found = Entry.objects.using(ministries["KH"].alias).get(id=said.entry.id)
    assert (found.verdict, found.code) == (2, "to")
    assert row(ministries["KH"], dossier, "KH").reminders == 0


def test_older_rules_know_no_several_addressees(ministries: Ministries) -> None:
    vn = ministries["VN"]
    vn.ledger.rules = "2026.2"
    for joint in (False, True):
        draft = actions.save(vn.ledger, vn.desk, to_both(joint=joint))
        actions.submit(vn.ledger, vn.desk, draft)
        with pytest.raises(ActionRefused, match="rules"):
            actions.release(vn.ledger, vn.chief, draft)
    vn.request()


@pytest.mark.parametrize("author", ["VN", "LA"])
def test_a_statement_made_up_in_anothers_name_stands_on_no_page_and_hides_none(
    ministries: Ministries, author: str
) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request(to_both(joint=True))
    ministries.settle()
    before = reading(vn.ledger, vn.desk, dossier)
    facts = {"office": OFFICES[author], "officer": A}
    forged, _ = write_entry(
        Signer.from_seed(bytes(32)), dossier=dossier, type_=entries.WITHDRAWN if author == "VN" else entries.TAKEN,
        party=author, seq=2 if author == "VN" else 1, prev=dossier if author == "VN" else None, re=(dossier,),
        time=MONDAY, rules=RULES, retain=date(2027, 1, 1), salt=bytes(16), content=None, content_key=None,
        facts={**facts, "reason": "FOUND"} if author == "VN" else facts,
    )  # fmt: skip
    feed = vn.ledger.writer.run(lambda: vn.ledger.feeds.current("KH", outgoing=False))
    kid, key = kh.ledger.peers.card("VN").sealing_key(MONDAY)
    bundle = write_bundle(
        kh.signer, sender="KH", to="VN", mailbox=b64u(b"VN" * 8), sealing_kid=kid, sealing_key=key, card="",
        epoch=feed.epoch, first=feed.position + 1, chain=b64u(feed.chain), previous=None, entries=[],
        fill=[item_object(forged)],
    )  # fmt: skip
    vn.ledger.receive(bundle)
    assert Entry.objects.using(vn.alias).get(id=forged.entry.id).code == "unproven"
    after = reading(vn.ledger, vn.desk, dossier)
    assert after.lines == before.lines  # a page would have called its signature valid
    assert after.standings == before.standings
