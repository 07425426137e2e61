"""Parties, their offices, and the posts in them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tripoint.directory.models.rows import Dated, NamedInFour, at_field, dates_in_order
from tripoint.directory.roles import Role

PARTY_CODE = RegexValidator(r"\A[A-Z]{2}\Z", _("A party is two capital letters (ISO 3166-1)."), code="party_code")
OFFICE_CODE = RegexValidator(
    r"\A[A-Z0-9]+(-[A-Z0-9]+)*\Z", _("An office code is capital letters and digits, joined by hyphens."), "office_code"
)


class Level(models.TextChoices):
    """Where an office stands, from the centre to the border."""

    MINISTRY = "ministry", _("Ministry")
    GENERAL_DEPARTMENT = "general_department", _("General department")
    DEPARTMENT = "department", _("Department")
    COMMISSION = "commission", _("Commission or committee")
    UNIT = "unit", _("Unit")
    OVERSEAS = "overseas", _("Office abroad")
    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")
    COMMUNE = "commune", _("Commune")
    LIAISON = "liaison", _("Border liaison office")
    GATE = "gate", _("Border gate")
    FORCE = "force", _("Border force")
    OTHER = "other", _("Other authority")


class Party(NamedInFour):
    """A sovereign participant; its code is ISO 3166-1 alpha-2."""

    code = models.CharField(_("code"), primary_key=True, max_length=2, validators=[PARTY_CODE])

    class Meta:
        ordering = ["code"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")

    def __str__(self) -> str:
        return self.code


class Office(NamedInFour, Dated):
    """A unit of a party. Its code is never given to another unit; a successor stands in `replaced_by`."""

    code = models.CharField(_("code"), primary_key=True, max_length=40, validators=[OFFICE_CODE])
    party = models.ForeignKey(Party, models.PROTECT, related_name="offices", verbose_name=_("party"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("part of")
    )
    level = models.CharField(_("level"), max_length=24, choices=Level.choices)
    province = models.CharField(_("province"), max_length=12, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )
    role_note = models.CharField(_("what it does"), max_length=300, blank=True)
    source = models.TextField(_("source"), blank=True)
    confidence = models.CharField(_("confidence"), max_length=60, blank=True)

    class Meta:
        ordering = ["party_id", "code"]
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [dates_in_order("office_dates_in_order")]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Refuse a parent or successor of another party, and an office that is its own parent or successor."""
        super().clean()
        for field in ("parent", "replaced_by"):
            other = getattr(self, field)
            if other is None:
                continue
            if other.party_id != self.party_id:
                raise at_field(field, _("This office belongs to another party."), "other_party")
            if other.code == self.code:
                raise at_field(field, _("An office cannot stand here for itself."), "itself")


def is_list_of_roles(value: Any) -> None:
    """Refuse anything but a list, not empty, of distinct codes from Role."""
    if not isinstance(value, list) or not value or len(set(value)) != len(value) or not set(value) <= set(Role.values):
        raise ValidationError(_("Choose at least one role from the list."), code="roles")


class Post(NamedInFour, Dated):
    """A dated function in an office. Its name is the title that a letter prints; its roles decide what it may do."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="posts", verbose_name=_("office"))
    roles = models.JSONField(_("roles"), default=list, validators=[is_list_of_roles])

    class Meta:
        ordering = ["office_id", "id"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [dates_in_order("post_dates_in_order")]

    def __str__(self) -> str:
        return f"{self.office_id}: {self.name_en}"

    def title(self, language: str) -> str:
        """The post's title in `language`, or in English where there is none."""
        return self.name_in(language)

    def has_role(self, role: str) -> bool:
        """Whether the post carries `role` (a value of Role)."""
        return role in self.roles
