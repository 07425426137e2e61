"""Approval routes: steps in order, nobody twice, changed drafts anew, substitutes, and approvals by telephone."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from tests.capabilities.requests.ministries import OFFICES, Ministries, Ministry, officer, trace_form

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions import ActionRefused, ByTelephone
from tripoint.capabilities.requests.actions.drafting import route_of, step_facts
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.contents import Title
from tripoint.capabilities.requests.models import HomeState, RequestDraft, RequestState
from tripoint.capabilities.requests.permission import Acting, Standing
from tripoint.capabilities.requests.routes.models import Approval, RouteRow
from tripoint.capabilities.requests.routes.people import Approver
from tripoint.capabilities.requests.routes.steps import Capacity, Route, RouteStep
from tripoint.capabilities.requests.worklist import release_queue
from tripoint.ledger.append import Draft
from tripoint.ledger.errors import Refused
from tripoint.ledger.models import Entry
from tripoint.ledger.rebuild import rebuild

HERE, LEGAL = OFFICES["VN"], "VN-V03"
THREE = Route(
    steps=(RouteStep(role="officer", office=LEGAL), RouteStep(role="supervisor"), RouteStep(post=7)), phone_hours=24
)
REMARK = Words("vi", "Cần sửa lại.")


def in_post(number: int, *roles: str, office: str = HERE) -> Acting:
    """An officer in a numbered post."""
    return replace(officer("VN", *roles, office=office), post=number, title=Title(en=f"Post {number}"))


@pytest.fixture
def vn(ministries: Ministries) -> Ministry:
    """Viet Nam, with a route of three steps for its office."""
    found = ministries["VN"]
    actions.set_route(found.ledger, officer("VN", "administrator"), THREE, office=HERE)
    return found


@pytest.fixture
def checker(vn: Ministry) -> Acting:
    """Signs the first step."""
    return in_post(5, "officer", office=LEGAL)


@pytest.fixture
def director(vn: Ministry) -> Acting:
    """Signs the last step."""
    return in_post(7, "supervisor", office="VN-MPS")


def submitted(vn: Ministry, author: Acting | None = None, **changes: Any) -> UUID:
    """A draft on its route."""
    draft = actions.save(vn.ledger, author or vn.desk, trace_form(**changes))
    actions.submit(vn.ledger, author or vn.desk, draft)
    return draft


def refused(code: str, act: Any, *args: Any, **more: Any) -> None:
    """The act is refused with this code, and nothing is written."""
    before = Entry.objects.using("ministry_vn").count()
    with pytest.raises(ActionRefused) as caught:
        act(*args, **more)
    assert caught.value.problems[0].code == code
    assert Entry.objects.using("ministry_vn").count() == before


def home(vn: Ministry, draft: UUID) -> HomeState:
    """The draft's home row."""
    return HomeState.objects.using(vn.alias).get(draft=str(draft))


def queued(vn: Ministry, who: Acting, draft: UUID) -> bool:
    """Whether the draft stands in this officer's queue."""
    return release_queue(who, vn.alias).filter(pk=draft).exists()


def tables(vn: Ministry) -> list[Any]:
    """Everything projected about releases."""
    models = ((HomeState, "dossier"), (Approval, "entry"), (RouteRow, "entry"))
    return [list(model.objects.using(vn.alias).order_by(key).values()) for model, key in models]


def test_three_steps_are_signed_in_order_and_the_last_one_releases(
    vn: Ministry, checker: Acting, director: Acting
) -> None:
    draft = submitted(vn)
    assert [queued(vn, one, draft) for one in (checker, vn.chief, director)] == [True, False, False]
    refused("not-found", actions.approve, vn.ledger, director, draft)
    refused("route-not-last", actions.release, vn.ledger, vn.chief, draft)
    assert actions.approve(vn.ledger, checker, draft) is None
    refused("state-decided", actions.approve, vn.ledger, checker, draft)
    assert actions.approve(vn.ledger, vn.chief, draft) is None
    assert [queued(vn, one, draft) for one in (checker, vn.chief, director)] == [False, False, True]
    opened = actions.approve(vn.ledger, director, draft)
    assert opened is not None
    assert not RequestDraft.objects.using(vn.alias).exists()
    signed = Approval.objects.using(vn.alias).order_by("step").values_list("step", "officer", "as_post", "stands")
    assert list(signed) == [
        (1, checker.officer, 5, True), (2, vn.chief.officer, None, True), (3, director.officer, 7, True)
    ]  # fmt: skip
    live = tables(vn)
    rebuild(vn.ledger)
    assert tables(vn) == live


