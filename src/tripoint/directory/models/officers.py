"""The account model (AUTH_USER_MODEL). An officer may do nothing by himself: every right comes from a post held."""

from __future__ import annotations

import unicodedata
import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

USERNAME = RegexValidator(
    r"\A[a-z0-9]+([._-][a-z0-9]+)*\Z",
    _("Small Latin letters and digits, with single dots, hyphens or underscores between them."),
    code="username",
)
LANGUAGE_CHOICES = [("vi", "Tiếng Việt"), ("lo", "ລາວ"), ("km", "ខ្មែរ"), ("en", "English")]
SCRIPT_OF_LANGUAGE = {"vi": "latn", "en": "latn", "lo": "laoo", "km": "khmr"}
"""ISO 15924 script, in small letters, that readers of a language read first."""


class OfficerAccounts(BaseUserManager["Officer"]):
    """Creates and finds accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Officer:
        """Store a new account; `password` None makes one that cannot sign in by password."""
        officer = self.model(username=normalise_username(username), **fields)
        officer.set_password(password)
        officer.full_clean(exclude=["password"])
        officer.save(using=self._db)
        return officer

    def get_by_natural_key(self, username: str | None) -> Officer:
        """Find an account by the name typed at sign-in, whatever its case or width."""
        return self.get(username=normalise_username(username or ""))


def normalise_username(username: str) -> str:
    """NFKC, trimmed, small letters: one spelling per account."""
    return unicodedata.normalize("NFKC", username).strip().lower()


class Officer(AbstractBaseUser):
    """A person with an account. The name is kept once per script; a letter and a screen pick the reader's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True, validators=[USERNAME])
    name_latn = models.CharField(_("name in Latin letters"), max_length=120)
    name_laoo = models.CharField(_("name in Lao letters"), max_length=120, blank=True)
    name_khmr = models.CharField(_("name in Khmer letters"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGE_CHOICES, default="en")
    phone = models.CharField(_("telephone at work"), max_length=40, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(_("account made"), auto_now_add=True)

    objects = OfficerAccounts()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name_latn"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("officer")
        verbose_name_plural = _("officers")

    def __str__(self) -> str:
        return self.username

    def display_name(self, language: str = "en") -> str:
        """The name in the script that a reader of `language` reads, or in Latin letters where it is not recorded."""
        script = SCRIPT_OF_LANGUAGE.get(language, "latn")
        return getattr(self, f"name_{script}") or self.name_latn

    def get_full_name(self) -> str:
        """The name in Latin letters; Django asks for it."""
        return self.name_latn

    def get_short_name(self) -> str:
        """The user name; Django asks for it."""
        return self.username
