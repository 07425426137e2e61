"""At home: a dossier shared with another office of the party, and the stamped scan that is put to it."""

from __future__ import annotations

from typing import cast

from pydantic import Field

from tripoint.capabilities.requests.contents import Described
from tripoint.capabilities.requests.entries import EntryId, Files, OfficeCode
from tripoint.capabilities.requests.home_entries import ANYONE, HomeFacts, Note
from tripoint.capabilities.requests.home_entries import KIND as AT_HOME
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, Statement

SHARED = "home.shared.v1"
SHARE_ENDED = "home.share-ended.v1"
SCANNED = "home.scan-filed.v1"


class SharedFacts(HomeFacts):
    """This office may read the dossier from now on; the reason stands in the content."""

    to_office: OfficeCode


class ShareEndedFacts(HomeFacts):
    """The office shared with in that entry reads no further."""

    ends: EntryId


class ScannedFacts(HomeFacts):
    """A letter as it was stamped and signed on paper, photographed or scanned."""

    blobs: Files = Field(min_length=1)


def _shared(statement: Statement) -> None:
    facts = cast(SharedFacts, statement.facts)
    if facts.to_office == facts.office:
        raise Refused("office", "an office shares with another", "to_office")
    if statement.entry.content_digest is None:
        raise Refused("required", "a dossier is shared for a reason", "text")


def _ended(statement: Statement) -> None:
    if statement.named[0].entry.id != cast(ShareEndedFacts, statement.facts).ends:
        raise Refused("re", "names another entry than it ends", "ends")


_KINDS = frozenset({AT_HOME})

TYPES.register(
    EntryType(SHARED, SharedFacts, Note, _KINDS, "any", "never", ANYONE, rule=_shared),
    EntryType(
        SHARE_ENDED, ShareEndedFacts, None, _KINDS, "any", "never", ANYONE, re=frozenset({SHARED}), re_least=1,
        rule=_ended,
    ),
    EntryType(SCANNED, ScannedFacts, Described, _KINDS, roles=ANYONE),
)  # fmt: skip
