"""The process that decodes hostile files can compute and do nothing else."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import tripoint.documents.sandbox as sandbox

SOURCE = Path(sandbox.__file__).parents[2]


def confined(program: str) -> str:
    """Run PROGRAM after ``confine`` in a new process; return the name of the error it met, or ``done``."""
    body = textwrap.indent(textwrap.dedent(program), "    ")
    whole = (
        f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n"
        "import os, socket, resource\n"
        "from tripoint.documents.sandbox import confine\n"
        "confine()\n"
        f"try:\n{body}\n    said = 'done'\n"
        "except BaseException as error:\n    said = type(error).__name__ + ':' + str(getattr(error, 'errno', ''))\n"
        "sys.stdout.write(said)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", whole], capture_output=True, check=False, timeout=120)
    return done.stdout.decode() or f"killed {done.returncode}"


def test_computing_is_allowed():
    assert confined("sum(range(1000))") == "done"


@pytest.mark.parametrize(
    "program",
    [
        "open('/etc/passwd')",
        "open('/tmp/tripoint-sandbox', 'w')",
        "os.listdir('/')",
        "socket.socket()",
        "os.pipe()",
        "__import__('subprocess').run(['/bin/true'])",
    ],
)
def test_no_file_socket_or_program_can_be_opened(program):
    assert confined(program) in {"OSError:24", "ModuleNotFoundError:", "ImportError:"}


def test_the_limits_cannot_be_raised_again_by_an_unprivileged_process():
    said = confined(
        "os.setuid(65534) if os.getuid() == 0 else None; resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))"
    )
    assert said != "done"


def test_memory_is_bounded():
    assert confined("bytearray(2 * 1024**3)") == "MemoryError:"


def test_time_is_bounded(monkeypatch):
    assert confined("resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass") in {"killed -9", "killed -24"}


def test_every_file_is_cleaned_after_the_process_has_confined_itself():
    program = (
        f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n"
        "from tripoint.documents import sandbox\n"
        "def greedy(data):\n"
        "    open('/etc/passwd')\n"
        "    return sandbox.Made('jpeg', b'', 1, 1, 1, [])\n"
        "sandbox._load = lambda kind: greedy\n"
        "sandbox.work('jpeg')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], input=b"", capture_output=True, check=True)
    assert json.loads(done.stdout) == {"refused": "damaged"}


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"", b"\xff\xd8\xff"),
        (b"not json", b"\xff\xd8\xff"),
        (b"[]", b"\xff\xd8\xff"),
        (b'{"kind": "jpeg"}', b"\xff\xd8\xff"),
        (b'{"kind":"jpeg","width":-1,"height":1,"pages":1,"warnings":[]}', b"\xff\xd8\xff"),
        (b'{"kind":"jpeg","width":99999999,"height":1,"pages":1,"warnings":[]}', b"\xff\xd8\xff"),
        (b'{"kind":"jpeg","width":1,"height":1,"pages":1,"warnings":[]}', b"<html>"),
        (b'{"kind":"html","width":1,"height":1,"pages":1,"warnings":[]}', b"<html>"),
    ],
)
def test_nothing_that_the_process_says_is_believed_unseen(head, body):
    assert sandbox._read(head, body) == "damaged"


def test_a_refusal_of_the_process_is_passed_on():
    assert sandbox._read(json.dumps({"refused": "pixels"}).encode(), b"") == "pixels"
