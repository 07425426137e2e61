"""Tables computed from the ledger: digests of numbers, what is still to be compared, and the leads. They hold no name
and no number; `rebuild` refills them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tripoint.ledger.models import ID

SORT = 12


class Mark(models.Model):
    """A number that stands in an entry. `digest`: 64 bits of a keyed digest of its sort and the number; `dossier` and
    `n`: numbers of the opening and the entry; `at`: when the opening was received here."""

    digest = models.BigIntegerField()
    sort = models.CharField(max_length=SORT)
    dossier = models.BigIntegerField()
    n = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "screening_mark"
        indexes: ClassVar = [
            models.Index(fields=["digest", "dossier"], name="screening_mark_digest"),
            models.Index(fields=["n"], name="screening_mark_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.sort}: {self.n}"


class Unmarked(models.Model):
    """An entry whose numbers are to be compared."""

    n = models.BigIntegerField(primary_key=True)

    class Meta:
        db_table = "screening_unmarked"

    def __str__(self) -> str:
        return f"{self.n}"


class Unnamed(models.Model):
    """An entry whose names are to be compared; `dossier` is its id, so that a page can say that they are not yet."""

    n = models.BigIntegerField(primary_key=True)
    dossier = models.CharField(max_length=ID, db_index=True)

    class Meta:
        db_table = "screening_unnamed"

    def __str__(self) -> str:
        return f"{self.n}"


class Forgotten(models.Model):
    """An entry whose content was erased: a process that holds its names drops them when it sees this row."""

    n = models.BigIntegerField()

    class Meta:
        db_table = "screening_forgotten"

    def __str__(self) -> str:
        return f"{self.n}"


class Lead(models.Model):
    """Two dossiers that may be on one matter, the later one first. `score`: of names, 0 to 1; `sealed`: why names are
    alike, in codes, under the node's storage key."""

    dossier = models.CharField(max_length=ID)
    other = models.CharField(max_length=ID, db_index=True)
    sort = models.CharField(max_length=SORT)
    score = models.FloatField(null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        db_table = "screening_lead"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "other", "sort"], name="screening_lead_once")
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.other}: {self.sort}"
