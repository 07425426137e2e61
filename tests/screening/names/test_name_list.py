"""Reading lists that were written by others."""

from __future__ import annotations

import gzip
import lzma
import random
from pathlib import Path

import pytest

from tripoint.screening.names.name_list import LINE_LIMIT, NAME_LIMIT, Account, ListRefused, ListRow, read_list
from tripoint.screening.names.reasons import Reason


def read(path: Path, content: str | bytes, **options: object) -> tuple[list[ListRow], Account]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    account = Account()
    return list(read_list(path, account, **options)), account  # type: ignore[arg-type]


def names(rows: list[ListRow]) -> list[str]:
    return [row.name for row in rows]


def test_columns_are_found_by_their_headings_in_any_of_the_languages(tmp_path: Path) -> None:
    for heading in ("name", "Full Name", "Họ và tên", "ຊື່", "ឈ្មោះ"):
        rows, _ = read(tmp_path / "a.csv", f"STT,{heading},Ngày sinh\n7,Sok Dara,1990\n")
        assert rows == [ListRow(2, "7", "Sok Dara", {"birth_date": "1990"})]


def test_a_row_without_an_id_takes_its_line_number(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.csv", "name\nSok Dara\nLan\n")
    assert [row.id for row in rows] == ["2", "3"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    rows, _ = read(tmp_path / "a.csv", f"id{separator}name\n1{separator}Sok Dara\n")
    assert names(rows) == ["Sok Dara"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    rows, account = read(tmp_path / "a.csv", "id,name\n1,ວິໄລ ຫຼ້າຄຳຟອງ\n".encode(encoding))
    assert names(rows) == ["ວິໄລ ຫຼ້າຄຳຟອງ"]
    assert not account.unread


def test_a_legacy_encoding_is_read_and_told(tmp_path: Path) -> None:
    rows, account = read(tmp_path / "a.csv", "id,name\n1,NguyÔn V¨n Hïng\n".encode("cp1252"))
    assert names(rows) == ["NguyÔn V¨n Hïng"]
    assert "not UTF-8" in account.remarks[0].text()


def test_bytes_that_are_no_text_are_told_by_line(tmp_path: Path) -> None:
    rows, account = read(tmp_path / "a.csv", b"id,name\n1,Sok \xff Dara\n2,Lan\n", encoding="utf-8")
    assert names(rows) == ["Lan"]
    assert account.examples == [(2, Reason("name_bytes"))]
    assert "not text in this encoding" in Reason("name_bytes").text()


def test_packed_lists_are_read(tmp_path: Path) -> None:
    line = b'{"id": "1", "name": "Sok Dara"}\n'
    assert names(read(tmp_path / "a.jsonl.xz", lzma.compress(line))[0]) == ["Sok Dara"]
    assert names(read(tmp_path / "a.jsonl.gz", gzip.compress(line))[0]) == ["Sok Dara"]


def test_a_packed_list_that_ends_early_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    random.seed(1)
    lines = "".join(f'{{"id": "{n}", "name": "Sok {random.random()}"}}\n' for n in range(200_000)).encode()
    packed = gzip.compress(lines)
    rows, account = read(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2])
    assert 10_000 < len(rows) < 190_000
    assert "ends early" in account.remarks[0].text()


def test_broken_rows_are_left_out_and_told(tmp_path: Path) -> None:
    rows, account = read(
        tmp_path / "a.csv",
        f"id,name\n1,Sok Dara\n2\n3,a,b\n4,\n5,{'x' * (NAME_LIMIT + 1)}\n6,{'y' * 3 * LINE_LIMIT}\n"
        "7,Lan\n8,A\0B\n\n9,Mai\n",
    )
    assert names(rows) == ["Sok Dara", "Lan", "Mai"]
    assert [line for line, _ in account.examples] == [3, 4, 5, 6, 7, 9]
    assert account.read == 3
    assert "Rows that could not be read: 6" in "\n".join(account.lines())


def test_a_quote_that_never_closes_costs_no_memory_and_is_told(tmp_path: Path) -> None:
    filler = "".join(f"{n},Lan {n}\n" for n in range(20_000))
    rows, account = read(tmp_path / "a.csv", 'id,name\n1,Sok Dara\n2,"open\n' + filler)
    assert names(rows)[0] == "Sok Dara"
    assert Reason("quote_open") in account.unread


def test_json_lines_that_are_not_objects_are_told(tmp_path: Path) -> None:
    deep = "[" * 30_000
    rows, account = read(tmp_path / "a.jsonl", f'{{"name": "Lan"}}\n[1]\nnot json\n{deep}\n{{"name": 5}}\n{{"x": 1}}\n')
    assert names(rows) == ["Lan", "5"]
    assert sum(account.unread.values()) == 4


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"id,surname,given\n1,a,b\n", r"no column 'name'.*id, surname, given.*--name-column"),
        ("a.csv", b"PK\x03\x04\xff\xfe\x00\x00" * 9, "not a text file"),
        ("a.csv.gz", b"not gzip", "packed file cannot be read"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    with pytest.raises(ListRefused, match=words):
        read(tmp_path / name, content)


def test_a_named_column_and_encoding_are_taken(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "a.csv", "who,x\nSok Dara,1\n", columns={"name": "Who"}, encoding="utf-8")
    assert names(rows) == ["Sok Dara"]
    with pytest.raises(ListRefused, match="no encoding is called"):
        read(tmp_path / "a.csv", "name\nx\n", encoding="klingon")


def test_random_bytes_never_stop_the_reading(tmp_path: Path) -> None:
    random.seed(2)
    for kind in ("a.csv", "a.jsonl", "a.csv.gz"):
        for _ in range(60):
            content = b"id,name\n" * random.randrange(2) + random.randbytes(random.randrange(400))
            try:
                read(tmp_path / kind, content)
            except ListRefused:
                continue


def test_progress_adds_up_to_the_file(tmp_path: Path) -> None:
    told: list[int] = []
    read(tmp_path / "a.csv", "name\n" + "Sok Dara\n" * 5000, progress=told.append)
    assert sum(told) == (tmp_path / "a.csv").stat().st_size
