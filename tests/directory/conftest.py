"""What the directory's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings


@pytest.fixture(autouse=True)
def quick_hashes() -> Iterator[None]:
    """Hash passwords quickly: the node's own hash takes a third of a second, and the sign-in tests use it."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
