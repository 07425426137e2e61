"""What a party declares about its offices: which send or receive which kinds directly, who takes the rest, who is copied.

Published in a bulletin, to one peer or to all; the next declaration to the same readers takes its place. Two officers
sign: one proposes at home, a second one publishes. No other rule looks at a declaration: it decides whom a request is
shown to, never whether it is admitted (docs/protocol-arrangements.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, cast

from pydantic import Field

from tripoint import reference
from tripoint.capabilities.arrangements.entries import BULLETIN, PUBLISHES, OfficeCode, OriginFacts
from tripoint.capabilities.requests.entries import PartyCode
from tripoint.capabilities.requests.home_entries import KIND as AT_HOME
from tripoint.capabilities.requests.home_entries import HomeFacts, Note
from tripoint.capabilities.requests.second_word import SecondWordFacts, check_second_word
from tripoint.ledger.errors import Refused
from tripoint.ledger.registry import TYPES, EntryType, Statement
from tripoint.safeguards import Finding, refuse
from tripoint.safeguards.both_sides import Pseudonym, check_release
from tripoint.safeguards.finding import Coded

DECLARED = "offices.declared.v1"
PROPOSED = "home.offices-proposed.v1"
DECIDED = "home.offices-decided.v1"

PROPOSES = frozenset({"administrator"})
CONFIRMS = PUBLISHES
MOST_OFFICES = 40  # an entry's facts are bounded to 16 KiB
MOST_KINDS = 16  # there are eight
MOST_READERS = 16

KindCode = Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=16)]


class OfficeLine(Coded):
    """An office and the kinds (a request's `request_kind`) that it may send, and receive, directly; sorted."""

    office: OfficeCode
    sends: tuple[KindCode, ...] = Field((), max_length=MOST_KINDS)
    receives: tuple[KindCode, ...] = Field((), max_length=MOST_KINDS)


class Declaration(Coded):
    """`entry_office` takes what is addressed to the party as a whole and what no office is declared for; `centre` is
    copied on what goes directly."""

    entry_office: OfficeCode
    centre: OfficeCode
    offices: tuple[OfficeLine, ...] = Field((), max_length=MOST_OFFICES)


class DeclaredFacts(OriginFacts):
    """A declaration, proposed by `officer` and released by a second one."""

    released_by: Pseudonym
    says: Declaration


class DeclarationProposedFacts(HomeFacts):
    """One officer's proposal to declare this to `readers`."""

    readers: tuple[PartyCode, ...] = Field(min_length=1, max_length=MOST_READERS)
    says: Declaration


class DecidedFacts(SecondWordFacts):
    """The second officer's word."""


def check(says: Declaration, statement: Statement) -> Iterator[Finding]:
    """Whether offices and kinds stand in order, each once, and every kind is in the list on that day."""
    names = [one.office for one in says.offices]
    if names != sorted(set(names)):
        yield Finding("offices-order", "offices", "each office once, in order")
    day = statement.entry.time.date()
    for one in says.offices:
        if not (one.sends or one.receives):
            yield Finding("offices-empty", "offices", one.office)
        for kinds in (one.sends, one.receives):
            if list(kinds) != sorted(set(kinds)):
                yield Finding("offices-order", "offices", "each kind once, in order")
            for kind in kinds:
                if not reference.is_open("request_kinds", kind.upper(), day):
                    yield Finding("code", "offices", f"request_kinds: {kind.upper()}")


def _declared(statement: Statement) -> None:
    facts = cast(DeclaredFacts, statement.facts)
    refuse(check(facts.says, statement))
    refuse(check_release(author=facts.officer, released_by=facts.released_by))


def _proposed(statement: Statement) -> None:
    facts = cast(DeclarationProposedFacts, statement.facts)
    refuse(check(facts.says, statement))
    if list(facts.readers) != sorted(set(facts.readers) - {statement.entry.party}):
        raise Refused("participant", "other parties, each once", "readers")


def _decided(statement: Statement) -> None:
    check_second_word(statement, field="proposal", said="offices-decided")


_OF_HOME = frozenset({AT_HOME})

TYPES.register(
    EntryType(DECLARED, DeclaredFacts, None, frozenset({BULLETIN}), "opener", "never", CONFIRMS, rule=_declared),
    EntryType(PROPOSED, DeclarationProposedFacts, None, _OF_HOME, "any", "never", PROPOSES, rule=_proposed),
    EntryType(
        DECIDED, DecidedFacts, Note, _OF_HOME, "any", "never", CONFIRMS, re=frozenset({PROPOSED}), re_least=1,
        needs_own=True, rule=_decided,
    ),
)  # fmt: skip
