"""Django's description of the web app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    """The app with label `web`."""

    name = "tripoint.web"
    label = "web"
    verbose_name = _("Pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the web's own pages into the navigation."""
        from tripoint.directory.models import Role
        from tripoint.node import chores
        from tripoint.web import once
        from tripoint.web.navigation import Item, Place, register

        chores.register("keys of sent forms", once.FORGET_EVERY, once.forget_old)
        register(Item(_("Today"), "web:today", "clock", 10))
        register(Item(_("Check a file"), "web:verify", "shield-check", 85, Place.NODE))
        register(Item(_("Audit"), "web:audit", "eye", 90, Place.NODE, frozenset({Role.AUDITOR})))
