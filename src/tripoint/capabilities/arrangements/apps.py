"""Django's description of the arrangements app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArrangementsConfig(AppConfig):
    """The app with label `arrangements`; it declares its types and its projector to the ledger."""

    name = "tripoint.capabilities.arrangements"
    label = "arrangements"
    verbose_name = _("Limits and calendars")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the types and the projector known, and puts the page where officers look."""
        from tripoint.capabilities.arrangements import api, declared_entries, entries, project, screens  # noqa: F401

        screens.register()
        api.register()
