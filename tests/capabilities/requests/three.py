"""Laos's node beside the node under test, which is Cambodia's, and Viet Nam's: a joint request as its pages show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from tests.capabilities.requests.ministries import OFFICES, Ministries, Ministry, missing_form
from tests.capabilities.requests.test_pages import DESK, Node

from tripoint.capabilities.requests.form import Addressee, RequestForm
from tripoint.directory.models import Office, Party


@pytest.fixture
def three(node: Node, request_databases: Any, tmp_path: Path) -> Iterator[Ministries]:
    """All three, each knowing the others, with the clock at this minute, as pages look at the wall's."""
    found = node.ministries
    request_databases.open("ministry_la", request_databases.copy("ministry_la"))
    la = Ministry("LA", found.clock, tmp_path / "la")
    known = [node.kh.ledger.peers.card(code).token.text for code in ("KH", "VN")]
    own = la.card()
    for one in (node.kh, node.vn):
        one.ledger.add_card(own, pin=True)
    for card in (*known, own):
        la.ledger.add_card(card, pin=True)
    Party.objects.create(code="LA", name_en="Ministry of Public Security of Laos")
    Office.objects.create(code=OFFICES["LA"], party_id="LA", name_en="Lao Police", level="ministry")
    node.kh.desk, node.kh.chief = (replace(one, office=DESK) for one in (node.kh.desk, node.kh.chief))
    found.clock.now = timezone.now().replace(microsecond=0)
    found.all |= {"KH": node.kh, "LA": la}
    yield found
    del found.all["KH"]  # its database is the test's own


def from_us(**changes: Any) -> RequestForm:
    """A joint request of Cambodia's to Viet Nam and Laos."""
    laos = (Addressee(party="LA", office=OFFICES["LA"]),)
    return missing_form(addressee="VN", to_office=OFFICES["VN"], also=laos, joint=True, **changes)


def to_us(**changes: Any) -> RequestForm:
    """One of Viet Nam's to Cambodia and Laos."""
    laos = (Addressee(party="LA", office=OFFICES["LA"]),)
    return missing_form(**{"to_office": DESK, "also": laos, "joint": True, **changes})


@pytest.fixture
def asked(three: Ministries) -> str:
    """A joint request of this node's that both have."""
    dossier = three["KH"].request(from_us())
    three.settle()
    return dossier
