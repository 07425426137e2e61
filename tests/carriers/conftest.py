"""Ledgers with real keys and databases, as the ledger's own tests use them."""

from tests.ledger.conftest import blob_folder, databases, world

__all__ = ["blob_folder", "databases", "world"]
