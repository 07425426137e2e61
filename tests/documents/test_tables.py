"""Lists from spreadsheets: read as text in the confined process, whatever the file is; nothing is evaluated."""

from __future__ import annotations

import io
import zipfile

import pytest

from tripoint.documents.errors import DocumentRefused
from tripoint.documents.tables import (
    COLUMNS_MAX,
    FORMULA,
    ROWS_MAX,
    read_table,
    write_csv,
    write_xlsx,
)

ROWS = [["Họ tên", "ຊື່", "ឈ្មោះ"], ["Nguyễn Văn Ví Dụ", "ບຸນມີ", "សុខ"], ["x", "", "+84 912"]]


def cells(data: bytes) -> list[list[str]]:
    """What is read."""
    return [list(row) for row in read_table(data).rows]


def package(parts: dict[str, bytes]) -> bytes:
    """A ZIP file."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return kept.getvalue()


def changed(data: bytes, **parts: bytes) -> bytes:
    """A workbook with parts replaced or added; `__` stands for `/`, `_dot_` for `.`."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    return package(kept | {name.replace("__", "/").replace("_dot_", "."): value for name, value in parts.items()})


@pytest.mark.parametrize(
    "data",
    [
        write_xlsx(ROWS), write_csv(ROWS), "\n".join("\t".join(row) for row in ROWS).encode(),
        "\r\n".join(";".join(row) for row in ROWS).encode("utf-16"), "\n".join(",".join(row) for row in ROWS).encode(),
    ],
    ids=["xlsx", "csv", "pasted", "utf-16", "plain"],
)  # fmt: skip
def test_each_form_of_a_list_gives_the_same_cells(data: bytes) -> None:
    assert cells(data) == ROWS


def test_vietnamese_windows_text_is_read_and_said_to_be_a_guess() -> None:
    import unicodedata

    text = "Họ tên,Năm sinh\nTrần Thị Mẫu,1990\n"
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}  # of tones: letters of their own in Windows-1258
    written = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(one for one in parts if one in marks)
        written += unicodedata.normalize("NFC", "".join(one for one in parts if one not in marks)) + tone
    found = read_table(written.encode("cp1258"))
    assert (found.rows[1][0], found.guessed) == ("Trần Thị Mẫu", True)


def test_a_formula_is_told_and_never_run() -> None:
    import openpyxl

    assert cells(b"name,born\n=1+1,1990\n")[1][0] == FORMULA
    book = openpyxl.Workbook()
    book.active.append(["name"])
    book.active.append(["=HYPERLINK(1)"])
    kept = io.BytesIO()
    book.save(kept)
    assert cells(kept.getvalue())[1][0] == FORMULA


def test_what_leaves_runs_in_no_spreadsheet() -> None:
    hostile = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "plain"]
    assert b",'+1,'-1,'@SUM(1),plain" in write_csv([hostile])
    assert write_csv([hostile])[3:5] in (b"'=", b"\"'")
    with zipfile.ZipFile(io.BytesIO(write_xlsx([hostile]))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert cells(write_xlsx([hostile])) == [hostile]
    assert cells(write_csv([["a"], *[[one] for one in hostile]]))[1:] == [[one] for one in hostile]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"  \n", "table-empty"),
        (b"x" * (5 * 1024 * 1024 + 1), "table-large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "table-old"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "table-type"),
        (b"PK\x03\x04 broken", "table-damaged"),
        (package({"hello.txt": b"x"}), "table-type"),
        (changed(write_xlsx(ROWS), xl__vbaProject_dot_bin=b"x"), "table-macros"),
        (b"PK\x03\x04" + b"<html>" + write_xlsx(ROWS), "table-two-files"),
        (write_xlsx(ROWS) + b"%PDF-1.7", "table-two-files"),
        (changed(write_xlsx(ROWS), xl__more_dot_xml=b"0" * (65 * 1024 * 1024)), "table-expands"),
        (changed(write_xlsx(ROWS), xl__worksheets__sheet1_dot_xml=b"<worksheet"), "table-damaged"),
        (b",".join([b"a"] * 1_000_000), "table-columns"),
        (b"\t".join([b"a"] * (COLUMNS_MAX + 1)), "table-columns"),
        (b"a,b\n" * (ROWS_MAX + 2), "table-rows"),
    ],
    ids=["empty", "large", "old", "binary", "damaged", "other-zip", "macros", "before", "behind", "bomb", "cut",
         "a-million-columns", "columns", "rows"],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_plain_words(data: bytes, code: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_table(data)
    assert refused.value.code == code
    assert all(refused.value.message(language) for language in ("en", "vi", "lo", "km"))


def test_entities_of_xml_are_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    with pytest.raises(DocumentRefused) as refused:
        read_table(changed(write_xlsx(ROWS), xl__worksheets__sheet1_dot_xml=bomb + sheet))
    assert refused.value.code == "table-damaged"


def test_a_row_far_to_the_right_and_empty_rows_cost_nothing() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
    )
    sheet += b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
    sheet += b'<row r="900"><c r="A900" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    found = read_table(changed(write_xlsx(ROWS), xl__worksheets__sheet1_dot_xml=sheet))
    assert (found.rows, found.numbers) == ((("name",), ("x",)), (1, 900))
