"""A form that is sent twice is done once, whoever repeats it and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import path
from django.utils import timezone
from tests.web.people import sign_in, someone

from tripoint.web import once, urls
from tripoint.web.access import OfficerRequest, requires_post
from tripoint.web.models import SentForm

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.test_once")]
KEY = "k" * 22
DONE: list[str] = []


@requires_post
@once.sent_once
def form(request: OfficerRequest) -> HttpResponse:
    text = request.POST.get("text", "")
    if text == "wrong":
        return HttpResponse("wrong", status=422)
    if text == "fault":
        raise RuntimeError(text)
    DONE.append(text)
    messages.success(request, "Done.")
    return redirect(f"/account?{len(DONE)}")


urlpatterns = [path("form", form), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    DONE.clear()


def send(client: Client, text: str = "x", key: str = KEY, *, waited: str = "") -> HttpResponse:
    headers = {"X-Waited": "1"} if waited else {}
    return client.post("/form", {"text": text, "once": key, "once_for": waited}, headers=headers)


def test_a_repeated_form_leads_where_the_first_one_led(client: Client) -> None:
    officer = someone()
    sign_in(client, officer)
    assert send(client)["Location"] == send(client)["Location"] == "/account?1"
    assert DONE == ["x"]
    assert send(client, "y")["Location"] == "/account?2"  # an old page, filled in anew: another form
    waited = f"{officer.pk}:{officer.holdings.get().post_id}"
    assert send(client, waited=waited).json() == {"state": "sent", "to": "/account?1"}
    told = client.get(f"/device?once={KEY}&once={'z' * 22}").json()
    assert told["taken"] == {KEY: "/account?1"}
    assert (told["officer"], f"{told['officer']}:{told['post']}") == (str(officer.pk), waited)


def test_what_was_refused_can_be_mended_under_the_same_key(client: Client) -> None:
    officer = someone()
    sign_in(client, officer)
    waited = f"{officer.pk}:{officer.holdings.get().post_id}"
    assert send(client, "wrong").status_code == 422
    assert send(client, "wrong", waited=waited).json() == {"state": "refused"}
    assert send(client).status_code == 302
    assert DONE == ["x"]


def test_it_is_sent_for_the_officer_and_post_it_was_written_in_alone(client: Client) -> None:
    officer = someone()
    sign_in(client, officer)
    for waited in ("", f"{officer.pk}:0", f"0:{officer.holdings.get().post_id}"):
        answer = client.post("/form", {"text": "x", "once": KEY, "once_for": waited}, headers={"X-Waited": "1"})
        assert (answer.status_code, answer.json()) == (409, {"state": "other"})
    other = Client()
    sign_in(other, someone(username="chan.bopha"))
    send(other)
    assert other.get(f"/device?once={KEY}").json()["taken"] == {KEY: "/account?1"}
    assert client.get(f"/device?once={KEY}").json()["taken"] == {}
    assert DONE == ["x"]


def test_what_was_cut_off_is_not_repeated(client: Client) -> None:
    officer = someone()
    sign_in(client, officer)
    client.raise_request_exception = False
    assert send(client, "fault").status_code == 500
    waited = f"{officer.pk}:{officer.holdings.get().post_id}"
    assert send(client, "fault", waited=waited).json() == {"state": "running"}
    assert send(client, "fault")["Location"] == "/form"
    SentForm.objects.update(at=timezone.now() - once.UNDER_WAY)
    assert send(client, "fault", waited=waited).json() == {"state": "unknown"}
    SentForm.objects.update(at=timezone.now() - once.KEPT - timedelta(days=1))
    once.forget_old()
    assert not SentForm.objects.exists()


@pytest.mark.parametrize("key", ["short", "x" * 65, "k k k k k k k k k k", "ក" * 20])
def test_a_key_that_no_form_has_is_malformed(client: Client, key: str) -> None:
    sign_in(client, someone())
    assert send(client, key=key).status_code == 400


def test_the_worker_is_the_same_for_everybody_and_strict(client: Client) -> None:
    answer = client.get("/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert client.get("/device").status_code == 302
    sign_in(client, someone())
    assert client.get("/worker.js").content == answer.content


def test_a_form_from_another_site_is_refused_before_it_counts() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(someone())
    assert send(strict).status_code == 403
    assert not SentForm.objects.exists()
