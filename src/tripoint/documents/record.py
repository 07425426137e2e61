"""The dossier file that a printed letter carries as its attachment, taken out of a PDF that anybody may have made.

The PDF is opened in the sandbox (`sandbox.py`, `pdf_record.py`), and the attachment is unpacked to at most RECORD_MAX bytes.
"""

from tripoint.documents import sandbox
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.sandbox import Made
from tripoint.documents.wording import mark as _

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
