"""Declared offices: stated by two officers, hold from the receipt, decide whom a request is shown to on both nodes alike."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from tests.capabilities.requests.ministries import OFFICES, Ministries, Ministry, officer, person, trace_form
from tests.capabilities.requests.test_several import to_both

from tripoint.capabilities.arrangements import declared_entries as d
from tripoint.capabilities.arrangements import offices_actions as actions
from tripoint.capabilities.arrangements.declared import declared_by_us, declared_to_us
from tripoint.capabilities.arrangements.declared_entries import Declaration, OfficeLine
from tripoint.capabilities.arrangements.models import Bulletin, OfficesProposal, PublishedOffices
from tripoint.capabilities.requests import actions as requests
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.contents import OpenedContent
from tripoint.capabilities.requests.kinds import KINDS
from tripoint.capabilities.requests.models import HomeState, RequestState
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.capabilities.requests.reading import reading
from tripoint.capabilities.requests.routes.steps import Route, RouteStep
from tripoint.capabilities.requests.worklist import release_queue, to_answer, visible
from tripoint.ledger.append import Author, Draft
from tripoint.ledger.errors import Refused
from tripoint.ledger.models import Entry
from tripoint.ledger.rebuild import rebuild
from tripoint.ledger.registry import TYPES, TypeRegistry

ENTRY, CENTRE, DESK, OTHER = "KH-MOI", "KH-NCB", OFFICES["KH"], "KH-GDI"
KH = Declaration(
    entry_office=ENTRY, centre=CENTRE,
    offices=(OfficeLine(office=DESK, sends=("trace",), receives=("trace",)), OfficeLine(office=OTHER, receives=("vehicle",))),
)  # fmt: skip
VN = Declaration(
    entry_office="VN-MPS", centre="VN-C01", offices=(OfficeLine(office=OFFICES["VN"], sends=("vehicle",), receives=("trace",)),)
)  # fmt: skip


def proposed(one: Ministry, says: Declaration, readers: tuple[str, ...] = ()) -> tuple[Acting, str]:
    """A proposal of an administrator, who comes with it."""
    admin = officer(one.code, "administrator")
    return admin, actions.propose_offices(one.ledger, admin, says, readers or tuple(one.ledger.peers.parties()))


def declare(ministries: Ministries, party: str, says: Declaration, *readers: str) -> str:
    """A declaration that every reader has receipted."""
    one = ministries[party]
    entry = actions.decide_offices(one.ledger, one.chief, proposed(one, says, readers)[1], agreed=True)
    ministries.settle()
    return entry


def sent(ministries: Ministries, **changes: Any) -> str:
    """A request of Viet Nam's that Cambodia has."""
    dossier = ministries["VN"].request(trace_form(**changes))
    ministries.settle()
    return dossier


def sees(one: Ministry, dossier: str, office: str) -> tuple[bool, bool]:
    """Whether an officer of the office has the request in all lists, and among what the office must answer."""
    who = officer(one.code, "officer", office=office)
    rows = visible(RequestState.objects.using(one.alias), who, one.code)
    listed = any(row.dossier == dossier for row in rows[:50])
    try:
        requests.note(one.ledger, who, dossier, Words("en", "Seen."))
    except NotPermitted:
        assert not listed
    else:
        assert listed
    return listed, to_answer(who, one.code, one.alias).filter(dossier=dossier).exists()


def test_two_officers_declare_and_one_alone_does_not(ministries: Ministries) -> None:
    kh = ministries["KH"]
    admin, proposal = proposed(kh, KH)
    assert not PublishedOffices.objects.using(kh.alias).exists()
    with pytest.raises(ActionRefused, match="s12-second-officer"):
        actions.decide_offices(kh.ledger, admin, proposal, agreed=True)
    for who in (kh.desk, officer("KH", "auditor")):
        with pytest.raises(NotPermitted):
            actions.decide_offices(kh.ledger, who, proposal, agreed=True)
    with pytest.raises(NotPermitted):
        actions.propose_offices(kh.ledger, kh.chief, KH, ["VN"])
    actions.decide_offices(kh.ledger, kh.chief, proposal, agreed=True)
    with pytest.raises(ActionRefused, match="offices-decided"):
        actions.decide_offices(kh.ledger, kh.other_chief, proposal, agreed=True)
    refused = proposed(kh, KH)[1]
    actions.decide_offices(kh.ledger, kh.chief, refused, agreed=False)
    assert PublishedOffices.objects.using(kh.alias).count() == 1
    assert not OfficesProposal.objects.using(kh.alias).filter(decided=False).exists()


