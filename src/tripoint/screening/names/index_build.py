"""Prepare many names, on one core or several, into large segments."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice

from tripoint.screening.names.index_segment import Row, Segment
from tripoint.screening.names.prepared import prepare

CHUNK_ROWS = 1 << 14  # one worker's piece: about a second of work
SEGMENT_ROWS = 1 << 20  # building holds one such segment twice, while it is joined from its chunks


def build_segments(
    rows: Iterable[Row], *, workers: int = 1, progress: Callable[[int], None] | None = None
) -> Iterator[Segment]:
    """Yield segments of up to SEGMENT_ROWS rows, in order.

    workers: processes that prepare names; 1 means this one. progress: called with the number of rows done so far.
    """
    waiting: list[Segment] = []
    held = done = 0
    for chunk in _chunk_segments(iter(rows), workers):
        waiting.append(chunk)
        held += len(chunk)
        done += len(chunk)
        if progress:
            progress(done)
        if held >= SEGMENT_ROWS:
            yield Segment.joined(waiting)
            waiting, held = [], 0
    if waiting:
        yield Segment.joined(waiting)


def make_segment(rows: list[Row]) -> Segment:
    """Prepare the rows' names and invert them."""
    return Segment.of(rows, [prepare(row.name) for row in rows])


def _chunk_segments(rows: Iterator[Row], workers: int) -> Iterator[Segment]:
    chunks = iter(lambda: list(islice(rows, CHUNK_ROWS)), [])
    if workers <= 1:
        yield from map(make_segment, chunks)
        return
    # spawn: a forked copy of a threaded server would inherit its locks.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        running: deque[Future[Segment]] = deque()
        for chunk in chunks:
            running.append(pool.submit(make_segment, chunk))
            if len(running) > 2 * workers:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
