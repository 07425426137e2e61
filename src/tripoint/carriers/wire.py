"""What both ends of the https carrier name alike: paths and media types. Apart, so that who only answers loads no client."""

from __future__ import annotations

BUNDLE_PATH, CARD_PATH, BLOB_PATH, RESTORE_PATH = (
    f"/tripoint/v1/{name}" for name in ("bundle", "card", "blob", "restore")
)
BUNDLE_TYPE = "application/vnd.tripoint.bundle"
TOKEN_TYPE = "application/jose"  # noqa: S105 - a media type (RFC 7515, section 9.2.1)
PROBLEM_TYPE = "application/problem+json"
