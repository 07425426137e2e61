"""Passwords that the node gives out, to be replaced by the officer's own at the first sign-in."""

from __future__ import annotations

import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Small letters and digits without those that are mistaken for one another when read aloud or copied by hand."""

GROUPS = 4
GROUP_LENGTH = 4  # 16 letters of 31: 79 bits


def new_password() -> str:
    """A random password in four groups, such as `k7qn-3wxe-mh2p-9fzt`."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
