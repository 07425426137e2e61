"""The ledger: signed statements in dossiers, two doors, feeds between parties (docs/protocol.md).

`Ledger`, `Author` and `Draft` live in `ledger.ledger` and `ledger.append`; the formats are pure modules beside them.
"""
