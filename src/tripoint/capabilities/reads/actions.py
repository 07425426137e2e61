"""What a node tells each partner about reading: every month that has ended and was not told yet, oldest first.

A node that was off for months tells them all when it is back. The figures come from the read log and from the openings
of the dossiers that were read; legal and protection reads are left out (safeguards S3, S12).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Min
from django.utils import timezone

from tripoint.audit.models import ReadLog
from tripoint.capabilities.reads import entries as e
from tripoint.capabilities.reads.models import Report, ReportDossier, Turn
from tripoint.ledger.append import SYSTEM, Draft
from tripoint.ledger.entry import parse_facts
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Card, Entry

EVERY = 3600.0  # seconds between looks
MOST_AT_ONCE = 36  # months told to one partner in one look
TURN_LASTS = timedelta(hours=1)  # a process that took a turn and has not told by then is gone
AT_ONCE = 500  # dossiers asked for in one statement


def report_due(ledger: Ledger) -> int:
    """Tells every partner every month that is due; returns how many reports were made. A chore, safe to do twice."""
    made = 0
    for owner in ledger.peers.parties():
        if owner != ledger.party:
            for month in _due(ledger, owner):
                made += _report(ledger, owner, month)
    return made


def counted(ledger: Ledger, owner: str, month: str) -> tuple[e.CountRow, ...]:
    """Reads of the owner's items in a month of this node's time zone, by kind and purpose; below five without number."""
    first, after = _bounds(month)
    rows = ReadLog.objects.using(ledger.using).filter(party=owner, protected=False, at__gte=first, at__lt=after)
    by_dossier = dict(rows.order_by().values_list("dossier").annotate(reads=Count("id")))
    found: Counter[tuple[str, str]] = Counter()
    ids = sorted(by_dossier)
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        openings = Entry.objects.using(ledger.using).filter(id__in=part)
        known = {one.id: parse_facts(one.facts) for one in openings.only("id", "facts")}
        for dossier in part:
            facts = known.get(dossier, {})
            found[str(facts.get("kind", "other")), str(facts.get("purpose") or "")] += by_dossier[dossier]
    return tuple(
        e.CountRow(kind=kind, purpose=purpose or None, reads=reads if reads >= e.LEAST_TOLD else None)
        for (kind, purpose), reads in sorted(found.items())
    )


def _due(ledger: Ledger, owner: str) -> Iterator[str]:
    """The months to tell, oldest first: from the one after the last that was told, else from when we met."""
    using = ledger.using
    told = Report.objects.using(using).filter(reporter=ledger.party, owner=owner).order_by("-month").first()
    if told is not None:
        month = _next(told.month)
    else:
        met = Card.objects.using(using).filter(party=owner).aggregate(first=Min("seen_at"))["first"]
        read = ReadLog.objects.using(using).filter(party=owner).aggregate(first=Min("at"))["first"]
        month = _month(min(filter(None, (met, read)), default=ledger.now()))
    this = _month(ledger.now())
    for _count in range(MOST_AT_ONCE):
        if month >= this:
            return
        yield month
        month = _next(month)


def _report(ledger: Ledger, owner: str, month: str) -> int:
    """One report, unless another process is at it. Returns how many were made."""
    if not _took_turn(ledger, owner, month):
        return 0
    facts = e.ReportedFacts(month=month, rows=counted(ledger, owner, month))
    kept = ReportDossier.objects.using(ledger.using).filter(reporter=ledger.party, owner=owner).first()
    if kept is not None:
        ledger.append(SYSTEM, [Draft(e.REPORTED, facts, dossier=kept.dossier)])
        return 1
    participants = tuple(sorted((ledger.party, owner)))
    opening = Draft(e.OPENED, e.ReadsFacts(participants=participants, exercise=ledger.exercise))
    ledger.append(SYSTEM, [opening, Draft(e.REPORTED, facts, dossier=opening)])
    return 1


def _took_turn(ledger: Ledger, owner: str, month: str) -> bool:
    turns, now = Turn.objects.using(ledger.using), timezone.now()
    turns.filter(at__lt=now - TURN_LASTS).delete()
    try:
        with transaction.atomic(using=ledger.using):
            turns.create(owner=owner, month=month, at=now)
    except IntegrityError:
        return False
    return not Report.objects.using(ledger.using).filter(reporter=ledger.party, owner=owner, month__gte=month).exists()


def _month(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m")


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def _bounds(month: str) -> tuple[datetime, datetime]:
    zone = timezone.get_default_timezone()
    first, after = (datetime(int(one[:4]), int(one[5:]), 1, tzinfo=zone) for one in (month, _next(month)))
    return first, after
