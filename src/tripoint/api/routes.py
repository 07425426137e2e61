"""The routes that programs may call: declared once, served by the door, described from the same models."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict

from tripoint.api.tokens import Bearer
from tripoint.directory.models import Officer, Post
from tripoint.ledger.ledger import Ledger
from tripoint.node import runtime

MOST_BODY = 4 * 1024 * 1024  # bytes; a request about 500 persons in four scripts takes a quarter of it
VALUE = r"[A-Za-z0-9._-]{1,80}"


class Body(BaseModel):
    """Base of what a program sends: unknown members are refused, and values never stand in an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Said(BaseModel):
    """Base of what a program is told; members may be added, so a client ignores those it does not know."""

    model_config = ConfigDict(frozen=True)


@dataclass(frozen=True)
class Call:
    """One call of a route: who, what was asked, and the values in the path."""

    request: HttpRequest
    bearer: Bearer
    values: Mapping[str, str]
    query: Any = None
    body: Any = None
    data: bytes = b""  # of a route that takes raw bytes

    @property
    def officer(self) -> Officer:
        """The officer in whose name the token acts."""
        return self.bearer.officer

    @property
    def post(self) -> Post:
        """The post it acts in."""
        return self.bearer.post

    @property
    def ledger(self) -> Ledger:
        """The node's ledger."""
        return runtime.ledger()


@dataclass(frozen=True)
class Answer:
    """What a route answers: a model, or raw `data` of a `media` type. `dossier` is noted with the use of the token."""

    said: BaseModel | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    data: bytes = b""
    media: str = "application/json"
    dossier: str = ""
    is_told: bool = True  # False: it told nothing, and need not be noted


@dataclass(frozen=True)
class Route:
    """`path` with {names} after /api; any one of `scopes` opens it (none: every token). `raw`: takes bytes of at most
    `most`, instead of JSON. `said` and `media` describe the answer."""

    method: str
    path: str
    summary: str
    do: Callable[[Call], Answer]
    scopes: frozenset[str] = frozenset()
    query: type[Body] | None = None
    body: type[BaseModel] | None = None
    said: type[BaseModel] | None = None
    status: int = 200
    media: str = "application/json"
    raw: bool = False
    most: int = MOST_BODY

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a path must look like."""
        return re.compile(re.sub(r"\\{(\w+)\\}", rf"(?P<\1>{VALUE})", re.escape(self.path)))


_routes: list[Route] = []


def register(*routes: Route) -> None:
    """Adds routes; the same method and path again replaces the earlier one."""
    for one in routes:
        _routes[:] = [old for old in _routes if (old.method, old.path) != (one.method, one.path)]
        _routes.append(one)


def all_routes() -> list[Route]:
    """Every route, by path and method."""
    return sorted(_routes, key=lambda one: (one.path, one.method))


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | frozenset[str]:
    """The route and the values in its path, or the methods that the path offers (none: there is no such path).

    A path of literal words goes before one with a value in the same place.
    """
    allowed = set()
    for one in sorted(_routes, key=lambda route: route.path.count("{")):
        match = one.pattern.fullmatch(path)
        if match is None:
            continue
        if one.method == method or (method == "HEAD" and one.method == "GET"):
            return one, match.groupdict()
        allowed.add(one.method)
    return frozenset(allowed)
