"""Match the names of persons across writings and spellings.

A library of its own, without a web framework. A score is a lead for an officer, never a decision.
"""

from tripoint.screening.names.comparison import Band, Comparison, compare
from tripoint.screening.names.evidence import Evidence, Particulars, combine
from tripoint.screening.names.index import Hit, NameIndex
from tripoint.screening.names.packed import PreparedBatch
from tripoint.screening.names.prepared import Prepared, prepare
from tripoint.screening.names.reasons import LANGUAGES, Reason
from tripoint.screening.names.scoring import score_many, similarity

__all__ = [
    "LANGUAGES",
    "Band",
    "Comparison",
    "Evidence",
    "Hit",
    "NameIndex",
    "Particulars",
    "Prepared",
    "PreparedBatch",
    "Reason",
    "combine",
    "compare",
    "prepare",
    "score_many",
    "similarity",
]
