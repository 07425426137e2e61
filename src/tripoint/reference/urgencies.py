"""How long an answer may take, and what ground is needed to ask for it sooner.

The limits follow Directive (EU) 2023/977 Art. 5 (8 hours, 3 and 7 days); days are working days of the answering party.
They are defaults: a pair of parties may agree on others.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from tripoint.reference.lists import Code, codes, get


@dataclass(frozen=True, slots=True)
class Urgency:
    """A degree of urgency. Exactly one of the two limits is set."""

    code: Code
    hours: int | None  # hours by the clock, day and night
    working_days: int | None  # on the answering party's calendar
    needs_ground: bool
    rank: int  # 0 is the most urgent


@functools.cache
def urgencies() -> tuple[Urgency, ...]:
    """All degrees, the most urgent first."""
    return tuple(
        Urgency(
            code=row,
            hours=int(row.more["hours"]) if row.more["hours"] else None,
            working_days=int(row.more["working_days"]) if row.more["working_days"] else None,
            needs_ground=row.is_yes("needs_ground"),
            rank=rank,
        )
        for rank, row in enumerate(codes("urgencies"))
    )


def urgency(code: str) -> Urgency:
    """The degree with this code. Raises UnknownCode."""
    row = get("urgencies", code)
    return next(degree for degree in urgencies() if degree.code is row)


def permits(ground: str, degree: str) -> bool:
    """Whether the ground (list urgency_grounds) justifies this degree (list urgencies). Raises UnknownCode.

    A ground that justifies 8 hours justifies 3 days as well.
    """
    return urgency(get("urgency_grounds", ground).more["shortest"]).rank <= urgency(degree).rank
