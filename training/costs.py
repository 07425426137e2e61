"""Learn the cost tables: the log-odds that two units stand for one sound of one name.

The start is ``spellings.txt``: for each phone its spellings with weights. From it come a joint table of each writing
with Latin, and of Latin with itself (two spellings of one phone). Then the pairs are aligned and counted, a few
rounds over (hard EM), with the start as a prior. An odd that no data and no rule speaks for has a floor by class.
"""

from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tripoint.screening.names.alignment import LONGEST, best_path, share_out
from tripoint.screening.names.channels import CHANNELS, channel_of
from tripoint.screening.names.readings import Kind, Reading
from tripoint.screening.names.units import ALPHABET_SIZE, LATIN_UNITS, NUMBER_OF_LATIN, NUMBER_OF_PHONE

LANGUAGES = {
    "km": Kind.KHMER,
    "lo": Kind.LAO,
    "th": Kind.THAI,
    "my": Kind.BURMESE,
    "vn": Kind.VIETNAMESE_SOUND,
    "zh": Kind.CHINESE,
}
# How many counted columns the rules weigh as much as.
PRIOR_COLUMNS = {
    "latin": 2500.0,
    "km": 1500.0,
    "lo": 1200.0,
    "th": 1200.0,
    "zh": 1500.0,
    "my": 500.0,
    "same": 800.0,
    "cross": 800.0,
}
_FLOORS = {"vowel": -3.2, "consonant": -4.2, "mixed": -6.0}
# Latin letters that are put in where nothing sounds, per column: mute e, h and r that lengthen.
_INSERTED = {
    "e_": 0.03,
    "h.": 0.012,
    "r.": 0.014,
    "e": 0.008,
    "h": 0.003,
    "u": 0.002,
    "i": 0.002,
    "a": 0.003,
    "n.": 0.001,
    "k.": 0.001,
    "t.": 0.001,
}
VOWEL_NUMBERS = np.zeros(256, dtype=np.bool_)
for _name, _number in {**NUMBER_OF_LATIN, **NUMBER_OF_PHONE}.items():
    _is_consonant = (
        _name.endswith(".")
        or (_name.endswith("~") and _name[0] in "rtny")
        or _name
        in (
            [
                "b",
                "bh",
                "c",
                "ch",
                "chh",
                "d",
                "dh",
                "dj",
                "f",
                "g",
                "gi",
                "gn",
                "h",
                "hs",
                "j",
                "k",
                "kh",
                "l",
                "m",
                "n",
                "ng",
                "nh",
                "ny",
                "p",
                "ph",
                "q",
                "qu",
                "r",
                "s",
                "sh",
                "t",
                "th",
                "tr",
                "ts",
                "w",
                "x",
                "z",
                "đ",
            ]
        )
        or (_name in ("v", "y") and _number in (NUMBER_OF_LATIN.get("v"), NUMBER_OF_PHONE.get("y")))
    )
    VOWEL_NUMBERS[_number] = not _is_consonant


