"""The page of tokens: made by an administrator, shown once, seen and ended by whom it acts for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.api.conftest import Node
from tests.web.people import PASSWORD, code, hold, sign_in, someone

from tripoint.api import door
from tripoint.api.models import Token, TokenUse
from tripoint.api.rate import PER_MINUTE, Buckets
from tripoint.directory.models import Holding, Officer, Role

pytestmark = pytest.mark.django_db


def entered(officer: Officer) -> Client:
    client = Client()
    sign_in(client, officer)
    return client


@pytest.fixture
def desk() -> Officer:
    return someone((Role.OFFICER,), "desk")


@pytest.fixture
def administrator() -> Officer:
    return someone((Role.ADMINISTRATOR,), "admin")


def fields(officer: Officer, **more: Any) -> dict[str, Any]:
    return {"name": "case system", "holding": officer.holdings.get().pk, "scopes": ["read"], "days": "90", **more}


def test_a_token_is_shown_once_and_works(
    administrator: Officer, desk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_calls", Buckets(PER_MINUTE))
    client = entered(administrator)
    page = client.post("/tokens/new", fields(desk)).content.decode()
    text = re.findall(r"tp_[a-z0-9]{12}_[A-Za-z0-9_-]{43}", page)
    assert len(text) == 1
    number = Token.objects.get().pk
    for address in ("/tokens/", f"/tokens/{number}", "/directory/changes"):
        shown = client.get(address).content.decode()
        assert text[0] not in shown
        assert "desk" in shown
    TokenUse.objects.create(token_id=number, method="GET", route="/v1/me", status=200)
    assert "/v1/me" in entered(desk).get(f"/tokens/{number}").content.decode()


def test_a_token_opens_nothing_until_its_officer_accepts_it_with_the_second_factor(
    node: Node, administrator: Officer, desk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "_calls", Buckets(PER_MINUTE))
    admin, officer, other = entered(administrator), entered(desk), entered(someone((Role.OFFICER,), "other"))
    page = admin.post("/tokens/new", fields(desk)).content.decode()
    (text,) = re.findall(r"tp_[a-z0-9]{12}_[A-Za-z0-9_-]{43}", page)
    number = Token.objects.get().pk
    bearer = {"authorization": f"Bearer {text}"}

    def works() -> bool:
        return bool(Client().get("/api/v1/me", headers=bearer).status_code == 200)

    assert not works()
    accepted = f"/tokens/{number}/accept"
    assert accepted in officer.get("/").content.decode()  # on Today
    for client in (admin, other):
        assert client.get(accepted).status_code == client.post(accepted, {}).status_code == 404
    for wrong in (
        {},
        {"password": PASSWORD},
        {"password": "wrong", "code": code(desk)},
        {"password": PASSWORD, "code": "000000"},
    ):
        assert officer.post(accepted, wrong).status_code == 422
    assert not works()
    assert officer.post(accepted, {"password": PASSWORD, "code": code(desk)})["Location"] == f"/tokens/{number}"
    assert works()
    assert officer.get(accepted).status_code == 404  # once
    officer.post(f"/tokens/{number}/revoke")
    assert not works()


def test_only_an_administrator_makes_tokens_and_never_for_himself(administrator: Officer, desk: Officer) -> None:
    assert entered(desk).get("/tokens/new").status_code == 403
    client = entered(administrator)
    own = hold(administrator, (Role.OFFICER,))
    client.post("/account/posts", {"post": administrator.holdings.exclude(post=own).get().post_id})
    wrong = client.post("/tokens/new", fields(desk, holding=Holding.objects.get(post=own).pk))
    assert wrong.status_code == 422
    assert client.post("/tokens/new", fields(desk, scopes=[])).status_code == 422
    assert client.post("/tokens/new", fields(desk, days="3660")).status_code == 422
    assert not Token.objects.exists()


def test_an_officer_sees_and_ends_the_tokens_in_the_own_name_alone(administrator: Officer, desk: Officer) -> None:
    entered(administrator).post("/tokens/new", fields(desk))
    token = Token.objects.get()
    stranger = entered(someone((Role.OFFICER,), "stranger"))
    assert "case system" not in stranger.get("/tokens/").content.decode()
    assert stranger.get(f"/tokens/{token.pk}").status_code == 404
    assert stranger.post(f"/tokens/{token.pk}/revoke").status_code == 404
    own = entered(desk)
    assert "case system" in own.get("/tokens/").content.decode()
    assert own.get(f"/tokens/{token.pk}/revoke").status_code == 405
    assert own.post(f"/tokens/{token.pk}/revoke").status_code == 302
    token.refresh_from_db()
    assert token.revoked_by == desk
