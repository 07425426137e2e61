"""What arrived and changed since a cursor, as far as the token's office may see it. A capability tells its own."""

from __future__ import annotations

import binascii
import datetime
import os
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Max
from pydantic import Field

from tripoint.api.models import Scope
from tripoint.api.problem import ApiProblem, Fault
from tripoint.api.routes import Answer, Body, Call, Route, Said
from tripoint.api.routes import register as add
from tripoint.ledger.errors import Refused
from tripoint.ledger.models import Entry
from tripoint.web.places import Places

LOOKED_AT = 1_000  # entries in one call, whether the office may see them or not
LONGEST_WAIT = 20  # seconds
LOOK_EVERY = 0.5  # seconds
# A call that waits holds a thread of the server; one of a token, and a quarter of all threads at most. Others are
# answered at once and come again.
_waiting = Places(max(1, int(os.environ.get("TRIPOINT_THREADS", "0")) // 4), 1)


class Since(Body):
    """`after`: the cursor of the last answer; left out, the feed begins now, or at the beginning with `start`."""

    after: str = Field("", max_length=200)
    start: bool = False
    wait: int = Field(0, ge=0, le=LONGEST_WAIT)
    limit: int = Field(100, ge=1, le=500)


class EventSaid(Said):
    """One entry that was applied here. `dossier` is the shared one that it concerns, `draft` one that waits."""

    type: str
    party: str
    entry: str
    dossier: str
    draft: str = ""
    reference: str = ""
    time: datetime.datetime
    received_at: datetime.datetime


class EventsSaid(Said):
    """Events in the order in which they were applied. `more`: ask again at once."""

    items: tuple[EventSaid, ...]
    cursor: str
    more: bool


Teller = Callable[[Call, Sequence[Entry]], dict[str, EventSaid]]


@dataclass(frozen=True, slots=True)
class Source:
    """Which entry types a capability tells of, and how: by entry id, those that the office may see."""

    types: frozenset[str]
    tell: Teller


_sources: dict[str, Source] = {}


def source(name: str, one: Source) -> None:
    """Adds a capability's events; the same name again replaces them."""
    _sources[name] = one


def _events(call: Call) -> Answer:
    asked: Since = call.query
    here = _opened(call, asked.after) if asked.after else (0 if asked.start else _latest(call))
    items, place, more = _look(call, here, asked.limit)
    if asked.wait and not items and not more and _waiting.take(call.bearer.token.pk):
        try:
            until = time.monotonic() + asked.wait
            while not items and not more and time.monotonic() < until:
                time.sleep(LOOK_EVERY)
                if _latest(call) > place:
                    items, place, more = _look(call, place, asked.limit)
        finally:
            _waiting.give_back(call.bearer.token.pk)
    return Answer(EventsSaid(items=items, cursor=_sealed(call, place), more=more), is_told=bool(items))


def _latest(call: Call) -> int:
    return Entry.objects.using(call.ledger.using).aggregate(last=Max("applied"))["last"] or 0


def _look(call: Call, after: int, limit: int) -> tuple[tuple[EventSaid, ...], int, bool]:
    """Events after a place, the place reached, and whether more stands behind it."""
    rows = list(
        Entry.objects.using(call.ledger.using)
        .filter(applied__gt=after)
        .only("id", "dossier", "party", "type", "time", "received_at", "applied", "facts")
        .order_by("applied")[: LOOKED_AT + 1]
    )
    looked, more = rows[:LOOKED_AT], len(rows) > LOOKED_AT
    told: dict[str, EventSaid] = {}
    for one in _sources.values():
        told |= one.tell(call, [row for row in looked if row.type in one.types])
    items: list[EventSaid] = []
    for row in looked:
        if len(items) == limit:
            return tuple(items), after, True
        if row.id in told:
            items.append(told[row.id])
        after = row.applied or after
    return tuple(items), after, more


def _sealed(call: Call, place: int) -> str:
    """A cursor tells nothing of how much else the node writes, and serves its own token alone."""
    return urlsafe_b64encode(call.ledger.keys.wrap(str(place).encode(), _bound(call))).decode().rstrip("=")


def _opened(call: Call, cursor: str) -> int:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return int(call.ledger.keys.unwrap(urlsafe_b64decode(padded.encode("ascii")), _bound(call)))
    except (Refused, ValueError, binascii.Error):
        raise ApiProblem("query", [Fault("cursor", "after")]) from None


def _bound(call: Call) -> str:
    return f"api-cursor:{call.bearer.token.pk}"


def register() -> None:
    """Adds the route."""
    add(
        Route("GET", "/v1/events", "What arrived and changed", _events, frozenset({Scope.EVENTS}), query=Since,
              said=EventsSaid),
    )  # fmt: skip
