"""How common a part of a name is: agreeing on Nguyễn says less than agreeing on Lakhamphong."""

import csv
from functools import cache, lru_cache
from importlib.resources import files

from tripoint.screening.names.fold import fold_word


@cache
def _table() -> dict[str, int]:
    text = files("tripoint.screening.names").joinpath("data/part_frequency.csv").read_text(encoding="utf-8")
    return {row["key"]: int(row["commonness"]) for row in csv.DictReader(text.splitlines())}


@lru_cache(maxsize=16384)
def commonness(letters: str) -> int:
    """Tell how common a part is, from 0 (rare or unknown) to 255 (the most common).

    Args:
        letters: the part in plain Latin letters.
    """
    return _table().get(fold_word(letters), 0)
