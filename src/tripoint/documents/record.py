"""The dossier file that a printed letter carries as its attachment, taken out of a PDF that anybody may have made.

The PDF is opened in the sandbox (`sandbox.py`), and the attachment is unpacked to at most RECORD_MAX bytes.
"""

import contextlib
import io

import pikepdf

from tripoint.documents import sandbox
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.letter import RECORD_MAX
from tripoint.documents.pdf_streams import FLATE, filters_of, inflate
from tripoint.documents.sandbox import Made, Refused
from tripoint.documents.wording import mark as _

NAME = "record.tripoint"
_NONE = _(
    "This PDF has no readable record attached: it proves nothing. Ask for the letter as it was made, not for a scan."
)
_BUSY = _("The node is checking other files at the moment. Nothing was changed; try again.")


def record_of(data: bytes) -> bytes:
    """DATA itself, or the record attached to it where it is a PDF.

    Raises DocumentRefused: `no-record` for a PDF without one, with a broken one, or with one that unpacks to more than
    RECORD_MAX bytes; `busy` while too many files are looked at.
    """
    if not data.startswith(b"%PDF-"):
        return data
    made = sandbox.run("record", data)
    if isinstance(made, Made):
        return made.data
    raise DocumentRefused("busy", _BUSY) if made == "busy" else DocumentRefused("no-record", _NONE)


def load_decoders() -> None:
    """Load everything that reading opens from disk, by doing it once."""
    with pikepdf.new() as small:
        small.add_blank_page()
        small.attachments[NAME] = b"{}"
        sheet = io.BytesIO()
        small.save(sheet)
    with contextlib.suppress(Refused):
        take_out(sheet.getvalue())


def take_out(data: bytes) -> Made:
    """Runs in the sandbox: the attachment of the PDF DATA. Raises Refused: password, damaged, expands."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as source:
            if NAME not in source.attachments:
                raise Refused("damaged")
            stream = source.attachments[NAME].get_file().obj
            if not isinstance(stream, pikepdf.Stream) or "/F" in stream or "/DecodeParms" in stream:
                raise Refused("damaged")
            filters, packed = filters_of(stream), stream.read_raw_bytes()
            if filters and (len(filters) > 1 or filters[0] not in FLATE):
                raise Refused("damaged")
            record = inflate(packed, RECORD_MAX) if filters else packed
    except pikepdf.PasswordError as locked:
        raise Refused("password") from locked
    if len(record) > RECORD_MAX:
        raise Refused("expands")
    return Made("record", record, 0, 0, 1, [])
