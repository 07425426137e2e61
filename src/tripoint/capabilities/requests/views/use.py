"""The use of a request's information as an officer sees it: asked and answered, used for a life, recalled, and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from tripoint.capabilities.requests import pairs
from tripoint.capabilities.requests.actions.consent import open_proposals
from tripoint.capabilities.requests.consent import entries as c
from tripoint.capabilities.requests.consent.held_back import Recall, recalls
from tripoint.capabilities.requests.consent.models import ConsentAsk, EmergencyProposal, OfUse
from tripoint.capabilities.requests.consent.pairs import DECISIONS, use_parts
from tripoint.capabilities.requests.homes import homes_of
from tripoint.capabilities.requests.labels import label
from tripoint.capabilities.requests.permission import DESK, RELEASE
from tripoint.capabilities.requests.reading import Line, Reading
from tripoint.ledger.admission import Verdict
from tripoint.ledger.common_entries import ERASED
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import ContentState
from tripoint.web import dates

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Asked:
    """Consent that was asked; `decision` is empty until the owner answers."""

    row: ConsentAsk
    item: str
    use: str
    decision: StrOrPromise


@dataclass(frozen=True, slots=True)
class Recalled:
    """A recall and the statement that it took."""

    recall: Recall
    item: str


@dataclass(frozen=True)
class UseShown:
    """What the dossier's page tells; `steps` are names of what this officer may do."""

    asked: tuple[Asked, ...]
    proposals: tuple[EmergencyProposal, ...]
    recalled: tuple[Recalled, ...]
    steps: tuple[str, ...]


def use_shown(ledger: Ledger, found: Reading) -> UseShown:
    """Reads what stands about a dossier that has been read and logged."""
    items = {line.id: item_title(line, found) for line in found.lines}
    rows = list(ConsentAsk.objects.using(ledger.using).filter(dossier=found.state.dossier).order_by("at", "entry"))
    asked = tuple(
        Asked(row, items.get(row.item, ""), use_title(row), DECISIONS.get(row.decision, "")) for row in rows
    )  # fmt: skip
    proposals = tuple(waiting_proposals(ledger, found))
    erasures = any(line.type == ERASED.name for line in found.lines)
    parties = found.opening_facts.participants
    gone = recalls(ledger, found.state.dossier, parties) if erasures else ()
    recalled = tuple(Recalled(one, items.get(one.erased, "")) for one in gone)
    return UseShown(asked, proposals, recalled, tuple(_steps(found, rows, proposals)))


def _steps(found: Reading, asked: Sequence[ConsentAsk], proposals: Sequence[EmergencyProposal]) -> Iterator[str]:
    who = found.who
    if not found.may_act:
        return
    own = {line.id for line in found.lines if line.is_own}
    if who.has(RELEASE) and any(not row.decision and row.item in own for row in asked):
        yield "answer-consent"
    if who.has(RELEASE) and any(row.officer != who.officer for row in proposals):
        yield "decide-use"
    if who.has(DESK) and partner_items(found):
        yield from ("ask-consent", "use-for-life")
    if who.has(RELEASE) and recallable(found):
        yield "recall"


def partner_items(found: Reading) -> list[Line]:
    """The other parties' statements that have a handling code."""
    return [one for one in found.lines if not one.is_own and one.type in c.ITEMS and one.verdict is Verdict.APPLIED]


def recallable(found: Reading) -> list[Line]:
    """Own statements with a describing part that their owner may recall."""
    return [
        line for line in found.lines
        if line.is_own and line.content_state == ContentState.PRESENT and line.is_recallable
    ]  # fmt: skip


def waiting_proposals(ledger: Ledger, found: Reading) -> list[EmergencyProposal]:
    """Proposals at home that wait for a second officer."""
    return list(open_proposals(ledger, homes_of(ledger.using, found.state, ledger.party)).order_by("at", "entry"))


def item_title(line: Line, found: Reading) -> str:
    """What a statement is called, in a joint dossier whose it is, its handling codes, and when it was stated."""
    if line.facts is None:
        return line.type
    codes = " ".join(c.handling_of(line.facts))
    whose = line.party if found.is_joint else ""
    title = str(pairs.title_of(line.type, line.facts))
    return " · ".join(filter(None, (whose, title, codes, dates.when(line.time))))


def use_title(row: OfUse) -> str:
    """A use in words."""
    language = get_language() or "en"
    codes = [(list_name, code) for _name, parts in use_parts(row.what) for list_name, code, _text in parts]
    return " · ".join(label(list_name, code, language).text for list_name, code in codes)
