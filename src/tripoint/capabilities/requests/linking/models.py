"""What officers of this party said of two requests."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tripoint.ledger.models import ID


class Link(models.Model):
    """What an officer of this party said of two requests: on one matter (`same`), or not; `one` sorts before `other`.
    A draft stands here by its home dossier; what was said of it holds for the request that it became."""

    one = models.CharField(max_length=ID)
    other = models.CharField(max_length=ID, db_index=True)
    same = models.BooleanField(default=True)

    class Meta:
        db_table = "requests_link"
        constraints: ClassVar = [models.UniqueConstraint(fields=["one", "other"], name="requests_link_once")]

    def __str__(self) -> str:
        return f"{self.one} {self.other}"
