"""The same examples on every machine and in every run; TRIPOINT_LONG=1 explores instead.

`derandomize` alone does not give that: Hypothesis also draws numbers and texts that it finds in the modules loaded so
far, and which these are depends on the tests that the same process ran before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from types import SimpleNamespace
from unittest.mock import patch

from hypothesis import settings
from hypothesis.internal.conjecture.providers import HypothesisProvider

LONG = os.environ.get("TRIPOINT_LONG") == "1"


def hold_steady() -> None:
    """Makes all properties of this process draw the same examples each time, in whatever time a machine needs."""
    settings.register_profile("steady", derandomize=not LONG, deadline=None, database=None)
    settings.load_profile("steady")
    if not LONG:
        HypothesisProvider._maybe_draw_constant = _draws_no_constant  # type: ignore[method-assign]


def _draws_no_constant(*_: object, **__: object) -> None:
    """What a provider says where it would draw a constant that it has found in some module."""


@contextmanager
def same_bytes(seed: int) -> Iterator[None]:
    """Keys, salts and nonces come from a seed meanwhile, and what a peer may cost is counted without a clock.

    What HPKE draws for itself it draws in C: it changes the bytes of a sealed bundle, never its length or what it says.
    """
    drawn = Random(seed)
    still = SimpleNamespace(monotonic=lambda: 1_000.0)
    with patch.object(os, "urandom", drawn.randbytes), patch("tripoint.ledger.throttle.time", still):
        yield
