"""How large the streams of a PDF become when they are unpacked, found without unpacking more than is allowed.

Runs in the sandbox only. Filters: ISO 32000-1, 7.4.
"""

import zlib

import pikepdf

from tripoint.documents.sandbox import Refused

STREAM_MAX = 96 * 1024 * 1024  # bytes of one stream when unpacked: a scanned A4 page at 600 dpi in colour is 100 MB
UNPACKED_MAX = 384 * 1024 * 1024  # bytes of all streams when unpacked
IMAGE_PIXELS_MAX = 120_000_000
_TEXT_FILTERS = {"/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"}
_RUN_LENGTH = {"/RunLengthDecode", "/RL"}  # two bytes give at most 128
FLATE = {"/FlateDecode", "/Fl"}
_PICTURE_FILTERS = {"/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"}


def measure_streams(source: pikepdf.Pdf) -> None:
    """Refuse what unpacks to more than a document needs, unusual coding, too large pictures, references to files."""
    total = 0
    for item in source.objects:
        if not isinstance(item, pikepdf.Stream):
            continue
        if "/F" in item or "/FFilter" in item:
            raise Refused("active")
        total += _unpacked_size(item)
        if total > UNPACKED_MAX:
            raise Refused("expands")
        width, height = item.get("/Width", 0), item.get("/Height", 0)
        if isinstance(width, int) and isinstance(height, int) and width * height > IMAGE_PIXELS_MAX:
            raise Refused("pixels")


def filters_of(item: pikepdf.Stream) -> list[str]:
    """Return the names of the filters of ITEM, in the order in which they are undone."""
    found = item.get("/Filter")
    if isinstance(found, pikepdf.Array):
        return [str(name) for name in found]
    return [] if found is None else [str(found)]


def _unpacked_size(item: pikepdf.Stream) -> int:
    """Return how many bytes the stream unpacks to, never holding more than STREAM_MAX of them."""
    filters, data = filters_of(item), item.read_raw_bytes()
    for place, name in enumerate(filters):
        last = place == len(filters) - 1
        if name in FLATE:
            data = inflate(data)
        elif name in _TEXT_FILTERS and place == 0:
            data = decode_text(name, data)
        elif name in _RUN_LENGTH and place == 0 and last:
            return len(data) * 64
        elif name in _PICTURE_FILTERS and last:
            break
        else:  # LZW and chains that only a test or an attack writes
            raise Refused("expands")
    return len(data)


def decode_text(name: str, data: bytes) -> bytes:
    """Return DATA decoded by the text filter NAME; at most four times as long (``z``)."""
    with pikepdf.new() as scratch:
        return pikepdf.Stream(scratch, data, Filter=pikepdf.Name(name)).read_bytes()


def inflate(data: bytes, most: int = STREAM_MAX) -> bytes:
    """Return DATA unpacked, or refuse it once MOST bytes are passed."""
    decoder = zlib.decompressobj()
    try:
        found = decoder.decompress(data, most + 1)
    except zlib.error as broken:
        raise Refused("damaged") from broken
    if len(found) > most:
        raise Refused("expands")
    return found
