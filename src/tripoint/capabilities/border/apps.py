"""Django's description of the border app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BorderConfig(AppConfig):
    """The app with label `border`; it declares its types, its projector and its chore."""

    name = "tripoint.capabilities.border"
    label = "border"
    verbose_name = _("Duty")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the types and the projector known, alerts a chore, and puts the pages where officers look."""
        from tripoint.capabilities.border import alerts, entries, project, screens  # noqa: F401

        alerts.register()
        screens.register()
