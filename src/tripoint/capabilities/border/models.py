"""The tables of duty. Those computed from entries hold codes, times and ids; alerts are node records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tripoint.ledger.models import ID

OFFICE = 40
CODE = 40


class DutyBook(models.Model):
    """The duty dossier of an office."""

    dossier = models.CharField(max_length=ID, primary_key=True)
    office = models.CharField(max_length=OFFICE, db_index=True)

    class Meta:
        db_table = "border_duty_book"

    def __str__(self) -> str:
        return self.office


class Shift(models.Model):
    """Who is on duty from `begins` until before `ends`: an officer, a post, or (neither) the desk itself."""

    entry = models.CharField(max_length=ID, primary_key=True)
    office = models.CharField(max_length=OFFICE)
    on_duty = models.CharField(max_length=36, blank=True)
    post = models.IntegerField(null=True)
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    cancelled = models.BooleanField(default=False)

    class Meta:
        db_table = "border_shift"
        indexes: ClassVar = [models.Index(fields=["office", "ends"], name="border_shift_of_office")]

    def __str__(self) -> str:
        return self.entry


class HandOver(models.Model):
    """The end of one shift and, once accepted, the beginning of the next."""

    entry = models.CharField(max_length=ID, primary_key=True)
    office = models.CharField(max_length=OFFICE)
    handed_by = models.CharField(max_length=36)
    handed_at = models.DateTimeField()
    open = models.IntegerField()
    late = models.IntegerField()
    unread = models.IntegerField()
    promised = models.IntegerField()
    requests = models.JSONField()
    owed = models.IntegerField(default=0)
    records = models.JSONField(default=list)
    accepted = models.CharField(max_length=ID, blank=True)
    accepted_by = models.CharField(max_length=36, blank=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "border_hand_over"
        indexes: ClassVar = [models.Index(fields=["office", "-handed_at"], name="border_hand_over_of_office")]

    def __str__(self) -> str:
        return self.entry


class HotLine(models.Model):
    """One publication of a number; of a party's line the newest counts. The number is in the entry's content."""

    entry = models.CharField(max_length=ID, primary_key=True)
    party = models.CharField(max_length=2)
    line = models.CharField(max_length=CODE)
    office = models.CharField(max_length=OFFICE)
    level = models.CharField(max_length=CODE)
    place = models.CharField(max_length=CODE, blank=True)
    round_the_clock = models.BooleanField()
    languages = models.JSONField()
    is_open = models.BooleanField()
    published_at = models.DateTimeField()
    seq = models.IntegerField()

    class Meta:
        db_table = "border_hotline"
        indexes: ClassVar = [models.Index(fields=["party", "line"], name="border_hotline_line")]

    def __str__(self) -> str:
        return f"{self.party} {self.line}"


class TestCall(models.Model):
    """A test call to a party's line, as one of this party's offices logged it."""

    __test__ = False  # a table, whatever its name says to the test runner

    entry = models.CharField(max_length=ID, primary_key=True)
    party = models.CharField(max_length=2)
    line = models.CharField(max_length=CODE)
    office = models.CharField(max_length=OFFICE)
    officer = models.CharField(max_length=36)
    result = models.CharField(max_length=CODE)
    at = models.DateTimeField()

    class Meta:
        db_table = "border_test_call"
        indexes: ClassVar = [models.Index(fields=["party", "line", "-at"], name="border_test_call_of_line")]

    def __str__(self) -> str:
        return self.entry


class AlertCursor(models.Model):
    """A node record: up to which applied entry arrivals were looked at for alerts."""

    name = models.CharField(max_length=8, primary_key=True)
    applied = models.BigIntegerField()

    class Meta:
        db_table = "border_alert_cursor"

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """A node record: a word that is to reach who is on duty. It names the reference and the urgency, and nobody."""

    entry = models.CharField(max_length=ID)
    channel = models.CharField(max_length=8)  # mail, command
    office = models.CharField(max_length=OFFICE)
    reference = models.CharField(max_length=32)
    urgency = models.CharField(max_length=32)
    state = models.CharField(max_length=8, default="waiting")  # waiting, sent, failed
    code = models.CharField(max_length=24, blank=True)
    tries = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()

    class Meta:
        db_table = "border_alert"
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "channel"], name="border_alert_once")]
        indexes: ClassVar = [models.Index(fields=["state", "next_at"], name="border_alert_due")]

    def __str__(self) -> str:
        return f"{self.reference} {self.channel}"
