"""Declared offices for programs: what each party declared, as it holds now. Declaring is a person's act, on the screen."""

from __future__ import annotations

import datetime

from tripoint.api.routes import Answer, Call, Route, Said
from tripoint.api.routes import register as add
from tripoint.capabilities.arrangements.declared import Offices, declared_now


class OfficeLineSaid(Said):
    """An office and the kinds (`request_kind`) that it sends and receives directly."""

    office: str
    sends: tuple[str, ...]
    receives: tuple[str, ...]


class DeclarationSaid(Said):
    """What `party` declared to `reader`, as it holds since `since`. `entry_office` takes every kind, `centre` is copied."""

    party: str
    reader: str
    since: datetime.datetime
    entry_office: str
    centre: str
    offices: tuple[OfficeLineSaid, ...]


class DeclarationsSaid(Said):
    """A party that is missing has declared nothing: each of its offices can be addressed."""

    items: tuple[DeclarationSaid, ...]


def _declarations(call: Call) -> Answer:
    own = call.ledger
    pairs = [pair for peer in own.peers.parties() for pair in ((own.party, peer), (peer, own.party))]
    held = declared_now(own, pairs)
    return Answer(DeclarationsSaid(items=tuple(_said(pair[0], held[pair]) for pair in pairs if pair in held)))


def _said(reader: str, held: Offices) -> DeclarationSaid:
    lines = tuple(OfficeLineSaid.model_validate(one.model_dump()) for one in held.says.offices)
    return DeclarationSaid(
        party=held.party, reader=reader, since=held.at, entry_office=held.says.entry_office, centre=held.says.centre,
        offices=lines,
    )  # fmt: skip


def register() -> None:
    """Adds the route."""
    add(
        Route("GET", "/v1/directory/declarations", "What parties declared about their offices", _declarations,
              said=DeclarationsSaid),
    )  # fmt: skip
