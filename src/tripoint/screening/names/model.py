"""The learned parameters, and how the trees are evaluated.

``data/model.npz`` holds the cost tables (``odds``), the boosted trees and the calibration; ``training/train.py``
writes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tripoint.screening.names.features import FEATURES

# Share of pairs that are one person among the pairs that the score is calibrated for: pairs that somebody has reason to
# compare, five in six of them other persons, most of these with a similar name.
PRIOR = 1 / 6
# The raw score (log-odds) above which calibration has a second slope: few names agree so well by chance.
BEND_AT = 2.0
# A tree's leaves stand as the bits of a 16-bit number.
_MOST_LEAVES = 16


class Trees(NamedTuple):
    """Boosted trees as the tests of all trees, feature by feature, thresholds rising (QuickScorer).

    Source: Lucchese et al., QuickScorer: a fast algorithm to rank documents with additive ensembles of regression trees,
    SIGIR 2015.

    Attributes:
        starts: where each feature's tests begin (int32, one more than features).
        thresholds: a pair whose feature is above goes right (float32).
        tree: the tree that the test stands in (uint16).
        kept: the leaves that can still be reached when it goes right, a bit each, the leftmost lowest (uint16).
        leaves: each leaf's share of the raw score, in log-odds (float32, trees × 16).
    """

    starts: NDArray[np.int32]
    thresholds: NDArray[np.float32]
    tree: NDArray[np.uint16]
    kept: NDArray[np.uint16]
    leaves: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """Parameters as arrays.

    Attributes:
        odds: log-odds of two units, channel by unit by unit (float32, 8 × 256 × 256).
        best: the highest odds that a unit can have in a channel (float32, 8 × 256).
        vowel: whether a unit is a vowel (bool, 256).
        trees: the trees, ordered by threshold.
        scale, shift, bend: calibration, sigmoid(scale × raw + shift + bend × what raw is above BEND_AT).
        strong, possible: lowest scores of the two bands.
    """

    odds: NDArray[np.float32]
    best: NDArray[np.float32]
    vowel: NDArray[np.bool_]
    trees: Trees
    scale: float
    shift: float
    bend: float
    strong: float
    possible: float


@cache
def load_model() -> Model:
    """Load the parameters once.

    Raises:
        ValueError: if the file was learned for other features than this code measures.
    """
    with as_file(files("tripoint.screening.names").joinpath("data/model.npz")) as path, np.load(path) as stored:
        if list(stored["features"]) != list(FEATURES):
            raise ValueError("data/model.npz was learned for other features: run training/train.py")
        small = stored["odds"].astype(np.float32)
        odds = np.zeros((small.shape[0], 256, 256), dtype=np.float32)
        odds[:, : small.shape[1], : small.shape[2]] = small
        calibration = stored["calibration"]
        return Model(
            odds=odds,
            best=odds[:, :, 1:].max(axis=2),
            vowel=stored["vowel"],
            trees=_by_threshold(stored),
            scale=float(calibration[0]),
            shift=float(calibration[1]),
            bend=float(calibration[2]),
            strong=float(calibration[3]),
            possible=float(calibration[4]),
        )


def _by_threshold(stored: Mapping[str, NDArray[Any]]) -> Trees:
    """Order the tests of all trees by feature and threshold.

    Raises:
        ValueError: if a tree has more leaves than a 16-bit number has bits.
    """
    left, right, feature = stored["left"].tolist(), stored["right"].tolist(), stored["feature"].tolist()
    tests: list[tuple[int, float, int, int]] = []
    leaves = np.zeros((len(stored["roots"]), _MOST_LEAVES), dtype=np.float32)
    for tree, root in enumerate(stored["roots"].tolist()):
        count = 0
        waiting = [root]
        within: dict[int, tuple[int, int]] = {}
        order: list[int] = []
        while waiting:  # leftmost first, so that the leaves below a node are neighbours
            node = waiting.pop()
            order.append(node)
            if feature[node] < 0:
                if count == _MOST_LEAVES:
                    raise ValueError(f"tree {tree} has more than {_MOST_LEAVES} leaves: learn smaller trees")
                leaves[tree, count] = stored["value"][node]
                within[node] = (count, count + 1)
                count += 1
            else:
                waiting += [right[node], left[node]]
        for node in reversed(order):
            if feature[node] >= 0:
                first, middle = within[left[node]]
                within[node] = (first, within[right[node]][1])
                kept = 0xFFFF & ~((1 << middle) - (1 << first))
                tests.append((feature[node], float(stored["threshold"][node]), tree, kept))
    tests.sort()
    starts = np.searchsorted([test[0] for test in tests], np.arange(len(FEATURES) + 1))
    return Trees(
        starts.astype(np.int32),
        np.array([test[1] for test in tests], dtype=np.float32),
        np.array([test[2] for test in tests], dtype=np.uint16),
        np.array([test[3] for test in tests], dtype=np.uint16),
        leaves,
    )


# The lowest bit of a 16-bit number, times this, has its place in the upper four bits (a de Bruijn sequence).
_SEQUENCE = 0x09AF
_PLACE = np.zeros(16, dtype=np.uint8)
for _bit in range(16):
    _PLACE[(_SEQUENCE << _bit & 0xFFFF) >> 12] = _bit
assert len(set(_PLACE.tolist())) == 16


@njit(cache=True, nogil=True)
def raw_score(measured: NDArray[np.float32], trees: Trees, alive: NDArray[np.uint16]) -> float:
    """Add up the leaves that a pair falls into, in log-odds.

    Every test that a pair goes right at strikes out the leaves on its left; of each tree the leftmost leaf that is left
    counts. Tests are read one after another until the first threshold that is not passed, without a jump between nodes.

    Args:
        alive: work space, one number a tree.
    """
    starts, thresholds, tree, kept, leaves = trees
    alive[:] = 0xFFFF
    for number in range(len(starts) - 1):
        value = measured[number]
        for test in range(starts[number], starts[number + 1]):
            if value <= thresholds[test]:
                break
            alive[tree[test]] &= kept[test]
    total = 0.0
    for number in range(len(leaves)):
        bits = np.int64(alive[number])
        total += leaves[number, _PLACE[((bits & -bits) * _SEQUENCE & 0xFFFF) >> 12]]
    return total
