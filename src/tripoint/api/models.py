"""What the door for machines keeps beside the ledger: tokens, their uses, and answers to be repeated."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tripoint.audit.models import WrittenOnce

TOKEN_ID = 12


class Scope(models.TextChoices):
    """What a token may be used for; the post's roles and the office's routes hold besides."""

    READ = "read", _("Read requests and files")
    DRAFT = "draft", _("Write drafts; reply, withdraw and close as the asking office")
    RELEASE = "release", _("Release or return another officer's draft")
    ANSWER = "answer", _("Take, ask back, answer, refuse, extend and redirect")
    HOME = "home", _("Leave notes at home, assign, say what is one matter")
    EVENTS = "events", _("Follow what arrives and changes")


class Token(models.Model):
    """A program's key to one officer's post, which that officer has accepted. The secret is shown once; only its SHA-256
    is kept."""

    id = models.CharField(primary_key=True, max_length=TOKEN_ID, editable=False)
    name = models.CharField(max_length=80)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey("directory.Post", models.PROTECT, related_name="+")
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=43)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)  # by the officer in whose name it acts; until then it opens nothing
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    last_used_at = models.DateTimeField(null=True)
    last_address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "id"]

    def __str__(self) -> str:
        return f"{self.id} {self.name}"

    @property
    def scope_labels(self) -> list[str]:
        """What it may be used for, in words."""
        return [str(Scope(one).label) for one in self.scopes if one in Scope.values]


class TokenUse(WrittenOnce):
    """One call under a token: which route, which dossier, how it ended. Calls that told nothing are not written."""

    token = models.ForeignKey(Token, models.PROTECT, related_name="uses")
    method = models.CharField(max_length=8)
    route = models.CharField(max_length=80)
    dossier = models.CharField(max_length=43, blank=True)
    status = models.SmallIntegerField()
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["token", "at"], name="api_use_token"),
            models.Index(fields=["dossier", "at"], name="api_use_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.method} {self.route} {self.status}"


class KeptAnswer(models.Model):
    """The answer to a POST, by token and Idempotency-Key; `status` 0 while the call is under way. Sealed at rest."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=128)
    fingerprint = models.CharField(max_length=43)  # SHA-256 of method, path and body
    status = models.SmallIntegerField(default=0)
    sealed = models.BinaryField(default=b"")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="api_one_answer_per_key")]

    def __str__(self) -> str:
        return f"{self.token_id} {self.key}"
