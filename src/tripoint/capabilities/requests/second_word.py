"""A proposal at home, and the second officer's word on it."""

from __future__ import annotations

from typing import cast

from tripoint.capabilities.requests.entries import EntryId
from tripoint.capabilities.requests.home_entries import HomeFacts
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import Statement


class SecondWordFacts(HomeFacts):
    """What the second officer says of a proposal."""

    proposal: EntryId
    agreed: bool


def check_second_word(statement: Statement, *, field: str, said: str) -> None:
    """That another officer than who proposed decides the one proposal that is named, once.

    `field`: where the form shows that it was the proposer; `said`: the code where it has been decided.
    """
    proposal, facts = statement.named[0], cast(SecondWordFacts, statement.facts)
    if [one.entry.id for one in statement.named] != [facts.proposal]:
        raise Refused("re", "names another proposal than it decides", "proposal")
    if cast(HomeFacts, proposal.facts).officer == facts.officer:
        raise Refused("s12-second-officer", "the proposer does not decide", field)
    if any(isinstance(one.facts, SecondWordFacts) and one.facts.proposal == facts.proposal for one in statement.own):
        raise Refused(said, "this has been decided", "proposal")
