"""Tables of lists from a spreadsheet: the rows under work, and how a sheet is read. Node records outside the ledger."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tripoint.ledger.models import ID

OFFICE = 40


class ListWork(models.Model):
    """Rows of a list that an officer works on. The payload is sealed under the node's storage key."""

    owner = models.CharField(max_length=36)
    name = models.CharField(max_length=80)  # which draft or dossier it is for
    sealed = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        db_table = "requests_list_work"
        app_label = "requests"
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="requests_list_work_once")]

    def __str__(self) -> str:
        return self.name


class ListMapping(models.Model):
    """How an office's sheet is read: `sheet` is a keyed digest of its headings, the mapping is sealed."""

    office = models.CharField(max_length=OFFICE)
    sheet = models.CharField(max_length=ID)
    sealed = models.BinaryField()

    class Meta:
        db_table = "requests_list_mapping"
        app_label = "requests"
        constraints: ClassVar = [models.UniqueConstraint(fields=["office", "sheet"], name="requests_list_mapping_once")]

    def __str__(self) -> str:
        return self.sheet