def test_it_is_told_to_its_readers_alone_and_the_next_one_takes_its_place(ministries: Ministries) -> None:
    kh, vn, la = (ministries[one] for one in ("KH", "VN", "LA"))
    declare(ministries, "KH", KH, "VN")
    assert Bulletin.objects.using(kh.alias).get().readers == "VN"
    assert not Entry.objects.using(la.alias).filter(type=d.DECLARED).exists()
    assert (declared_to_us(la.ledger, "KH"), declared_by_us(kh.ledger, "LA")) == (None, None)
    held = declared_to_us(vn.ledger, "KH")
    assert held is not None
    assert held.says == KH
    ministries.clock.go(hours=1)
    declare(ministries, "KH", Declaration(entry_office=CENTRE, centre=CENTRE))
    for one in (vn, la):
        held = declared_to_us(one.ledger, "KH")
        assert held is not None
        assert held.says.entry_office == CENTRE


def test_an_office_that_does_not_receive_the_kind_is_refused_to_the_asker(ministries: Ministries) -> None:
    declare(ministries, "KH", KH)
    vn = ministries["VN"]
    for office in (OTHER, CENTRE, "KH-NOWHERE"):
        draft = requests.save(vn.ledger, vn.desk, trace_form(to_office=office))
        with pytest.raises(ActionRefused, match="to_office: office-undeclared"):
            requests.submit(vn.ledger, vn.desk, draft)
    for office in (ENTRY, DESK):
        assert sent(ministries, to_office=office)


def test_a_direct_request_is_with_its_office_and_the_centre_reads_along(ministries: Ministries) -> None:
    declare(ministries, "KH", KH)
    dossier, kh = sent(ministries), ministries["KH"]
    row = kh.state(dossier)
    assert (row.addressee_office, row.entry_office, row.addressee_copy, row.asker_copy) == (DESK, "", CENTRE, None)
    assert sees(kh, dossier, DESK) == (True, True)
    assert sees(kh, dossier, CENTRE) == (True, False)
    assert sees(kh, dossier, ENTRY) == sees(kh, dossier, OTHER) == (False, False)
    with pytest.raises(NotPermitted, match="reads-only"):
        requests.take(kh.ledger, officer("KH", "officer", office=CENTRE), dossier)


def test_what_was_addressed_before_the_declaration_came_is_shown_to_the_entry_office(ministries: Ministries) -> None:
    """The asker released it before it had the declaration; the addressee had it from the asker's receipt on."""
    vn, kh = ministries["VN"], ministries["KH"]
    early = sent(ministries, to_office=OTHER)  # received before: it stays where it is
    ministries.clock.go(hours=1)
    late = vn.request(trace_form(to_office=OTHER))
    actions.decide_offices(kh.ledger, kh.chief, proposed(kh, KH)[1], agreed=True)
    ministries.carry("KH", "VN")
    ministries.clock.go(hours=1)
    ministries.settle()
    assert kh.state(early).addressee_office == OTHER
    row = kh.state(late)
    assert (row.to_office, row.entry_office, row.addressee_office, row.addressee_copy) == (OTHER, ENTRY, ENTRY, None)
    assert sees(kh, late, ENTRY) == (True, True)
    assert sees(kh, late, OTHER) == (False, False)
    at_entry = officer("KH", "officer", office=ENTRY)
    requests.redirect(kh.ledger, at_entry, late, DESK, "PLACE")
    ministries.settle()
    assert sees(kh, late, DESK) == (True, True)
    assert vn.state(late).addressee_office == DESK


