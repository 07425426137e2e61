"""What a program sends as a request."""

from __future__ import annotations

from typing import Any

from tests.capabilities.requests.ministries import OFFICES, trace_form


def draft(**changes: Any) -> dict[str, Any]:
    """A complete request to Viet Nam."""
    form = trace_form(addressee="VN", to_office=OFFICES["VN"])
    return {**form.model_dump(mode="json", exclude={"file", "attachment"}), **changes}
