"""Read the folder of training material into pairs of names."""

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

# Share of persons kept aside for the honest check; a person is in one half whatever pair it stands in.
HELD_OUT_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, whether they are one person's, and where they come from."""

    a: str
    b: str
    same: bool
    category: str
    hard: int
    real: bool
    person: str
    other: str


def read_cases(folder: Path) -> list[Pair]:
    """Read the labelled pairs."""
    with (folder / "pairs_dev.csv").open(encoding="utf-8") as file:
        return [
            Pair(
                row["a"], row["b"], row["y"] == "1", row["cat"], int(row["hard"]), row["prov"] != "S", row["pid_a"], row["pid_b"]
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def held_out_persons(cases: list[Pair], seed: int = 20260101) -> set[str]:
    """Choose the persons that no rule, cost or tree may learn from."""
    persons = sorted({case.person for case in cases} | {case.other for case in cases})
    random.Random(seed).shuffle(persons)
    return set(persons[: int(HELD_OUT_SHARE * len(persons))])


def khmer_places(folder: Path) -> Iterator[tuple[str, str, float]]:
    """Give Khmer and Latin place names of the Cambodian gazetteer (pumi, MIT) with a weight for how current the spelling is."""
    for level, weight in (("provinces", 1.0), ("districts", 1.0), ("communes", 0.5), ("villages", 0.15)):
        loaded = yaml.load(
            (folder / "train" / f"pumi_{level}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
        )
        seen = set()
        for place in loaded[level].values():
            pair = (place["name"]["km"], place["name"]["latin"])
            if pair not in seen:
                seen.add(pair)
                yield *pair, weight


def khmer_parts(folder: Path) -> Iterator[tuple[str, str, float]]:
    """Give parts of Khmer personal names (kname, MIT), each once."""
    seen = set()
    for entry in json.loads((folder / "train" / "kname.json").read_text(encoding="utf-8")):
        for pair in ((entry["surname"], entry["romanizedSurname"]), (entry["givenName"], entry["romanizedGiven"])):
            if pair not in seen:
                seen.add(pair)
                yield *pair, 6.0


def gallery(folder: Path) -> list[tuple[str, str]]:
    """Give (id, name) of the small gallery: names of other persons, for pairs that surely differ."""
    lines = (folder / "gallery_real.jsonl").read_text(encoding="utf-8").splitlines()
    return [(entry["id"], entry["name"]) for entry in map(json.loads, lines)]
