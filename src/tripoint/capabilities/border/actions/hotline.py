"""The hotline directory: a number published to all peers, a test call logged at home."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError

from tripoint.capabilities.arrangements.actions import bulletin
from tripoint.capabilities.arrangements.entries import PUBLISHES
from tripoint.capabilities.border import entries as e
from tripoint.capabilities.border.actions.book import book
from tripoint.capabilities.border.models import HotLine
from tripoint.capabilities.requests.actions.stating import state
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger


def publish(
    ledger: Ledger, who: Acting, line: str, at_office: str, level: str, number: str, *, place: str = "",
    spare: str = "", round_the_clock: bool = False, languages: Sequence[str] = ("en",), is_open: bool = True,
) -> str:  # fmt: skip
    """States a number to all peers, in place of the line's earlier one; `is_open` False takes the line out.

    Partners see the office and the number, never who answers it. Raises ActionRefused: number, code, no-peer.
    """
    if not who.has(PUBLISHES):
        raise NotPermitted(Problem("role"))
    where, opening = bulletin(ledger)
    try:
        content = e.HotlineContent(number=number, spare=spare or None)
        facts = e.HotlineFacts(
            office=who.office, officer=ledger.pseudonym(who.officer, where), line=line, at_office=at_office,
            level=level, place=place or None, round_the_clock=round_the_clock, languages=tuple(languages),
            open=is_open,
        )  # fmt: skip
    except ValidationError as error:
        names = sorted({str(one["loc"][0]) for one in error.errors(include_input=False)})
        raise ActionRefused(
            *(Problem("number" if name in ("number", "spare") else "code", name) for name in names)
        ) from error
    published = Draft(e.HOTLINE, facts, content, where)
    return state(ledger, who, [*opening, published])[-1].entry.id


def log_call(ledger: Ledger, who: Acting, party: str, line: str, result: str) -> str:
    """Notes at home how a test call ended (list call_results). Raises ActionRefused("line") for an unknown line."""
    place, opening = book(ledger, who)
    if not HotLine.objects.using(ledger.using).filter(party=party, line=line).exists():
        raise ActionRefused(Problem("line"))
    facts = e.CalledFacts(officer=who.officer, office=who.office, party=party, line=line, result=result)
    return state(ledger, who, [*opening, Draft(e.CALLED, facts, None, place)])[-1].entry.id
