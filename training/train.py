"""Learn the parameters of the names engine and measure them honestly.

    python training/train.py FOLDER [--folds 3] [--people 1500] [--out src/tripoint/screening/names/data/model.npz]

FOLDER is the material that ``training/README.md`` describes. Persons are parted into folds; each fold is scored by costs and
trees that never saw its persons, and those scores make the calibration, the bands and the printed table. The parameters that
are written are then learned from all persons.
"""

import argparse
import random
from collections import defaultdict
from functools import cache
from pathlib import Path

import lightgbm
import numpy as np
from numba import njit
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from training.across import invent_across
from training.costs import (
    LANGUAGES,
    VOWEL_NUMBERS,
    joint_across,
    joint_of_language,
    joint_of_latin,
    learn,
    phone_shares,
    read_spellings,
)
from training.material import Pair, khmer_parts, khmer_places, read_cases
from training.synthesis import invent, recombine
from tripoint.screening.names.channels import CHANNEL
from tripoint.screening.names.features import FEATURE_COUNT, FEATURES, measure, work_space
from tripoint.screening.names.model import BEND_AT
from tripoint.screening.names.packed import PreparedBatch
from tripoint.screening.names.prepared import prepare
from tripoint.screening.names.readings import Kind, Reading, read_name
from tripoint.screening.names.repair import repair
from tripoint.screening.names.titles import strip_titles
from tripoint.screening.names.units import ALPHABET_SIZE
from tripoint.text import normalise

SPELLINGS = Path(__file__).with_name("spellings.txt")
MODEL = Path(__file__).parents[1] / "src/tripoint/screening/names/data/model.npz"
# A made pair counts as this share of a labelled one.
MADE_WEIGHT = 0.2
ROUNDS, SEEDS = 250, 2
TREES = {
    "objective": "binary", "num_leaves": 15, "learning_rate": 0.06, "min_data_in_leaf": 30, "feature_fraction": 0.6,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "verbose": -1, "num_threads": 2, "deterministic": True,
}  # fmt: skip
# Bands: shares of pairs of other persons (near names included) that may reach them.
STRONG_FALSE, POSSIBLE_FALSE = 0.005, 0.03


@cache
def _readings(name: str) -> tuple[Reading, ...]:
    return tuple(read_name(strip_titles(normalise(repair(name))).name))


def _spelling_pairs(folder: Path, cases: list[Pair]) -> list[tuple[Reading, Reading, float]]:
    """Pair readings to count what stands against what, each with its weight."""
    pairs = []
    for native, latin, weight in (*khmer_places(folder), *khmer_parts(folder)):
        if _readings(native) and _readings(latin):
            pairs.append((_readings(native)[0], _readings(latin)[0], weight))
    forms: dict[str, set[str]] = defaultdict(set)
    for a, b in sorted({(case.a, case.b) for case in cases if case.same and case.category != "typo"}):
        for one in _readings(a):
            for other in _readings(b):
                pairs.append((one, other, 0.4 if Kind.CHINESE in (one.kind, other.kind) else 1.0))
    for case in cases:
        if case.same:
            forms[case.person] |= {case.a, case.b}
    for names in forms.values():
        latin = sorted({name for name in names if _readings(name) and _readings(name)[0].kind is Kind.LATIN})
        pairs += [(_readings(one)[0], _readings(other)[0], 0.5) for at, one in enumerate(latin) for other in latin[:at]]
    for case in invent_across(folder, 500, random.Random(3)):
        if case.same:
            for one in _readings(case.a):
                for other in _readings(case.b):
                    pairs.append((one, other, 0.15 if Kind.CHINESE in (one.kind, other.kind) else 0.3))
    return [(a, b, w) if b.kind is Kind.LATIN or a.kind is not Kind.LATIN else (b, a, w) for a, b, w in pairs]


def learn_costs(folder: Path, cases: list[Pair]) -> NDArray[np.float32]:
    """Learn the cost tables from the rules, the material and labelled pairs."""
    pairs = _spelling_pairs(folder, cases)
    everything = [reading for one, other, _ in pairs for reading in (one, other)]
    everything += [reading for case in cases for name in (case.a, case.b) for reading in _readings(name)]
    rules = read_spellings(SPELLINGS)
    joints = {
        language: joint_of_language(rules[language], phone_shares(everything, kind), language == "zh")
        for language, kind in LANGUAGES.items()
    }
    latin = joint_of_latin(
        [joints[language] for language in ("lo", "km", "th", "vn")], phone_shares(everything, Kind.LATIN)
    )
    mean = (joints["km"] + joints["lo"] + joints["th"]) / 3
    priors = {**joints, "latin": latin, "cross": joint_across(mean, mean, 0.35)}
    return learn(priors, pairs).astype(np.float16).astype(np.float32)


