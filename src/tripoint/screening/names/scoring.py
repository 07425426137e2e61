"""Score one prepared name against many, in compiled code."""

import math
import threading
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tripoint.screening.names.channels import CHANNEL, CHANNELS
from tripoint.screening.names.features import FEATURE_COUNT, FEATURES, measure, work_space
from tripoint.screening.names.model import BEND_AT, Model, load_model, raw_score
from tripoint.screening.names.packed import PreparedBatch
from tripoint.screening.names.prepared import Prepared, prepare

# What an initial costs, in log-odds: it is one of a dozen common first letters, where a whole part is one of hundreds.
INITIAL_PRICE = 2.0
INITIALS_AT = FEATURES.index("initials")
_space = threading.local()


class _WorkSpace:
    """What one thread scores with: the model's arrays, and the arrays that it writes to."""

    __slots__ = ("chosen", "measured", "model", "space", "taught")

    def __init__(self, model: Model) -> None:
        self.model = model
        tables = (model.odds, model.best, CHANNEL, model.vowel)
        self.taught = (tables, model.trees, model.scale, model.shift, model.bend)
        self.measured = np.zeros(FEATURE_COUNT, dtype=np.float32)
        self.chosen = np.zeros(8, dtype=np.int64)
        self.space = (work_space(), self.measured, self.chosen, np.zeros(len(model.trees.leaves), dtype=np.uint16))


def _work_space() -> _WorkSpace:
    found: _WorkSpace | None = getattr(_space, "names", None)
    if found is None:
        found = _space.names = _WorkSpace(load_model())
    return found


@njit(cache=True, nogil=True)
def _score_pair(a, b, taught, space):  # type: ignore[no-untyped-def]
    """Give the calibrated score of two packed names, 0 if one has nothing to compare."""
    tables, trees, scale, shift, bend = taught
    arrays, measured, chosen, alive = space
    if not measure(a, b, tables, arrays, measured, chosen):
        return 0.0
    found = raw_score(measured, trees, alive)
    raw = scale * found + shift + bend * max(found - BEND_AT, 0.0)
    raw -= INITIAL_PRICE * measured[INITIALS_AT]
    return 1.0 / (1.0 + math.exp(-raw))


@njit(cache=True, nogil=True)
def _score_batch(query, packed, ends, wanted, taught, space):  # type: ignore[no-untyped-def]
    out = np.zeros(len(wanted), dtype=np.float32)
    for n in range(len(wanted)):
        at = wanted[n]
        out[n] = _score_pair(query, packed[ends[at] : ends[at + 1]], taught, space)
    return out


def score_many(
    query: Prepared, candidates: PreparedBatch, indices: NDArray[np.int64] | None = None
) -> NDArray[np.float32]:
    """Score a name against packed names.

    Args:
        query: the prepared name asked for.
        candidates: the packed names.
        indices: positions of the names to score; all of them when left out.

    Returns:
        A score between 0 and 1 for each index, in the order of ``indices``; calibrated as :func:`similarity` is.

    Raises:
        IndexError: if an index is outside the batch.
    """
    if indices is None:
        indices = np.arange(len(candidates), dtype=np.int64)
    wanted = np.array(indices, dtype=np.int64)
    if len(wanted) and (wanted.min() < 0 or wanted.max() >= len(candidates)):
        raise IndexError(f"indices must be from 0 to {len(candidates) - 1}")
    space = _work_space()
    scores: NDArray[np.float32] = _score_batch(
        _bytes(query.packed), candidates.packed, candidates.ends, wanted, space.taught, space.space
    )
    return scores


@dataclass(frozen=True, slots=True)
class Trace:
    """How two names were scored, for explaining it.

    Attributes:
        score: the calibrated score.
        measured: the features, in the order of ``FEATURES``.
        steps: (unit of a, unit of b, odds) along the alignment, 0 for a gap.
        parts: (part of a, part of b) of each step without a gap.
        shares_a, shares_b: each part's share of its own odds, None for a part left out.
        common_a: how common each part of a is, 0 to 255.
        letters_equal: whether both are spelled alike.
        units_are_sounds: whether units are sounds or Latin spellings, not the letters of one other writing.
    """

    score: float
    measured: tuple[float, ...]
    steps: tuple[tuple[int, int, float], ...]
    parts: tuple[tuple[int, int], ...]
    shares_a: tuple[float | None, ...]
    shares_b: tuple[float | None, ...]
    common_a: tuple[int, ...]
    letters_equal: bool
    units_are_sounds: bool

    def partner(self, part: int) -> int | None:
        """Give the part of b that most units of a part of a stand against."""
        met = [other for own, other in self.parts if own == part]
        return max(met, key=met.count) if met else None


def trace(a: Prepared, b: Prepared) -> Trace | None:
    """Score two names and keep how; None if one has nothing to compare."""
    space = _work_space()
    model = space.model
    score = _score_pair(_bytes(a.packed), _bytes(b.packed), space.taught, space.space)
    if score == 0.0 and not space.measured.any():
        return None
    channel, count, parts_a, parts_b = (int(value) for value in space.chosen[4:])
    _, _, columns, floats, shorts, turned = space.space[0]
    steps, parts = [], []
    for left, right in columns[:count][::-1]:
        unit_a = int(turned[2, left]) if left >= 0 else 0
        unit_b = int(turned[6, right]) if right >= 0 else 0
        steps.append((unit_a, unit_b, float(model.odds[channel, unit_a, unit_b])))
        if left >= 0 and right >= 0:
            parts.append((int(turned[3, left]), int(turned[7, right])))
    return Trace(
        score=float(score),
        measured=tuple(space.measured.tolist()),
        steps=tuple(steps),
        parts=tuple(parts),
        shares_a=_shares(floats[0], floats[3], shorts[0], parts_a),
        shares_b=_shares(floats[1], floats[4], shorts[1], parts_b),
        common_a=tuple(shorts[7, :parts_a].tolist()),
        letters_equal=bool(space.measured[_DISTANCE] == 0),
        units_are_sounds=CHANNELS[channel] != "letters",
    )


_DISTANCE = FEATURES.index("letters changed, number")


def _shares(
    share: NDArray[np.float32], own: NDArray[np.float32], met: NDArray[np.int16], parts: int
) -> tuple[float | None, ...]:
    return tuple(float(share[p] / max(own[p], 1.0)) if met[p] else None for p in range(parts))


@lru_cache(maxsize=4096)
def _bytes(packed: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(packed, dtype=np.uint8)


def similarity(a: str | Prepared, b: str | Prepared) -> float:
    """Say how likely two names are one person's, between 0 and 1.

    Calibrated: of pairs that score 0.9, nine in ten are one person, where one pair in six is (``model.PRIOR``). It is a
    lead for an officer, never a decision. Never raises on any string; the time is bounded for any length.
    """
    first = a if isinstance(a, Prepared) else prepare(a)
    second = b if isinstance(b, Prepared) else prepare(b)
    space = _work_space()
    return float(_score_pair(_bytes(first.packed), _bytes(second.packed), space.taught, space.space))
