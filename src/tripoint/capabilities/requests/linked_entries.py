"""At home: several requests on one matter, linked by an officer so that they are seen together. No partner sees it."""

from __future__ import annotations

from typing import cast

from tripoint.capabilities.requests.entries import EntryId
from tripoint.capabilities.requests.home_entries import ANYONE, HomeFacts
from tripoint.capabilities.requests.home_entries import KIND as AT_HOME
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, Statement

LINKED = "home.linked.v1"
PARTED = "home.parted.v1"


class LinkedFacts(HomeFacts):
    """Two requests, `one` and `other` by their dossiers, are on one matter; a later `home.parted.v1` takes it back."""

    one: EntryId
    other: EntryId


def _linked(statement: Statement) -> None:
    facts = cast(LinkedFacts, statement.facts)
    if facts.one == facts.other:
        raise Refused("link-self", "a request is linked with another", "other")


_HOME = frozenset({AT_HOME})
TYPES.register(
    EntryType(LINKED, LinkedFacts, None, _HOME, "any", "never", ANYONE, rule=_linked),
    EntryType(PARTED, LinkedFacts, None, _HOME, "any", "never", ANYONE, rule=_linked),
)