def test_the_most_specific_route_wins_and_others_go_as_before(ministries: Ministries) -> None:
    vn, admin = ministries["VN"], officer("VN", "administrator")

    def hours(office: str = HERE, **changes: Any) -> int:
        return route_of(vn.ledger, office, trace_form(**changes)).phone_hours

    def route(number: int) -> Route:
        return Route(phone_hours=number)

    urgent = {"urgency": "IMMEDIATE", "urgency_ground": "LIFE"}
    assert hours() == 0
    actions.set_route(vn.ledger, admin, route(1))
    actions.set_route(vn.ledger, admin, route(2), urgency="IMMEDIATE")
    actions.set_route(vn.ledger, admin, route(3), office=HERE)
    first = actions.set_route(vn.ledger, admin, route(4), office=HERE, urgency="IMMEDIATE", kind="trace")
    assert (hours("VN-MPS"), hours("VN-MPS", **urgent), hours(), hours(**urgent)) == (1, 2, 3, 4)
    actions.set_route(vn.ledger, admin, route(5), office=HERE, urgency="IMMEDIATE", kind="trace")
    assert hours(**urgent) == 5
    row = RouteRow.objects.using(vn.alias).get(entry=first)
    assert row.ended_by == admin.officer
    actions.end_route(vn.ledger, admin, RouteRow.objects.using(vn.alias).get(route__phone_hours=5).entry)
    assert hours(**urgent) == 3
    refused("not-found", actions.end_route, vn.ledger, admin, first)


def test_only_an_administrator_configures_and_the_last_step_must_be_able_to_release(vn: Ministry) -> None:
    for role in ("supervisor", "officer", "auditor"):
        refused("role", actions.set_route, vn.ledger, officer("VN", role), THREE)
    admin = officer("VN", "administrator")
    for code, step in (("route-last", RouteStep(role="officer")), ("route-role", RouteStep(role="auditor"))):
        refused(code, actions.set_route, vn.ledger, admin, Route(steps=(step,)))


def test_a_route_set_later_is_for_later_drafts(vn: Ministry, checker: Acting) -> None:
    draft = submitted(vn)
    actions.set_route(vn.ledger, officer("VN", "administrator"), Route(), office=HERE)
    assert not queued(vn, vn.chief, draft)
    assert actions.approve(vn.ledger, checker, draft) is None
    assert queued(vn, vn.chief, submitted(vn))


def test_a_supervisor_signs_no_step_of_his_own_draft(ministries: Ministries) -> None:
    vn = ministries["VN"]
    draft = submitted(vn, vn.chief)
    refused("s12-second-officer", actions.release, vn.ledger, vn.chief, draft)
    assert not queued(vn, vn.chief, draft)
    row = RequestDraft.objects.using(vn.alias).get()
    facts = h.ReleasedFacts(**step_facts(vn.chief, row), reference="VN-KH-2026-0001")
    with pytest.raises(Refused) as caught:  # and past the actions the ledger's own rule
        vn.ledger.append(vn.chief.author, [Draft(h.RELEASED, facts, None, row.home)])
    assert caught.value.code == "s12-second-officer"


def test_nobody_signs_two_steps(ministries: Ministries) -> None:
    vn = ministries["VN"]
    twice = Route(steps=(RouteStep(role="supervisor"), RouteStep()))
    actions.set_route(vn.ledger, officer("VN", "administrator"), twice)
    draft = submitted(vn)
    assert actions.approve(vn.ledger, vn.chief, draft) is None
    refused("route-twice", actions.approve, vn.ledger, vn.chief, draft)
    assert actions.approve(vn.ledger, vn.other_chief, draft) is not None


def test_returned_at_step_three_to_the_step_before_and_then_to_the_author(
    vn: Ministry, checker: Acting, director: Acting
) -> None:
    draft = submitted(vn)
    actions.approve(vn.ledger, checker, draft)
    actions.approve(vn.ledger, vn.chief, draft)
    refused("required", actions.send_back, vn.ledger, director, draft, Words("vi"), "step-before")
    refused("role", actions.send_back, vn.ledger, vn.lawyers[0], draft, REMARK)
    actions.send_back(vn.ledger, director, draft, REMARK, "step-before")
    assert queued(vn, vn.other_chief, draft)
    assert not queued(vn, director, draft)
    assert list(Approval.objects.using(vn.alias).filter(stands=True).values_list("step", flat=True)) == [1]
    actions.approve(vn.ledger, vn.other_chief, draft)
    actions.send_back(vn.ledger, director, draft, REMARK)
    assert RequestDraft.objects.using(vn.alias).get().state == "returned"
    assert not Approval.objects.using(vn.alias).filter(stands=True).exists()
    live = tables(vn)
    rebuild(vn.ledger)
    assert tables(vn) == live
    refused("not-found", actions.approve, vn.ledger, in_post(9, "supervisor"), UUID(int=1))


