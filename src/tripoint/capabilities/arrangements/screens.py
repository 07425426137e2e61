"""Where officers find limits and calendars."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tripoint.directory.models import Role
from tripoint.web import navigation

READERS = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.LEGAL_REVIEWER, Role.REGISTRAR, Role.ADMINISTRATOR)


def register() -> None:
    """Puts the page into the officer's menu."""
    item = navigation.Item(
        _("Limits and calendars"), "arrangements:limits", "clock", 60, navigation.Place.NODE, frozenset(READERS)
    )
    navigation.register(item)
    declared = navigation.Item(
        _("Declared offices"), "arrangements:offices", "signature", 61, navigation.Place.NODE, frozenset(READERS)
    )
    navigation.register(declared)
