"""Which post signs in place of which other post, from when until when."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tripoint.directory.models.offices import Post
from tripoint.directory.models.rows import Dated, at_field, dates_in_order
from tripoint.directory.roles import Role

NEVER_STAND_IN = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles whose posts sign for nobody: who checks or configures the approvals takes no part in them."""


class Manner(models.TextChoices):
    """How one post signs in place of another."""

    SUBSTITUTE = "substitute", _("As its substitute")
    BY_ORDER = "by-order", _("By its order")


class Deputy(Dated):
    """`deputy` may sign what `post` has to sign; the letter and the record say so."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="deputies", verbose_name=_("post"))
    deputy = models.ForeignKey(Post, models.PROTECT, related_name="stands_for", verbose_name=_("signs in its place"))
    manner = models.CharField(_("how"), max_length=12, choices=Manner.choices)

    class Meta:
        ordering = ["post_id", "valid_from", "id"]
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        constraints = [dates_in_order("deputy_dates_in_order")]

    def __str__(self) -> str:
        return f"{self.deputy} · {self.post}"

    def clean(self) -> None:
        """Refuse a post for itself, of another party, of an auditor or administrator, and one that doubles another."""
        super().clean()
        if self.valid_from is None:
            raise at_field("valid_from", _("Give the first day."), "required")
        if self.deputy_id == self.post_id:
            raise at_field("deputy", _("A post does not stand in for itself. Choose another post."), "itself")
        if self.deputy.office.party_id != self.post.office.party_id:
            raise at_field("deputy", _("This post belongs to another party. Choose one of your own."), "other_party")
        if NEVER_STAND_IN & {*self.deputy.roles, *self.post.roles}:
            raise at_field("deputy", _("Auditors and administrators sign for nobody, and nobody for them."), "role")
        others = Deputy.objects.filter(post_id=self.post_id, deputy_id=self.deputy_id).exclude(pk=self.pk)
        if self.valid_until is not None:
            others = others.filter(models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=self.valid_until))
        if others.filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=self.valid_from)).exists():
            raise ValidationError(_("This post signs in its place already in that time."), code="overlap")
