"""Attachments on their way into a form: sent in pieces by the script, or with the form itself without it.

A view that takes an attachment asks `from_form` and, once the request is stored, `discard`.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest

from tripoint.directory.models import Officer
from tripoint.documents import attachments
from tripoint.documents.attachments import Cleaned, clean
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.resumable import FOLDER, Progress, UploadStore
from tripoint.web.access import OfficerRequest
from tripoint.web.sealing import key_for

ID_SUFFIX = "_upload"  # the box "photo" keeps the id of its upload in "photo_upload"
REFUSED = "refused-"  # in the place of an id: the node did not take the file that waited with the form, by this code
HEAD = 12  # bytes by which a kind of file is told


def store() -> UploadStore:
    """The node's uploads, sealed with a key that stands outside their folder."""
    return UploadStore(settings.NODE.folder / FOLDER, key_for("uploads"))


def begin(officer: Officer, size: int, sha256: str) -> str:
    """Start an upload and return its id. Raises DocumentRefused."""
    return store().begin(size, sha256, _owner(officer))


def progress(officer: Officer, upload: str) -> Progress:
    """How far the officer's upload is. Raises DocumentRefused."""
    return store().resume(upload, _owner(officer))


def put(officer: Officer, upload: str, offset: int, piece: bytes) -> Progress:
    """Add a piece. Raises DocumentRefused; "upload-gap" when it does not follow what is there.

    What can be no photo or PDF is refused with its first piece: the rest need not be sent over a slow link.
    """
    kept = store()
    kept.put(upload, _owner(officer), offset, piece)
    if offset == 0 and len(piece) >= HEAD:
        try:
            attachments.sniff(piece)
        except DocumentRefused:
            kept.discard(upload, _owner(officer))
            raise
    return kept.resume(upload, _owner(officer))


def check(officer: Officer, upload: str, name: str) -> Cleaned:
    """Clean the whole upload, keep the clean copy in its place and return it; a refused file is deleted.

    `name` is what the device calls the file; it is looked at and not kept. Raises DocumentRefused.
    """
    kept, owner = store(), _owner(officer)
    try:
        return take(officer, upload)
    except DocumentRefused as refused:
        if refused.code != "upload-unfinished":
            raise
    data = kept.finish(upload, owner)
    try:
        made = clean(data, name)
    except DocumentRefused as refused:
        if refused.code != "busy":
            kept.discard(upload, owner)
        raise
    kept.settle(upload, owner, _pack(made))
    return made


def take(officer: Officer, upload: str) -> Cleaned:
    """The clean copy of an upload that was checked. Raises DocumentRefused."""
    return _unpack(store().settled(upload, _owner(officer)))


def from_form(request: OfficerRequest, box: str = "attachment") -> Cleaned | None:
    """The attachment that came with a posted form, clean, or None when there is none.

    It came in pieces (`box` + "_upload" holds the id) or as a file of the form. Raises DocumentRefused.
    """
    upload = request.POST.get(box + ID_SUFFIX, "")
    if upload.startswith(REFUSED):
        code = upload.removeprefix(REFUSED)
        raise attachments.refuse(code if code in attachments.REFUSALS else "damaged")
    if upload:
        return take(request.user, upload)
    sent = request.FILES.get(box)
    if sent is not None:
        return clean(sent.read(), sent.name or "")
    if _length(request) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        raise attachments.refuse("too-large")
    return None


def discard(officer: Officer, upload: str) -> None:
    """Forget an upload: it is stored in the ledger now, or was taken back."""
    if upload:
        store().discard(upload, _owner(officer))


def _owner(officer: Officer) -> str:
    return str(officer.pk)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _pack(made: Cleaned) -> bytes:
    about = {key: value for key, value in asdict(made).items() if key != "data"}
    return json.dumps(about).encode() + b"\n" + made.data


def _unpack(packed: bytes) -> Cleaned:
    head, _, data = packed.partition(b"\n")
    about = json.loads(head)
    return Cleaned(data=data, **{**about, "warnings": tuple(about["warnings"])})
