"""The node of the tests of requests: Cambodia's, with Viet Nam's beside it, and its officers on duty."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.capabilities.requests.conftest import request_databases
from tests.capabilities.requests.ministries import Ministry
from tests.capabilities.requests.test_pages import DESK, Node, node
from tests.web.people import someone

from tripoint.capabilities.requests.permission import Acting, acting
from tripoint.directory.models import Officer, Role

__all__ = ["node", "request_databases"]


def who(officer: Officer) -> Acting:
    """An officer in the one post held."""
    return acting(officer, officer.holdings.get().post)


@pytest.fixture
def kh(node: Node) -> Ministry:
    """Cambodia's ministry, its clock at this minute, as pages look at the wall's."""
    node.ministries.clock.now = timezone.now().replace(microsecond=0) - timedelta(seconds=5)
    node.kh.desk = replace(node.kh.desk, office=DESK)
    return node.kh


@pytest.fixture
def chief(kh: Ministry) -> Officer:
    """A supervisor of the office."""
    return someone((Role.SUPERVISOR,), "chief")


@pytest.fixture
def night(kh: Ministry) -> Officer:
    """An officer who ends a shift."""
    return someone((Role.DUTY_OFFICER,), "night")


@pytest.fixture
def day(kh: Ministry) -> Officer:
    """An officer who begins one."""
    return someone((Role.OFFICER,), "day", language="km")
