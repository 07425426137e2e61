"""The parts of JPEG, PNG and WebP files by their headers: what is picture, what is beside it, what follows it.

Sources: ITU-T T.81 annex B (JPEG markers), PNG third edition section 5, the WebP container specification (RIFF).
"""

import re
from dataclasses import dataclass, field

# What has no place in the descriptions of a picture, but is how a page, a script or an archive starts.
FOREIGN = (
    b"%pdf-",
    b"<script",
    b"<html",
    b"<!doctype",
    b"<?php",
    b"<svg",
    b"javascript:",
    b"pk\x03\x04",
    b"pk\x05\x06",
)
_PARTS_MAX = 20_000
# A film begins with its type; some makers put a short label of their own before it.
_FILM = re.compile(rb"(?s).{0,64}?ftyp")


class BrokenPicture(Exception):
    """The file does not follow its format."""


@dataclass(slots=True)
class Parts:
    """ASIDE: the bytes of all parts that are not picture. TAIL: what follows the picture's end. MOVES: an animation."""

    aside: list[bytes] = field(default_factory=list)
    tail: bytes = b""
    moves: bool = False

    def foreign(self) -> bool:
        """Say whether a part beside the picture holds the start of another kind of file."""
        return any(sign in part.lower() for part in self.aside for sign in FOREIGN)


def jpeg_segments(data: bytes) -> tuple[list[tuple[int, bytes]], int]:
    """Return the segments (marker, whole bytes) of a JPEG, scans with their coded data, and where the picture ends."""
    place = 2
    found: list[tuple[int, bytes]] = []
    while len(found) < _PARTS_MAX:
        if place + 2 > len(data) or data[place] != 0xFF:
            raise BrokenPicture
        marker = data[place + 1]
        if marker == 0xFF:  # fill byte
            place += 1
            continue
        if marker == 0xD9:
            return found, place + 2
        if place + 4 > len(data):
            raise BrokenPicture
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xDA:
            end = _scan_end(data, end)
        if end > len(data) or end < place + 4:
            raise BrokenPicture
        found.append((marker, data[place:end]))
        place = end
    raise BrokenPicture


def _scan_end(data: bytes, place: int) -> int:
    """Return where the coded data that starts at PLACE ends: at the next marker that is no restart and no stuffing."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise BrokenPicture
        following = data[place + 1]
        if following not in {0x00, 0xFF} and not 0xD0 <= following <= 0xD7:
            return place
        place += 1 if following == 0xFF else 2


def jpeg_parts(data: bytes) -> Parts:
    """Return the parts of a JPEG file."""
    segments, end = jpeg_segments(data)
    return Parts([whole for marker, whole in segments if 0xE0 <= marker <= 0xEF or marker == 0xFE], data[end:])


def without_descriptions(data: bytes) -> bytes:
    """Return a JPEG without application segments and comments, its coded picture untouched.

    Adobe's APP14 stays: it says how the colours are coded.
    """
    segments, _ = jpeg_segments(data)
    kept = [
        whole
        for marker, whole in segments
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or (marker == 0xEE and whole[4:9] == b"Adobe")
    ]
    return b"\xff\xd8" + b"".join(kept) + b"\xff\xd9"


def png_parts(data: bytes) -> Parts:
    """Return the parts of a PNG file."""
    place, parts = 8, Parts()
    for _ in range(_PARTS_MAX):
        if place + 12 > len(data):
            raise BrokenPicture
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        kind = data[place + 4 : place + 8]
        if end > len(data):
            raise BrokenPicture
        if kind == b"acTL":
            parts.moves = True
        if kind not in {b"IDAT", b"PLTE", b"IHDR"}:
            parts.aside.append(data[place:end])
        place = end
        if kind == b"IEND":
            parts.tail = data[place:]
            return parts
    raise BrokenPicture


def webp_parts(data: bytes) -> Parts:
    """Return the parts of a WebP file."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise BrokenPicture
    place, parts = 12, Parts(tail=data[end:])
    while place + 8 <= end and len(parts.aside) < _PARTS_MAX:
        kind = data[place : place + 4]
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        if place + 8 + size > end:
            raise BrokenPicture
        if kind in {b"ANIM", b"ANMF"}:
            parts.moves = True
        if kind not in {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANMF"}:
            parts.aside.append(data[place : place + 8 + size])
        place += 8 + size + size % 2
    return parts


def harmless_tail(tail: bytes) -> bool:
    """Say whether TAIL is what cameras put after a photo: padding, further JPEG pictures, or a short film.

    These are left out of the clean copy like everything else; other tails are another file in disguise.
    """
    rest = tail.strip(b"\x00\r\n ")
    lowered = rest.lower()
    # An archive is found by its last entry, within the longest comment of the end of the file.
    if b"PK\x05\x06" in rest[-66_000:] or any(sign in lowered for sign in (b"%pdf-", b"<script", b"<html", b"<?php")):
        return False
    return not rest or rest.startswith(b"\xff\xd8\xff") or _FILM.match(tail) is not None