def test_both_nodes_and_a_rebuild_agree_whatever_the_order_of_delivery(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    first = vn.request(trace_form(to_office=OTHER))
    actions.decide_offices(kh.ledger, kh.chief, proposed(kh, KH)[1], agreed=True)
    outgoing = kh.ledger.next_bundle("VN")
    assert outgoing is not None
    receipt = vn.ledger.receive(outgoing.data)  # Viet Nam has it; Cambodia learns of it after the request came
    ministries.clock.go(hours=1)
    ministries.carry("VN", "KH")
    assert kh.state(first).entry_office == ""
    kh.ledger.take_receipt("VN", receipt.token.text, outgoing.fill)
    assert kh.state(first).entry_office == ENTRY
    declare(ministries, "VN", VN)
    second = submitted(vn)
    requests.approve(vn.ledger, vn.chief, second)
    requests.approve(vn.ledger, officer("VN", "supervisor", office="VN-C01"), second)
    ministries.settle()
    for one in (vn, kh):
        live = one.tables()
        rebuild(one.ledger)
        assert one.tables() == live
    assert vn.tables() == kh.tables()


def test_in_a_joint_dossier_each_pair_follows_what_it_declared_to_each_other(ministries: Ministries) -> None:
    """Entry office and copies are between two parties: the third sees the office that the opening names."""
    vn, kh, la = (ministries[one] for one in ("VN", "KH", "LA"))
    sending = VN.model_copy(update={"offices": (OfficeLine(office=OFFICES["VN"], sends=("trace",)),)})
    declare(ministries, "VN", sending, "KH")
    late = vn.request(to_both(joint=True, to_office=OTHER))
    actions.decide_offices(kh.ledger, kh.chief, proposed(kh, KH, ("VN",))[1], agreed=True)
    ministries.carry("KH", "VN")
    ministries.clock.go(hours=1)
    ministries.settle()
    for one in (vn, kh):
        row = RequestState.objects.using(one.alias).get(dossier=late, addressee="KH")
        assert (row.to_office, row.entry_office, row.addressee_office, row.asker_copy) == (
            OTHER,
            ENTRY,
            ENTRY,
            "VN-C01",
        )
    for one in (vn, la):
        row = RequestState.objects.using(one.alias).get(dossier=late, addressee="LA")
        assert (row.entry_office, row.addressee_office, row.asker_copy) == ("", OFFICES["LA"], None)
    assert sees(vn, late, "VN-C01") == (True, False)
    assert sees(kh, late, ENTRY) == (True, True)
    assert sees(kh, late, OTHER) == (False, False)

    def at_laos() -> RequestState:
        return next(one for one in reading(la.ledger, la.desk, late).standings if one.addressee == "KH")

    shown = at_laos()
    assert (shown.addressee_office, shown.entry_office, shown.asker_copy, shown.taken_office) == (OTHER, "", None, "")
    requests.take(kh.ledger, officer("KH", "officer", office=ENTRY), late)
    ministries.settle()
    assert at_laos().addressee_office == at_laos().taken_office == ENTRY
    for one in (vn, kh, la):
        live = one.tables()
        rebuild(one.ledger)
        assert one.tables() == live


def test_each_addressee_s_declaration_is_asked_and_one_partner_is_enough_for_the_centre(ministries: Ministries) -> None:
    vn, la = ministries["VN"], ministries["LA"]
    declare(ministries, "VN", VN, "LA")  # to Laos the desk sends no such request directly
    draft = requests.save(vn.ledger, vn.desk, to_both(joint=True))
    requests.submit(vn.ledger, vn.desk, draft)
    route = HomeState.objects.using(vn.alias).get(draft=str(draft)).route
    assert [step["office"] for step in route["steps"]] == [None, "VN-C01"]
    declare(ministries, "LA", Declaration(entry_office="LA-NCB", centre="LA-NCB"), "VN")
    for joint in (True, False):
        draft = requests.save(vn.ledger, vn.desk, to_both(joint=joint))
        with pytest.raises(ActionRefused, match=r"also\.LA: office-undeclared"):
            requests.submit(vn.ledger, vn.desk, draft)
    assert declared_to_us(la.ledger, "KH") is None


def submitted(one: Ministry, **changes: Any) -> Any:
    """A draft on its route."""
    draft = requests.save(one.ledger, one.desk, trace_form(**changes))
    requests.submit(one.ledger, one.desk, draft)
    return draft


def test_an_own_office_that_does_not_send_the_kind_goes_by_way_of_the_centre(ministries: Ministries) -> None:
    vn = ministries["VN"]
    declare(ministries, "VN", VN)
    draft, centre = submitted(vn), officer("VN", "duty_officer", office="VN-C01")
    route = HomeState.objects.using(vn.alias).get(draft=str(draft)).route
    assert [step["office"] for step in route["steps"]] == [None, "VN-C01"]
    with pytest.raises(ActionRefused, match="route-not-last"):
        requests.release(vn.ledger, vn.chief, draft)
    assert requests.approve(vn.ledger, vn.chief, draft) is None
    assert release_queue(centre, vn.alias).filter(pk=draft).exists()
    opened = requests.approve(vn.ledger, centre, draft)
    assert opened is not None
    ministries.settle()
    for one in (vn, ministries["KH"]):
        assert one.state(opened.entry.id).asker_copy == "VN-C01"
    assert sees(vn, opened.entry.id, "VN-C01") == (True, False)


def test_what_an_office_may_send_leaves_with_the_centre_copied(ministries: Ministries) -> None:
    vn = ministries["VN"]
    declare(ministries, "VN", VN.model_copy(update={"offices": (OfficeLine(office=OFFICES["VN"], sends=("trace",)),)}))
    dossier = sent(ministries)
    assert vn.state(dossier).asker_copy == "VN-C01"
    assert sees(vn, dossier, "VN-C01") == (True, False)
    assert sees(vn, dossier, "VN-MPS") == (False, False)


def test_a_route_without_room_for_the_centre_is_refused_in_words_and_one_with_it_stays(ministries: Ministries) -> None:
    vn, admin = ministries["VN"], officer("VN", "administrator")
    declare(ministries, "VN", VN)
    full = Route(steps=(RouteStep(role="officer", office="VN-V03"),) * 4 + (RouteStep(),))
    requests.set_route(vn.ledger, admin, full, office=OFFICES["VN"])
    with pytest.raises(ActionRefused, match="to_office: office-sends"):
        submitted(vn)
    through = Route(steps=(RouteStep(office="VN-C01"), RouteStep()))
    requests.set_route(vn.ledger, admin, through, office=OFFICES["VN"])
    draft = submitted(vn)
    assert Route.model_validate(HomeState.objects.using(vn.alias).get(draft=str(draft)).route) == through


@pytest.fixture
def hostile(ministries: Ministries) -> Ministry:
    """Cambodia's program without any rule of declarations."""
    kh = ministries["KH"]
    free = {
        name: dataclasses.replace(kind, rule=None) if "offices" in name else kind for name, kind in TYPES.types.items()
    }
    kh.ledger.types = TypeRegistry(free)
    return kh


@pytest.mark.parametrize(
    ("says", "released_by", "code"),
    [
        (KH, "a" * 22, "s12-second-officer"),
        (KH.model_copy(update={"offices": KH.offices[::-1]}), "b" * 22, "offices-order"),
        (KH.model_copy(update={"offices": KH.offices[:1] * 2}), "b" * 22, "offices-order"),
        (KH.model_copy(update={"offices": (OfficeLine(office=OTHER),)}), "b" * 22, "offices-empty"),
        (KH.model_copy(update={"offices": (OfficeLine(office=OTHER, sends=("spying",)),)}), "b" * 22, "code"),
        (
            KH.model_copy(update={"offices": (OfficeLine(office=OTHER, sends=("trace",) * 2),)}),
            "b" * 22,
            "offices-order",
        ),
    ],
)
def test_a_hostile_declaration_is_void_at_its_readers(
    ministries: Ministries, hostile: Ministry, says: Declaration, released_by: str, code: str
) -> None:
    first = declare(ministries, "KH", KH, "VN")
    book = Bulletin.objects.using(hostile.alias).get().dossier
    assert first
    facts = d.DeclaredFacts(office=ENTRY, officer="a" * 22, released_by=released_by, says=says)
    made = hostile.ledger.append(Author("x", d.CONFIRMS), [Draft(d.DECLARED, facts, dossier=book)])[0]
    ministries.settle()
    row = Entry.objects.using("ministry_vn").get(id=made.entry.id)
    assert (row.verdict, row.code) == (2, code)
    held = declared_to_us(ministries["VN"].ledger, "KH")
    assert held is not None
    assert held.entry == PublishedOffices.objects.using("ministry_vn").get().entry


def test_nobody_declares_for_another_and_no_request_is_void_for_its_office(ministries: Ministries) -> None:
    declare(ministries, "KH", KH, "VN")
    vn, kh = ministries["VN"], ministries["KH"]
    book = Bulletin.objects.using(vn.alias).get().dossier
    facts = d.DeclaredFacts(office=ENTRY, officer="a" * 22, released_by="b" * 22, says=KH)
    with pytest.raises(Refused, match="authority"):
        vn.ledger.append(Author("x", d.CONFIRMS), [Draft(d.DECLARED, facts, dossier=book)])
    ministries.clock.go(hours=1)
    forged = trace_form(to_office=OTHER).facts(
        party="VN", office=OFFICES["VN"], reference="VN-KH-2026-0001", author="a" * 22, released_by="b" * 22, review=None,
        exercise=True,
    )  # fmt: skip
    content = OpenedContent(language="vi", text="x", subjects=(person(),))
    made = vn.ledger.append(vn.chief.author, [Draft(e.OPENED, forged, content)])[0]
    ministries.settle()
    assert Entry.objects.using(kh.alias).get(id=made.entry.id).verdict == 0
    assert kh.state(made.entry.id).addressee_office == ENTRY


def test_the_largest_declaration_fits_and_a_larger_one_has_no_form(ministries: Ministries) -> None:
    kinds = tuple(sorted(KINDS))
    offices = tuple(
        OfficeLine(office=f"KH-{'X' * 34}{place:03}", sends=kinds, receives=kinds) for place in range(d.MOST_OFFICES)
    )
    declare(ministries, "KH", KH.model_copy(update={"offices": offices}))
    held = declared_to_us(ministries["VN"].ledger, "KH")
    assert held is not None
    assert len(held.says.offices) == d.MOST_OFFICES
    with pytest.raises(ValueError, match="at most"):
        Declaration(entry_office=ENTRY, centre=CENTRE, offices=(*offices, OfficeLine(office="KH-Y", sends=kinds)))
