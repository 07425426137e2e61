"""The one-click door stands in the demo and nowhere else."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.web.people import someone

from tripoint.audit.models import SignInEvent, SignInLog
from tripoint.node import NodeConfig

pytestmark = pytest.mark.django_db
ENTER = "/sign-in/exercise"


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node of the demo."""
    monkeypatch.setattr(settings, "NODE", NodeConfig(party="KH", exercise=True, one_click_sign_in=True))


def test_a_node_without_the_switch_has_no_such_door(client: Client) -> None:
    someone()
    assert client.post(ENTER, {"username": "sok.dara"}).status_code == 404
    assert "one click" not in client.get(reverse("web:sign-in")).content.decode()


def test_one_click_enters_as_an_exercise_officer_and_is_recorded(demo: None) -> None:
    someone()
    client = Client(enforce_csrf_checks=True)
    assert "sok.dara" in client.get(reverse("web:sign-in")).content.decode()
    assert client.post(ENTER, {"username": "sok.dara"}).status_code == 302
    assert client.get(reverse("web:today")).status_code == 200
    assert SignInLog.objects.get().event == SignInEvent.ONE_CLICK


def test_it_is_closed_to_other_machines(demo: None) -> None:
    someone()
    assert Client(REMOTE_ADDR="192.0.2.7").post(ENTER, {"username": "sok.dara"}).status_code == 404


def test_it_knows_no_strangers_and_follows_no_link(demo: None, client: Client) -> None:
    someone(username="new.one", paired=False)
    assert client.post(ENTER, {"username": "new.one"}).status_code == 404
    assert client.post(ENTER, {}).status_code == 404
    assert client.get(ENTER).status_code == 405
