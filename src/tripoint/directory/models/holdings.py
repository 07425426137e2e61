"""Which officer holds which post, from when until when."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tripoint.directory.models.officers import Officer
from tripoint.directory.models.offices import Post
from tripoint.directory.models.rows import Dated, at_field, dates_in_order


class Holding(Dated):
    """An officer in a post for a time. A post may be held by several; an officer may hold several posts."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="holdings", verbose_name=_("officer"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", verbose_name=_("post"))

    class Meta:
        ordering = ["officer_id", "valid_from", "id"]
        verbose_name = _("holding")
        verbose_name_plural = _("holdings")
        constraints = [dates_in_order("holding_dates_in_order")]

    def __str__(self) -> str:
        return f"{self.officer} · {self.post}"

    def clean(self) -> None:
        """Refuse a holding without a first day, or one that doubles another of the same officer and post."""
        super().clean()
        if self.valid_from is None:
            raise at_field("valid_from", _("Give the first day."), "required")
        others = Holding.objects.filter(officer_id=self.officer_id, post_id=self.post_id).exclude(pk=self.pk)
        if self.valid_until is not None:
            others = others.filter(models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=self.valid_until))
        if others.filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=self.valid_from)).exists():
            raise ValidationError(_("The officer already holds this post in that time."), code="overlap")
