"""Entries about duty to tables. Each is one party's, in the order of its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from tripoint.capabilities.border import entries as e
from tripoint.capabilities.border.models import DutyBook, HandOver, HotLine, Shift, TestCall
from tripoint.capabilities.requests.home_entries import HomeFacts
from tripoint.ledger.projection import Applied, Projector, register


class Duty(Projector):
    """Folds hotlines, rosters, hand-overs and test calls."""

    types = frozenset({e.HOTLINE, e.OPENED, e.ROSTERED, e.CANCELLED, e.HANDED_OVER, e.ACCEPTED, e.CALLED})
    tables = (DutyBook, Shift, HandOver, HotLine, TestCall)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        for one in batch:
            _fold(using, one)


def _fold(using: str, one: Applied) -> None:
    match one.facts:
        case e.DutyFacts(office=office):
            DutyBook.objects.using(using).create(dossier=one.id, office=office)
        case e.RosteredFacts() as facts:
            Shift.objects.using(using).create(
                entry=one.id, office=facts.office, on_duty=facts.on_duty or "", post=facts.post, begins=facts.begins,
                ends=facts.ends,
            )  # fmt: skip
        case e.HandedOverFacts() as facts:
            HandOver.objects.using(using).create(
                entry=one.id, office=facts.office, handed_by=facts.officer, handed_at=one.time, open=facts.open,
                late=facts.late, unread=facts.unread, promised=facts.promised, requests=list(facts.requests),
                owed=facts.owed, records=list(facts.records),
            )  # fmt: skip
        case e.CalledFacts() as facts:
            TestCall.objects.using(using).create(
                entry=one.id, party=facts.party, line=facts.line, office=facts.office, officer=facts.officer,
                result=facts.result, at=one.time,
            )  # fmt: skip
        case e.HotlineFacts() as facts:
            HotLine.objects.using(using).create(
                entry=one.id, party=one.party, line=facts.line, office=facts.at_office, level=facts.level,
                place=facts.place or "", round_the_clock=facts.round_the_clock, languages=list(facts.languages),
                is_open=facts.open, published_at=one.time, seq=one.seq,
            )  # fmt: skip
        case HomeFacts(officer=officer) if one.type == e.ACCEPTED:
            HandOver.objects.using(using).filter(pk=one.re[0]).update(
                accepted=one.id, accepted_by=officer, accepted_at=one.time
            )
        case HomeFacts() if one.type == e.CANCELLED:
            Shift.objects.using(using).filter(pk__in=one.re).update(cancelled=True)
        case _:
            pass


register(Duty())
