"""The ledger as a Django app: its tables and nothing else."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Registers the ledger's own entry types."""

    name = "tripoint.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Imports the common types so that they are known."""
        from . import common_entries  # noqa: F401  registering is the import's purpose
