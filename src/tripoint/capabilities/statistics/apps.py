"""Django's description of the statistics app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatisticsConfig(AppConfig):
    """The app with label `statistics`: it has no tables of its own and says nothing in the ledger."""

    name = "tripoint.capabilities.statistics"
    label = "statistics"
    verbose_name = _("Figures")

    def ready(self) -> None:
        """Puts the page into the menu."""
        from tripoint.capabilities.statistics import screens

        screens.register()
