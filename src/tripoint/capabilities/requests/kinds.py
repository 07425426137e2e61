"""Kinds of requests: what may be asked and answered in each. The trace is the first; each kind adds a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

KindName = Literal["trace"]


@dataclass(frozen=True, slots=True)
class RequestKind:
    """`asks` and `results` name the code lists of a kind's questions and of its answers."""

    name: KindName
    asks: str
    results: str


KINDS: Mapping[KindName, RequestKind] = MappingProxyType({"trace": RequestKind("trace", "trace_asks", "trace_results")})
