"""Alerts to who is on duty: what arrived and presses, by mail and by command, from the courier's process.

A chore looks for new arrivals from where it stopped, so nothing is lost over a restart; each alert is claimed before
it is tried, so two couriers do not both send it. The own office is told once of a call whose record is overdue. Pages
never wait for any of it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext, override

from tripoint import reference
from tripoint.capabilities.border import delivery
from tripoint.capabilities.border.entries import RosteredContent
from tripoint.capabilities.border.models import Alert, AlertCursor
from tripoint.capabilities.border.roster import on_duty
from tripoint.capabilities.requests.actions.oral import records_owed
from tripoint.capabilities.requests.entries import CALLED, OPENED
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.oral.entries import WITHIN
from tripoint.capabilities.requests.pressing_entries import ESCALATED, REMINDED
from tripoint.directory.models import Officer
from tripoint.ledger.admission import Verdict
from tripoint.ledger.entry import parse_facts
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Entry
from tripoint.node import chores, runtime
from tripoint.node.config import NodeConfig

EVERY = 5.0  # seconds between looks
AT_ONCE = 4  # alerts tried in one look: a dead server must not hold up the node's other chores for long
CLAIM = timedelta(minutes=3)  # how long one courier has an alert to itself
WAITS = (1, 2, 5, 10, 30, 60)  # minutes between tries
GIVES_UP = timedelta(hours=24)
KEPT = timedelta(days=30)
TOLD = timedelta(days=14)  # after its time an overdue record is no news; less than KEPT, so that it is told once
PRESSING = frozenset({"IMMEDIATE", "URGENT"})
CURSOR = "alerts"
log = logging.getLogger(__name__)


def register() -> None:
    """Declares the chore."""
    chores.register("alerts", EVERY, run)


def run(ledger: Ledger) -> None:
    """Notes what arrived and what is overdue, then tries what is due."""
    config = runtime.config()
    channels = [name for name, on in (("mail", config.smtp), ("command", config.alert_command)) if on]
    notice(ledger, channels)
    notice_owed(ledger, channels)
    if channels:
        send_due(ledger, config)


def notice(ledger: Ledger, channels: list[str]) -> int:
    """Makes an alert for each arrival since the last look; the first look only remembers where it stands."""
    newest = Entry.objects.using(ledger.using).aggregate(last=Max("applied"))["last"] or 0
    cursor, is_new = AlertCursor.objects.using(ledger.using).get_or_create(name=CURSOR, defaults={"applied": newest})
    if is_new or newest <= cursor.applied:
        return 0
    rows = Entry.objects.using(ledger.using).filter(
        applied__gt=cursor.applied, applied__lte=newest, type__in=(OPENED, CALLED, REMINDED, ESCALATED),
        verdict=Verdict.APPLIED,
    ).exclude(party=ledger.party)  # fmt: skip
    made = [alert for row in rows for alert in _alerts(ledger, row, channels)]
    Alert.objects.using(ledger.using).bulk_create(made, ignore_conflicts=True)
    AlertCursor.objects.using(ledger.using).filter(pk=CURSOR, applied__lt=newest).update(applied=newest)
    Alert.objects.using(ledger.using).filter(made_at__lt=ledger.now() - KEPT).delete()
    return len(made)


def _alerts(ledger: Ledger, row: Entry, channels: list[str]) -> Iterator[Alert]:
    matter = RequestState.objects.using(ledger.using).filter(dossier=row.dossier, addressee=ledger.party).first()
    if matter is None or (row.type in (OPENED, CALLED) and matter.urgency not in PRESSING):
        return
    if parse_facts(row.facts).get("to") not in (None, ledger.party):
        return  # to another addressee of a joint request
    office = (matter.escalated_to if row.type == ESCALATED else None) or matter.addressee_office
    now = ledger.now()
    for channel in channels:
        yield Alert(
            entry=row.id, channel=channel, office=office, reference=matter.reference, urgency=matter.urgency,
            made_at=now, next_at=now,
        )  # fmt: skip


def notice_owed(ledger: Ledger, channels: list[str]) -> int:
    """Makes an alert for each call of the own offices whose record is overdue, to the office that owes it, once.

    What has been recorded, withdrawn or closed before its alert went out is told no more. Returns how many are new.
    """
    now, alerts = ledger.now(), Alert.objects.using(ledger.using)
    owed = records_owed(ledger.using, ledger.party)
    called = RequestState.objects.using(ledger.using).filter(asker=ledger.party, called_at__isnull=False)
    settled = called.exclude(pk__in=owed.values("pk")).values("dossier")
    alerts.filter(state="waiting", entry__in=settled).delete()
    if not channels:
        return 0
    told = alerts.values("entry")
    rows = owed.filter(called_at__lt=now - WITHIN, called_at__gte=now - WITHIN - TOLD).exclude(dossier__in=told)
    made = [
        Alert(
            entry=row.dossier, channel=channel, office=row.office, reference=row.reference, urgency=row.urgency,
            made_at=now, next_at=now,
        )
        for row in rows
        for channel in channels
    ]  # fmt: skip
    alerts.bulk_create(made, ignore_conflicts=True)
    return len(made)


def send_due(ledger: Ledger, config: NodeConfig) -> int:
    """Tries the alerts that are due; returns how many went out."""
    now = ledger.now()
    due = Alert.objects.using(ledger.using).filter(state="waiting", next_at__lte=now).order_by("next_at", "pk")
    sent = 0
    for alert in due[:AT_ONCE]:
        mine = Alert.objects.using(ledger.using).filter(pk=alert.pk, state="waiting", next_at=alert.next_at)
        if mine.update(next_at=now + CLAIM) != 1:
            continue  # another courier has it
        try:
            _send(ledger, config, alert, now)
        except delivery.NotDelivered as why:
            _again(ledger, alert, why.code, now)
        else:
            Alert.objects.using(ledger.using).filter(pk=alert.pk).update(state="sent", code="", tries=alert.tries + 1)
            sent += 1
    return sent


def _again(ledger: Ledger, alert: Alert, code: str, now: datetime) -> None:
    late = now - alert.made_at > GIVES_UP
    wait = timedelta(minutes=WAITS[min(alert.tries, len(WAITS) - 1)])
    Alert.objects.using(ledger.using).filter(pk=alert.pk).update(
        state="failed" if late else "waiting", code=code, tries=alert.tries + 1, next_at=now + wait
    )
    log.warning("An alert for %s did not go out by %s: %s", alert.reference, alert.channel, code)


def _send(ledger: Ledger, config: NodeConfig, alert: Alert, now: datetime) -> None:
    """To everybody on duty in the office. Raises NotDelivered, also when nobody is on duty and no mailbox is set."""
    reached = 0
    for shift in on_duty(ledger.using, alert.office, now):
        content = ledger.content(shift.entry)
        if not isinstance(content, RosteredContent):
            continue
        officer = Officer.objects.filter(pk=shift.on_duty).first() if shift.on_duty else None
        subject, text = words(alert, config, officer.language if officer else config.language)
        if alert.channel == "command":
            delivery.by_command(config.alert_command, content.phone.replace(" ", ""), text)
            reached += 1
        elif content.email:
            delivery.by_mail(config, content.email, subject, text)
            reached += 1
    if not reached and alert.channel == "mail" and config.alert_mailbox:
        delivery.by_mail(config, config.alert_mailbox, *words(alert, config, config.language))
        reached += 1
    if not reached:
        raise delivery.NotDelivered("nobody")


def words(alert: Alert, config: NodeConfig, language: str) -> tuple[str, str]:
    """Subject and text: reference and urgency, and where to look. No name, no matter, no partner's words."""
    urgency = reference.label("urgencies", alert.urgency, language).text
    with override(language):
        subject = f"Tripoint {alert.reference}"
        text = gettext("%(reference)s. %(urgency)s. Open your node.") % {
            "reference": alert.reference, "urgency": urgency,
        }  # fmt: skip
        if config.exercise:
            text = f"{gettext('EXERCISE')} {text}"
    return subject, text
