"""Writes protocol/vectors/*.json: every signed object in good and broken forms, with the expected outcome.

Seals and salts are random, so a new run gives new vectors that say the same. Run it only when the protocol changes:
`.venv/bin/python protocol/make_vectors.py`. The cases stand in vector_*.py.
"""

from __future__ import annotations

import json
from pathlib import Path

from vector_bundles import bundles
from vector_cards import cards, successions
from vector_dossiers import contents, dossiers
from vector_items import items
from vector_parcels import parcels
from vector_parties import LIMITS, NOW, SIGNERS, seed
from vector_receipts import TAKEN, deliveries, questions, receipts

from tripoint.ledger.encoding import b64u, time_text

OUT = Path(__file__).parent / "vectors"


def main() -> None:
    """Writes all files."""
    OUT.mkdir(exist_ok=True)
    keys = {
        party.code: {
            "card": party.card.token.text,
            "signing_seed": b64u(seed(f"{party.code} node")),
            "sealing_seeds": b64u(party.seal_seed),
        }
        for party in SIGNERS.values()
    }
    files = {
        "keys": {"limits": LIMITS, "now": time_text(NOW), "feed": TAKEN, "parties": keys},
        "cards": cards(),
        "successions": successions(),
        "items": items(),
        "contents": contents(),
        "receipts": receipts(),
        "deliveries": deliveries(),
        "questions": questions(),
        "bundles": bundles(),
        "parcels": parcels(),
        "dossiers": dossiers(),
    }
    for name, value in files.items():
        (OUT / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"{name}.json: {len(value)}")


if __name__ == "__main__":
    main()
