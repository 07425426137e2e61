"""Find and rank the rows that may be meant by a name.

The inverted lists pick the rows that share most of the query's rarer pieces; the engine scores those. Rows are ranked by
the engine's score together with that share, so that of two like scores the one comes first whose agreement is rarer in
this very gallery: sharing Lakhamphong says more than sharing Nguyễn Văn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tripoint.screening.names.comparison import Band, Comparison
from tripoint.screening.names.evidence import Particulars, combine
from tripoint.screening.names.index_particulars import NOTHING, read_text
from tripoint.screening.names.index_postings import pick_candidates
from tripoint.screening.names.index_segment import Segment
from tripoint.screening.names.index_terms import collect_terms
from tripoint.screening.names.prepared import Prepared
from tripoint.screening.names.scoring import score_many

# Found on the development queries among a million names (docs/names-index.md).
FIRST = 80  # rows that the engine always scores
MOST = 300  # rows that it scores when none of the first is clearly the name
CLEAR = 9.0  # a rank weight: about a score of 0.95 and a third of the rarer pieces shared
SHARED = 10.0  # what sharing all pieces is worth beside the score, in log-odds; half of it for a quarter of them
DOUBTED = 2.0  # log-odds against, beyond which more of them count less: the engine learned that from closer pairs
POSTINGS_BUDGET = 6_000_000  # postings read for one query; the most frequent pieces are left out first


class Ranked(NamedTuple):
    """A row, its score, and what it was ranked by."""

    score: float
    weight: float
    segment: Segment
    row: int


class _Query(NamedTuple):
    """A prepared name with its terms that some row has, their weights, and the sum that an identical row would get."""

    name: Prepared
    terms: NDArray[np.uint32]
    weights: NDArray[np.float32]
    whole: float


def rank_rows(
    name: Prepared,
    asked: Particulars,
    segments: Sequence[Segment],
    frequencies: NDArray[np.int64],
    count: int,
    wanted: int,
) -> Iterator[Ranked]:
    """Yield the rows that may be meant by a name and particulars, best first; ties come in the order of their ids.

    frequencies: in how many of the `count` living rows each term stands. wanted: persons to be shown; twice as many rows
    are scored at least, since a person may have several. Rows with one of the documents asked for are
    found whatever their names are.
    """
    query = _weigh(name, frequencies, count)
    first = max(FIRST, 2 * wanted)
    owners, rows, shares = _pick(query, asked, segments, max(MOST, first))
    scores = np.zeros(len(rows), np.float32)
    weights = np.full(len(rows), -np.inf)
    places = [(segments[owner], row) for owner, row in zip(owners.tolist(), rows.tolist(), strict=True)]
    for start, stop in ((0, first), (first, len(rows))):
        if start >= len(rows) or (weights[:start].max(initial=-np.inf) >= CLEAR and asked == NOTHING):
            break
        piece = slice(start, stop)
        scores[piece] = _score(name, segments, owners[piece], rows[piece])
        weights[piece] = rank_weights(scores[piece], shares[piece])
    if asked != NOTHING:
        _weigh_particulars(asked, places, scores, weights)
    yield from _in_order(weights, scores, places)


def _pick(
    query: _Query, asked: Particulars, segments: Sequence[Segment], most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Candidates: numbers of their segments, rows, and shares of the query's pieces; by document, then by share."""
    borne = [
        (number, row)
        for number, segment in enumerate(segments)
        for row in dict.fromkeys(row for document in asked.documents for row in segment.rows_with(document))
    ][:FIRST]
    picked = [
        pick_candidates(segment.postings, segment.alive, query.terms, query.weights, most) for segment in segments
    ]
    owners = np.repeat(np.arange(len(segments)), [len(found) for found, _ in picked])
    rows = np.concatenate([found for found, _ in picked] or [np.zeros(0, np.int64)])
    sums = np.concatenate([found for _, found in picked] or [np.zeros(0, np.float32)])
    order = np.argsort(-sums, kind="stable")[:most]
    owners, rows, shares = owners[order], rows[order], sums[order] / query.whole
    for number, row in reversed(borne):
        again = (owners == number) & (rows == row)
        share = shares[again].max(initial=0.0)
        owners, rows, shares = (
            np.concatenate([[first], array[~again]])
            for first, array in ((number, owners), (row, rows), (share, shares))
        )
    return owners, rows, shares.astype(np.float64)


def _weigh_particulars(
    asked: Particulars,
    places: Sequence[tuple[Segment, int]],
    scores: NDArray[np.float32],
    weights: NDArray[np.float64],
) -> None:
    """Replace the scores of rows with particulars by those of name and particulars together; move their weights."""
    for at, (segment, row) in enumerate(places):
        kept = segment.particulars[row]
        if kept and weights[at] > -np.inf:
            name_only = float(scores[at])
            together = combine(Comparison(name_only, Band.NO, ()), asked, read_text(kept)).score
            weights[at] += _log_odds(together) - _log_odds(name_only)
            scores[at] = together


def _log_odds(score: float) -> float:
    return math.log(max(score, 1e-6) / max(1 - score, 1e-6))


def rank_weights(scores: NDArray[np.float32], shares: NDArray[Any]) -> NDArray[np.float64]:
    """What rows are ranked by: the score in log-odds, those against it dampened, and the share of rarer pieces."""
    likely = np.clip(scores.astype(np.float64), 1e-6, 1 - 1e-6)
    odds = np.log(likely / (1 - likely))
    dampened = -DOUBTED * np.log1p(-np.minimum(odds, 0) / DOUBTED)
    weights: NDArray[np.float64] = np.where(odds < 0, dampened, odds) + SHARED * np.sqrt(shares)
    return weights


def _weigh(name: Prepared, frequencies: NDArray[np.int64], count: int) -> _Query:
    terms, _, scales = collect_terms([name])
    often = frequencies[terms]
    weights = np.log1p(count / np.maximum(often, 1)).astype(np.float32)
    whole = float(weights.sum() * scales[0])
    rarest = np.argsort(often, kind="stable")
    rarest = rarest[often[rarest] > 0]
    within = int((np.cumsum(often[rarest]) <= POSTINGS_BUDGET).sum())
    rarest = rarest[: max(1, within)]
    return _Query(name, terms[rarest], weights[rarest], whole or 1.0)


def _score(
    name: Prepared, segments: Sequence[Segment], owners: NDArray[np.int64], rows: NDArray[np.int64]
) -> NDArray[np.float32]:
    scores = np.zeros(len(rows), np.float32)
    for number in np.unique(owners):
        own = owners == number
        scores[own] = score_many(name, segments[number].batch, rows[own])
    return scores


def _in_order(
    weights: NDArray[np.float64], scores: NDArray[np.float32], places: Sequence[tuple[Segment, int]]
) -> Iterator[Ranked]:
    falling = [at for at in np.argsort(-weights, kind="stable").tolist() if weights[at] > -np.inf]
    start = 0
    while start < len(falling):
        stop = start + 1
        while stop < len(falling) and weights[falling[stop]] == weights[falling[start]]:
            stop += 1
        tied = falling[start:stop]
        if len(tied) > 1:
            tied.sort(key=lambda at: places[at][0].ids[places[at][1]])
        for at in tied:
            yield Ranked(float(scores[at]), float(weights[at]), *places[at])
        start = stop
