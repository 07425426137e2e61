"""The read log and the sign-in log. A row is written once: saving it again or deleting it is refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WrittenOnce(models.Model):
    """A record that stays as it was written."""

    at = models.DateTimeField(_("time"), default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the record. Raises TypeError when it has been written before."""
        if not self._state.adding:
            raise TypeError("an audit record is written once")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Always raises TypeError: audit records are kept."""
        raise TypeError("an audit record is kept")


class ReadKind(models.TextChoices):
    """In which form an officer saw something."""

    SCREEN = "screen", _("On screen")
    ORIGINAL = "original", _("Original text")
    LETTER = "letter", _("As a letter")
    ATTACHMENT = "attachment", _("Attachment")
    EXPORT = "export", _("Exported")
    SEARCH = "search", _("Found by search")
    MACHINE = "machine", _("By a program, under a token")


class ReadLog(WrittenOnce):
    """One officer saw one dossier or entry, acting in one post."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("officer"))
    post = models.ForeignKey("directory.Post", models.PROTECT, related_name="+", verbose_name=_("post"))
    office = models.ForeignKey("directory.Office", models.PROTECT, related_name="+", verbose_name=_("office"))
    party = models.CharField(_("item of"), max_length=2)  # the party that wrote what was read
    dossier = models.CharField(_("dossier"), max_length=43)
    entry = models.CharField(_("entry"), max_length=43, null=True, blank=True)  # noqa: DJ001 - null: the dossier as a whole
    kind = models.CharField(_("how"), max_length=12, choices=ReadKind.choices)
    # Legal and protection reads stay out of the monthly count that a partner receives (safeguards, read reports).
    protected = models.BooleanField(_("legal or protection read"), default=False)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("read")
        verbose_name_plural = _("reads")
        indexes = [
            models.Index(fields=["at"], name="audit_read_at"),
            models.Index(fields=["dossier", "at"], name="audit_read_dossier"),
            models.Index(fields=["officer", "at"], name="audit_read_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.officer} {self.dossier}"


class SignInEvent(models.TextChoices):
    """What happened at the door."""

    FAILED = "failed", _("Failed")
    SIGNED_IN = "signed_in", _("Signed in")
    ONE_CLICK = "one_click", _("Signed in with one click (exercise)")
    PASSWORD_RIGHT = "password_right", _("Password right, authenticator to be paired")
    LOCKED_OUT = "locked_out", _("Turned away: locked")
    LIMIT_REACHED = "limit_reached", _("Locked after failures")
    PAIRED = "paired", _("Authenticator paired")
    PASSKEY_ADDED = "passkey_added", _("Passkey added")
    PASSKEY_REMOVED = "passkey_removed", _("Passkey removed")
    CONFIRMED = "confirmed", _("Password and code confirmed")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    SIGNED_OUT = "signed_out", _("Signed out")
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere", _("Signed out everywhere")
    POST_CHOSEN = "post_chosen", _("Post chosen")


class SignInLog(WrittenOnce):
    """One event at the door.

    `account` is the user name where there is such an account; else a keyed digest of what was typed, because people
    type passwords into the wrong box.
    """

    event = models.CharField(_("event"), max_length=24, choices=SignInEvent.choices)
    account = models.CharField(_("account"), max_length=64)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("officer")
    )
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("event at the door")
        verbose_name_plural = _("events at the door")
        indexes = [
            models.Index(fields=["at"], name="audit_sign_in_at"),
            models.Index(fields=["account", "at"], name="audit_sign_in_account"),
            models.Index(fields=["address", "at"], name="audit_sign_in_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event} {self.account}"

    @property
    def is_failure(self) -> bool:
        """Whether someone did not get in."""
        return self.event in (SignInEvent.FAILED, SignInEvent.LOCKED_OUT)

    @property
    def is_alarm(self) -> bool:
        """Whether an administrator should look at it."""
        return self.event == SignInEvent.LIMIT_REACHED
