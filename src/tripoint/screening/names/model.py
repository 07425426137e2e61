"""The learned parameters, and how the trees are evaluated.

``data/model.npz`` holds the cost tables (``odds``), the boosted trees and the calibration; ``training/train.py``
writes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from tripoint.screening.names.features import FEATURES

# Share of pairs that are one person among the pairs that the score is calibrated for: pairs that somebody has reason to
# compare, five in six of them other persons, most of these with a similar name.
PRIOR = 1 / 6
_ABREAST = 4


@dataclass(frozen=True, slots=True)
class Model:
    """Parameters as arrays.

    Attributes:
        odds: log-odds of two units, channel by unit by unit (float32, 8 × 256 × 256).
        best: the highest odds that a unit can have in a channel (float32, 8 × 256).
        vowel: whether a unit is a vowel (bool, 256).
        roots: the first node of each tree, shallow trees first (int32).
        depth: how many steps the longest way down each tree has (int32).
        feature: the feature that a node asks for (int16).
        threshold: take the first child if the feature is at most this, else the second (float32); infinite in a leaf.
        child: the first child; the second follows it; a leaf is its own child (int32).
        value: the leaf's share of the raw score, in log-odds (float32).
        scale, shift: calibration, sigmoid(scale × raw + shift).
        strong, possible: lowest scores of the two bands.
    """

    odds: NDArray[np.float32]
    best: NDArray[np.float32]
    vowel: NDArray[np.bool_]
    roots: NDArray[np.int32]
    depth: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    child: NDArray[np.int32]
    value: NDArray[np.float32]
    scale: float
    shift: float
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
            **_side_by_side(stored),
            scale=float(calibration[0]),
            shift=float(calibration[1]),
            strong=float(calibration[2]),
            possible=float(calibration[3]),
        )


def _side_by_side(stored: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    """Order the nodes of each tree by level, so that siblings stand side by side."""
    roots: list[int] = []
    depths: list[int] = []
    order: list[int] = []
    child: list[int] = []
    left, right, feature = stored["left"].tolist(), stored["right"].tolist(), stored["feature"].tolist()
    for root in stored["roots"].tolist():
        roots.append(len(order))
        level, depth = [root], 0
        while level:
            below = len(order) + len(level)
            following: list[int] = []
            for node in level:
                if feature[node] < 0:
                    child.append(len(order))
                else:
                    child.append(below + len(following))
                    following += [left[node], right[node]]
                order.append(node)
            depth += bool(following)
            level = following
        depths.append(depth)
    leaf = stored["feature"][order] < 0
    by_depth = np.argsort(depths, kind="stable")
    # Four trees are walked at a time: a tree that gives nothing fills the last four.
    missing = -len(roots) % _ABREAST
    nothing = len(order)
    return {
        "roots": np.array([nothing] * missing + [roots[tree] for tree in by_depth], dtype=np.int32),
        "depth": np.array([0] * missing + [depths[tree] for tree in by_depth], dtype=np.int32),
        "feature": np.append(np.where(leaf, 0, stored["feature"][order]), 0).astype(np.int16),
        "threshold": np.append(np.where(leaf, np.inf, stored["threshold"][order]), np.inf).astype(np.float32),
        "child": np.array([*child, nothing], dtype=np.int32),
        "value": np.append(stored["value"][order], 0).astype(np.float32),
    }


@njit(cache=True, nogil=True)
def raw_score(
    measured: NDArray[np.float32],
    roots: NDArray[np.int32],
    depth: NDArray[np.int32],
    feature: NDArray[np.int16],
    threshold: NDArray[np.float32],
    child: NDArray[np.int32],
    value: NDArray[np.float32],
) -> float:
    """Add up the leaves that a pair falls into, in log-odds.

    Trees stand by depth and are walked four abreast without a branch (a leaf leads to itself): a wrongly foreseen branch
    costs more than some steps on the spot, and four walks wait for memory together.
    """
    total = 0.0
    for group in range(0, len(roots), _ABREAST):
        one, two, three, four = roots[group], roots[group + 1], roots[group + 2], roots[group + 3]
        for _ in range(depth[group + 3]):
            one = child[one] + np.int32(measured[feature[one]] > threshold[one])
            two = child[two] + np.int32(measured[feature[two]] > threshold[two])
            three = child[three] + np.int32(measured[feature[three]] > threshold[three])
            four = child[four] + np.int32(measured[feature[four]] > threshold[four])
        total += value[one] + value[two] + value[three] + value[four]
    return total
