"""What was changed in the directory, by whom and when: an auditor's record that no screen can alter."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tripoint.directory.models.officers import Officer
from tripoint.directory.models.offices import Post


class Change(models.TextChoices):
    """What an administrator can do to the directory."""

    POST_OPENED = "post_opened", _("Post opened")
    POST_CLOSED = "post_closed", _("Post closed")
    HOLDING_BEGUN = "holding_begun", _("Post given to an officer")
    HOLDING_ENDED = "holding_ended", _("Post taken from an officer")
    DEPUTY_NAMED = "deputy_named", _("Post named to sign for another")
    DEPUTY_ENDED = "deputy_ended", _("Post signs for another no longer")
    ACCOUNT_ISSUED = "account_issued", _("Account issued")
    ACCOUNT_CLOSED = "account_closed", _("Account closed")
    ACCOUNT_REOPENED = "account_reopened", _("Account reopened")
    ACCOUNT_RENEWED = "account_renewed", _("New password given out")
    TOKEN_MADE = "token_made", _("Token for a program made")
    TOKEN_ACCEPTED = "token_accepted", _("Token for a program accepted")
    TOKEN_REVOKED = "token_revoked", _("Token for a program revoked")


class DirectoryChange(models.Model):
    """One change. `by` is empty only for an administrator whom the machine's owner made with a command."""

    at = models.DateTimeField(_("time"), auto_now_add=True)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("administrator"))
    change = models.CharField(_("what"), max_length=24, choices=Change.choices)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("post"))
    day = models.DateField(_("with effect from, or last day"), null=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("change of the directory")
        verbose_name_plural = _("changes of the directory")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.change}"
