"""Django's description of the app of read counts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadsConfig(AppConfig):
    """The app with label `reads`; it declares its types, its projector and its chore."""

    name = "tripoint.capabilities.reads"
    label = "reads"
    verbose_name = _("Read counts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the types and the projector known, has the reports made, and puts the page where officers look."""
        from tripoint.capabilities.reads import actions, entries, project, views  # noqa: F401
        from tripoint.node import chores

        chores.register("read reports", actions.EVERY, actions.report_due)
        views.register()
