"""Entries about limits, calendars and declared offices to tables. What is joint is a test over both parties' words."""

from __future__ import annotations

from collections.abc import Sequence

from tripoint.capabilities.arrangements import declared_entries as d
from tripoint.capabilities.arrangements import entries as e
from tripoint.capabilities.arrangements.models import (
    Arrangement,
    Assent,
    Bulletin,
    OfficesProposal,
    Proposal,
    PublishedCalendar,
    PublishedOffices,
    Received,
)
from tripoint.ledger.agreement import AssentFacts
from tripoint.ledger.projection import Applied, Delivered, Projector, register


class Arrangements(Projector):
    """Folds the entries of arrangements, calendars and declared offices in bulletins, and what is proposed at home."""

    types = frozenset(
        {e.OPENED, e.BULLETIN_OPENED, e.CALENDAR, d.DECLARED, d.PROPOSED, d.DECIDED}
        | {one.name for one in e.LIMITS.types}
    )  # fmt: skip
    delivery_types = frozenset({e.CALENDAR, d.DECLARED, e.LIMITS.committed})
    tables = (Arrangement, Bulletin, Proposal, Assent, PublishedCalendar, PublishedOffices, OfficesProposal, Received)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        for one in batch:
            _fold(using, one)
        _adopt(using, {one.facts.proposal for one in batch if isinstance(one.facts, AssentFacts)})

    def delivered(self, using: str, batch: Sequence[Delivered]) -> None:
        """Notes from when a calendar counts, and when a commitment was known to the other side."""
        rows = [
            Received(entry=one.id, dossier=one.dossier, receiver=one.peer if one.outgoing else "", at=one.at)
            for one in batch
        ]
        Received.objects.using(using).bulk_create(rows, ignore_conflicts=True)
        words = Assent.objects.using(using).filter(entry__in=[one.id for one in batch])
        _adopt(using, set(words.values_list("proposal", flat=True)))


def _fold(using: str, one: Applied) -> None:
    match one.facts:
        case e.ArrangementFacts(participants=(first, second)):
            Arrangement.objects.using(using).create(dossier=one.id, first=first, second=second)
        case e.BulletinFacts(participants=participants):
            readers = " ".join(party for party in participants if party != one.party)
            Bulletin.objects.using(using).create(dossier=one.id, party=one.party, readers=readers, opened_at=one.time)
        case e.CalendarFacts() as facts:
            PublishedCalendar.objects.using(using).create(
                entry=one.id, dossier=one.dossier, seq=one.seq, party=one.party, first=facts.first, last=facts.last,
                holidays=[day.isoformat() for day in facts.holidays], worked=[day.isoformat() for day in facts.worked],
                published_at=one.time,
            )  # fmt: skip
        case d.DeclaredFacts(says=says):
            PublishedOffices.objects.using(using).create(
                entry=one.id, dossier=one.dossier, seq=one.seq, party=one.party, says=says.model_dump(mode="json"),
                published_at=one.time,
            )  # fmt: skip
        case d.DeclarationProposedFacts() as facts:
            OfficesProposal.objects.using(using).create(
                entry=one.id, dossier=one.dossier, officer=facts.officer, office=facts.office,
                readers=" ".join(facts.readers), says=facts.says.model_dump(mode="json"), at=one.time,
            )  # fmt: skip
        case d.DecidedFacts(proposal=proposal):
            OfficesProposal.objects.using(using).filter(pk=proposal).update(decided=True)
        case e.LimitsFacts() as facts:
            first, second = one.opening.participants
            Proposal.objects.using(using).create(
                entry=one.id, dossier=one.dossier, first=first, second=second, proposer=one.party,
                proposed_at=one.time, hours=facts.hours, urgent_days=facts.urgent_days, normal_days=facts.normal_days,
                effective=facts.effective,
            )  # fmt: skip
            _word(using, one, one.id, "proposed")
        case AssentFacts(proposal=proposal):
            _word(using, one, proposal, one.type.split(".")[-2])
        case _:
            pass


def _word(using: str, one: Applied, proposal: str, word: str) -> None:
    Assent.objects.using(using).update_or_create(
        proposal=proposal, party=one.party, defaults={"word": word, "entry": one.id, "at": one.time}
    )


def _adopt(using: str, proposals: set[str]) -> None:
    """Every participant has committed, and each commitment was receipted by the other."""
    words = Assent.objects.using(using).filter(proposal__in=proposals, word="committed")
    said: dict[str, list[str]] = {}
    for one in words:
        said.setdefault(one.proposal, []).append(one.entry)
    full = {proposal: found for proposal, found in said.items() if len(found) == 2}
    every = [entry for found in full.values() for entry in found]
    at = dict(Received.objects.using(using).filter(entry__in=every).values_list("entry", "at"))
    for proposal, found in full.items():
        times = [at[entry] for entry in found if entry in at]
        if len(times) == len(found):
            Proposal.objects.using(using).filter(pk=proposal).update(adopted_at=max(times))


register(Arrangements())
