"""Rewrites a PDF from its pages: what a page shows is kept, everything else is left behind. Runs in the sandbox only.

The page, its contents and its resources are taken over by an allow-list into a new file. So nothing of the old file's
catalogue comes along: no actions, scripts, forms, enclosed files, bookmarks, metadata, older versions.
"""

import contextlib
import io
import re
from collections.abc import Iterator

import pikepdf

from tripoint.documents.pdf_streams import FLATE, decode_text, filters_of, inflate, measure_streams
from tripoint.documents.picture_parts import BrokenPicture, without_descriptions
from tripoint.documents.sandbox import PAGES_MAX, Made, Refused

OBJECTS_MAX = 60_000
DEPTH_MAX = 60

_PAGE_KEYS = {"/Type", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group", "/UserUnit"}
_RESOURCE_KEYS = {"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/ProcSet"}
# Wherever they stand: descriptions, private data, actions, scripts, references to other files, hidden layers.
_REMOVED = {
    "/Metadata", "/PieceInfo", "/LastModified", "/AA", "/OpenAction", "/JS", "/JavaScript", "/URI", "/EF",
    "/EmbeddedFiles", "/AF", "/RichMedia", "/Annots", "/Thumb", "/OPI", "/Alternates", "/Ref", "/Measure", "/PtData",
    "/StructParent", "/StructParents", "/OC", "/OCGs", "/OCProperties", "/SeparationInfo", "/PresSteps", "/VP", "/XFA",
}  # fmt: skip
# The keys of these dictionaries are names that the document's maker chose (a glyph may be called "AA"): left alone.
_OF_NAMES = {
    "/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/CharProcs", "/Colorants",
}  # fmt: skip
# Actions and parts that must not be found in the result (ISO 32000-1, 12.6.4 and 7.11.3).
_ACTIONS = {
    "/JavaScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Rendition", "/Movie",
    "/Sound", "/Thread", "/RichMediaExecute", "/ResetForm", "/Hide", "/Named", "/SetOCGState",
}  # fmt: skip
_KINDS_GONE = {"/Filespec", "/EmbeddedFile", "/Action", "/Annot", "/Metadata"}
_ACTIVE_ROOT = ("/OpenAction", "/AA", "/AcroForm", "/Names", "/Outlines", "/Collection", "/URI")
_END = re.compile(rb"%%EOF[\s\x00]*\Z")
_HEADER = re.compile(rb"%PDF-[12]\.\d[\r\n \t]")


def load_decoders() -> None:
    """Load everything that reading and writing opens from disk, by doing both once, with and without a password."""
    for encryption in (False, pikepdf.Encryption(owner="x", user="x"), pikepdf.Encryption(owner="x", user="")):
        with pikepdf.new() as small:
            small.add_blank_page()
            small.pages[0].obj.Annots = pikepdf.Array([])
            sheet = io.BytesIO()
            small.save(sheet, encryption=encryption)
        with contextlib.suppress(Refused):
            clean_pdf(sheet.getvalue())


def clean_pdf(data: bytes) -> Made:
    """Return the PDF DATA rewritten. Raises Refused: password, pages, no-pages, expands, two-files, active, damaged."""
    if not _HEADER.match(data):
        raise Refused("damaged")
    if not _END.search(data[-2048:]):
        raise Refused("two-files")
    warnings: list[str] = []
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as source:
            return _rewrite(source, warnings)
    except pikepdf.PasswordError as locked:
        raise Refused("password") from locked


def _rewrite(source: pikepdf.Pdf, warnings: list[str]) -> Made:
    if source.is_encrypted:
        raise Refused("password")
    if len(source.objects) > OBJECTS_MAX:
        raise Refused("expands")
    count = len(source.pages)
    if not 1 <= count <= PAGES_MAX:
        raise Refused("pages" if count else "no-pages")
    measure_streams(source)
    _note(source, warnings)
    if any("/Annots" in page.obj for page in source.pages):
        source.flatten_annotations("screen")
    with pikepdf.new() as target:
        for page in source.pages:
            target.pages.append(_page_alone(page))
        named = _chosen_names(target)
        for item in target.objects:
            _strip(item, 0, item.objgen in named)
        target.remove_unreferenced_resources()
        for key in [key for key in _keys(target.Root) if key not in {"/Type", "/Pages"}]:
            del target.Root[key]
        if "/Info" in target.trailer:
            del target.trailer["/Info"]
        sheet = io.BytesIO()
        target.save(
            sheet,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    _prove_clean(sheet.getvalue())
    return Made("pdf", sheet.getvalue(), 0, 0, count, warnings)


def _note(source: pikepdf.Pdf, warnings: list[str]) -> None:
    """Add to WARNINGS what the reader of the clean file will miss, or see for the first time."""
    annotated = [note for page in source.pages if "/Annots" in page.obj for note in _items(page.obj.Annots)]
    kinds = {str(note.get("/Subtype", "")) for note in annotated if isinstance(note, pikepdf.Dictionary)}
    if kinds - {"/Link"}:
        warnings.append("form")
    if "/OCProperties" in source.Root:
        warnings.append("layers")
    if "/Link" in kinds or any(key in source.Root for key in _ACTIVE_ROOT):
        warnings.append("removed")


def _items(value: pikepdf.Object) -> Iterator[pikepdf.Object]:
    return iter(value) if isinstance(value, pikepdf.Array) else iter(())


def _keys(item: pikepdf.Object) -> list[str]:
    """Return the keys of a dictionary or stream, fixed, so that keys can be removed meanwhile."""
    return list(item.keys())


def _page_alone(page: pikepdf.Page) -> pikepdf.Page:
    """Return PAGE with nothing but what shows it; what it inherits from the page tree becomes its own."""
    inherited: dict[str, pikepdf.Object] = {}
    for name in ("/MediaBox", "/CropBox", "/Rotate", "/Resources"):
        node: pikepdf.Object = page.obj
        for _ in range(DEPTH_MAX):
            if name in node or "/Parent" not in node:
                break
            node = node["/Parent"]
        if name in node:
            inherited[name] = node[name]
    for key in [key for key in _keys(page.obj) if key not in _PAGE_KEYS | {"/Parent"}]:
        del page.obj[key]
    for name, value in inherited.items():
        page.obj[name] = value
    return page


def _chosen_names(document: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Return which objects are dictionaries whose keys are chosen names."""
    holders: list[pikepdf.Object] = [
        item for item in document.objects if isinstance(item, pikepdf.Dictionary | pikepdf.Stream)
    ]
    holders += [item["/Resources"] for item in holders if isinstance(item.get("/Resources"), pikepdf.Dictionary)]
    return {
        item[key].objgen
        for item in holders
        for key in _OF_NAMES
        if isinstance(item.get(key), pikepdf.Dictionary) and item[key].is_indirect
    }


def _strip(item: pikepdf.Object, depth: int, of_names: bool = False) -> None:
    """Take out of ITEM, and of what stands directly in it, every key that describes or acts; clean its pictures.

    OF_NAMES: the keys of ITEM are chosen names, and stay.
    """
    if depth > DEPTH_MAX:
        raise Refused("active")
    if isinstance(item, pikepdf.Stream):
        _strip_stream(item)
        _strip(item.stream_dict, depth + 1)
    elif isinstance(item, pikepdf.Dictionary):
        for key in _keys(item):
            if key in _REMOVED and not of_names:
                del item[key]
            elif key == "/Resources" and isinstance(item[key], pikepdf.Dictionary):
                for other in [name for name in _keys(item[key]) if name not in _RESOURCE_KEYS]:
                    del item[key][other]
        for key, value in item.items():
            if not getattr(value, "is_indirect", False):
                _strip(value, depth + 1, key in _OF_NAMES and not of_names)
    elif isinstance(item, pikepdf.Array):
        for value in _items(item):
            if not getattr(value, "is_indirect", False):
                _strip(value, depth + 1)


def _strip_stream(item: pikepdf.Stream) -> None:
    """Take the descriptions out of a JPEG inside the PDF (a phone's scanner leaves the place of the photo there)."""
    filters = filters_of(item)
    if filters and filters[-1] in {"/DCTDecode", "/DCT"}:
        if len(filters) > 1:
            data = item.read_raw_bytes()
            for name in filters[:-1]:
                data = inflate(data) if name in FLATE else decode_text(name, data)
        else:
            data = item.read_raw_bytes()
        try:
            bare = without_descriptions(data)
        except BrokenPicture as broken:
            raise Refused("damaged") from broken
        item.write(bare, filter=pikepdf.Name.DCTDecode)
    if item.get("/Subtype") == "/PS":
        raise Refused("active")


def _prove_clean(data: bytes) -> None:
    """Read the new file as a stranger would and refuse it if anything that should be gone is there."""
    with pikepdf.open(io.BytesIO(data)) as made:
        if set(_keys(made.Root)) - {"/Type", "/Pages"} or "/Info" in made.trailer:
            raise Refused("active")
        named = _chosen_names(made)
        for item in made.objects:
            if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
                continue
            left = set(_keys(item)) & _REMOVED if item.objgen not in named else set()
            if left or str(item.get("/Type", "")) in _KINDS_GONE or str(item.get("/S", "")) in _ACTIONS:
                raise Refused("active")
