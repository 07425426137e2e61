"""The version of the safeguards and code lists together; every entry names the one it was written under."""

from __future__ import annotations

from types import MappingProxyType

RULES = "2026.3"
"""Present version, `YYYY.N`. It rises when a safeguard changes or the code lists do."""

CODE_LISTS = MappingProxyType({"2026.1": "2026.11.1", "2026.2": "2026.11.2", "2026.3": "2026.11.3"})
"""Rules version → version of the code lists that it means."""
