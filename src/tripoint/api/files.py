"""Files on their way into a statement: announced, sent in pieces that resume, cleaned when whole (as the pages do)."""

from __future__ import annotations

from django.utils.translation import get_language
from pydantic import Field

from tripoint.api.models import Scope
from tripoint.api.problem import ApiProblem, Fault
from tripoint.api.routes import Answer, Body, Call, Route, Said
from tripoint.api.routes import register as add
from tripoint.documents.attachments import BYTES_MAX, Cleaned
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.resumable import PIECE_MAX, Progress
from tripoint.web import uploads

SENDERS = frozenset({Scope.DRAFT, Scope.ANSWER})


class UploadBegun(Body):
    """A file that will come: its size in bytes and SHA-256 in hexadecimal."""

    size: int = Field(ge=1, le=BYTES_MAX)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Place(Body):
    """Where a piece begins, in bytes from the start."""

    offset: int = Field(ge=0, le=BYTES_MAX)


class UploadState(Said):
    """How far an upload is. Once whole it is cleaned: then `media_type` says what it is."""

    upload: str
    offset: int
    size: int
    media_type: str = ""


def attachment(call: Call, upload: str | None) -> Cleaned | None:
    """The cleaned file of an upload, or None for none. Raises ApiProblem naming the member."""
    if upload is None:
        return None
    try:
        return uploads.take(call.officer, upload)
    except DocumentRefused as refused:
        raise ApiProblem("body", [Fault(refused.code, "upload", refused.message(get_language() or "en"))]) from refused


def forget(call: Call, upload: str | None) -> None:
    """The file stands in the ledger now."""
    if upload:
        uploads.discard(call.officer, upload)


def _begin(call: Call) -> Answer:
    upload = uploads.begin(call.officer, call.body.size, call.body.sha256)
    said = UploadState(upload=upload, offset=0, size=call.body.size)
    return Answer(said, 201, {"Location": f"/api/v1/uploads/{upload}"})


def _state(call: Call) -> Answer:
    upload = call.values["upload"]
    return _told(upload, uploads.progress(call.officer, upload))


def _piece(call: Call) -> Answer:
    upload = call.values["upload"]
    try:
        here = uploads.put(call.officer, upload, call.query.offset, call.data)
    except DocumentRefused as refused:
        if refused.code != "upload-gap":
            raise
        at = uploads.progress(call.officer, upload).offset
        raise ApiProblem("conflict", [Fault("upload-gap", "offset", str(at))], {"Upload-Offset": str(at)}) from refused
    media_type = uploads.check(call.officer, upload, "").media_type if here.whole else ""
    return _told(upload, here, media_type)


def _drop(call: Call) -> Answer:
    uploads.discard(call.officer, call.values["upload"])
    return Answer(status=204)


def _told(upload: str, here: Progress, media_type: str = "") -> Answer:
    said = UploadState(upload=upload, offset=here.offset, size=here.size, media_type=media_type)
    return Answer(said, headers={"Upload-Offset": str(here.offset), "Upload-Length": str(here.size)})


def register() -> None:
    """Adds the routes of uploads."""
    path = "/v1/uploads/{upload}"
    add(
        Route("POST", "/v1/uploads", "Announce a file", _begin, SENDERS, body=UploadBegun, said=UploadState, status=201),
        Route("GET", path, "How far an upload is", _state, SENDERS, said=UploadState),
        Route("PATCH", path, "Send a piece, at most 1 MiB", _piece, SENDERS, query=Place, said=UploadState, raw=True,
              most=PIECE_MAX),
        Route("DELETE", path, "Take an upload back", _drop, SENDERS, status=204),
    )  # fmt: skip
