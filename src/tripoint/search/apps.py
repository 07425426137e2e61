"""Django's description of the search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The app with label `search`: it follows the ledger, and its chore keeps it up to date."""

    name = "tripoint.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the projector known, and what the courier's process does for it."""
        from tripoint.node import chores
        from tripoint.search import index, project  # noqa: F401

        chores.register("search index", index.EVERY, index.keep_up)
