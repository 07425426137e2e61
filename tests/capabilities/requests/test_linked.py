"""Several requests on one matter are seen together, at home only, and only those that the officer may open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.capabilities.requests.ministries import Ministries, Ministry, trace_form
from tests.capabilities.requests.test_pages import DESK, Node, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.linking.linked import seen_together
from tripoint.capabilities.requests.linking.models import Link
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.directory.models import Role
from tripoint.ledger.rebuild import rebuild

__all__ = ["node"]


def together(one: Ministry, dossier: str) -> set[str]:
    return {row.dossier for row in seen_together(one.alias, one.desk, one.code, dossier)}


def linked(one: Ministry, dossier: str, other: str) -> None:
    actions.link(one.ledger, one.desk, dossier, one.state(other).reference.lower())


def test_what_is_linked_in_a_chain_is_seen_together_from_each_end(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    first, second, third, apart = (vn.request() for _ in range(4))
    ministries.settle()
    linked(kh, first, second)
    linked(kh, third, second)
    for dossier in (first, second, third):
        assert together(kh, dossier) == {first, second, third} - {dossier}
    assert together(kh, apart) == set()
    ministries.settle()
    assert together(vn, first) == set()  # it is Cambodia's view, and stays there
    before = set(Link.objects.using(kh.alias).values_list("one", "other"))
    rebuild(kh.ledger)
    assert set(Link.objects.using(kh.alias).values_list("one", "other")) == before


def test_a_link_is_made_once_and_taken_back_from_either_side(ministries: Ministries) -> None:
    vn = ministries["VN"]
    first, second = vn.request(), vn.request()
    linked(vn, first, second)
    with pytest.raises(ActionRefused, match="link-there"):
        linked(vn, second, first)
    actions.part(vn.ledger, vn.desk, second, vn.state(first).reference, Words("en", "Another"))
    assert together(vn, first) == set()
    with pytest.raises(ActionRefused, match="link-apart"):
        actions.part(vn.ledger, vn.desk, first, vn.state(second).reference, Words("en", "Another"))
    rebuild(vn.ledger)
    assert together(vn, first) == set()
    with pytest.raises(ActionRefused, match="link-self"):
        linked(vn, first, first)


def test_what_another_office_deals_with_is_unknown_and_not_shown(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    mine, theirs = vn.request(), vn.request(trace_form(to_office="KH-NCB"))
    ministries.settle()
    reference = kh.state(theirs).reference
    with pytest.raises(ActionRefused, match="link-unknown"):
        actions.link(kh.ledger, kh.desk, mine, reference)
    registrar = replace(kh.desk, roles=frozenset({"registrar"}))
    actions.link(kh.ledger, registrar, mine, reference)
    assert together(kh, mine) == set()
    assert len(seen_together(kh.alias, registrar, "KH", mine)) == 1
    with pytest.raises(NotPermitted):
        actions.link(kh.ledger, kh.desk, theirs, kh.state(mine).reference)


def test_the_dossier_shows_what_is_on_the_same_matter(node: Node) -> None:
    first, second = (node.vn.request(trace_form(to_office=DESK)) for _ in range(2))
    node.carry()
    client = signed_in(someone((Role.OFFICER,), "desk"))
    other = RequestState.objects.get(dossier=second).reference
    same = {"judged": "same", "text": ""}
    assert client.post(f"/requests/{first}/link", {"reference": "VN-KH-2026-9999", **same}).status_code == 422
    assert client.post(f"/requests/{first}/link", {"reference": other, **same}).status_code == 302
    page = client.get(f"/requests/{first}").content.decode()
    assert "On the same matter" in page
    apart = {"judged": "apart", "text": "Another person"}
    assert f"/requests/{second}" in page
    assert client.post(f"/requests/{first}/link", {**apart, "reference": other}).status_code == 302
    assert "On the same matter" not in client.get(f"/requests/{first}").content.decode()