def test_at_the_first_step_there_is_none_before(vn: Ministry, checker: Acting) -> None:
    draft = submitted(vn)
    refused("route-first", actions.send_back, vn.ledger, checker, draft, REMARK, "step-before")


def test_a_draft_changed_after_step_two_begins_again(vn: Ministry, checker: Acting, director: Acting) -> None:
    draft = submitted(vn)
    actions.approve(vn.ledger, checker, draft)
    actions.approve(vn.ledger, vn.chief, draft)
    refused("state-submitted", actions.save, vn.ledger, vn.desk, trace_form(text="khác"), draft)
    old = RequestDraft.objects.using(vn.alias).get()
    actions.send_back(vn.ledger, director, draft, REMARK)
    actions.save(vn.ledger, vn.desk, trace_form(text="khác"), draft)
    actions.submit(vn.ledger, vn.desk, draft)
    assert home(vn, draft).step == 1
    refused("not-found", actions.approve, vn.ledger, director, draft)
    # what an earlier step had seen, put back into the database behind everybody's back, does not pass
    now = RequestDraft.objects.using(vn.alias).get()
    RequestDraft.objects.using(vn.alias).update(digest=old.digest)
    refused("state-changed", actions.approve, vn.ledger, checker, draft)
    RequestDraft.objects.using(vn.alias).update(digest=now.digest, sealed=old.sealed)
    actions.approve(vn.ledger, checker, draft)
    actions.approve(vn.ledger, vn.chief, draft)
    refused("state-changed", actions.approve, vn.ledger, director, draft)


