"""The tables of read counts: computed from entries, but for the turns, which keep two processes from doing one thing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tripoint.ledger.models import ID


class ReportDossier(models.Model):
    """A dossier of kind reads: what `reporter` tells `owner`."""

    dossier = models.CharField(max_length=ID, primary_key=True)
    reporter = models.CharField(max_length=2)
    owner = models.CharField(max_length=2)

    class Meta:
        db_table = "reads_dossier"

    def __str__(self) -> str:
        return f"{self.reporter}-{self.owner}"


class Report(models.Model):
    """One month. `rows`: kind, purpose and reads (null: one to four) in the report's order."""

    entry = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID)
    reporter = models.CharField(max_length=2)
    owner = models.CharField(max_length=2)
    month = models.CharField(max_length=7)
    rows = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "reads_report"
        indexes: ClassVar = [
            models.Index(fields=["reporter", "owner", "month"], name="reads_report_month"),
            models.Index(fields=["month"], name="reads_report_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.reporter}-{self.owner} {self.month}"


class Turn(models.Model):
    """Which process reports a month to an owner; a node record."""

    owner = models.CharField(max_length=2)
    month = models.CharField(max_length=7)
    at = models.DateTimeField()

    class Meta:
        db_table = "reads_turn"
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "month"], name="reads_turn_once")]

    def __str__(self) -> str:
        return f"{self.owner} {self.month}"
