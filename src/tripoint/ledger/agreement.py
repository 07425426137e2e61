"""Agreement among a dossier's participants: propose, accept, withdraw, commit (docs/protocol-arrangements.md).

A proposal counts as its author's acceptance. A party that sees every acceptance may commit, for good. A proposal is
adopted once every participant has committed to it: a test over a set, whatever order the statements came in.
A capability declares its four types with `declare`; the proposal's facts are the text, so its id is the digest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import Field

from .encoding import ID_PATTERN
from .errors import Refused
from .registry import EntryType, Facts, Named, Statement


class AssentFacts(Facts):
    """What an acceptance, a withdrawal or a commitment is about. `office` and `officer` say whose word it is."""

    proposal: str = Field(pattern=ID_PATTERN)
    office: str = Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=40)
    officer: str = Field(pattern=r"^[A-Za-z0-9_-]{22}$")


@dataclass(frozen=True, slots=True)
class Agreement:
    """The four types of one kind of agreement, named `PREFIX.proposed.v1` and so on."""

    prefix: str
    types: tuple[EntryType, ...]

    @property
    def proposed(self) -> str:
        """Name of the proposal's type."""
        return f"{self.prefix}.proposed.v1"

    @property
    def accepted(self) -> str:
        """Name of the acceptance's type."""
        return f"{self.prefix}.accepted.v1"

    @property
    def withdrawn(self) -> str:
        """Name of the withdrawal's type."""
        return f"{self.prefix}.withdrawn.v1"

    @property
    def committed(self) -> str:
        """Name of the commitment's type."""
        return f"{self.prefix}.committed.v1"


def declare(
    prefix: str, proposal: type[Facts], kinds: frozenset[str], roles: frozenset[str], rule: Callable[[Statement], None]
) -> Agreement:
    """The types of an agreement on `proposal`, in dossiers of `kinds`; `rule` judges the proposed text itself."""
    proposed, accepted = f"{prefix}.proposed.v1", f"{prefix}.accepted.v1"
    named = frozenset({proposed})
    types = (
        EntryType(proposed, proposal, None, kinds, "any", "never", roles, rule=rule),
        EntryType(
            accepted, AssentFacts, None, kinds, "any", "never", roles, re=named, re_least=1, needs_own=True,
            rule=lambda one: _accepted(one, prefix),
        ),
        EntryType(
            f"{prefix}.withdrawn.v1", AssentFacts, None, kinds, "any", "never", roles, re=named, re_least=1,
            needs_own=True, rule=lambda one: _withdrawn(one, prefix),
        ),
        EntryType(
            f"{prefix}.committed.v1", AssentFacts, None, kinds, "any", "never", roles, re=named | {accepted},
            re_least=2, needs_own=True, rule=lambda one: _committed(one, prefix),
        ),
    )  # fmt: skip
    return Agreement(prefix, types)


def _proposal(statement: Statement, prefix: str) -> Named:
    """The one proposal that is named, which must be the one that the facts tell of."""
    facts = statement.facts
    found = [one for one in statement.named if one.entry.type == f"{prefix}.proposed.v1"]
    if not isinstance(facts, AssentFacts) or [one.entry.id for one in found] != [facts.proposal]:
        raise Refused("re", "names another proposal than it speaks of", "proposal")
    return found[0]


def _last_word(statement: Statement, prefix: str, proposal: Named) -> str:
    """This party's last word on the proposal: proposed, accepted, withdrawn, committed, or nothing."""
    own = [
        one.entry.type
        for one in statement.own
        if isinstance(one.facts, AssentFacts)
        and one.facts.proposal == proposal.entry.id
        and one.entry.type.startswith(f"{prefix}.")
    ]
    if own:
        return own[-1].split(".")[-2]
    return "proposed" if proposal.entry.party == statement.entry.party else ""


def _accepted(statement: Statement, prefix: str) -> None:
    if _last_word(statement, prefix, _proposal(statement, prefix)) not in ("", "withdrawn"):
        raise Refused("state-accepted", "this party has accepted the proposal")


def _withdrawn(statement: Statement, prefix: str) -> None:
    word = _last_word(statement, prefix, _proposal(statement, prefix))
    if word == "committed":
        raise Refused("state-committed", "a commitment is for good")
    if word not in ("proposed", "accepted"):
        raise Refused("state-withdrawn", "there is no acceptance to take back")


def _committed(statement: Statement, prefix: str) -> None:
    proposal = _proposal(statement, prefix)
    word = _last_word(statement, prefix, proposal)
    if word == "committed":
        raise Refused("state-committed", "this party has committed to the proposal")
    if word not in ("proposed", "accepted"):
        raise Refused("state-not-accepted", "a party commits to what it has accepted")
    agreed = {proposal.entry.party}
    for one in statement.named:
        if isinstance(one.facts, AssentFacts):
            if one.facts.proposal != proposal.entry.id:
                raise Refused("re", "names an acceptance of another proposal")
            agreed.add(one.entry.party)
    if agreed != set(statement.opening.participants):
        raise Refused("state-not-accepted", "not every participant's acceptance is named")
