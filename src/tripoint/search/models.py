"""The index's tables: digests of words, and no words. `rebuild` refills them; the ledger is where they come from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Posting(models.Model):
    """One word of one entry. `word`: 64 bits of a keyed digest; `dossier` and `n`: numbers of the opening and the entry."""

    word = models.BigIntegerField()
    dossier = models.BigIntegerField()
    n = models.BigIntegerField()

    class Meta:
        db_table = "search_posting"
        indexes: ClassVar = [
            models.Index(fields=["word", "dossier"], name="search_posting_word"),
            models.Index(fields=["n"], name="search_posting_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.n}"


class Pending(models.Model):
    """An applied entry that is to be indexed; one whose content was withheld waits here for it."""

    n = models.BigIntegerField(primary_key=True)

    class Meta:
        db_table = "search_pending"

    def __str__(self) -> str:
        return f"{self.n}"
