"""Passkeys: set up after password and code, signed in with, and every answer that must be refused."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser
from tests.browser import needs_chromium
from tests.web.authenticator import PRESENT, Authenticator
from tests.web.live import serving
from tests.web.people import PASSWORD, code, sign_in, someone
from tests.web.test_screens import enter as type_in

from tripoint.audit.models import SignInEvent, SignInLog
from tripoint.directory.models import Officer
from tripoint.web import passkeys
from tripoint.web.buckets import Buckets
from tripoint.web.directory.views.accounts import _unpair
from tripoint.web.models import Credentials, Passkey
from tripoint.web.views import passkeys as views

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_asked", Buckets(views.PER_MINUTE))


@pytest.fixture
def officer() -> Officer:
    return someone()


def begun(client: Client, officer: Officer, name: str = "telephone") -> dict[str, Any]:
    """Password and code once more; what the browser is then asked for."""
    given = {"name": name, "password": PASSWORD, "code": code(officer)}
    page = client.post("/account/passkeys/new", given).content.decode()
    found = re.search(r'data-options="([^"]*)"', page)
    assert found, page
    return dict(json.loads(html.unescape(found[1])))


def held(officer: Officer, device: Authenticator | None = None) -> Authenticator:
    """A device with a passkey of the officer."""
    client, device = Client(), device or Authenticator()
    sign_in(client, officer)
    client.post("/account/passkeys/add", {"answer": device.make(begun(client, officer))})
    return device


def asked(client: Client) -> dict[str, Any]:
    return dict(client.post("/sign-in/passkey/options").json())


def tried(client: Client, answer: str) -> int:
    return int(client.post("/sign-in/passkey", {"answer": answer}).status_code)


def test_a_passkey_signs_in_and_counts_as_both_factors(officer: Officer) -> None:
    device, client = held(officer), Client()
    answer = client.post("/sign-in/passkey", {"answer": device.sign(asked(client)), "next": "/account"})
    assert (answer.status_code, answer["Location"]) == (302, "/account")
    assert client.get("/account").status_code == 200
    assert SignInLog.objects.filter(event=SignInEvent.SIGNED_IN, account=officer.username).count() == 2
    assert Passkey.objects.get().used_at is not None
    assert client.session.get_expire_at_browser_close()


def test_several_are_set_up_named_and_removed(officer: Officer) -> None:
    first, second = held(officer), held(officer)
    client = Client()
    sign_in(client, officer)
    assert len(begun(client, officer)["excludeCredentials"]) == 2
    stranger = Client()
    sign_in(stranger, someone(username="stranger"))
    number = Passkey.objects.order_by("pk")[0].pk
    stranger.post(f"/account/passkeys/{number}/remove")
    assert Passkey.objects.count() == 2
    client.post(f"/account/passkeys/{number}/remove")
    fresh = Client()
    assert tried(fresh, first.sign(asked(fresh))) == 422
    assert tried(fresh, second.sign(asked(fresh))) == 302


def test_it_is_set_up_only_with_password_and_code_in_this_session(officer: Officer) -> None:
    client, device = Client(), Authenticator()
    sign_in(client, officer)
    for wrong in ({"password": "x" * 12, "code": code(officer)}, {"password": PASSWORD, "code": "000000"}):
        assert client.post("/account/passkeys/new", {"name": "n", **wrong}).status_code == 422
    options = begun(client, officer)
    other = Client()
    sign_in(other, officer)
    other.post("/account/passkeys/add", {"answer": device.make(options)})  # a challenge of another session
    client.post("/account/passkeys/add", {"answer": "{}"})
    client.post("/account/passkeys/add", {"answer": device.make(options)})  # spent
    client.post("/account/passkeys/add", {"answer": device.make(begun(client, officer), PRESENT)})  # no person checked
    evil = Authenticator("https://evil.example")
    client.post("/account/passkeys/add", {"answer": evil.make(begun(client, officer))})
    assert not Passkey.objects.exists()
    for count in range(passkeys.MOST):
        Passkey.objects.create(officer=officer, credential=b"x", digest=str(count), public_key=b"x")
    assert client.post(
        "/account/passkeys/new", {"name": "n", "password": PASSWORD, "code": code(officer)}
    ).status_code == 422  # fmt: skip


def test_guesses_of_the_password_there_lock_like_those_at_the_door(officer: Officer) -> None:
    client = Client()
    sign_in(client, officer)
    given = {"name": "n", "password": "wrong wrong wrong", "code": "123456"}
    for _count in range(5):
        client.post("/account/passkeys/new", given)
    right = client.post("/account/passkeys/new", {"name": "n", "password": PASSWORD, "code": code(officer)})
    assert right.status_code == 422
    assert "data-options" not in right.content.decode()


def test_what_must_be_refused_is_refused_alike(officer: Officer) -> None:
    device, client = held(officer), Client()
    said = set()

    def refused(answer: str) -> bool:
        page = client.post("/sign-in/passkey", {"answer": answer})
        said.add(re.sub(r'(value="[A-Za-z0-9]{64}"|nonce="[^"]*")', "", page.content.decode()))
        return page.status_code == 422 and client.get("/account").status_code != 200

    options = asked(client)
    other = Client()
    assert refused(device.sign(asked(other)))  # a challenge of another session
    assert refused(device.sign(options))  # spent by the attempt before
    assert refused(device.sign(asked(client), PRESENT))  # no person checked
    assert refused(device.sign(asked(client), user=b"x" * 16))  # another's account
    assert refused(Authenticator().sign(asked(client)))  # a key that nobody has
    forged = Authenticator()
    forged.credential, forged.user, forged.count = device.credential, device.user, 50
    assert refused(forged.sign(asked(client)))  # another key under a known name
    for origin, host in (("https://localhost:8443", "localhost"), ("http://localhost:8443", "evil.example")):
        device.origin, device.host = origin, host
        assert refused(device.sign(asked(client)))
    device.origin, device.host = "http://localhost:8443", "localhost"
    for broken in ("", "[]", "{", '{"rawId": 1, "response": {}}', "x" * 20_000, '{"response": {}}', "[" * 5_000):
        asked(client)
        assert refused(broken)
    assert len(said) == 1
    assert tried(client, device.sign(asked(client))) == 302


def test_a_copy_of_the_key_is_noticed_by_its_counter(officer: Officer) -> None:
    device = held(officer)
    first, second = Client(), Client()
    assert tried(first, device.sign(asked(first))) == 302
    device.count = 0  # a copy that was made earlier
    assert tried(second, device.sign(asked(second))) == 422


def test_a_challenge_works_for_minutes(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    device, client = held(officer), Client()
    options = asked(client)
    monkeypatch.setattr(passkeys, "WORKS_FOR", passkeys.WORKS_FOR * -1)
    assert tried(client, device.sign(options)) == 422


def test_a_closed_or_renewed_account_is_not_opened_by_its_passkeys(officer: Officer) -> None:
    device, client = held(officer), Client()
    officer.is_active = False
    officer.save()
    assert tried(client, device.sign(asked(client))) == 422
    officer.is_active = True
    officer.save()
    _unpair(officer)
    assert not Passkey.objects.exists()
    assert not Credentials.objects.exists()


def test_failures_with_keys_lock_out_no_account(officer: Officer) -> None:
    device, client = held(officer), Client()
    for _count in range(6):
        assert tried(client, device.sign(asked(client), PRESENT)) == 422
    sign_in(Client(), officer)


def test_challenges_are_bounded_by_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_asked", Buckets(1, clock=lambda: 0.0))
    client = Client()
    assert client.post("/sign-in/passkey/options").status_code == 200
    assert client.post("/sign-in/passkey/options").status_code == 429


@pytest.mark.browser
@needs_chromium
def test_a_browser_makes_a_passkey_and_signs_in_with_it(browser: Browser, officer: Officer, settings: Any) -> None:
    with serving() as site:
        settings.NODE = django_settings.NODE.model_copy(update={"url": site})
        page = browser.new_page()
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        made = device.send(
            "WebAuthn.addVirtualAuthenticator",
            {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                         "hasUserVerification": True, "isUserVerified": True}},
        )  # fmt: skip
        type_in(page, site, officer)
        page.goto(f"{site}/account/passkeys/new")
        page.fill("[name=name]", "work telephone")
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=code]", code(officer))
        page.click("main button.main")
        page.click("form[data-passkey] button")
        page.wait_for_url(f"{site}/account/passkeys")
        assert page.is_visible("text=work telephone")
        page.context.clear_cookies()

        page.goto(f"{site}/sign-in")
        device.send("WebAuthn.setUserVerified", {**made, "isUserVerified": False})
        page.click("form[data-passkey] button")
        page.wait_for_selector("form[data-passkey] button:not([disabled])")
        assert page.url == f"{site}/sign-in"
        device.send("WebAuthn.setUserVerified", {**made, "isUserVerified": True})
        page.click("form[data-passkey] button")
        page.wait_for_url(f"{site}/")
        assert SignInLog.objects.filter(event=SignInEvent.SIGNED_IN).count() == 2
