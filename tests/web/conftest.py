"""The web's own tests see Today as it is before any capability has said something on it."""

from __future__ import annotations

import pytest

from tripoint.web import today


@pytest.fixture(autouse=True)
def _today_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A register without providers; the capabilities' tests try theirs."""
    monkeypatch.setattr(today, "_register", today._Register())
