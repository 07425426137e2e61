"""Limits are agreed by both, hold on both sides from the same moment, and never backwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.capabilities.requests.ministries import MONDAY, Ministries, Ministry, officer

from tripoint.capabilities.arrangements import actions
from tripoint.capabilities.arrangements import entries as e
from tripoint.capabilities.arrangements.models import Arrangement, Assent, Proposal, Received
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.ledger.agreement import AssentFacts
from tripoint.ledger.append import Author, Draft
from tripoint.ledger.errors import Refused
from tripoint.ledger.rebuild import rebuild

TUESDAY = date(2026, 3, 3)
SHORT: dict[str, Any] = {"hours": 4, "urgent_days": 2, "normal_days": 5, "effective": TUESDAY}


def agreed(ministries: Ministries, **limits: Any) -> str:
    """Viet Nam proposes to Cambodia, which accepts; Viet Nam puts it in force; all is carried."""
    vn, kh = ministries["VN"], ministries["KH"]
    proposal = actions.propose(vn.ledger, vn.chief, "KH", **{**SHORT, **limits})
    ministries.settle()
    actions.accept(kh.ledger, kh.chief, proposal)
    ministries.settle()
    actions.put_in_force(vn.ledger, vn.chief, proposal)
    ministries.settle()
    return proposal


def tables(one: Ministry) -> list[Any]:
    """What was projected of arrangements between two, in comparable form; who received is each node's own view."""
    found: list[Any] = []
    for model, key in ((Arrangement, "dossier"), (Proposal, "entry")):
        found.append(list(model.objects.using(one.alias).order_by(key).values()))
    words = Assent.objects.using(one.alias).order_by("proposal", "party")
    return [*found, list(words.values("proposal", "party", "word", "entry", "at"))]


def test_both_nodes_compute_the_agreed_due_date(ministries: Ministries) -> None:
    agreed(ministries)
    ministries.clock.go(days=2)  # Wednesday 09:00
    dossier = ministries["VN"].request()
    ministries.settle()
    found = [ministries[one].state(dossier) for one in ("VN", "KH")]
    assert {one.due_at for one in found} == {MONDAY + timedelta(days=9)}  # five working days
    assert {one.limit_days for one in found} == {5}


def test_a_request_received_before_the_first_day_keeps_its_limit(ministries: Ministries) -> None:
    before = ministries["VN"].request()
    agreed(ministries)
    same_day = ministries["VN"].request()
    ministries.settle()
    for dossier in (before, same_day):
        assert ministries["KH"].state(dossier).due_at == MONDAY + timedelta(days=9)  # seven, from the default
    ministries.clock.go(days=1)
    after = ministries["VN"].request()
    ministries.settle()
    assert ministries["KH"].state(after).limit_days == 5