def read_spellings(path: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Read the rules: language, phone, spelling, weight (summing to 1 for each phone)."""
    common: dict[str, dict[str, float]] = {}
    own: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        languages, phone, *spellings = line.split()
        weights: dict[str, float] = defaultdict(float)
        for item in spellings:
            spelling, _, weight = item.rpartition(":")
            if spelling == "-" or spelling in NUMBER_OF_LATIN:
                weights[spelling] += float(weight)
        total = sum(weights.values())
        scaled = {spelling: weight / total for spelling, weight in weights.items()}
        if languages == "*":
            common[phone] = scaled
        else:
            for language in languages.split(","):
                own[language][phone] = scaled
    return {language: {**common, **own[language]} for language in LANGUAGES}


def phone_shares(readings: list[Reading], kind: Kind) -> NDArray[np.float64]:
    """Give how common each unit is among the readings of a kind."""
    counts = np.full(ALPHABET_SIZE, 0.0)
    for reading in readings:
        if reading.kind == kind:
            for part in reading.parts:
                for unit in part:
                    counts[unit] += 1
    return counts


def joint_of_language(
    rules: dict[str, dict[str, float]], shares: NDArray[np.float64], chinese: bool = False
) -> NDArray[np.float64]:
    """Make the joint table of phones and Latin units; row or column 0 is the gap."""
    joint = np.zeros((ALPHABET_SIZE, ALPHABET_SIZE))
    shares = (shares + 0.5) / (shares + 0.5).sum()
    rows = NUMBER_OF_LATIN if chinese else NUMBER_OF_PHONE
    for phone, number in rows.items():
        for spelling, weight in rules.get(phone, {phone: 1.0} if chinese else {}).items():
            latin = 0 if spelling == "-" else NUMBER_OF_LATIN[spelling]
            joint[number, latin] += shares[number] * weight * 0.95
        joint[number, 0] += shares[number] * 0.02
    for spelling, rate in _INSERTED.items():
        joint[0, NUMBER_OF_LATIN[spelling]] += rate
    joint[0, 1 : 1 + len(LATIN_UNITS)] += joint[:, 1 : 1 + len(LATIN_UNITS)].sum(0) * 0.01
    return joint / joint.sum()


def joint_of_latin(joints: list[NDArray[np.float64]], seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Make the joint table of two Latin spellings: two spellings of one phone, or the same letter."""
    size = 1 + len(LATIN_UNITS)
    joint = np.zeros((ALPHABET_SIZE, ALPHABET_SIZE))
    for language in joints:
        for row in language[size:, :size]:
            total = row.sum()
            if total > 0:
                joint[:size, :size] += np.outer(row, row) / total
    joint[0, 0] = 0
    shares = joint.sum(0)
    # Letters that are no usual spelling of a phone (z, mute e) are the same letter in two names all the same.
    same = np.diag(shares / shares.sum() + 0.3 * seen / max(seen.sum(), 1.0))
    same[0, 0] = 0
    mixed = 0.45 * joint / joint.sum() + 0.55 * same / same.sum()
    mixed[0, 1:size] += joints[0][0, 1:size]
    mixed[1:size, 0] += joints[0][0, 1:size]
    return (mixed + mixed.T) / (mixed + mixed.T).sum()


def joint_across(first: NDArray[np.float64], second: NDArray[np.float64], same_weight: float) -> NDArray[np.float64]:
    """Make the joint table of two phone languages that are written as the same Latin letter, or are the same phone."""
    size = 1 + len(LATIN_UNITS)
    left, right = first[size:, :size], second[size:, :size]
    shares = (left + 0).sum(0) + 1e-9
    joint = np.zeros((ALPHABET_SIZE, ALPHABET_SIZE))
    joint[size:, size:] = (left[:, 1:] / shares[1:]) @ right[:, 1:].T
    joint /= joint.sum()
    same = np.diag(np.r_[np.zeros(size), np.sqrt(left.sum(1) * right.sum(1))])
    mixed = (1 - same_weight) * joint + same_weight * same / same.sum()
    gaps = np.r_[np.zeros(size), left[:, 0] + 0.01 * left.sum(1)]
    mixed[:, 0] += gaps
    mixed[0, :] += gaps
    return (mixed + mixed.T) / (mixed + mixed.T).sum()


def odds_of(joint: NDArray[np.float64]) -> NDArray[np.float32]:
    """Turn a joint table into symmetric log-odds with floors."""
    table = np.zeros((256, 256), dtype=np.float32)
    rows, columns = joint.sum(1), joint.sum(0)
    marginal = np.maximum((rows + columns) / (1 + ((rows > 0) & (columns > 0))), 1e-6)
    for u in range(ALPHABET_SIZE):
        for v in range(ALPHABET_SIZE):
            if u == 0 and v == 0:
                continue
            weight = max(joint[u, v], joint[v, u])
            if u == 0 or v == 0:
                unit = u or v
                table[u, v] = np.clip(np.log(max(weight, 1e-9) / marginal[unit]), -4.5, -0.05)
                continue
            if VOWEL_NUMBERS[u] == VOWEL_NUMBERS[v]:
                floor = _FLOORS["vowel"] if VOWEL_NUMBERS[u] else _FLOORS["consonant"]
            else:
                floor = _FLOORS["mixed"]
            expected = marginal[u] * marginal[v]
            table[u, v] = max(floor, min(5.0, np.log(max(weight, 1e-12) / expected)))
    return table


def flat(reading: Reading) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Give the units of a reading and the part that each belongs to."""
    units = [unit for part in reading.parts for unit in part][:LONGEST]
    parts = [number for number, part in enumerate(reading.parts) for _ in part][:LONGEST]
    return np.array(units, dtype=np.uint8), np.array(parts, dtype=np.uint8)


def count_columns(pairs: list[tuple[Reading, Reading, float]], odds: NDArray[np.float32]) -> NDArray[np.float64]:
    """Align pairs with the present odds and count what stands against what; pairs that fit badly count nothing."""
    counts = np.zeros((ALPHABET_SIZE, ALPHABET_SIZE))
    grid = np.zeros((LONGEST + 1, LONGEST + 1), dtype=np.float32)
    steps = np.zeros((LONGEST + 1, LONGEST + 1), dtype=np.uint8)
    columns = np.zeros((2 * LONGEST + 2, 2), dtype=np.int16)
    shares = np.zeros((2, 16), dtype=np.float32)
    met = np.zeros((2, 16), dtype=np.int16)
    faults = np.zeros(10, dtype=np.float32)
    for first, second, weight in pairs:
        (a, part_a), (b, part_b) = flat(first), flat(second)
        n, m = len(a), len(b)
        columns[:] = -1000
        if best_path(a, part_a, n, b, part_b, m, odds, grid, steps) < 0.4 * min(n, m):
            continue
        share_out(
            a,
            part_a,
            n,
            b,
            part_b,
            m,
            odds,
            VOWEL_NUMBERS,
            steps,
            columns,
            shares[0],
            shares[1],
            met[0],
            met[1],
            faults,
        )
        for left, right in columns:
            if left == -1000:
                break
            counts[a[left] if left >= 0 else 0, b[right] if right >= 0 else 0] += weight
    return counts


def letter_odds() -> NDArray[np.float32]:
    """Give the odds of letters of one writing: the same letter or not; a lost mark counts less than a lost consonant.

    Marks stand in the upper half of the Khmer, Lao and Thai blocks, which is all that is known here of their meaning.
    """
    table = np.full((256, 256), -4.0, dtype=np.float32)
    marks = np.arange(256) >= 0x31
    table[np.ix_(marks, marks)] = -2.5
    np.fill_diagonal(table, 3.0)
    table[:, 0] = table[0, :] = np.where(marks, -1.6, -3.5)
    return table


def learn(
    priors: dict[str, NDArray[np.float64]], pairs: list[tuple[Reading, Reading, float]], rounds: int = 4
) -> NDArray[np.float32]:
    """Learn the log-odds of every channel.

    Returns:
        One table for each channel, in the order of ``CHANNELS``.
    """
    by_channel: dict[str, list[tuple[Reading, Reading, float]]] = defaultdict(list)
    for first, second, weight in pairs:
        number = channel_of(first.kind, second.kind)
        if number >= 0:
            by_channel[CHANNELS[number]].append((first, second, weight))
    tables = []
    for channel in CHANNELS:
        if channel == "letters":
            tables.append(letter_odds())
            continue
        joint = priors[channel]
        odds = odds_of(joint)
        for _ in range(rounds if by_channel[channel] else 0):
            counts = count_columns(by_channel[channel], odds)
            if channel in ("latin", "cross"):
                counts = (counts + counts.T) / 2
            elif channel == "zh":  # the reading is the row
                pass
            else:  # phones are the rows
                counts = np.maximum(counts, 0) + 0.0
                counts = _phones_first(counts)
            total = counts + PRIOR_COLUMNS[channel] * priors[channel]
            joint = total / total.sum()
            odds = odds_of(joint)
        tables.append(odds)
    return np.stack(tables)


def _phones_first(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    size = 1 + len(LATIN_UNITS)
    turned = counts.copy()
    turned[size:, :size] += counts[:size, size:].T
    turned[:size, size:] = 0
    return turned
