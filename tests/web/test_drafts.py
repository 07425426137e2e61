"""A draft is the officer's own, sealed, and gone when it is sent."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people import sign_in, someone

from tripoint.web import drafts
from tripoint.web.models import Draft

pytestmark = pytest.mark.django_db
NAME = "request.new"
TYPED = {"name": ["Nguyễn Văn Thử"], "purpose": ["criminal", "identity"]}


def put(client: Client, data: object, name: str = NAME) -> int:
    address = reverse("web:draft", args=[name])
    return client.put(address, json.dumps(data), content_type="application/json").status_code


def test_what_is_typed_comes_back(client: Client) -> None:
    officer = someone()
    sign_in(client, officer)
    assert put(client, TYPED) == 200
    assert client.get(reverse("web:draft", args=[NAME])).json() == {"values": TYPED}
    assert put(client, {"name": ["Thử"]}) == 200
    assert drafts.load(officer, NAME) == {"name": ["Thử"]}
    client.delete(reverse("web:draft", args=[NAME]))
    assert drafts.load(officer, NAME) is None
    assert not Draft.objects.exists()


def test_it_is_sealed_and_opens_for_its_owner_and_form_alone() -> None:
    officer, other = someone(), someone(username="other")
    drafts.save(officer, NAME, TYPED)
    sealed = bytes(Draft.objects.get().sealed)
    assert "Nguyễn".encode() not in sealed
    assert drafts.load(other, NAME) is None
    Draft.objects.update(officer=other)
    assert drafts.load(other, NAME) is None


def test_nobody_reaches_it_without_signing_in(client: Client) -> None:
    assert put(client, TYPED) == 302


@pytest.mark.parametrize("data", [[], "x", {"name": "text"}, {"name": [1]}, {"name": ["x" * 300_000]}])
def test_what_is_no_draft_is_refused(client: Client, data: object) -> None:
    sign_in(client, someone())
    assert put(client, data) == 422
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["Request", "a b", "x:" + "y" * 80, "../etc"])
def test_a_name_that_no_form_has_is_refused(name: str) -> None:
    with pytest.raises(drafts.DraftRefused):
        drafts.save(someone(), name, TYPED)


def test_an_officer_cannot_fill_the_disk_with_drafts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 3)
    sign_in(client, someone())
    assert [put(client, TYPED, f"note:{number}") for number in range(4)] == [200, 200, 200, 422]
    assert put(client, TYPED, "note:1") == 200  # those that are there can still be typed in


def test_json_that_is_nested_without_end_is_no_fault_of_the_node(client: Client) -> None:
    sign_in(client, someone())
    address = reverse("web:draft", args=[NAME])
    assert client.put(address, "[" * 100_000, content_type="application/json").status_code == 422
    endless = client.post(reverse("web:uploads"), '{"size": 1e999, "sha256": ""}', content_type="application/json")
    assert endless.status_code == 400
