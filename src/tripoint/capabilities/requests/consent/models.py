"""Tables of originator control: consent asked and answered, uses for danger to life, proposals of such uses at home."""

from __future__ import annotations

from django.db import models

from tripoint.ledger.models import ID
from tripoint.safeguards.onward_use import Use


class OfUse(models.Model):
    """A use of an item: the columns of `Use`, empty where it says nothing."""

    entry = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID, db_index=True)
    item = models.CharField(max_length=ID)
    use = models.CharField(max_length=16)
    recipient = models.CharField(max_length=32, blank=True)
    to_office = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.entry

    @property
    def what(self) -> Use:
        """The use."""
        return Use(
            use=self.use, recipient=self.recipient or None, to_office=self.to_office or None,
            purpose=self.purpose or None,
        )  # fmt: skip


class ConsentAsk(OfUse):
    """Consent that `asker` asked of the item's owner, and the owner's answer."""

    asker = models.CharField(max_length=2)
    answer = models.CharField(max_length=ID, blank=True)
    decision = models.CharField(max_length=8, blank=True)  # given, denied
    conditions = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "requests_consent_ask"


class EmergencyUse(OfUse):
    """A use for danger to life by `party`, which is not the item's owner."""

    party = models.CharField(max_length=2)

    class Meta:
        db_table = "requests_emergency_use"


class EmergencyProposal(OfUse):
    """A proposal at home, whose dossier is the home dossier."""

    officer = models.CharField(max_length=36)
    office = models.CharField(max_length=40)
    decided = models.BooleanField(default=False)

    class Meta:
        db_table = "requests_emergency_proposal"
