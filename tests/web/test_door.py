"""What the door promises: two factors, a calm lock, a record of everything, and no way around."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from tests.web.people import PASSWORD, SECRET, code, sign_in, someone

from tripoint.audit.models import SignInEvent, SignInLog
from tripoint.directory.models import Officer
from tripoint.node import NodeConfig
from tripoint.web import door
from tripoint.web.models import Credentials

pytestmark = pytest.mark.django_db
DOOR = "/sign-in"


def knock(client: Client, username: str = "sok.dara", password: str = PASSWORD, given: str = "", **more: str) -> int:
    return client.post(DOOR, {"username": username, "password": password, "code": given, **more}).status_code


def events() -> list[str]:
    return list(SignInLog.objects.order_by("pk").values_list("event", flat=True))


def test_the_right_password_and_code_open_it(client: Client) -> None:
    officer = someone()
    assert knock(client, given=code(officer)) == 302
    assert client.get(reverse("web:today")).status_code == 200
    assert events() == [SignInEvent.SIGNED_IN]


def test_the_user_name_may_be_typed_in_capitals(client: Client) -> None:
    officer = someone()
    assert knock(client, username=" SOK.Dara", given=code(officer)) == 302


@pytest.mark.parametrize(
    ("username", "password", "given"),
    [("sok.dara", PASSWORD, ""), ("sok.dara", PASSWORD, "000000"), ("sok.dara", "wrong", "now"), ("nobody", "x", "1")],
)
def test_nothing_less_opens_it_and_the_answer_is_the_same(
    client: Client, username: str, password: str, given: str
) -> None:
    officer = someone()
    answer = client.post(
        DOOR, {"username": username, "password": password, "code": code(officer) if given == "now" else given}
    )
    assert answer.status_code == 422
    assert "User name, password or code is not right" in answer.content.decode()
    assert client.get(reverse("web:today")).status_code == 302
    assert events() == [SignInEvent.FAILED]


def test_a_code_opens_it_once(client: Client) -> None:
    officer = someone()
    given = code(officer)
    assert knock(client, given=given) == 302
    assert knock(Client(), given=given) == 422


def test_a_closed_account_does_not_open_it(client: Client) -> None:
    officer = someone()
    Officer.objects.filter(pk=officer.pk).update(is_active=False)
    assert knock(client, given=code(officer)) == 422


def test_after_five_failures_the_account_is_locked_and_told_so_calmly(client: Client) -> None:
    officer = someone()
    answers = [knock(client, password="wrong") for _ in range(door.ACCOUNT_FAILURES)]
    assert answers == [422] * (door.ACCOUNT_FAILURES - 1) + [429]
    answer = client.post(DOOR, {"username": "sok.dara", "password": PASSWORD, "code": code(officer)})
    assert answer.status_code == 429
    assert "Try again in 15 minutes" in answer.content.decode()
    assert events() == [SignInEvent.FAILED] * door.ACCOUNT_FAILURES + [
        SignInEvent.LIMIT_REACHED,
        SignInEvent.LOCKED_OUT,
    ]


def test_a_lock_holds_for_every_address_and_opens_by_itself(client: Client) -> None:
    officer = someone()
    for _ in range(door.ACCOUNT_FAILURES):
        knock(client, password="wrong")
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert knock(elsewhere, given=code(officer)) == 429
    SignInLog.objects.update(at=timezone.now() - door.WINDOW - datetime.timedelta(seconds=1))
    assert knock(elsewhere, given=code(officer)) == 302


def test_names_without_an_account_lock_alike_and_are_not_kept_as_typed(client: Client) -> None:
    answers = [knock(client, username="my secret password") for _ in range(door.ACCOUNT_FAILURES + 1)]
    assert answers[-1] == 429
    assert not SignInLog.objects.filter(account__contains="secret").exists()
    assert SignInLog.objects.filter(account__startswith="?", officer=None).exists()


def test_one_address_that_tries_many_accounts_is_locked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "ADDRESS_FAILURES", 6)  # each failure costs a deliberate tenth of a second
    officer = someone()
    for turn in range(door.ADDRESS_FAILURES):
        knock(client, username=f"guess.{turn}", password="x")
    assert knock(client, given=code(officer)) == 429
    assert knock(Client(REMOTE_ADDR="192.0.2.7"), given=code(officer)) == 302


def test_a_flood_from_one_address_does_not_fill_the_log(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "FLOOD", 8)
    answers = [knock(client, password="x") for _ in range(12)]
    assert answers[-4:] == [429] * 4
    assert SignInLog.objects.count() == 8
    officer = someone()
    SignInLog.objects.update(at=timezone.now() - door.WINDOW * 2)
    assert knock(client, given=code(officer)) == 302


@pytest.mark.django_db(transaction=True)
def test_many_attempts_at_once_do_not_slip_past_the_limit() -> None:
    someone()

    def guess(turn: int) -> int:
        try:
            return knock(Client(REMOTE_ADDR=f"192.0.2.{turn}"), password=f"guess {turn}")
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=12) as pool:
        answers = list(pool.map(guess, range(12)))
    judged = SignInLog.objects.filter(event=SignInEvent.FAILED).count()
    assert judged <= door.ACCOUNT_FAILURES
    assert answers.count(429) >= 12 - door.ACCOUNT_FAILURES


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}
    request = RequestFactory().get("/", headers=headers)
    assert door.address_of(request) == "127.0.0.1"  # no proxy in front of plain http
    behind = NodeConfig(party="KH", exercise=True, url="https://tripoint.example")
    monkeypatch.setattr(settings, "NODE", behind)
    assert door.address_of(request) == "192.0.2.7"
    assert door.address_of(RequestFactory().get("/", headers={"X-Forwarded-For": "x"})) is None


def test_a_success_forgives_earlier_failures(client: Client) -> None:
    officer = someone()
    for _ in range(door.ACCOUNT_FAILURES - 1):
        knock(client, password="wrong")
    assert knock(client, given=code(officer)) == 302
    assert knock(Client(), password="wrong") == 422


def test_it_leads_on_to_this_node_only(client: Client) -> None:
    officer = someone()
    sent = {"username": "sok.dara", "password": PASSWORD}
    answer = client.post(DOOR, {**sent, "code": code(officer), "next": "/account"})
    assert answer.headers["Location"] == "/account"
    for bad in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = Client().post(DOOR, {**sent, "code": code(officer), "next": bad})
        assert answer.headers["Location"] == "/"


def test_the_first_sign_in_pairs_an_authenticator_and_replaces_the_password(client: Client) -> None:
    officer = someone(paired=False)
    answer = client.post(DOOR, {"username": "sok.dara", "password": PASSWORD})
    assert answer.headers["Location"] == reverse("web:pair")
    assert client.get(reverse("web:today")).status_code == 302  # not signed in yet
    page = client.get(reverse("web:pair")).content.decode()
    secret = client.session["pairing_secret"]
    assert "<svg" in page
    assert secret[:4] in page
    fresh = {"new_password": "seven brown otters swim", "again": "seven brown otters swim"}
    assert client.post(reverse("web:pair"), {**fresh, "code": "000000"}).status_code == 422
    same = {"new_password": PASSWORD, "again": PASSWORD, "code": pyotp.TOTP(secret).now()}
    assert "Choose another one" in client.post(reverse("web:pair"), same).content.decode()
    done = client.post(reverse("web:pair"), {**fresh, "code": pyotp.TOTP(secret).now()})
    assert done.status_code == 302
    assert client.get(reverse("web:today")).status_code == 200
    officer.refresh_from_db()
    assert officer.check_password("seven brown otters swim")
    assert events() == [SignInEvent.PASSWORD_RIGHT, SignInEvent.PAIRED, SignInEvent.SIGNED_IN]


def test_pairing_is_closed_to_strangers_and_to_accounts_that_are_paired(client: Client) -> None:
    assert client.get(reverse("web:pair")).headers["Location"] == reverse("web:sign-in")
    someone(paired=False)
    client.post(DOOR, {"username": "sok.dara", "password": PASSWORD})
    session = client.session
    session[door.PENDING][1] = (timezone.now() - door.PENDING_FOR * 2).isoformat()
    session.save()
    assert client.get(reverse("web:pair")).headers["Location"] == reverse("web:sign-in")


def test_the_secret_is_not_in_the_database_in_the_clear() -> None:
    sealed = bytes(Credentials.objects.get(officer=someone()).totp_sealed)
    assert SECRET.encode() not in sealed


def test_signing_out_ends_the_session(client: Client) -> None:
    sign_in(client, someone())
    client.post(reverse("web:sign-out"))
    assert client.get(reverse("web:today")).status_code == 302
    assert events()[-1] == SignInEvent.SIGNED_OUT
    assert client.get(reverse("web:sign-out")).status_code == 405


def test_only_signing_out_has_the_device_forget_and_no_link_that_leads_to_the_door(client: Client) -> None:
    officer = someone()
    link = reverse("web:sign-in") + "?out=1"
    assert "data-signed-out" not in client.get(link).content.decode()  # the session has ended, a call still waits
    for leave in ("web:sign-out", "web:sign-out-everywhere"):
        sign_in(client, officer)
        client.post(reverse(leave))
        assert "data-signed-out" in client.get(link).content.decode()
        assert "data-signed-out" in client.get(link).content.decode()  # loaded again, should it have been cut off


def test_the_chosen_language_is_kept_for_the_officer_and_the_device(client: Client) -> None:
    officer = someone()
    sign_in(client, officer)
    client.post(reverse("web:language"), {"language": "vi", "next": "/account"})
    officer.refresh_from_db()
    assert officer.language == "vi"
    client.post(reverse("web:sign-out"))
    assert '<html lang="vi">' in client.get(DOOR).content.decode()
    assert '<html lang="km">' in Client(headers={"Accept-Language": "fr, km;q=0.8"}).get(DOOR).content.decode()
    client.post(reverse("web:language"), {"language": "xx"})
    assert '<html lang="vi">' in client.get(DOOR).content.decode()


def test_a_form_from_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(DOOR, {"username": "sok.dara", "password": PASSWORD, "code": "1"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
