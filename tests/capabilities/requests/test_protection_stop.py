"""S3: at home a stop holds back; outside, a stopped matter cannot be told from a slow one (invariant 8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.capabilities.requests.ministries import MONDAY, Ministries, Ministry

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.reading import reading
from tripoint.ledger.models import Entry, FeedItem, Receipt, RemoteVerdict

FEAR = Words("km", "គាត់និយាយថាខ្លាចត្រឡប់ទៅវិញ")


def test_a_stop_holds_back_the_answer_and_tells_only_who_may_know(ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    kh = ministries["KH"]
    actions.stop(kh.ledger, kh.desk, dossier, "FEAR-OF-RETURN", FEAR)
    with pytest.raises(ActionRefused, match="s3-stopped"):  # who set it
        kh.answer(dossier)
    kh.desk, setter = kh.other_desk, kh.desk
    with pytest.raises(ActionRefused, match="under-review"):  # a colleague
        kh.answer(dossier)
    kh.desk = setter
    actions.extend(kh.ledger, kh.desk, dossier, "UNDER-REVIEW", (MONDAY + timedelta(days=20)).date())


def test_a_stop_shows_at_home_only_to_those_who_may_know(ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    kh = ministries["KH"]
    actions.stop(kh.ledger, kh.desk, dossier, "FEAR-OF-RETURN", FEAR)
    actions.note(kh.ledger, kh.other_desk, dossier, Words("km", "សម្គាល់"))
    for who, aware in ((kh.desk, True), (kh.chief, True), (kh.lawyers[0], True), (kh.other_desk, False)):
        found = reading(kh.ledger, who, dossier)
        assert found.stopped is aware
        assert len(found.home) == (2 if aware else 1)


def test_a_legal_reviewer_ends_a_stop_and_never_his_own(ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    kh = ministries["KH"]
    first, second = kh.lawyers[:2]
    actions.stop(kh.ledger, first, dossier, "ASYLUM-CLAIM", FEAR)
    with pytest.raises(NotPermitted):
        actions.lift_stop(kh.ledger, kh.chief, dossier, FEAR)
    with pytest.raises(ActionRefused, match="s3-second-officer"):
        actions.lift_stop(kh.ledger, first, dossier, FEAR)
    actions.lift_stop(kh.ledger, second, dossier, FEAR)
    kh.answer(dossier)


def test_each_of_two_stops_stands_until_it_is_lifted(ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    kh = ministries["KH"]
    actions.stop(kh.ledger, kh.desk, dossier, "ASYLUM-CLAIM", FEAR)
    actions.stop(kh.ledger, kh.lawyers[0], dossier, "TORTURE-RISK", FEAR)
    with pytest.raises(ActionRefused, match="s3-second-officer"):  # all or none: one of them is the lawyer's own
        actions.lift_stop(kh.ledger, kh.lawyers[0], dossier, FEAR)
    with pytest.raises(ActionRefused, match="s3-stopped"):
        kh.answer(dossier)
    actions.lift_stop(kh.ledger, kh.lawyers[1], dossier, FEAR)
    kh.answer(dossier)


def _outside_view(vn: Ministry) -> dict[str, Any]:
    """All that the asker's node ever holds about the partner's doings, without what is random by nature."""
    entries = Entry.objects.using(vn.alias).filter(party="KH").order_by("n")
    return {
        "entries": [
            (
                row.type, row.seq, row.verdict, row.code, row.time, row.received_at, row.content_state, row.rules,
                len(row.jws), len(row.facts),
            )
            for row in entries
        ],
        "receipts": [
            (row.outgoing, row.epoch, row.position, row.at, len(row.jws))
            for row in Receipt.objects.using(vn.alias).filter(peer="KH").order_by("id")
        ],
        "feed": list(
            FeedItem.objects.using(vn.alias).order_by("outgoing", "position").values_list(
                "peer", "outgoing", "epoch", "position", "delivered_at"
            )
        ),
        "verdicts": list(RemoteVerdict.objects.using(vn.alias).values_list("peer", "verdict", "code")),
    }  # fmt: skip


def _played(ministries: Ministries, *, stopped: bool) -> tuple[dict[str, Any], list[int], str]:
    vn, kh = ministries["VN"], ministries["KH"]
    sizes: list[int] = []

    def carry_all() -> None:
        for sender, to in (("VN", "KH"), ("KH", "VN")) * 2:
            outgoing = ministries[sender].ledger.next_bundle(to)
            sizes.append(0 if outgoing is None else len(outgoing.data))
            if outgoing is not None:
                receipt = ministries[to].ledger.receive(outgoing.data)
                ministries[sender].ledger.take_receipt(to, receipt.token.text, outgoing.fill)

    dossier = vn.request()
    carry_all()
    ministries.clock.go(hours=1)
    actions.take(kh.ledger, kh.desk, dossier)
    carry_all()
    if stopped:
        actions.stop(kh.ledger, kh.desk, dossier, "FEAR-OF-RETURN", FEAR)
        actions.flag_victim(kh.ledger, kh.desk, dossier, FEAR)
        with pytest.raises(ActionRefused):
            kh.answer(dossier)
    carry_all()
    for week in (1, 2):
        ministries.clock.go(days=7)
        actions.extend(
            kh.ledger, kh.desk, dossier, "UNDER-REVIEW", (ministries.clock.now + timedelta(days=7 * week)).date()
        )
        carry_all()
        vn_state = vn.state(dossier)
        assert vn_state.extensions == week
    return _outside_view(vn), sizes, str(vn.state(dossier).phase)


def test_a_stopped_matter_cannot_be_told_from_a_slow_one(
    ministries: Ministries, request_databases: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stopped = _played(ministries, stopped=True)
    ministries.close()
    slow_ministries = Ministries(request_databases, tmp_path_factory.mktemp("slow"))
    for code, one in slow_ministries.all.items():  # the same officers act in both
        for name in ("desk", "chief", "lawyers"):
            setattr(one, name, getattr(ministries[code], name))
    slow = _played(slow_ministries, stopped=False)
    assert stopped == slow
    ministries.all.clear()  # closed above
    slow_ministries.close()
