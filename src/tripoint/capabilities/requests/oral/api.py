"""Calls for programs: stated at once, recorded by the draft that is begun from them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tripoint.api import files
from tripoint.api.routes import Answer, Call, Route
from tripoint.api.routes import register as add
from tripoint.capabilities.requests import actions, told
from tripoint.capabilities.requests.api import DRAFTS, draft_kept, opened, plain, who_of
from tripoint.capabilities.requests.asked import CallBody
from tripoint.capabilities.requests.attachments import keep
from tripoint.capabilities.requests.oral import calls as oral


@plain
def _call(call: Call) -> Answer:
    values: dict[str, Any] = {name: getattr(call.body, name) for name in type(call.body).model_fields}
    cleaned = files.attachment(call, values.pop("upload"))
    if cleaned is not None:
        attached = keep(call.ledger, cleaned)
        values |= {"file": attached.ref, "attachment": attached.content}
    made = actions.call(call.ledger, who_of(call), oral.Call(**values))
    files.forget(call, call.body.upload)
    return opened(call, made)


@plain
def _record(call: Call) -> Answer:
    dossier = call.values["dossier"]
    kept = draft_kept(call, actions.begin_record(call.ledger, who_of(call), dossier), 201)
    return replace(kept, dossier=dossier)


def register() -> None:
    """Adds the routes."""
    add(
        Route("POST", "/v1/calls", "Ask by telephone: it leaves at once, and its record is owed within 24 hours", _call,
              DRAFTS, body=CallBody, said=told.Made, status=201),
        Route("POST", "/v1/requests/{dossier}/record", "Begin the draft of a call's record, filled in from the call",
              _record, DRAFTS, said=told.DraftRef, status=201),
    )  # fmt: skip
