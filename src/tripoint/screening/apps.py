"""Django's description of the screening app."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """The app with label `screening`: it follows the ledger. The names engine is not imported here."""

    name = "tripoint.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the projector known, and what the courier's process does for it."""
        from tripoint.node import chores
        from tripoint.screening import marks, project  # noqa: F401

        chores.register("screening of numbers", marks.EVERY, marks.keep_up)
