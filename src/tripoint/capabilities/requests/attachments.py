"""One photo or PDF with a statement: cleaned of metadata, sealed, kept in the blob folder."""

from __future__ import annotations

from typing import Any

from tripoint.capabilities.requests.actions.stating import Attached
from tripoint.capabilities.requests.contents import Attachment
from tripoint.documents import attachments as files
from tripoint.ledger.blobs import BlobStore, seal_blob
from tripoint.ledger.encoding import b64u, un_b64u
from tripoint.ledger.errors import Refused
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.seal import new_key


def attach(ledger: Ledger, data: bytes, name: str = "") -> tuple[Attached, files.Cleaned]:
    """Takes in a file (at most 20 MiB). `name` is what the device called it; only its ending is looked at.

    Returns how a statement names it, and what was cleaned. Raises DocumentRefused with a sentence for the officer.
    """
    cleaned = files.clean(data, name)
    return keep(ledger, cleaned), cleaned


def keep(ledger: Ledger, cleaned: files.Cleaned) -> Attached:
    """Seals a cleaned file under a fresh key and puts it into the blob folder."""
    key = new_key()
    ref = _store(ledger).put(seal_blob(cleaned.data, key))
    media_type: Any = cleaned.media_type  # one of the four that cleaning makes
    described = Attachment(
        digest=ref.digest, key=b64u(key), media_type=media_type, size=len(cleaned.data), pages=cleaned.pages
    )
    return Attached(ref, described)


def has_come(ledger: Ledger, attachment: Attachment) -> bool:
    """Whether the whole file is held here."""
    return _store(ledger).has(attachment.digest)


def open_file(ledger: Ledger, attachment: Attachment) -> bytes:
    """The file's bytes. Raises BlobAbsent until it has come, Refused when it is not what was signed for."""
    return _store(ledger).open(attachment.digest, un_b64u(attachment.key))


def opened_for_reading(ledger: Ledger, attachment: Attachment, *, own: bool) -> tuple[bytes, str]:
    """The file as an officer gets it, and its media type. A partner's is cleaned here too: its node may not have done so,
    and decoders are where hostile files strike. The record keeps the bytes that were signed for.

    Raises BlobAbsent until it has come, DocumentRefused for one that is none of the files that may be attached.
    """
    try:
        data = open_file(ledger, attachment)
    except Refused:  # the key in the content is not the file's: its author made it unreadable
        raise files.refuse("damaged") from None
    if own:
        return data, attachment.media_type
    made = files.clean(data)
    return made.data, made.media_type


def _store(ledger: Ledger) -> BlobStore:
    if ledger.blobs is None:
        raise ValueError("this ledger keeps no files")
    return BlobStore(ledger.blobs)
