"""Why names are alike, as a lead keeps it: by language, sealed under the node's storage key for this pair alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from tripoint.ledger.ledger import Ledger
from tripoint.screening.models import Lead


def seal(ledger: Ledger, pair: tuple[str, str], reasons: Mapping[str, Sequence[str]]) -> bytes:
    """The reasons of a lead between these two dossiers, the later one first."""
    return ledger.keys.wrap(json.dumps(reasons, ensure_ascii=False).encode(), _place(*pair))


def unseal(ledger: Ledger, lead: Lead) -> dict[str, list[str]]:
    """The reasons by language; empty where nothing is kept."""
    if lead.sealed is None:
        return {}
    found: dict[str, list[str]] = json.loads(ledger.keys.unwrap(bytes(lead.sealed), _place(lead.dossier, lead.other)))
    return found


def _place(dossier: str, other: str) -> str:
    return f"lead:{dossier}:{other}"
