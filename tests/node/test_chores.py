"""Chores: done by the courier's process, one by one, whatever one of them does."""

from __future__ import annotations

import logging
from threading import Event
from typing import Any, cast

import pytest

from tripoint.node import chores


def test_a_chore_that_fails_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(chores, "CHORES", {})
    monkeypatch.setattr(chores, "SHORTEST", 0.0)
    stop, done = Event(), list[str]()

    def fails(ledger: Any) -> None:
        done.append("fails")
        raise OSError("no disk")

    def ends(ledger: Any) -> None:
        done.append("ends")
        if done.count("ends") == 2:
            stop.set()

    def never(ledger: Any) -> None:
        done.append("never")

    chores.register("fails", 0.0, fails)
    chores.register("ends", 0.0, ends)
    chores.register("never", 1e9, never)
    with caplog.at_level(logging.ERROR):
        chores.do(cast(Any, None), stop)
    assert done == ["fails", "ends", "never", "fails", "ends"]
    assert "fails failed" in caplog.text
