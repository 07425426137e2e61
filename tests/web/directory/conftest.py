"""The directory's pages are tested with the quick password hash of the directory's own tests."""

from tests.directory.conftest import quick_hashes

__all__ = ["quick_hashes"]
