"""The index's file: whole or refused."""

from __future__ import annotations

import hashlib
import json
import random
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tripoint.screening.names.index import NameIndex
from tripoint.screening.names.index_file import IndexFileRefused, open_arrays, write_arrays

GALLERY = [(str(number), f"{first} {last}") for number, (first, last) in enumerate(
    (first, last) for first in ("Khamtay", "Sok", "ວິໄລ", "Hùng") for last in ("Siphandone", "ដារ៉ា", "Nguyễn")
)]  # fmt: skip


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("saved") / "names.index"
    NameIndex.build(GALLERY).save(path)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "names.index"


def forged(whole: bytes, change: Any) -> bytes:
    """A file whose header was changed and whose header checksum was made to fit again."""
    _, version, length, size, _ = struct.unpack_from("<16sIIQ32s", whole)
    header = json.loads(whole[64 : 64 + length])
    change(header)
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (length - len(text))  # the arrays stay where they are
    front = struct.pack("<16sIIQ", whole[:16], version, len(text), size)
    return front + hashlib.sha256(front + text).digest() + text + whole[64 + length :]


def test_arrays_come_back_as_they_were(path: Path) -> None:
    arrays = {"a": np.arange(100, dtype=np.uint16), "empty": np.zeros(0, np.int64), "grid": np.ones((3, 4), np.float32)}
    write_arrays(path, arrays, {"made": "by test"})
    found, meta = open_arrays(path)
    assert meta == {"made": "by test"}
    assert all((found[name] == array).all() and found[name].dtype == array.dtype for name, array in arrays.items())
    with pytest.raises(ValueError):
        found["a"][0] = 1


def test_a_type_that_the_file_does_not_hold_is_not_written(path: Path) -> None:
    with pytest.raises(ValueError, match="object"):
        write_arrays(path, {"a": np.array([{}])}, {})
    assert not path.exists()


def test_every_truncated_file_is_refused(saved: bytes, path: Path) -> None:
    random.seed(4)
    for length in [0, 1, 15, 16, 63, 64, 65, len(saved) - 1, *random.sample(range(len(saved)), 60)]:
        path.write_bytes(saved[:length])
        with pytest.raises(IndexFileRefused):
            NameIndex.open(path)


def test_a_file_with_bytes_after_its_end_is_refused(saved: bytes, path: Path) -> None:
    path.write_bytes(saved + b"\0")
    with pytest.raises(IndexFileRefused, match="not complete"):
        NameIndex.open(path)


def test_every_damaged_byte_is_refused_unless_it_is_padding(saved: bytes, path: Path) -> None:
    expected = [hit.id for hit in NameIndex.build(GALLERY).search("Sok Dara")]
    random.seed(5)
    refused = 0
    for at in [*range(64), *random.sample(range(64, len(saved)), 200)]:
        damaged = bytearray(saved)
        damaged[at] ^= 1 << random.randrange(8)
        path.write_bytes(damaged)
        try:
            assert [hit.id for hit in NameIndex.open(path).search("Sok Dara")] == expected
        except IndexFileRefused:
            refused += 1
    assert refused > 200


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header["arrays"][0].update(offset=-64),
        lambda header: header["arrays"][1].update(shape=[2**62]),
        lambda header: header["arrays"][1].update(shape=[-1]),
        lambda header: header["arrays"][1].update(dtype="|O"),
        lambda header: header["arrays"][1].update(dtype="<u8,<u8"),
        lambda header: header["arrays"][1].update(name="0.names.letters"),
        lambda header: header["arrays"].pop(),
        lambda header: header["arrays"].clear(),
        lambda header: header.update(arrays=None),
        lambda header: header.update(meta=[]),
        lambda header: header["meta"].update(segments="many"),
        lambda header: header["meta"].update(segments=10**9),
        lambda header: header["meta"].update(engine="another"),
    ],
)
def test_a_forged_header_is_refused(saved: bytes, path: Path, change: Any) -> None:
    path.write_bytes(forged(saved, change))
    with pytest.raises(IndexFileRefused):
        NameIndex.open(path)


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("0.names.offsets", -1, 10**9),
        ("0.names.offsets", 1, -5),
        ("0.by_id.rows", 0, 2**32 - 1),
        ("0.postings.starts", (0, 5), 2**31),
        ("0.postings.bases", 0, 7),
        ("0.postings.bases", -1, 2**40),
        ("0.postings.scales", 0, np.inf),
        ("0.batch.ends", 3, 10**9),
        ("0.batch.ends", -1, 10**9),
        ("0.batch.packed", 0, 200),
        ("0.batch.packed", 2, 9),
    ],
)
def test_forged_arrays_with_a_fitting_checksum_are_refused(
    saved: bytes, path: Path, name: str, at: Any, value: Any
) -> None:
    path.write_bytes(saved)
    arrays, meta = open_arrays(path)
    changed = {key: np.array(array) for key, array in arrays.items()}
    changed[name][at] = value
    write_arrays(path, changed, meta)
    with pytest.raises(IndexFileRefused):
        NameIndex.open(path)


def test_forged_prepared_names_are_refused_or_harmless(saved: bytes, path: Path) -> None:
    path.write_bytes(saved)
    arrays, meta = open_arrays(path)
    random.seed(6)
    refused = 0
    for _ in range(150):
        changed = dict(arrays)
        changed["0.batch.packed"] = np.array(arrays["0.batch.packed"])
        changed["0.batch.packed"][random.randrange(len(changed["0.batch.packed"]))] = random.randrange(256)
        write_arrays(path, changed, meta)
        try:
            assert all(0 <= hit.score <= 1 for hit in NameIndex.open(path).search("Sok Dara"))
        except IndexFileRefused:
            refused += 1
    assert refused > 10


def test_other_files_are_refused_in_words(path: Path) -> None:
    path.write_text("id,name\n1,Sok Dara\n" * 10, encoding="utf-8")
    with pytest.raises(IndexFileRefused, match=r"not a name index.*Build the index again"):
        NameIndex.open(path)


def test_a_failed_save_leaves_the_old_file(saved: bytes, path: Path) -> None:
    path.write_bytes(saved)
    with pytest.raises(ValueError):
        write_arrays(path, {"a": np.zeros(10), "b": np.array(["x"])}, {})
    assert path.read_bytes() == saved
    assert list(path.parent.iterdir()) == [path]
