"""Takes in one photo or PDF and gives back a clean copy of what it shows.

No metadata, no scripts, no second file inside comes along. A photo is decoded and encoded anew; a PDF is rewritten
from its pages. Both happen in a process that may use little memory and time and can open nothing (``sandbox``),
because decoders are where hostile files strike.
"""

import re
from dataclasses import dataclass

from tripoint.documents import sandbox
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.wording import mark, say

_ = mark

BYTES_MAX = 20 * 1024 * 1024  # of the file as it comes in; three photos of a present phone
MEDIA_TYPES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf"}

# What each refusal says. The codes are stable: logs and screens know them.
REFUSALS = {
    "empty": _("The file is empty."),
    "too-large": _("The file is larger than {limit} MB. Send a smaller one."),
    "heic": _("This is a HEIC photo. Save it as JPEG, or set the camera to “most compatible”, and send it again."),
    "type": _("Only photos (JPEG, PNG, WebP) and PDF files can be attached."),
    "name": _("The file is not what its name says. Check that it is the right file."),
    "two-files": _("A second file is hidden in this file. Take a new photo or print the document to PDF again."),
    "damaged": _("The file is damaged and cannot be read. Save it again and send the new file."),
    "animated": _("The picture moves. Send a single photo."),
    "pixels": _("The picture has too many pixels. Send one of at most {pixels} million pixels."),
    "password": _("The PDF is protected by a password. Save it without protection and send it again."),
    "pages": _("The PDF has more than {pages} pages. Send the pages that matter."),
    "no-pages": _("The PDF has no pages."),
    "expands": _("The file unpacks to far more than a document needs. Print the document to PDF again."),
    "active": _("The PDF holds parts that could not be removed. Print the document to PDF again."),
    "busy": _("The node is checking other files now. Send it again in a minute."),
    "costly": _("Reading the file took too long or too much memory. Send a simpler one."),
}

# What was changed beyond the metadata, said to the sender.
NOTES = {
    "scaled": _("The photo was made smaller."),
    "colours": _("The colours were converted to sRGB."),
    "moving-part": _("A moving or second picture in the photo was left out."),
    "transparency": _("Transparent parts became white."),
    "form": _("Form fields and comments became part of the page."),
    "layers": _("Hidden layers of the PDF are shown."),
    "removed": _("Scripts, links, enclosed files or bookmarks were removed."),
    "name": _("The name of the file does not fit its type."),
}

_NAMES = {"jpeg": {"jpg", "jpeg", "jpe", "jfif"}, "png": {"png"}, "webp": {"webp"}, "pdf": {"pdf"}}
_PICTURES = {"jpeg", "png", "webp"}
_SIGNATURES = (("jpeg", b"\xff\xd8\xff"), ("png", b"\x89PNG\r\n\x1a\n"), ("pdf", b"%PDF-"))
# ISO base media brands of HEIF and AVIF pictures (ISO/IEC 23008-12).
_HEIF = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file that can be stored and shown.

    WIDTH and HEIGHT: pixels of a photo, 0 for a PDF. PAGES: of a PDF, 1 for a photo. WARNINGS: codes from NOTES.
    """

    media_type: str
    data: bytes
    width: int
    height: int
    pages: int
    warnings: tuple[str, ...]

    def notes(self, language: str) -> list[str]:
        """Return what the sender should know about the changes, in LANGUAGE."""
        return [say(language, NOTES[code]) for code in self.warnings]


def refuse(code: str) -> DocumentRefused:
    """Return the error of CODE with its sentence."""
    bounds: dict[str, dict[str, int]] = {
        "too-large": {"limit": BYTES_MAX // 1024 // 1024},
        "pixels": {"pixels": sandbox.PIXELS_MAX // 1_000_000},
        "pages": {"pages": sandbox.PAGES_MAX},
    }
    return DocumentRefused(code, REFUSALS[code], **bounds.get(code, {}))


def sniff(data: bytes) -> str:
    """Return ``jpeg``, ``png``, ``webp`` or ``pdf`` by the first bytes of DATA; refuse everything else."""
    for kind, signature in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        raise refuse("heic")
    if not data:
        raise refuse("empty")
    raise refuse("type")


def clean(data: bytes, declared_name: str = "") -> Cleaned:
    """Return the clean copy of DATA, one JPEG, PNG, WebP or PDF file of at most BYTES_MAX bytes.

    DECLARED_NAME is the name that the sender's device gave; only its ending is looked at, and it is not kept. Takes
    about 0.3 s of another process. Raises DocumentRefused with a code of REFUSALS.
    """
    if len(data) > BYTES_MAX:
        raise refuse("too-large")
    kind = sniff(data)
    warnings = []
    ending = re.search(r"\.(\w{1,8})$", declared_name.strip().lower(), re.ASCII)
    if ending and ending.group(1) not in _NAMES[kind]:
        # A phone may call a WebP picture .jpg; a PDF called .jpg, or anything called .exe, is another matter.
        if kind not in _PICTURES or not any(ending.group(1) in _NAMES[other] for other in _PICTURES):
            raise refuse("name")
        warnings.append("name")
    made = sandbox.run(kind, data)
    if isinstance(made, str):
        raise refuse(made if made in REFUSALS else "damaged")
    noted = [code for code in made.warnings if code in NOTES]
    return Cleaned(
        MEDIA_TYPES[made.kind],
        made.data,
        made.width,
        made.height,
        made.pages,
        tuple(dict.fromkeys([*warnings, *noted])),
    )