@njit
def _measure_all(packed, ends, first, second, tables, space, out):  # type: ignore[no-untyped-def]
    chosen = np.zeros(8, dtype=np.int64)
    for at in range(len(first)):
        measure(
            packed[ends[first[at]] : ends[first[at] + 1]], packed[ends[second[at]] : ends[second[at] + 1]], tables, space,
            out[at], chosen,
        )  # fmt: skip


def measure_pairs(cases: list[Pair], odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the features of each pair."""
    names = sorted({name for case in cases for name in (case.a, case.b)})
    at = {name: number for number, name in enumerate(names)}
    batch = PreparedBatch.pack([prepare(name) for name in names])
    first = np.array([at[case.a] for case in cases])
    second = np.array([at[case.b] for case in cases])
    out = np.zeros((len(cases), FEATURE_COUNT), dtype=np.float32)
    tables = (odds, odds[:, :, 1:].max(axis=2), CHANNEL, VOWEL_NUMBERS)
    _measure_all(batch.packed, batch.ends, first, second, tables, work_space(), out)
    return out


def learn_trees(
    measured: NDArray[np.float32], same: NDArray[np.bool_], weights: NDArray[np.float64]
) -> list[lightgbm.Booster]:
    """Learn the trees, once for each seed."""
    return [
        lightgbm.train({**TREES, "seed": seed}, lightgbm.Dataset(measured, same, weight=weights), ROUNDS)
        for seed in range(SEEDS)
    ]


def learn_from(folder: Path, cases: list[Pair], people: int) -> tuple[NDArray[np.float32], list[lightgbm.Booster]]:
    """Learn costs and trees from labelled pairs and from invented persons."""
    rng = random.Random(5)
    odds = learn_costs(folder, cases)
    made = invent(folder, read_spellings(SPELLINGS), people, rng) + recombine(cases, rng)
    made += invent_across(folder, people // 3, rng)
    pairs = cases + made
    weights = np.array([1.0] * len(cases) + [MADE_WEIGHT] * len(made))
    return odds, learn_trees(measure_pairs(pairs, odds), np.array([pair.same for pair in pairs]), weights)


def raw_scores(measured: NDArray[np.float32], boosters: list[lightgbm.Booster]) -> NDArray[np.float64]:
    """Give the mean raw score (log-odds) of the trees."""
    total: NDArray[np.float64] = np.mean([booster.predict(measured, raw_score=True) for booster in boosters], axis=0)
    return total


def flatten(boosters: list[lightgbm.Booster]) -> dict[str, NDArray[np.generic]]:
    """Write the trees as arrays of nodes."""
    roots: list[int] = []
    nodes: list[list[float]] = []

    def add(node: dict[str, object]) -> int:
        at = len(nodes)
        nodes.append([-1, 0.0, 0, 0, 0.0])
        if "split_feature" in node:
            left, right = add(node["left_child"]), add(node["right_child"])  # type: ignore[arg-type]
            nodes[at] = [node["split_feature"], node["threshold"], left, right, 0.0]  # type: ignore[list-item]
        else:
            nodes[at][4] = node["leaf_value"] / len(boosters)  # type: ignore[operator, call-overload]
        return at

    for booster in boosters:
        roots += [add(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    columns = list(zip(*nodes, strict=True))
    return {
        "roots": np.array(roots, dtype=np.int32),
        "feature": np.array(columns[0], dtype=np.int16),
        "threshold": np.array(columns[1], dtype=np.float32),
        "left": np.array(columns[2], dtype=np.int32),
        "right": np.array(columns[3], dtype=np.int32),
        "value": np.array(columns[4], dtype=np.float32),
    }


def folds_of(cases: list[Pair], folds: int) -> list[set[str]]:
    """Part the persons into folds."""
    persons = sorted({case.person for case in cases} | {case.other for case in cases})
    random.Random(7).shuffle(persons)
    return [set(persons[fold::folds]) for fold in range(folds)]


def held_out_scores(folder: Path, cases: list[Pair], folds: int, people: int) -> NDArray[np.float64]:
    """Score each pair by what was learned without its persons."""
    scores = np.zeros(len(cases))
    for persons in folds_of(cases, folds):
        odds, boosters = learn_from(
            folder, [case for case in cases if case.person not in persons and case.other not in persons], people
        )
        asked = np.array([case.person in persons for case in cases])
        measured = measure_pairs([case for case in cases if case.person in persons], odds)
        scores[asked] = raw_scores(measured, boosters)
    return scores


def calibrate(scores: NDArray[np.float64], same: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Fit scale, bend and shift (see ``model.Model``) of the calibration."""
    fitted = LogisticRegression(C=1e6).fit(np.c_[scores, np.maximum(scores - BEND_AT, 0)], same)
    scale, bend = map(float, fitted.coef_[0])
    if scale <= 0 or scale + bend <= 0:
        raise ValueError("the calibration falls: the trees learned nothing, or the wrong way round")
    return scale, bend, float(fitted.intercept_[0])


def calibrated(scores: NDArray[np.float64], scale: float, bend: float, shift: float) -> NDArray[np.float64]:
    """Turn raw scores into probabilities, as the engine does."""
    raw = scale * scores + shift + bend * np.maximum(scores - BEND_AT, 0)
    found: NDArray[np.float64] = 1 / (1 + np.exp(-raw))
    return found


def table(cases: list[Pair], scores: NDArray[np.float64], real_only: bool) -> str:
    """Give recall at one per cent of false alarms with one threshold, by category, as text."""
    kept = np.array([case.real or not real_only for case in cases])
    same = np.array([case.same for case in cases])
    hard = np.array([case.hard for case in cases])
    category = np.array([case.category for case in cases])
    others = np.sort(scores[kept & ~same & (hard < 2)])[::-1]
    threshold = others[int(0.01 * len(others))]
    lines = [f"| category | pairs | recall |\n| --- | --- | --- |\n| all | {int((kept & same).sum())} | "
             f"{(scores[kept & same] > threshold).mean():.3f} |"]  # fmt: skip
    for name in sorted(set(category)):
        chosen = scores[kept & same & (category == name)]
        if len(chosen):
            lines.append(f"| {name} | {len(chosen)} | {(chosen > threshold).mean():.3f} |")
    near = scores[kept & ~same & (hard == 2)]
    lines.append(f"\ntone-only and swapped near-names above the threshold: {(near > threshold).mean():.3f}")
    return "\n".join(lines)


def reliability(same: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> str:
    """Tell how many pairs of each score are one person."""
    lines = []
    for low in (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.85, 0.95):
        high = {0.0: 0.1, 0.1: 0.3, 0.3: 0.5, 0.5: 0.7, 0.7: 0.8, 0.8: 0.85, 0.85: 0.95, 0.95: 1.01}[low]
        inside = (probabilities >= low) & (probabilities < high)
        if inside.any():
            lines.append(
                f"score {low:.2f}-{min(high, 1):.2f}: {inside.sum():6d} pairs, {same[inside].mean():.3f} one person"
            )
    return "\n".join(lines)


def main() -> None:
    """Learn, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--people", type=int, default=1500)
    parser.add_argument("--out", type=Path, default=MODEL)
    asked = parser.parse_args()
    cases = read_cases(asked.folder)
    same = np.array([case.same for case in cases])
    weighed = np.array([case.hard < 2 for case in cases])
    scores = held_out_scores(asked.folder, cases, asked.folds, asked.people)
    scale, bend, shift = calibrate(scores[weighed], same[weighed])
    probabilities = calibrated(scores, scale, bend, shift)
    others = np.sort(probabilities[weighed & ~same])[::-1]
    strong, possible = (float(others[int(share * len(others))]) for share in (STRONG_FALSE, POSSIBLE_FALSE))
    print("held-out persons, real names only\n" + table(cases, scores, True))
    print("\nheld-out persons, with composed names\n" + table(cases, scores, False))
    print(f"\ncalibration: scale {scale:.3f} shift {shift:.3f} bend {bend:.3f}; strong from {strong:.3f}, "
          f"possible from {possible:.3f}; of persons that it was not fitted on:")  # fmt: skip
    fresh = np.zeros(len(cases))
    for persons in folds_of(cases, asked.folds):
        inside = np.array([case.person in persons for case in cases])
        fresh[inside] = calibrated(scores[inside], *calibrate(scores[weighed & ~inside], same[weighed & ~inside]))
    print(reliability(same[weighed], fresh[weighed]))
    odds, boosters = learn_from(asked.folder, cases, asked.people)
    np.savez_compressed(
        asked.out, features=np.array(FEATURES), odds=odds[:, :ALPHABET_SIZE, :ALPHABET_SIZE].astype(np.float16),
        vowel=VOWEL_NUMBERS, calibration=np.array([scale, shift, bend, strong, possible]), **flatten(boosters),
    )  # fmt: skip
    print(f"written: {asked.out}")


if __name__ == "__main__":
    main()