def test_a_commitment_that_a_partner_keeps_back_changes_nothing_backwards(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    proposal = actions.propose(vn.ledger, vn.chief, "KH", **SHORT)
    ministries.settle()
    actions.accept(kh.ledger, kh.chief, proposal)
    ministries.settle()
    actions.put_in_force(vn.ledger, vn.chief, proposal)  # says Monday, and arrives on Thursday only
    ministries.clock.go(days=1)
    waiting = kh.ledger.next_bundle("VN")
    assert waiting is None
    outgoing = vn.ledger.next_bundle("KH")
    assert outgoing is not None
    ministries.clock.go(days=2)
    kh.ledger.receive(outgoing.data)
    ministries.settle()
    assert Proposal.objects.using("ministry_kh").get().adopted_at == MONDAY + timedelta(days=3)
    assert tables(vn) == tables(kh)


def test_a_rebuild_and_both_nodes_give_equal_tables(ministries: Ministries) -> None:
    agreed(ministries)
    ministries.clock.go(days=2)
    dossier = ministries["VN"].request()
    agreed(ministries, hours=6, normal_days=4, effective=date(2026, 3, 6))
    ministries.settle()
    for code in ("VN", "KH"):
        one = ministries[code]
        live = (
            tables(one),
            one.tables(),
            list(Received.objects.using(one.alias).order_by("entry").values("entry", "at")),
        )
        rebuild(one.ledger)
        again = (
            tables(one),
            one.tables(),
            list(Received.objects.using(one.alias).order_by("entry").values("entry", "at")),
        )
        assert again == live
    assert tables(ministries["VN"]) == tables(ministries["KH"])
    assert ministries["VN"].tables() == ministries["KH"].tables()
    assert ministries["VN"].state(dossier).limit_days == 5


def test_of_two_agreed_at_once_both_nodes_take_the_same(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    mine = actions.propose(vn.ledger, vn.chief, "KH", **SHORT)
    theirs = actions.propose(kh.ledger, kh.chief, "VN", **{**SHORT, "normal_days": 6})  # crosses it
    ministries.settle()
    actions.accept(kh.ledger, kh.chief, mine)
    actions.accept(vn.ledger, vn.chief, theirs)
    ministries.settle()
    actions.put_in_force(vn.ledger, vn.chief, mine)
    actions.put_in_force(kh.ledger, kh.chief, theirs)
    ministries.settle()
    ministries.clock.go(days=3)
    dossier = vn.request()
    ministries.settle()
    days = {ministries[one].state(dossier).limit_days for one in ("VN", "KH")}
    assert len(days) == 1
    assert days <= {5, 6}


def test_a_second_proposal_waits_until_the_first_is_withdrawn(ministries: Ministries) -> None:
    vn = ministries["VN"]
    first = actions.propose(vn.ledger, vn.chief, "KH", **SHORT)
    with pytest.raises(ActionRefused, match="state-proposed"):
        actions.propose(vn.ledger, vn.chief, "KH", **SHORT)
    actions.withdraw(vn.ledger, vn.chief, first)
    second = actions.propose(vn.ledger, vn.chief, "KH", **SHORT)
    ministries.settle()
    kh = ministries["KH"]
    actions.accept(kh.ledger, kh.chief, first)  # crosses nothing: it is withdrawn, and can no longer be put in force
    actions.accept(kh.ledger, kh.chief, second)
    ministries.settle()
    with pytest.raises(ActionRefused, match="state-not-accepted"):
        actions.put_in_force(vn.ledger, vn.chief, first)
    with pytest.raises(ActionRefused, match="state-committed"):
        actions.withdraw(kh.ledger, kh.chief, second)


def test_what_is_not_accepted_is_not_put_in_force(ministries: Ministries) -> None:
    vn = ministries["VN"]
    proposal = actions.propose(vn.ledger, vn.chief, "KH", **SHORT)
    with pytest.raises(ActionRefused, match="state-not-accepted"):
        actions.put_in_force(vn.ledger, vn.chief, proposal)
    assert Proposal.objects.using("ministry_vn").get().adopted_at is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"urgent_days": 9}, "urgent_days"),
        ({"effective": date(2026, 3, 2)}, "effective"),
        ({"effective": date(2027, 6, 1)}, "effective"),
    ],
)
def test_limits_that_make_no_sense_are_refused_at_the_field(
    ministries: Ministries, change: dict[str, Any], field: str
) -> None:
    vn = ministries["VN"]
    with pytest.raises(ActionRefused) as refused:
        actions.propose(vn.ledger, vn.chief, "KH", **{**SHORT, **change})
    assert [one.field for one in refused.value.problems] == [field]


def test_a_desk_officer_agrees_to_nothing(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    with pytest.raises(NotPermitted):
        actions.propose(vn.ledger, vn.desk, "KH", **SHORT)
    proposal = actions.propose(vn.ledger, vn.chief, "KH", **SHORT)
    ministries.settle()
    with pytest.raises(NotPermitted):
        actions.accept(kh.ledger, kh.desk, proposal)
    la = ministries["LA"]
    with pytest.raises(NotPermitted):  # not their matter
        actions.accept(la.ledger, la.chief, proposal)


def test_a_hostile_proposer_does_not_commit_without_the_other_s_acceptance(ministries: Ministries) -> None:
    vn = ministries["VN"]
    proposal = actions.propose(vn.ledger, vn.chief, "KH", **SHORT)
    dossier = Proposal.objects.using("ministry_vn").get().dossier
    facts = AssentFacts(proposal=proposal, office="VN-C02", officer="A" * 22)
    forger = Author("x", e.AGREES)
    own = Draft(e.LIMITS.committed, facts, None, dossier, (proposal,))
    with pytest.raises(Refused, match="re"):
        vn.ledger.append(forger, [own])
    with pytest.raises(Refused, match="state-accepted"):  # and does not accept in the other's place
        vn.ledger.append(forger, [Draft(e.LIMITS.accepted, facts, None, dossier, (proposal,))])


def test_the_limit_of_eight_hours_is_agreed_too_and_never_pauses(ministries: Ministries) -> None:
    from tests.capabilities.requests.ministries import trace_form

    agreed(ministries)
    ministries.clock.go(days=4, hours=13)  # Friday 22:00 in the capitals: over midnight and into the weekend
    dossier = ministries["VN"].request(trace_form(urgency="IMMEDIATE", urgency_ground="LIFE"))
    ministries.settle()
    begun = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)
    assert {ministries[one].state(dossier).due_at for one in ("VN", "KH")} == {begun + timedelta(hours=4)}


def test_officers_here_do_not_stand_behind_one_pseudonym_in_two_arrangements(ministries: Ministries) -> None:
    vn = ministries["VN"]
    actions.propose(vn.ledger, vn.chief, "KH", **SHORT)
    actions.propose(vn.ledger, vn.chief, "LA", **SHORT)
    rows = vn.ledger.store.query("SELECT facts FROM ledger_entry WHERE type = %s", [e.LIMITS.proposed])
    assert len({row[0].split('"officer":"')[1][:22] for row in rows}) == 2
    assert officer("VN", "supervisor").officer not in "".join(row[0] for row in rows)
