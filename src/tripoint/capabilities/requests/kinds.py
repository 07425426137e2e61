"""Kinds of requests: what each is about, for which purposes it may be made, what may be asked, and what answers it.

The rules of a kind are judged by the author and by every receiver (`kind_rules`); a column here is part of them and
changes only with the version of the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tripoint.subjects import SubjectType

KindName = Literal["information", "identity", "trace", "document", "vehicle", "account", "custody", "local-help"]
SINCE = "2026.2"
"""Version of the rules that brought the kinds beside the trace."""

EVERY_PURPOSE = frozenset(
    {"CRIMINAL", "ARREST", "WITNESS", "IDENTITY", "MISSING", "VICTIM", "DECEASED", "HUMANITARIAN"}
)


@dataclass(frozen=True, slots=True)
class RequestKind:
    """One kind.

    `asks` and `results` name the code lists of its questions and of its answers; `subjects` the types that it takes,
    the usual one first; `least` how many subjects it names at least. `custody`: each person's custody and consular
    notice are owed (S9). `help`: a place, and whether a life is in danger, are owed, and a limit in hours.
    """

    name: KindName
    asks: str
    results: str
    subjects: tuple[SubjectType, ...]
    purposes: frozenset[str]
    least: int = 1
    custody: bool = False
    help: bool = False

    @property
    def code(self) -> str:
        """Its row in the list request_kinds."""
        return self.name.upper()


_ROWS = (
    RequestKind(
        "information", "information_asks", "information_results",
        ("person", "vehicle", "document", "phone", "account"), EVERY_PURPOSE - {"ARREST"}, least=0,
    ),
    RequestKind(
        "identity", "identity_asks", "identity_results", ("person",), EVERY_PURPOSE - {"WITNESS"},
    ),
    RequestKind("trace", "trace_asks", "trace_results", ("person",), EVERY_PURPOSE),
    RequestKind("document", "document_asks", "document_results", ("document",), EVERY_PURPOSE - {"WITNESS"}),
    RequestKind("vehicle", "vehicle_asks", "vehicle_results", ("vehicle",), EVERY_PURPOSE - {"IDENTITY"}),
    # Who owns a number is private: no general purpose of identity or kindness opens it.
    RequestKind(
        "account", "account_asks", "account_results", ("phone", "account"),
        frozenset({"CRIMINAL", "ARREST", "MISSING", "VICTIM"}),
    ),
    RequestKind(
        "custody", "custody_asks", "custody_results", ("person",),
        frozenset({"CRIMINAL", "ARREST", "IDENTITY", "DECEASED", "HUMANITARIAN"}), custody=True,
    ),
    RequestKind(
        "local-help", "local_help_asks", "local_help_results", ("person", "vehicle"),
        frozenset({"CRIMINAL", "ARREST", "MISSING", "VICTIM", "HUMANITARIAN"}), least=0, help=True,
    ),
)  # fmt: skip

KINDS: Mapping[KindName, RequestKind] = MappingProxyType({one.name: one for one in _ROWS})
