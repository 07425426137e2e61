"""Runs the cleaning of one file, or the taking out of a letter's record, in a process of its own that can do nothing but
compute, and little of that.

Before it sees the file, the process has loaded its decoders and given up opening files and sockets (no file
descriptor can be made), writing files, further processes, and memory and time beyond the limits here. A decoder that
is taken over has stdin, stdout and its own memory; what it can return is checked again by the caller.
"""

import ctypes
import json
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

MEMORY_MAX = 1024 * 1024 * 1024  # bytes of address space
SECONDS_MAX = 20  # of processor time
WALL_SECONDS_MAX = 60  # a busy machine may give the process a third of a core
PIXELS_MAX = 50_000_000  # of a picture as it comes in; JPEG is decoded at reduced size
PAGES_MAX = 200
OUTPUT_MAX = 20 * 1024 * 1024 - 4096  # bytes of the clean file: sealed, it must fit a blob of the protocol

_PLACES = threading.BoundedSemaphore(2)  # files cleaned at once: 2 GiB at worst
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from tripoint.documents.sandbox import work; work(sys.argv[2])"
_KINDS = ("jpeg", "png", "webp", "pdf", "record", "csv", "xlsx")


class Refused(Exception):
    """What a cleaner raises in the process: the code of a refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Made:
    """What a cleaner gives back. KIND: ``jpeg``, ``png``, ``pdf``, ``record``, or ``table`` (rows as JSON)."""

    kind: str
    data: bytes
    width: int
    height: int
    pages: int
    warnings: list[str]


def run(kind: str, data: bytes) -> Made | str:
    """Clean DATA of KIND (one of _KINDS) in a new process; return the result or the code of a refusal."""
    source = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-I", "-c", _BOOT, source, kind]
    if not _PLACES.acquire(timeout=WALL_SECONDS_MAX):
        return "busy"
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and a fixed program
            command, input=data, capture_output=True, timeout=WALL_SECONDS_MAX, check=False, cwd="/", env={}
        )
    except subprocess.TimeoutExpired:
        return "costly"
    finally:
        _PLACES.release()
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode < 0:  # killed: by the time limit, or by its own fault
        return "costly"
    if len(body) > OUTPUT_MAX:
        return "too-large"
    return _read(head, body) if done.returncode == 0 else "damaged"


def _read(head: bytes, body: bytes) -> Made | str:
    """Return what the process said, trusting none of its values."""
    try:
        told = json.loads(head)
        if "refused" in told:
            return str(told["refused"])
        made = Made(
            str(told["kind"]),
            body,
            int(told["width"]),
            int(told["height"]),
            int(told["pages"]),
            [str(code) for code in told["warnings"]],
        )
    except (ValueError, KeyError, TypeError):
        return "damaged"
    starts = {
        "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-", "record": b"", "table": b'{"rows": [',
    }  # fmt: skip
    known = made.kind in starts and body.startswith(starts[made.kind])
    return made if known and 0 <= made.width < 2**16 and 0 <= made.height < 2**16 and made.pages > 0 else "damaged"


def work(kind: str) -> NoReturn:
    """Be the process: read a file from stdin, clean it, write one line of JSON and the bytes to stdout, and end."""
    data = sys.stdin.buffer.read()
    cleaner = _load(kind)
    confine()
    try:
        made = cleaner(data)
        told: dict[str, object] = {
            "kind": made.kind,
            "width": made.width,
            "height": made.height,
            "pages": made.pages,
            "warnings": made.warnings,
        }
        body = made.data
    except Refused as refusal:
        told, body = {"refused": refusal.code}, b""
    except (MemoryError, RecursionError):
        told, body = {"refused": "costly"}, b""
    except Exception:
        told, body = {"refused": "damaged"}, b""
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + body)
    sys.stdout.buffer.flush()
    sys.exit(0)


def _load(kind: str) -> Callable[[bytes], Made]:
    """Import what cleans KIND, completely: after ``confine`` no module can be opened."""
    if kind not in _KINDS:
        raise ValueError(kind)
    if kind == "pdf":
        from tripoint.documents import pdf

        pdf.load_decoders()
        return pdf.clean_pdf
    if kind == "record":
        from tripoint.documents import pdf_record

        pdf_record.load_decoders()
        return pdf_record.take_out
    if kind in ("csv", "xlsx"):
        from tripoint.documents import tables

        tables.load_readers()
        return tables.read_csv if kind == "csv" else tables.read_xlsx
    from tripoint.documents import photo

    photo.load_decoders()
    return lambda data: photo.clean_photo(kind, data)


def confine() -> None:
    """Give up, for the rest of this process, everything that cleaning a file in memory does not need."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # A network of its own, empty: where the kernel allows it. The limit on descriptors below closes the network anyway.
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CPU, SECONDS_MAX),
        (resource.RLIMIT_AS, MEMORY_MAX),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (value, value))
