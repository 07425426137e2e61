"""The pages of limits and calendars, through the door: who may what, and what an administrator publishes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.capabilities.requests.test_pages import Node, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.arrangements import actions
from tripoint.capabilities.arrangements.models import Proposal, PublishedCalendar
from tripoint.directory.models import Role

__all__ = ["node"]
PLACE = "/arrangements/"


@pytest.fixture
def chief(node: Node) -> Client:
    """A supervisor's browser; the node's clock is today's, as the pages look at it."""
    node.ministries.clock.now = timezone.now().replace(microsecond=0)
    return signed_in(someone((Role.SUPERVISOR,), "chief"))


def test_a_supervisor_proposes_and_puts_in_force_what_the_partner_accepted(node: Node, chief: Client) -> None:
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    values = {"hours": "6", "urgent_days": "2", "normal_days": "5", "effective": day}
    assert chief.get(f"{PLACE}propose/VN").status_code == 200
    assert chief.post(f"{PLACE}propose/VN", {**values, "urgent_days": "9"}).status_code == 422
    assert chief.post(f"{PLACE}propose/VN", values).status_code == 302
    proposal = Proposal.objects.get().entry
    assert "in-force" not in chief.get(PLACE).content.decode()
    node.carry()
    actions.accept(node.vn.ledger, node.vn.chief, proposal)
    node.carry()
    assert f"{PLACE}proposal/{proposal}/in-force" in chief.get(PLACE).content.decode()
    assert chief.post(f"{PLACE}proposal/{proposal}/in-force").status_code == 302
    node.carry()
    assert Proposal.objects.get().adopted_at is not None
    assert "Agreed" in chief.get(PLACE).content.decode()


def test_the_partner_s_proposal_is_accepted_by_a_button_and_once(node: Node, chief: Client) -> None:
    day = (node.ministries.clock.now + timedelta(days=9)).date()
    proposal = actions.propose(
        node.vn.ledger, node.vn.chief, "KH", hours=8, urgent_days=3, normal_days=10, effective=day
    )
    node.carry()
    assert f"{PLACE}proposal/{proposal}/accept" in chief.get(PLACE).content.decode()
    for _twice in range(2):
        assert chief.post(f"{PLACE}proposal/{proposal}/accept").status_code == 302
    assert "has accepted this already" in chief.get(PLACE).content.decode()
    assert chief.post(f"{PLACE}proposal/{'x' * 43}/accept").status_code == 404
    assert chief.post(f"{PLACE}proposal/{proposal}/burn").status_code == 404


def test_an_administrator_publishes_the_year(node: Node, chief: Client) -> None:
    admin = signed_in(someone((Role.ADMINISTRATOR,), "admin"))
    year = timezone.localdate().year
    page = admin.get(f"{PLACE}calendar/{year}")
    form = page.context["form"]
    values = {"more": f"24/12/{year}", "worked": "", "compared": "on"}
    for one, first, days in form.holidays():
        values[first.html_name] = first.initial.isoformat() if first.initial else ""
        values[days.html_name] = str(days.initial) if first.initial else "0"
        assert one.source.split(",")[0] in page.content.decode()
    assert admin.post(f"{PLACE}calendar/{year}", {**values, "compared": ""}).status_code == 422
    assert admin.post(f"{PLACE}calendar/{year}", values).status_code == 302
    assert f"{year}-12-24" in PublishedCalendar.objects.get().holidays
    node.carry()
    assert "receipted by" in admin.get(PLACE).content.decode()
    assert admin.get(f"{PLACE}calendar/{year - 1}").status_code == 404
    assert chief.get(f"{PLACE}calendar/{year}").status_code == 403


@pytest.mark.parametrize(("role", "code"), [(Role.OFFICER, 403), (Role.AUDITOR, 403), (Role.ADMINISTRATOR, 403)])
def test_others_propose_nothing(node: Node, role: Role, code: int) -> None:
    client = signed_in(someone((role,), "other"))
    assert client.get(f"{PLACE}propose/VN").status_code == code
    assert client.post(f"{PLACE}proposal/{'x' * 43}/accept").status_code == code
