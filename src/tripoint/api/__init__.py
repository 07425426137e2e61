"""The door for a ministry's own programs: the same actions as the screens, for machines, under a token.

A capability's routes stand in its own `api.py` and are registered here; this layer knows tokens, limits, one form of
errors, idempotency and the description (OpenAPI 3.1) that is made from the same models (docs/api.md).
"""
