"""Search many names for the ones that may be a person's: `NameIndex`.

Two steps: the inverted lists pick the few hundred rows that share most of the query's rarer pieces, then the engine
scores those against the query. A hit is a lead for a person to check, never a decision.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from tripoint import __version__
from tripoint.screening.names.comparison import Band, band_of, compare
from tripoint.screening.names.evidence import Particulars, combine
from tripoint.screening.names.index_build import build_segments, make_segment
from tripoint.screening.names.index_file import Arrays, IndexFileRefused, open_arrays, write_arrays
from tripoint.screening.names.index_particulars import NOTHING, read_text
from tripoint.screening.names.index_search import rank_rows
from tripoint.screening.names.index_segment import Row, Segment
from tripoint.screening.names.index_terms import BUCKETS, collect_terms
from tripoint.screening.names.prepared import prepare
from tripoint.screening.names.reasons import Reason

_SMALL = 1 << 16  # rows; segments up to this size are merged as names are added
_REMADE = 1 << 12  # rows; a merged segment up to this size that is mostly removed rows is made anew: under a second
# Names whose prepared forms tell whether an index was made by this very engine.
_PROBES = (
    "Nguyễn Thị Minh Khai", "Vi-lay Lạ-khăm-phong", "ວິໄລ ຫຼ້າຄຳຟອງ", "ឈ្មោះ សុខ ចាន់", "สมชาย ใจดี", "Traanf Vawn Ddoongf",
    "CHAN<<DARA<SOK", "Samdech Hun Sen", "Ngô Đình Diệm", "ຄຳໄຕ ສີພັນດອນ", "សម្ដេច ហ៊ុន សែន",
    "Wang Xiaoming", "U Aung Kyaw", "王小明",
)  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A person found, under the best of their names. It is a lead, never a decision.

    score: 0 to 1, of the name and of the particulars that were asked for, on the scale of `similarity`. asked: the name
    and particulars of the search.
    """

    id: str
    name: str
    particulars: Particulars
    score: float
    asked: tuple[str, Particulars]

    @property
    def band(self) -> Band:
        """What the score means for an officer's work: strong, possible or no."""
        return band_of(self.score)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the score is what it is, in words; worked out when first asked for."""
        name, particulars = self.asked
        return combine(compare(name, self.name), particulars, self.particulars).reasons


class NameIndex:
    """Names of persons, searchable across writings.

    Any thread may search while another adds or removes; a search sees the names as they stood when it began.
    """

    def __init__(self) -> None:
        """Make an empty index; `build` and `open` make full ones."""
        self._segments: tuple[Segment, ...] = ()
        self._frequencies = np.zeros(BUCKETS, np.int64)
        self._count = 0
        self._writing = threading.Lock()

    @classmethod
    def build(
        cls,
        rows: Iterable[tuple[str, str] | tuple[str, str, Particulars]],
        *,
        workers: int = 1,
        progress: Callable[[int], None] | None = None,
    ) -> NameIndex:
        """Make an index of (id, name) or (id, name, particulars) rows; rows with one id are one person's names.

        workers: processes that prepare names. progress: called with the number of rows done so far.
        """
        index = cls()
        for segment in build_segments((Row(*row) for row in rows), workers=workers, progress=progress):
            index._take(segment)
        return index

    def __len__(self) -> int:
        """How many names are held."""
        return self._count

    def search(self, name: str, k: int = 10, particulars: Particulars = NOTHING) -> list[Hit]:
        """The k persons most likely meant, best first; fewer when fewer share any piece of the name or a document.

        particulars: what else is known of the person sought; it is weighed beside the name where a row has it too.
        Rows come by score and by how rare the pieces are that they share with the name, so a hit may stand above one
        with a slightly higher score.
        """
        hits: dict[str, Hit] = {}
        for found in rank_rows(prepare(name), particulars, self._segments, self._frequencies, self._count, k):
            id_ = found.segment.ids[found.row]
            if id_ not in hits:
                if len(hits) == k:
                    break
                borne = read_text(found.segment.particulars[found.row])
                hits[id_] = Hit(id_, found.segment.names[found.row], borne, found.score, (name, particulars))
        return list(hits.values())

    def add(self, id_: str, name: str, particulars: Particulars = NOTHING) -> None:
        """Add a name of a person; the next search finds it."""
        self.add_rows([(id_, name, particulars)])

    def add_rows(self, rows: Iterable[tuple[str, str] | tuple[str, str, Particulars]]) -> None:
        """Add many rows at once."""
        listed = [Row(*row) for row in rows]
        if listed:
            segment = make_segment(listed)
            with self._writing:
                self._take(segment)
                self._merge_small()

    def remove(self, id_: str) -> int:
        """Take all names of a person out; the next search finds none. Returns how many there were."""
        taken = 0
        with self._writing:
            for segment in self._segments:
                for row in segment.rows_of(id_):
                    segment.alive[row] = 0
                    terms, _, _ = collect_terms([prepare(segment.names[row])])
                    self._frequencies[terms] -= 1
                    taken += 1
            self._count -= taken
        return taken

    def save(self, path: Path) -> None:
        """Write the index to a file, whole or not at all."""
        arrays: Arrays = {"frequencies": self._frequencies}
        with self._writing:
            for number, segment in enumerate(self._segments):
                arrays |= {f"{number}.{name}": array for name, array in segment.arrays().items()}
            meta = {"engine": engine_fingerprint(), "made_with": __version__, "segments": len(self._segments)}
            write_arrays(path, arrays, meta)

    @classmethod
    def open(cls, path: Path) -> NameIndex:
        """Open a saved index, memory-mapped.

        Raises IndexFileRefused for a file that is not a whole, undamaged index made by this version of the engine.
        """
        arrays, meta = open_arrays(path)
        if meta.get("engine") != engine_fingerprint():
            raise IndexFileRefused(path, "it was made by another version of the names engine")
        index = cls()
        try:
            for number in range(meta["segments"]):
                start = f"{number}."
                segment = Segment.from_arrays(
                    {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}
                )
                index._segments += (segment,)
                index._count += int(segment.alive.sum())
            index._frequencies = np.array(arrays["frequencies"], np.int64).reshape(BUCKETS)
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise IndexFileRefused(path, f"its parts do not fit one another ({error})") from error
        return index

    def _take(self, segment: Segment) -> None:
        self._frequencies += segment.postings.frequencies()
        self._count += int(segment.alive.sum())
        self._segments += (segment,)

    def _merge_small(self) -> None:
        """Join the last segments while they are small and alike in size, so that there are few (a binary counter)."""
        segments = [segment for segment in self._segments if segment.alive.any()]
        while len(segments) > 1 and len(segments[-2]) <= min(2 * len(segments[-1]), _SMALL):
            last = segments.pop()
            joined = Segment.joined([segments[-1], last])
            mostly_dead = 2 * int(joined.alive.sum()) < len(joined) <= _REMADE
            segments[-1] = make_segment(joined.living_rows()) if mostly_dead else joined
        self._segments = tuple(segments)


@cache
def engine_fingerprint() -> str:
    """A digest of what the engine makes of some names: an index fits only the engine that prepared its names."""
    prepared = [prepare(name) for name in _PROBES]
    return hashlib.sha256(repr([(name.forms, name.skeletons, name.packed) for name in prepared]).encode()).hexdigest()
