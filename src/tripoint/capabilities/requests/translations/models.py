"""Tables of translations: what is asked, what was made. They hold codes, times and ids, and no words."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from tripoint.ledger.models import ID

OFFICE = 40
OFFICER = 36


class TranslationAsk(models.Model):
    """An ask: at home of an office, else of the party `of`. `state`: open, taken, declined, done."""

    entry = models.CharField(max_length=ID, primary_key=True)
    place = models.CharField(max_length=ID, db_index=True)  # the dossier it stands in: at home, or the shared one
    item = models.CharField(max_length=ID)
    language = models.CharField(max_length=2)
    party = models.CharField(max_length=2)  # that asks
    of = models.CharField(max_length=2)  # that is asked; its own at home
    to_office = models.CharField(max_length=OFFICE, blank=True)
    officer = models.CharField(max_length=OFFICER, blank=True)  # who asks, at home
    office = models.CharField(max_length=OFFICE)
    taken_by = models.CharField(max_length=OFFICER, blank=True)
    state = models.CharField(max_length=8, default="open")
    answer = models.CharField(max_length=ID, blank=True)  # the translation, or the entry that declines
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "requests_translation_ask"
        app_label = "requests"
        indexes: ClassVar = [
            models.Index(
                fields=["of", "to_office", "at"], condition=models.Q(state__in=("open", "taken")),
                name="requests_to_translate",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.entry

    @property
    def is_at_home(self) -> bool:
        """Whether a colleague is asked."""
        return self.party == self.of


class Translation(models.Model):
    """A translation of the statement `item`."""

    entry = models.CharField(max_length=ID, primary_key=True)
    place = models.CharField(max_length=ID)
    item = models.CharField(max_length=ID, db_index=True)
    party = models.CharField(max_length=2)
    at_home = models.BooleanField()
    language = models.CharField(max_length=2)
    made = models.CharField(max_length=16)

    class Meta:
        db_table = "requests_translation"
        app_label = "requests"

    def __str__(self) -> str:
        return self.entry


class GlossaryTerm(models.Model):
    """A term of this party's own with its fixed translations: a node record, about no matter and nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    en = models.CharField(max_length=200, blank=True)
    vi = models.CharField(max_length=200, blank=True)
    lo = models.CharField(max_length=200, blank=True)
    km = models.CharField(max_length=200, blank=True)
    confirmed = models.BooleanField()
    added_by = models.CharField(max_length=OFFICER)
    added_at = models.DateTimeField()
    ended_by = models.CharField(max_length=OFFICER, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "requests_glossary_term"
        app_label = "requests"

    def __str__(self) -> str:
        return self.en or self.vi or self.lo or self.km


class MachineDraft(models.Model):
    """A translation that a machine makes or has made, and nobody has read yet; its words are sealed. A node record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.CharField(max_length=ID)
    item = models.CharField(max_length=ID)
    language = models.CharField(max_length=2)
    engine = models.CharField(max_length=40)
    state = models.CharField(max_length=8)  # waiting, done, failed
    code = models.CharField(max_length=16, blank=True)
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    sealed = models.BinaryField(null=True)

    class Meta:
        db_table = "requests_machine_draft"
        app_label = "requests"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "language"], name="requests_machine_draft_once")
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)
