"""A node of Cambodia with Viet Nam's beside it, and programs that call it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from tests.capabilities.requests.conftest import request_databases
from tests.capabilities.requests.test_pages import Node, node
from tests.web.people import hold

from tripoint.api import door, tokens
from tripoint.api.models import Scope
from tripoint.api.rate import PER_MINUTE, WRONG_PER_MINUTE, Buckets
from tripoint.directory.actions import Actor
from tripoint.directory.models import Officer, Post, Role

__all__ = ["Node", "hold", "node", "request_databases"]


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_calls", Buckets(PER_MINUTE))
    monkeypatch.setattr(door, "_wrong", Buckets(WRONG_PER_MINUTE))


@dataclass
class Program:
    """A program with a token."""

    officer: Officer
    post: Post
    text: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers={"authorization": f"Bearer {self.text}", **headers})

    def send(self, path: str, body: Any = None, method: str = "post", **headers: str) -> Any:
        data = body if isinstance(body, bytes | str) else json.dumps({} if body is None else body)
        given = {"authorization": f"Bearer {self.text}", "idempotency-key": uuid.uuid4().hex, **headers}
        return getattr(self.client, method)(
            f"/api/v1{path}", data, content_type=given.pop("content-type", "application/json"), headers=given
        )  # fmt: skip


def _someone(role: str, name: str) -> Officer:
    """An officer of the office who never signs in: a password costs a tenth of a second."""
    officer = Officer.objects.create_user(name, None, name_latn="Sok Dara")
    hold(officer, [role])
    return officer


@pytest.fixture
def administrator(node: Node) -> Actor:
    officer = _someone(Role.ADMINISTRATOR, "admin")
    return Actor(officer, officer.holdings.get().post)


@pytest.fixture
def program(administrator: Actor) -> Iterator[Any]:
    """Makes programs: `program("desk")` holds a token of a new desk officer with every scope."""

    def make(name: str = "desk", role: str = Role.OFFICER, scopes: Any = Scope.values, office: str = "") -> Program:
        officer = Officer.objects.filter(username=name).first() or _someone(role, name)
        post = officer.holdings.first().post
        if office:
            post.office_id = office
            post.save()
        token, text = tokens.make(administrator, officer, post, "a program", list(scopes), 30)
        tokens.accept(Actor(officer, post), token)
        return Program(officer, post, text)

    return make
