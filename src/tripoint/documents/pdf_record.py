"""The attachment of a letter, taken out of the PDF. Runs in the sandbox only; `record.py` is what calls it there."""

import contextlib
import io

import pikepdf

from tripoint.documents.letter import RECORD_MAX
from tripoint.documents.pdf_streams import FLATE, filters_of, inflate
from tripoint.documents.sandbox import Made, Refused
from tripoint.documents.typeset import RECORD_NAME


def load_decoders() -> None:
    """Load everything that reading opens from disk, by doing it once."""
    with pikepdf.new() as small:
        small.add_blank_page()
        small.attachments[RECORD_NAME] = b"{}"
        sheet = io.BytesIO()
        small.save(sheet)
    with contextlib.suppress(Refused):
        take_out(sheet.getvalue())


def take_out(data: bytes) -> Made:
    """The attachment of the PDF DATA. Raises Refused: password, damaged, expands."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as source:
            if RECORD_NAME not in source.attachments:
                raise Refused("damaged")
            stream = source.attachments[RECORD_NAME].get_file().obj
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
