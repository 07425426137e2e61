"""Add codes that are new to `frozen.csv`. Run `python -m tests.reference.freeze` after raising the lists' VERSION.

A row that is there already is never rewritten: a code that was published keeps its meaning for ever.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from tripoint import reference
from tripoint.reference import Code

FROZEN = Path(__file__).with_name("frozen.csv")


def fingerprint(code: Code) -> str:
    """What the code means: its list, itself, and its English label, as 16 hexadecimal digits."""
    return hashlib.sha256("\0".join((code.list, code.code, code.names["en"])).encode()).hexdigest()[:16]


def frozen() -> dict[tuple[str, str], tuple[str, str]]:
    """By (list, code): the fingerprint and the version that brought it."""
    if not FROZEN.exists():
        return {}
    with FROZEN.open(encoding="utf-8") as file:
        return {(row["list"], row["code"]): (row["fingerprint"], row["since"]) for row in csv.DictReader(file)}


def main() -> None:
    """Write what stood there and what is new."""
    rows = frozen()
    for name in reference.lists():
        for code in reference.codes(name):
            rows.setdefault((name, code.code), (fingerprint(code), reference.version))
    with FROZEN.open("w", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["list", "code", "fingerprint", "since"])
        writer.writerows([*key, *value] for key, value in sorted(rows.items()))


if __name__ == "__main__":
    main()