def test_of_two_officers_who_decide_at_once_the_ledger_takes_one(vn: Ministry, checker: Acting) -> None:
    draft, other = submitted(vn), in_post(6, "officer", office=LEGAL)
    start, said = threading.Barrier(2), []

    def decide(who: Acting) -> None:
        start.wait()
        try:
            actions.approve(vn.ledger, who, draft)
            said.append("signed")
        except ActionRefused as refused:
            said.append(refused.problems[0].code)
        finally:
            connections[vn.alias].close()

    both = [threading.Thread(target=decide, args=(one,)) for one in (checker, other)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert said.count("signed") == 1
    assert set(said) <= {"signed", "state-decided", "busy", "not-found"}
    assert Approval.objects.using(vn.alias).count() == 1
    assert home(vn, draft).step == 2


def test_a_substitute_signs_for_the_post_and_the_letter_says_so(
    vn: Ministry, checker: Acting, director: Acting
) -> None:
    draft = submitted(vn)
    actions.approve(vn.ledger, checker, draft)
    actions.approve(vn.ledger, vn.chief, draft)
    deputy = in_post(8, "officer", office="VN-MPS")
    refused("not-found", actions.approve, vn.ledger, deputy, draft)
    for_director = Standing("by-order", director.capacity, Title(en="Minister", vi="Bộ trưởng"))
    opened = actions.approve(vn.ledger, replace(deputy, stands_for=(for_director,)), draft)
    assert opened is not None
    content = vn.ledger.content(opened.entry.id)
    assert content.title.en == "By order of Minister: Post 8"
    assert "Bộ trưởng" in content.title.vi
    row = Approval.objects.using(vn.alias).get(step=3)
    assert (row.manner, row.as_post, row.officer) == ("by-order", 7, deputy.officer)


def call(vn: Ministry, who: Acting, **ago: float) -> ByTelephone:
    """An officer approved so long ago."""
    approver = Approver(who.officer, "Name", who.title, who.capacity)
    return ByTelephone(approver, vn.ledger.now() - timedelta(**ago))


def test_an_approval_by_telephone_is_recorded_and_confirmed_by_the_approver(
    vn: Ministry, checker: Acting, director: Acting
) -> None:
    draft = submitted(vn)
    actions.approve(vn.ledger, vn.other_chief, draft, call(vn, checker))
    actions.approve(vn.ledger, vn.chief, draft)
    actions.load(vn.ledger, checker, draft)  # the approver may look at what he or she is said to have approved
    row = Approval.objects.using(vn.alias).get(step=1)
    assert (row.officer, row.approver, row.manner) == (vn.other_chief.officer, checker.officer, "telephone")
    assert row.confirm_by == row.at + timedelta(hours=24)
    refused("not-found", actions.confirm, vn.ledger, vn.chief, row.entry, Words("vi"), agreed=True)
    actions.confirm(vn.ledger, checker, row.entry, Words("vi"), agreed=True)
    refused("state-confirmed", actions.confirm, vn.ledger, checker, row.entry, Words("vi"), agreed=True)
    assert Approval.objects.using(vn.alias).get(step=1).agreed
    opened = actions.approve(vn.ledger, director, draft)
    assert opened is not None


def test_what_a_call_cannot_do(vn: Ministry, checker: Acting, director: Acting) -> None:
    draft = submitted(vn)
    refused("role", actions.approve, vn.ledger, vn.other_desk, draft, call(vn, checker))  # who may not release
    refused("s12-second-officer", actions.approve, vn.ledger, vn.chief, draft, call(vn, vn.desk))
    refused("route-signer", actions.approve, vn.ledger, vn.chief, draft, call(vn, director))
    refused("route-phone-time", actions.approve, vn.ledger, vn.chief, draft, call(vn, checker, hours=-1))
    refused("route-phone-time", actions.approve, vn.ledger, vn.chief, draft, call(vn, checker, hours=1))
    own = in_post(5, "supervisor", "officer")
    refused("route-phone-self", actions.approve, vn.ledger, own, draft, ByTelephone(
        Approver(own.officer, "", Title(), Capacity(office=LEGAL, roles=("officer",))), vn.ledger.now()))  # fmt: skip
    actions.approve(vn.ledger, vn.chief, draft, call(vn, checker))
    refused("route-twice", actions.approve, vn.ledger, vn.chief, draft)
    actions.set_route(vn.ledger, officer("VN", "administrator"), Route(), office=HERE)
    refused("not-found", actions.approve, vn.ledger, officer("VN", "duty_officer", office="VN-MPS"), submitted(vn),
            call(vn, vn.chief))  # fmt: skip


def test_a_denied_approval_opens_the_step_again(vn: Ministry, checker: Acting, director: Acting) -> None:
    draft = submitted(vn)
    actions.approve(vn.ledger, vn.other_chief, draft, call(vn, checker))
    actions.approve(vn.ledger, vn.chief, draft)
    row = Approval.objects.using(vn.alias).get(step=1)
    refused("required", actions.confirm, vn.ledger, checker, row.entry, Words("vi"), agreed=False)
    actions.confirm(vn.ledger, checker, row.entry, REMARK, agreed=False)
    assert home(vn, draft).step == 1
    assert not Approval.objects.using(vn.alias).filter(stands=True).exists()
    refused("not-found", actions.approve, vn.ledger, director, draft)
    live = tables(vn)
    rebuild(vn.ledger)
    assert tables(vn) == live


def test_an_approval_that_is_never_confirmed_stays_open_past_its_time(
    ministries: Ministries, vn: Ministry, checker: Acting
) -> None:
    draft = submitted(vn)
    actions.approve(vn.ledger, vn.other_chief, draft, call(vn, checker))
    ministries.clock.go(days=3)
    late = Approval.objects.using(vn.alias).get(confirm_by__lt=vn.ledger.now(), confirmed_at=None)
    assert late.approver == checker.officer
    actions.confirm(vn.ledger, checker, late.entry, Words("vi"), agreed=True)  # late, and shown as such
    found = Approval.objects.using(vn.alias).get()
    assert found.confirmed_at > found.confirm_by


def test_a_denial_after_release_stands_and_the_request_stays_out(ministries: Ministries) -> None:
    vn = ministries["VN"]
    actions.set_route(vn.ledger, officer("VN", "administrator"), Route(phone_hours=8))
    draft = submitted(vn)
    opened = actions.approve(vn.ledger, officer("VN", "duty_officer"), draft, call(vn, vn.chief))
    assert opened is not None
    content = vn.ledger.content(opened.entry.id)
    assert "telephone" in content.title.en
    row = Approval.objects.using(vn.alias).get()
    actions.confirm(vn.ledger, vn.chief, row.entry, REMARK, agreed=False)
    assert Approval.objects.using(vn.alias).get().agreed is False
    assert RequestState.objects.using(vn.alias).get().is_open
