"""Make ``data/part_frequency.csv``: how common the parts of names are.

    python training/frequency.py FOLDER

Counts folded parts over the names of ``gallery_100k.jsonl.xz`` and writes the commoner ones with a figure from 1 to 255, the
logarithm of the count between 20 and the commonest.
"""

import csv
import json
import lzma
import math
import sys
from collections import Counter
from pathlib import Path

from tripoint.screening.names.readings import read_name
from tripoint.text import normalise

OUT = Path(__file__).parents[1] / "src/tripoint/screening/names/data/part_frequency.csv"
_FEWEST, _SCALE_FROM = 40, 20


def main(folder: Path) -> None:
    """Count and write."""
    counts: Counter[str] = Counter()
    with lzma.open(folder / "gallery_100k.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            readings = read_name(normalise(json.loads(line)["name"]))
            if readings:
                counts.update(set(readings[0].key.split()))
    low, high = math.log(_SCALE_FROM), math.log(max(counts.values()))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("key", "commonness"))
        for key, count in sorted(counts.items()):
            if count >= _FEWEST:
                writer.writerow((key, max(1, round(255 * (math.log(count) - low) / (high - low)))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
