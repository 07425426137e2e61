"""Makes a photo anew from its pixels. Runs in the sandbox only."""

import io

from PIL import Image, ImageCms, ImageFile, ImageOps

from tripoint.documents.picture_parts import BrokenPicture, Parts, harmless_tail, jpeg_parts, png_parts, webp_parts
from tripoint.documents.sandbox import PIXELS_MAX, Made, Refused

SIDE_MAX = 2560  # pixels: a passport page stays readable
PNG_MAX = 3 * 1024 * 1024  # bytes: a larger PNG is a photo, and becomes a JPEG
_QUALITY = 88
_JPEG_PIXELS_MAX = 120_000_000  # a JPEG is decoded at an eighth, quarter or half of its size
_READERS = {"jpeg": jpeg_parts, "png": png_parts, "webp": webp_parts}
_SRGB = ImageCms.createProfile("sRGB")

Image.MAX_IMAGE_PIXELS = None  # the limit is checked here, by kind, before anything is decoded
ImageFile.LOAD_TRUNCATED_IMAGES = False


def load_decoders() -> None:
    """Load everything that decoding and encoding opens from disk, by doing both once."""
    Image.init()
    for kind in ("JPEG", "PNG", "WEBP"):
        sheet = io.BytesIO()
        Image.new("RGB", (1, 1)).save(sheet, kind)
        with Image.open(io.BytesIO(sheet.getvalue()), formats=[kind]) as picture:
            ImageOps.exif_transpose(picture)
    profile = io.BytesIO(ImageCms.ImageCmsProfile(_SRGB).tobytes())
    ImageCms.profileToProfile(Image.new("RGB", (1, 1)), ImageCms.ImageCmsProfile(profile), _SRGB, outputMode="RGB")


def clean_photo(kind: str, data: bytes) -> Made:
    """Return the photo DATA of KIND upright, in sRGB, at most SIDE_MAX pixels long, with nothing but its pixels."""
    warnings: list[str] = []
    _check_parts(kind, data, warnings)
    with Image.open(io.BytesIO(data), formats=[kind.upper()]) as opened:
        if opened.width * opened.height > (_JPEG_PIXELS_MAX if kind == "jpeg" else PIXELS_MAX):
            raise Refused("pixels")
        if max(opened.size) > SIDE_MAX:
            warnings.append("scaled")
        if kind == "jpeg":
            # Decoded at the smallest of the sizes that the format offers (1/1 to 1/8) which is not below the final one.
            share = min(1.0, SIDE_MAX / max(opened.size))
            opened.draft(None, (int(opened.width * share), int(opened.height * share)))
        opened.load()
        profile = opened.info.get("icc_profile")
        picture = ImageOps.exif_transpose(_smaller(opened))
    picture = _opaque(_in_srgb(picture, profile, warnings), warnings)
    plain = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if kind == "png" and len(encoded := _encode(plain, "png")) <= PNG_MAX:
        return Made("png", encoded, plain.width, plain.height, 1, warnings)
    return Made("jpeg", _encode(plain, "jpeg"), plain.width, plain.height, 1, warnings)


def _check_parts(kind: str, data: bytes, warnings: list[str]) -> None:
    try:
        parts: Parts = _READERS[kind](data)
    except BrokenPicture as broken:
        raise Refused("damaged") from broken
    if parts.moves:
        raise Refused("animated")
    if parts.foreign():
        raise Refused("two-files")
    if not (harmless_tail(parts.tail) if kind == "jpeg" else not parts.tail.strip(b"\x00\r\n ")):
        raise Refused("two-files")
    if parts.tail.strip(b"\x00\r\n "):
        warnings.append("moving-part")


def _smaller(picture: Image.Image) -> Image.Image:
    if max(picture.size) <= SIDE_MAX:
        return picture
    if picture.mode in {"P", "1"}:
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    scale = SIDE_MAX / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _in_srgb(picture: Image.Image, profile: bytes | None, warnings: list[str]) -> Image.Image:
    """Return PICTURE with its colours as sRGB; a profile that cannot be used is left out."""
    if picture.mode.startswith(("I", "F")):  # 16 bits a channel
        return picture.convert("F").point(lambda value: value * (1 / 256)).convert("L")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return picture
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    warnings.append("colours")
    return converted or picture


def _opaque(picture: Image.Image, warnings: list[str]) -> Image.Image:
    """Return PICTURE as RGB or grey, transparent parts white."""
    if picture.mode in {"L", "RGB"} and "transparency" not in picture.info:
        return picture
    if picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info:
        coloured = picture.convert("RGBA")
        if coloured.getchannel("A").getextrema() != (255, 255):
            warnings.append("transparency")
        sheet = Image.new("RGBA", coloured.size, "white")
        sheet.alpha_composite(coloured)
        return sheet.convert("RGB")
    return picture.convert("RGB")


def _encode(picture: Image.Image, kind: str) -> bytes:
    sheet = io.BytesIO()
    if kind == "png":
        picture.save(sheet, "PNG", optimize=False, compress_level=7)
    else:
        picture.save(sheet, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return sheet.getvalue()
