"""Every page says who may open it, and nobody else gets in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web.people import sign_in, someone

from tripoint.directory.models import Role
from tripoint.web.access import Access, access_of, requires

# What a stranger may open: the door, and nothing behind it.
OPEN = {
    "web:sign-in",
    "web:pair",
    "web:passkey-enter",
    "web:passkey-options",
    "web:sign-out",
    "web:language",
    "web:health",
    "web:exercise-enter",
    "web:worker",
    "web:device-words",
}


def views(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, object]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", pattern.callback
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from views(pattern, inner)


def test_every_view_declares_who_may_open_it() -> None:
    found = dict(views(get_resolver()))
    assert len(found) > 10
    assert [name for name, view in found.items() if access_of(view) is None] == []


def test_only_the_door_is_open_to_anyone() -> None:
    anyone = {name for name, view in views(get_resolver()) if (access := access_of(view)) and access.anyone}
    assert {name for name in anyone if name.startswith("web:")} == OPEN


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["web:today", "web:account", "web:audit", "web:posts", "web:audit-reads-csv"])
def test_a_stranger_is_led_to_the_door(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("web:sign-in"))


@pytest.mark.django_db
def test_the_audit_pages_are_for_auditors_alone(client: Client) -> None:
    pages = ["web:audit", "web:audit-sign-ins", "web:audit-reads-csv", "web:audit-sign-ins-csv"]
    sign_in(client, someone(roles=[role for role in Role.values if role != Role.AUDITOR]))
    assert {client.get(reverse(name)).status_code for name in pages} == {403}
    sign_in(client, someone(roles=[Role.AUDITOR], username="auditor"))
    assert {client.get(reverse(name)).status_code for name in pages} == {200}


@pytest.mark.django_db
def test_an_officer_without_a_post_is_asked_to_choose_one(client: Client) -> None:
    sign_in(client, someone(roles=None))
    answer = client.get(reverse("web:today"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("web:posts")
    assert client.get(reverse("web:posts")).status_code == 200


def test_a_role_that_does_not_exist_cannot_be_required() -> None:
    with pytest.raises(ValueError, match="not roles"):
        requires("king")
    with pytest.raises(ValueError, match="at least one"):
        requires()


def test_roles_are_asked_of_the_post_acted_in() -> None:
    assert not Access(any_post=True, roles=frozenset({"auditor"})).admits(None)
    assert Access().admits(None)
