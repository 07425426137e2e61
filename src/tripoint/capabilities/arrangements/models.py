"""The tables of arrangements, all computed from entries and their receipts; only the projector writes them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tripoint.ledger.models import ID


class Arrangement(models.Model):
    """A dossier of kind arrangement: two parties, `first` before `second` by code."""

    dossier = models.CharField(max_length=ID, primary_key=True)
    first = models.CharField(max_length=2)
    second = models.CharField(max_length=2)

    class Meta:
        db_table = "arrangements_arrangement"

    def __str__(self) -> str:
        return f"{self.first}-{self.second}"


class Bulletin(models.Model):
    """A dossier of kind bulletin: what `party` publishes; `readers` are the other participants, parted by blanks."""

    dossier = models.CharField(max_length=ID, primary_key=True)
    party = models.CharField(max_length=2)
    readers = models.CharField(max_length=64)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "arrangements_bulletin"

    def __str__(self) -> str:
        return self.party


class Proposal(models.Model):
    """Limits that a party has proposed. `adopted_at`: the later of the two receipts of the parties' commitments.

    Neither party can bring it forward alone: each receipt's time is the other side's.
    """

    entry = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID, db_index=True)
    first = models.CharField(max_length=2)
    second = models.CharField(max_length=2)
    proposer = models.CharField(max_length=2)
    proposed_at = models.DateTimeField()
    hours = models.IntegerField()
    urgent_days = models.IntegerField()
    normal_days = models.IntegerField()
    effective = models.DateField()
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "arrangements_proposal"
        indexes: ClassVar = [models.Index(fields=["first", "second", "adopted_at"], name="arrangements_of_pair")]

    def __str__(self) -> str:
        return self.entry


class Assent(models.Model):
    """A party's last word on a proposal: proposed, accepted, withdrawn or committed; `entry` said so."""

    proposal = models.CharField(max_length=ID)
    party = models.CharField(max_length=2)
    word = models.CharField(max_length=12)
    entry = models.CharField(max_length=ID)
    at = models.DateTimeField()

    class Meta:
        db_table = "arrangements_assent"
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "party"], name="arrangements_assent_once")]

    def __str__(self) -> str:
        return f"{self.party} {self.word}"


class PublishedCalendar(models.Model):
    """A party's calendar from `first` to `last`; days as ISO dates."""

    entry = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID)
    seq = models.IntegerField()  # the publisher's number there: of two receipted in one second the later counts
    party = models.CharField(max_length=2, db_index=True)
    first = models.DateField()
    last = models.DateField()
    holidays = models.JSONField()
    worked = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "arrangements_calendar"

    def __str__(self) -> str:
        return self.entry


class PublishedOffices(models.Model):
    """A party's declaration of its offices; `says` is `declared_entries.Declaration` as JSON."""

    entry = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID)
    seq = models.IntegerField()  # the publisher's number there: of two receipted in one second the later counts
    party = models.CharField(max_length=2, db_index=True)
    says = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "arrangements_offices"

    def __str__(self) -> str:
        return self.entry


class OfficesProposal(models.Model):
    """A declaration proposed at home; `dossier` is the home dossier, `readers` parties parted by blanks."""

    entry = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID)
    officer = models.CharField(max_length=36)
    office = models.CharField(max_length=40)
    readers = models.CharField(max_length=64)
    says = models.JSONField()
    at = models.DateTimeField()
    decided = models.BooleanField(default=False, db_index=True)

    class Meta:
        db_table = "arrangements_offices_proposal"

    def __str__(self) -> str:
        return self.entry


class Received(models.Model):
    """When `receiver` receipted a calendar, a declaration of offices or a commitment, by the time in the receipt.

    Empty: this party itself.
    """

    entry = models.CharField(max_length=ID)
    dossier = models.CharField(max_length=ID)
    receiver = models.CharField(max_length=2, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "arrangements_received"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "receiver"], name="arrangements_received_once")
        ]

    def __str__(self) -> str:
        return self.entry
