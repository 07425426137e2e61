"""Declared offices for programs: what each party declared, as it holds now. Declaring is a person's act, on the screen."""

from __future__ import annotations

import datetime

from tripoint.api.routes import Answer, Call, Route, Said
from tripoint.api.routes import register as add
from tripoint.capabilities.arrangements.declared import declared_by_us, declared_to_us


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
    own, items = call.ledger, []
    for peer in own.peers.parties():
        for reader, held in ((own.party, declared_to_us(own, peer)), (peer, declared_by_us(own, peer))):
            if held is not None:
                lines = tuple(OfficeLineSaid.model_validate(one.model_dump()) for one in held.says.offices)
                items.append(
                    DeclarationSaid(
                        party=held.party, reader=reader, since=held.at, entry_office=held.says.entry_office,
                        centre=held.says.centre, offices=lines,
                    )
                )  # fmt: skip
    return Answer(DeclarationsSaid(items=tuple(items)))


def register() -> None:
    """Adds the route."""
    add(
        Route("GET", "/v1/directory/declarations", "What parties declared about their offices", _declarations,
              said=DeclarationsSaid),
    )  # fmt: skip
