"""A segment: an unchanging run of rows with everything needed to search them.

An index is a list of segments. Adding names makes a small one, building and opening make large ones; taking a row out
marks it. Small segments are merged as they come, so that there are never many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tripoint.screening.names.evidence import Particulars, document_key
from tripoint.screening.names.index_packed import check_packed
from tripoint.screening.names.index_particulars import NOTHING, read_text, write_text
from tripoint.screening.names.index_postings import Postings, build_postings, merge_postings
from tripoint.screening.names.index_rows import Arrays, Lookup, Texts, check_offsets, join_offsets, key_hash
from tripoint.screening.names.index_terms import collect_terms
from tripoint.screening.names.packed import PreparedBatch
from tripoint.screening.names.prepared import Prepared


class Row(NamedTuple):
    """One name of one person, and what else the record says of the person."""

    id: str
    name: str
    particulars: Particulars = NOTHING


@dataclass(slots=True)
class Segment:
    """Rows, their prepared names and their inverted lists; alive uint8 [rows] is 0 where a row was taken out."""

    ids: Texts
    names: Texts
    particulars: Texts
    by_id: Lookup
    by_document: Lookup
    batch: PreparedBatch
    postings: Postings
    alive: NDArray[np.uint8]

    @classmethod
    def of(cls, rows: Sequence[Row], prepared: Sequence[Prepared]) -> Segment:
        """Make a segment of rows and their prepared names, in the same order."""
        return cls(
            ids=Texts.of([row.id for row in rows]),
            names=Texts.of([row.name for row in rows]),
            particulars=Texts.of([write_text(row.particulars) for row in rows]),
            by_id=Lookup.of((key_hash(row.id), at) for at, row in enumerate(rows)),
            by_document=Lookup.of(
                (key_hash(key), at)
                for at, row in enumerate(rows)
                for key in filter(None, map(document_key, row.particulars.documents))
            ),
            batch=PreparedBatch.pack(prepared),
            postings=build_postings(*collect_terms(prepared)),
            alive=np.ones(len(rows), np.uint8),
        )

    @classmethod
    def joined(cls, parts: Sequence[Segment]) -> Segment:
        """One segment with all parts' rows, in order."""
        if len(parts) == 1:
            return parts[0]
        counts = [len(part) for part in parts]
        return cls(
            ids=Texts.joined([part.ids for part in parts]),
            names=Texts.joined([part.names for part in parts]),
            particulars=Texts.joined([part.particulars for part in parts]),
            by_id=Lookup.joined([part.by_id for part in parts], counts),
            by_document=Lookup.joined([part.by_document for part in parts], counts),
            batch=_joined_batch([part.batch for part in parts]),
            postings=merge_postings([part.postings for part in parts]),
            alive=np.concatenate([part.alive for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.alive)

    def rows_of(self, id_: str) -> list[int]:
        """Living rows of a person."""
        return [row for row in self.by_id.find(id_) if self.alive[row] and self.ids[row] == id_]

    def rows_with(self, document: str) -> list[int]:
        """Living rows of persons who may bear a document number (its hash agrees; weighing compares the number)."""
        key = document_key(document)
        return [row for row in self.by_document.find(key) if self.alive[row]] if key else []

    def living_rows(self) -> list[Row]:
        """The rows that were not taken out, in order."""
        return [
            Row(self.ids[row], self.names[row], read_text(self.particulars[row]))
            for row in np.flatnonzero(self.alive).tolist()
        ]

    def arrays(self) -> Arrays:
        """Everything as flat arrays by name, for the index file."""
        found: Arrays = {"alive": self.alive}
        for name, texts in (("ids", self.ids), ("names", self.names), ("particulars", self.particulars)):
            found |= {f"{name}.letters": texts.letters, f"{name}.offsets": texts.offsets}
        for name, lookup in (("by_id", self.by_id), ("by_document", self.by_document)):
            found |= {f"{name}.hashes": lookup.hashes, f"{name}.rows": lookup.rows}
        found |= {f"postings.{name}": array for name, array in self.postings.arrays().items()}
        found |= {f"batch.{name}": array for name, array in self.batch.arrays().items()}
        return found

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Segment:
        """Take arrays that `arrays` gave. Raises ValueError or KeyError unless they fit one another."""
        alive = np.array(arrays["alive"], np.uint8)  # a copy: rows are taken out in memory
        count = len(alive)
        ids, names, particulars = (
            Texts(arrays[f"{name}.letters"], arrays[f"{name}.offsets"]) for name in ("ids", "names", "particulars")
        )
        by_id, by_document = (
            Lookup(arrays[f"{name}.hashes"], arrays[f"{name}.rows"]) for name in ("by_id", "by_document")
        )
        postings = Postings(*(arrays[f"postings.{name}"] for name in ("starts", "bases", "rows", "scales")))
        checked: tuple[Texts | Lookup | Postings, ...] = (ids, names, particulars, by_id, by_document, postings)
        for part in checked:
            part.check(count)
        packed = {name.removeprefix("batch."): array for name, array in arrays.items() if name.startswith("batch.")}
        batch = _checked_batch(packed, count)
        return cls(ids, names, particulars, by_id, by_document, batch, postings, alive)


def _joined_batch(parts: Sequence[PreparedBatch]) -> PreparedBatch:
    return PreparedBatch(np.concatenate([part.packed for part in parts]), join_offsets([part.ends for part in parts]))


def _checked_batch(packed: dict[str, NDArray[Any]], count: int) -> PreparedBatch:
    """Take packed names from a file; ValueError unless compiled code may read them."""
    batch = PreparedBatch.from_arrays(packed)
    check_offsets(batch.ends, count, len(batch.packed))
    check_packed(batch.packed, batch.ends)
    return batch
