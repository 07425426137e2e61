"""The pages that say no, in plain words and in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Callable
from unittest import mock

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from tests.web.people import sign_in, someone

from tripoint.web import refusals
from tripoint.web.middleware import PlainRefusals


@pytest.mark.django_db
def test_there_is_a_page_for_what_is_not_there(client: Client) -> None:
    sign_in(client, someone())
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


@pytest.mark.django_db
def test_a_wrong_post_gets_a_plain_page_with_a_way_on(client: Client) -> None:
    sign_in(client, someone())
    answer = client.get(reverse("web:audit"))
    assert answer.status_code == 403
    assert reverse("web:posts") in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "vi", "lo", "km"])
def test_an_officer_is_refused_within_the_usual_frame_a_stranger_without(client: Client, language: str) -> None:
    stranger = client.get("/no/such/page", HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert 'class="top"' not in stranger
    officer = someone(language=language)
    sign_in(client, officer)
    client.raise_request_exception = False
    for address, status in (("/no/such/page", 404), ("/audit", 403)):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == status
        assert f'<html lang="{language}"' in page
        assert 'class="top"' in page
        assert officer.display_name(language) in page
        assert f'class="btn" href="{reverse("web:today")}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(("view", "status"), [(refusals.server_error, 500), (refusals.unavailable, 503)])
def test_a_fault_is_said_in_the_frame_and_alone_when_the_frame_fails_too(
    client: Client, monkeypatch: pytest.MonkeyPatch, view: Callable[..., HttpResponse], status: int
) -> None:
    sign_in(client, someone())
    request = client.get("/").wsgi_request
    answer = view(request)
    assert answer.status_code == status
    assert 'class="top"' in answer.content.decode()
    monkeypatch.setattr("tripoint.web.context.items_for", mock.Mock(side_effect=DatabaseError("the disk is full")))
    monkeypatch.setattr(refusals.log, "disabled", True)
    answer = view(request)
    assert answer.status_code == status
    assert 'class="top"' not in answer.content.decode()
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize(("view", "status"), [(refusals.server_error, 500), (refusals.unavailable, 503)])
def test_a_failing_node_answers_without_asking_its_database(view, status: int) -> None:  # type: ignore[no-untyped-def]
    answer = view(RequestFactory().get("/"))  # no database mark: a query would fail this test
    assert answer.status_code == status
    assert "<h1>" in answer.content.decode()


def test_a_view_that_declares_nothing_is_closed() -> None:
    from django.core.exceptions import PermissionDenied

    with pytest.raises(PermissionDenied):
        PlainRefusals(lambda _: None).process_view(RequestFactory().get("/"), lambda request: None, (), {})  # type: ignore[arg-type,return-value]


@pytest.mark.django_db
def test_strangers_write_nothing_into_the_log(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each such request left twenty lines there; nobody needs an account to send a million of them."""
    written: list[str] = []
    watch = logging.Handler()
    watch.emit = lambda record: written.append(record.getMessage())  # type: ignore[method-assign]
    monkeypatch.setattr(logging.getLogger("django"), "handlers", [watch])
    for address, headers in (("/no/such/page/but/many/words", {}), ("/sign-in", {"HTTP_HOST": "elsewhere.example"})):
        assert client.get(address, **headers).status_code in (400, 404)
    assert Client(enforce_csrf_checks=True).post("/sign-in").status_code == 403
    sign_in(client, someone())
    assert client.get(reverse("web:audit")).status_code == 403
    assert written == []
    logging.getLogger("django.request").error("a fault of the program")
    assert written == ["a fault of the program"]
