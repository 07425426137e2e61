"""What the pages keep beside the ledger: the second factor, the end of sessions, and drafts. Sealed at rest."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Credentials(models.Model):
    """An officer's second factor, and since when sessions count."""

    officer = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="credentials"
    )
    totp_sealed = models.BinaryField()  # the shared secret (RFC 6238), sealed with the node's key
    totp_step = models.BigIntegerField(default=0)  # last time step whose code was used; a code works once
    paired_at = models.DateTimeField(auto_now_add=True)
    # Sessions begun before this moment have ended: set by "sign out everywhere" and by a new password.
    sessions_since = models.DateTimeField(default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")

    def __str__(self) -> str:
        return str(self.officer)


class Passkey(models.Model):
    """A key on an officer's device (WebAuthn): with the device's own check of the person it counts as both factors."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential = models.BinaryField(max_length=1023)  # WebAuthn Level 2, 4: a credential id has at most 1,023 bytes
    digest = models.CharField(max_length=43, unique=True)  # of the credential id
    public_key = models.BinaryField()  # COSE
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return f"{self.officer}: {self.name}"


class SentForm(models.Model):
    """A form that was sent under a key; `to` is where its page led, empty while it is being done."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    about = models.CharField(max_length=64)  # a keyed digest of what was typed
    to = models.CharField(max_length=500, default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "key"], name="web_one_form_per_key")]

    def __str__(self) -> str:
        return self.key


class Draft(models.Model):
    """What an officer has typed into one form and not yet sent; it may name persons, so it is sealed."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=120)  # which form, and for which dossier: "request.new", "answer:<id>"
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["officer", "form"], name="web_one_draft_per_form")]

    def __str__(self) -> str:
        return f"{self.officer}: {self.form}"
