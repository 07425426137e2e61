"""At home: several requests on one matter, linked by an officer so that they are seen together. No partner sees it."""

from __future__ import annotations

from typing import cast

from tripoint.capabilities.requests.entries import EntryId
from tripoint.capabilities.requests.home_entries import ANYONE, HomeFacts, Note
from tripoint.capabilities.requests.home_entries import KIND as AT_HOME
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, Statement

LINKED = "home.linked.v1"
PARTED = "home.parted.v1"


class LinkedFacts(HomeFacts):
    """Two requests, `one` and `other` by their dossiers (a draft by its home dossier), are on one matter; or, as
    `home.parted.v1` says, they are not. The later word holds."""

    one: EntryId
    other: EntryId


def _linked(statement: Statement) -> None:
    facts = cast(LinkedFacts, statement.facts)
    if facts.one == facts.other:
        raise Refused("link-self", "a request is linked with another", "other")


_HOME = frozenset({AT_HOME})
TYPES.register(
    EntryType(LINKED, LinkedFacts, Note, _HOME, "any", "never", ANYONE, rule=_linked),
    EntryType(PARTED, LinkedFacts, Note, _HOME, "any", "never", ANYONE, rule=_linked),
)
