"""S14: in figures for outside, numbers under five are hidden, and so is what would give them away.

A hidden number could be computed from the total when it is the only one hidden in its column; the smallest other one is
then hidden too, and the total where there is none (complementary suppression: Hundepool et al., Statistical Disclosure
Control, 2012, chapter 4). A count of 0 is shown: it says of nobody that something was asked about him or her.
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5


def hide_small(column: Sequence[int]) -> tuple[list[int | None], int | None]:
    """The counts of a column and their total as they may be shown outside; None where a number is hidden."""
    total = sum(column)
    shown: list[int | None] = [None if 0 < count < LEAST else count for count in column]
    if sum(one is None for one in shown) != 1:
        return shown, None if 0 < total < LEAST else total
    others = [place for place, one in enumerate(shown) if one]
    if not others:
        return shown, None
    shown[min(others, key=lambda place: column[place])] = None
    return shown, total
