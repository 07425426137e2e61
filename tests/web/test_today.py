"""Today is put together from what capabilities say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people import sign_in, someone

from tripoint.web import clock, today
from tripoint.web.today import Action, Row, Section

pytestmark = pytest.mark.django_db


def rows(*pairs: tuple[str, float]) -> today.Provider:
    def provider(request: object) -> Iterator[Row]:
        for title, order in pairs:
            yield Row(title, order, address="/account", party="VN", reference="VN-KH-1")

    return provider


def test_an_empty_page_says_what_will_stand_there(client: Client) -> None:
    sign_in(client, someone())
    page = client.get(reverse("web:today")).content.decode()
    assert "A new request appears here with its clock running" in page
    assert "Nothing is pressing" in page


def test_lines_of_several_providers_stand_in_one_order(client: Client) -> None:
    today.register(Section.ANSWER, rows(("third", 3), ("first", 1)))
    today.register(Section.ANSWER, rows(("second", 2)), more="web:account")
    today.register_action(Action("Begin", "web:account"))
    sign_in(client, someone())
    page = client.get(reverse("web:today")).content.decode()
    assert page.index("first") < page.index("second") < page.index("third")
    assert "Begin" in page


def test_what_is_overdue_is_counted_and_said_in_words(client: Client) -> None:
    now = timezone.now()
    late = clock.running(now - datetime.timedelta(hours=5), now - datetime.timedelta(hours=2))
    today.register(Section.ANSWER, lambda request: [Row("Vehicle", 1, address="/account", clock=late)])
    sign_in(client, someone())
    page = client.get(reverse("web:today")).content.decode()
    assert "1 overdue" in page
    assert "2 hours overdue" in page


def test_a_page_that_asks_again_gets_nothing_until_something_changes(client: Client) -> None:
    lines = [("one", 1.0)]
    today.register(Section.ARRIVED, lambda request: rows(*lines)(request))
    sign_in(client, someone())
    first = client.get(reverse("web:today-live"))
    assert first.headers["X-New"] == "1"
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(reverse("web:today-live"), headers=tag).status_code == 304
    lines.append(("two", 2.0))
    second = client.get(reverse("web:today-live"), headers=tag)
    assert second.status_code == 200
    assert second.headers["X-New"] == "2"
    assert "two" in second.content.decode()


def test_a_full_section_shows_its_first_lines_and_the_way_to_the_rest(client: Client) -> None:
    today.register(Section.ANSWER, rows(*((f"line-{n:03}", float(n)) for n in range(500))), more="web:account")
    sign_in(client, someone())
    page = client.get(reverse("web:today")).content.decode()
    assert "line-024" in page
    assert "line-025" not in page
    assert "Show all" in page
