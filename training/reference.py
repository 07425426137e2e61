"""Freeze the present scores of the project's own cases.

    python training/reference.py

Rewrites ``tests/screening/names/reference.csv``; look at the difference before it is committed: every line that moves is a
change that a clerk will see.
"""

import csv
from pathlib import Path

from tripoint.screening.names import compare

FOLDER = Path(__file__).parents[1] / "tests/screening/names"


def main() -> None:
    """Score every case and write the scores."""
    with (FOLDER / "cases.csv").open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file))
    with (FOLDER / "reference.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("a", "b", "score", "band", "reasons"))
        for case in cases:
            found = compare(case["a"], case["b"])
            codes = " ".join(dict.fromkeys(reason.code for reason in found.reasons))
            writer.writerow((case["a"], case["b"], f"{found.score:.3f}", found.band, codes))


if __name__ == "__main__":
    main()
