"""Where the figures stand in the menu, and who sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tripoint.directory.models import Role
from tripoint.web import navigation

READERS = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.LEGAL_REVIEWER, Role.REGISTRAR, Role.AUDITOR)


def register() -> None:
    """Puts the page into the menu."""
    item = navigation.Item(_("Figures"), "statistics:counts", "checks", 45, roles=frozenset(READERS))
    navigation.register(item)
