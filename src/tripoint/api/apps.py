"""Django's description of the app for machines."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The app with label `api`."""

    name = "tripoint.api"
    label = "api"
    verbose_name = _("Programs")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bring the routes that belong to no capability, the daily work, and the page of tokens."""
        from tripoint.api import directory, events, files, idempotency, views
        from tripoint.node import chores
        from tripoint.web import today
        from tripoint.web.navigation import Item, Place, register

        for part in (directory, files, events):
            part.register()
        chores.register("old answers to programs", idempotency.FORGET_EVERY, idempotency.forget_old)
        today.register(today.Section.ARRIVED, views.to_accept)
        register(Item(_("Tokens for programs"), "api:tokens", "shield-check", 82, Place.NODE))
