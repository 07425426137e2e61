"""A message: one line, with a photo perhaps, from any party of a request. It settles nothing and moves no clock."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import Field

from tripoint.capabilities.requests.contents import Described
from tripoint.capabilities.requests.entries import (
    CALLED,
    DESK,
    KIND,
    OPENED,
    RECORDED,
    Files,
    StatementFacts,
    as_stated,
)
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, Statement
from tripoint.safeguards import data_stays_home, refuse
from tripoint.safeguards.data_stays_home import Graded

MESSAGE = "request.message.v1"
LONGEST_MESSAGE = 500  # characters: what is longer is an answer, a question or a letter


class MessageFacts(StatementFacts):
    """How what is said may be used, and the file that goes with it."""

    graded: Graded
    blobs: Files = ()


class MessageContent(Described):
    """One line."""

    text: Annotated[str, Field(max_length=LONGEST_MESSAGE, pattern=r"^[^\r\n]*$")] = ""
    handling_words: str = Field("", max_length=2_000)  # what H3 limits


def _message(statement: Statement) -> None:
    """It may follow anything, a closing too. A file shown to who called is evidence: it names the call's record."""
    day, facts = statement.entry.time.date(), cast(MessageFacts, statement.facts)
    refuse(data_stays_home.check_retention(statement.entry.retain, day=day))
    described = statement.entry.content_digest is not None
    if not described:
        raise Refused("required", "a message says something or shows something", "text")
    refuse(data_stays_home.check(facts.graded, "graded", described=described, day=day))
    if facts.blobs and statement.entry.party != statement.opener:
        as_stated(statement)


TYPES.register(
    EntryType(
        MESSAGE, MessageFacts, MessageContent, frozenset({KIND}), roles=DESK,
        re=frozenset({OPENED, CALLED, RECORDED}), re_least=1, rule=_message,
    ),
)  # fmt: skip
