"""A list of subjects: mapped, its broken rows told and mended, released, answered one by one, in bulk and by a sheet."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.capabilities.requests.kind_forms import form_of
from tests.capabilities.requests.ministries import Ministries, person
from tests.capabilities.requests.test_pages import DESK, FIELDS, OFFICES, Node, desk, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.requests import actions, entries, list_reading
from tripoint.capabilities.requests.actions.addressee import MOST_ITEMS
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.form import Asked
from tripoint.capabilities.requests.letter import letter_of
from tripoint.capabilities.requests.list_models import ListMapping, ListWork
from tripoint.capabilities.requests.models import RequestDraft, RequestState
from tripoint.capabilities.requests.reading import reading
from tripoint.directory.models import Officer, Role
from tripoint.documents.letter import print_letter
from tripoint.documents.tables import FORMULA, Table, read_table

__all__ = ["desk", "node"]
TODAY = date(2026, 11, 22)
HEADINGS = ("Họ tên", "ວັນເກີດ", "សញ្ជាតិ", "Province", "Passport No.")


def read(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> list_reading.Account:
    """Rows of persons under headings in four languages."""
    table = Table((headings, *rows), tuple(range(1, len(rows) + 2)))
    mapping = list_reading.guess(headings, "person", custody=False)
    return list_reading.read_list(
        table, mapping, "person", has_headings=True, role="SUSPECT", custody=False, party="VN", today=TODAY
    )


def test_headings_are_known_in_four_languages() -> None:
    assert list_reading.guess(HEADINGS, "person", custody=False) == [
        "name_latn", "birth", "nationality", "province", "document_number",
    ]  # fmt: skip
    assert list_reading.guess(("?", "Tên", "Họ tên"), "person", custody=False) == ["", "name_latn", ""]
    assert list_reading.guess(("Biển số", "VIN"), "vehicle", custody=False) == ["plate", "vin"]


def test_a_year_alone_local_digits_and_labels_in_any_language_are_read() -> None:
    account = read(("Nguyễn Văn A", "1990", "Việt Nam", "Savannakhet", "B1"), ("B", "០៤/០៥/១៩៩១", "ກຳປູເຈຍ", "", ""))
    assert account.broken == ()
    first, second = (one.person for one in account.good)
    assert first is not None
    assert (first.birth_date, first.nationality, first.address and first.address.province) == ("1990", ("VN",), "LA-SV")
    assert second is not None
    assert (second.birth_date, second.nationality) == ("1991-05-04", ("KH",))


@pytest.mark.parametrize(
    ("row", "heading", "why"),
    [
        (("A", "2534", "", "", ""), "ວັນເກີດ", "Buddhist"),
        (("A", "30/02/1990", "", "", ""), "ວັນເກີດ", "lunar"),
        (("A", "soon", "", "", ""), "ວັນເກີດ", "1991"),
        (("A", "", "Atlantis", "", ""), "សញ្ជាតិ", "not in the list"),
        (("A", "", "", "Quảng Bình", ""), "Province", "no longer exists"),
        ((FORMULA, "", "", "", ""), "Họ tên", "formula"),
        (("", "1990", "", "", ""), "Họ tên", "who or what"),
        (("A\u202eB", "", "", "", ""), "Họ tên", "no writing"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_row_column_and_reason(
    row: tuple[str, ...], heading: str, why: str
) -> None:
    account = read(("Good", "1990", "", "", ""), row)
    assert len(account.good) == 1
    broken = account.broken[0]
    assert (broken.number, broken.heading) == (3, heading)
    assert why in broken.why


def test_five_hundred_rows_of_which_37_are_broken() -> None:
    rows = [(f"Người {number}", "2534" if number % 13 == 1 else "1990", "", "", "") for number in range(1, 482)]
    rows += [("", "", "x", "", "")] * 0
    account = read(*rows)
    assert (len(account.good), len(account.broken)) == (444, 37)
    table = Table((HEADINGS, *rows), tuple(range(1, len(rows) + 2)))
    sheet = list_reading.broken_rows(table, account, has_headings=True)
    assert len(sheet) == 38
    assert sheet[1][0] == "2"
    assert sheet[1][2:] == list(rows[0])


# ---- through the door ----
BASE = {key: value for key, value in FIELDS.items() if not key.startswith(("name_", "birth", "nationality", "role"))}
PASTED = "\n".join(
    ["Họ tên\tNgày sinh\tQuốc tịch"]
    + [f"Người {number}\t{2534 if number < 4 else 1990}\tVN" for number in range(1, 41)]
)


def drafted(client: Client, kind: str = "trace") -> str:
    """A saved draft, and the address of its list."""
    asks = {"trace": ["WHEREABOUTS"], "account": ["SUBSCRIBER"]}[kind]
    answer = client.post(f"/requests/new/{kind}", {**BASE, "asks": asks, "list": "1"})
    assert answer.status_code == 302, re.findall(r'class="err".*?<span>(.*?)</span>', answer.content.decode())
    return str(answer["Location"])


def columns(mapping: list[str], **more: str) -> dict[str, str]:
    """A posted mapping."""
    return (
        {f"column_{place}": field for place, field in enumerate(mapping)} | {"do": "map", "has_headings": "on"} | more
    )


def test_a_pasted_list_is_mapped_mended_released_and_answered(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    address = drafted(client)
    client.post(address, {"pasted": PASTED})
    page = client.get(address).content.decode()
    assert re.findall(r'<option value="(\w+)" selected>', page)[:3] == ["name_latn", "birth", "nationality"]
    client.post(address, columns(["name_latn", "birth", "nationality"], role="SUSPECT"))
    page = client.get(address).content.decode()
    assert page.count("Buddhist") == 3
    broken = read_table(client.get(address.replace("subjects", "broken-rows.xlsx")).content)
    assert [row[2] for row in broken.rows[1:]] == ["Người 1", "Người 2", "Người 3"]
    client.post(address, {"do": "take"})
    assert not ListWork.objects.exists()
    mended = "\n".join("\t".join(row).replace("2534", "1991") for row in broken.rows)
    client.post(address, {"pasted": mended})
    client.post(address, columns(["", "", "name_latn", "birth", "nationality"], role="SUSPECT"))
    client.post(address, {"do": "take"})

    draft = RequestDraft.objects.get()
    assert len(actions.written(node.kh.ledger, draft).subjects) == 40
    answer = client.post(f"/requests/draft/{draft.pk}", {**BASE, "submit": "1"})
    assert answer.status_code == 302
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    assert "Người 25" in chief.get(f"/requests/release/{draft.pk}?page=2").content.decode()
    chief.post(f"/requests/release/{draft.pk}", {"decision": "release", "text": ""})
    node.carry()
    row = RequestState.objects.get()
    assert row.subjects == 40
    assert node.vn.state(row.dossier).subjects == 40
    page = client.get(f"/requests/{row.dossier}").content.decode()
    assert "Người 39" not in page  # folded: the list has pages of its own
    assert "Người 39" in client.get(f"/requests/{row.dossier}/subjects").content.decode()


def test_a_sheet_of_before_unicode_is_recognised_shown_and_read(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    address = drafted(client)
    rows = "Hä vµ tªn;N¨m sinh\r\nNguyÔn V¨n Hïng;1991\r\nTrÇn ThÞ Thóy;2534\r\n".encode("latin-1")
    client.post(address, {"file": SimpleUploadedFile("a.csv", rows)})
    page = client.get(address).content.decode()
    assert "written as before Unicode" in page
    assert "Nguyễn Văn Hùng" in page
    assert re.findall(r'<option value="(\w+)" selected>', page)[:3] == [
        "tcvn3",
        "name_latn",
        "birth",
    ]  # by its headings
    client.post(address, columns(["name_latn", "birth"], role="SUSPECT", encoding=""))
    assert "NguyÔn" in client.get(address).content.decode()  # nothing is lost: as it stands, and back
    client.post(address, columns(["name_latn", "birth"], role="SUSPECT", encoding="burn"))
    client.post(address, columns(["name_latn", "birth"], role="SUSPECT", encoding="tcvn3"))
    assert "Trần Thị Thúy" in client.get(address).content.decode()  # broken by its year, and told so
    broken = read_table(client.get(address.replace("subjects", "broken-rows.xlsx")).content)
    assert broken.rows[1][2] == "Trần Thị Thúy"
    client.post(address, {"do": "take"})
    (kept,) = actions.written(node.kh.ledger, RequestDraft.objects.get()).subjects
    assert kept.person is not None
    assert (kept.person.names[0].name, kept.person.birth_date) == ("Nguyễn Văn Hùng", "1991")


def test_an_office_does_not_map_the_same_sheet_twice(node: Node, desk: Officer) -> None:
    client = signed_in(desk)
    address = drafted(client)
    rows = {"pasted": "Foo\tBar\nSok Sabay\t1990\n"}
    client.post(address, rows)
    client.post(address, columns(["name_latn", "birth"], role="SUSPECT"))
    client.post(address, {"do": "drop"})
    client.post(address, rows)
    page = client.get(address).content.decode()
    assert re.findall(r'<option value="(\w+)" selected>', page)[:2] == ["name_latn", "birth"]
    assert b"Foo" not in bytes(ListMapping.objects.get().sealed)


def test_a_list_is_sealed_and_another_officer_has_none_of_it(node: Node, desk: Officer) -> None:
    address = drafted(signed_in(desk))
    signed_in(desk).post(address, {"pasted": PASTED})
    assert "Người".encode() not in bytes(ListWork.objects.get().sealed)
    other = signed_in(someone((Role.OFFICER,), "other"))
    for target in (address, address.replace("subjects", "broken-rows.csv")):
        assert other.get(target).status_code in (403, 404)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"pasted": ""}, "no rows"),
        ({"pasted": "a\n" * 600}, "500"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 broken")}, "damaged"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_draft_stays(
    node: Node, desk: Officer, sent: dict[str, Any], said: str
) -> None:
    client = signed_in(desk)
    address = drafted(client)
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert RequestDraft.objects.count() == 1


def listed(node: Node, count: int) -> str:
    """A request of Viet Nam to this office about many persons."""
    people = tuple(Asked(role="SUSPECT", subject=person(f"Người {number}")) for number in range(1, count + 1))
    dossier = node.vn.request(form_of("trace", subjects=people, to_office=DESK))
    node.carry()
    return dossier


GRADED = {"handling": "H1", "source": "A", "information": "1", "text": ""}


def test_a_list_is_answered_for_a_selection_and_by_its_own_sheet(node: Node, desk: Officer) -> None:
    dossier = listed(node, 30)
    client, address = signed_in(desk), f"/requests/{dossier}/subjects"
    assert client.get(f"/requests/{dossier}/answer")["Location"] == address
    answer = client.post(address, {**GRADED, "place": ["0", "4"], "result": "no:NOT-COMPETENT", "do": "selection"})
    assert answer.status_code == 302
    node.carry()
    assert node.vn.state(dossier).phase == "part-answered"

    sheet = read_table(client.post(f"{address}.xlsx", {"use": "RECORD"}).content)
    assert len(sheet.rows) == 31
    result, matched = sheet.rows[0].index("Result or refusal"), sheet.rows[0].index("Recognised")
    rows = [list(row) for row in sheet.rows]
    for number, row in enumerate(rows[1:], start=1):
        if not row[result]:
            row[result], row[matched] = ("In custody here", "by document") if number != 7 else ("In custody here", "")
    text = "\n".join("\t".join(row) for row in rows)
    client.post(address, {**GRADED, "pasted": text, "do": "sheet"})
    page = client.get(address).content.decode()
    assert "recognised" in page or "made sure" in page  # row 7 says not how
    client.post(address, {"do": "send"})
    assert node.kh.state(dossier).answered_at is None
    client.post(address, {**GRADED, "place": ["6"], "result": "NOT-FOUND", "do": "selection"})
    node.carry()
    assert node.vn.state(dossier).phase == "answered"
    done = read_table(client.post(f"{address}.csv", {"use": "RECORD"}).content)
    assert [row[result] for row in done.rows[1:8]].count("In custody here") == 4
    assert done.rows[7][result] == "Searched for and not found"
    assert done.rows[1][result] == "Not in our competence"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("99\tDeceased\tby document", "no subject"), ("one\tDeceased\tby document", "no subject"),
        ("1\tEaten\tby document", "not in the list"), ("1\t=1+1\t", "formula"), ("1\tDeceased\tby guessing", "made sure"),
        ("1\tDeceased\t", "made sure"),
    ],
)  # fmt: skip
def test_a_wrong_row_of_an_answered_sheet_is_told_and_not_sent(node: Node, desk: Officer, row: str, why: str) -> None:
    dossier = listed(node, 3)
    client, address = signed_in(desk), f"/requests/{dossier}/subjects"
    pasted = f"No.\tResult or refusal\tRecognised\n{row}\n2\tSearched for and not found\t\n"
    client.post(address, {**GRADED, "pasted": pasted, "do": "sheet"})
    assert why in client.get(address).content.decode()
    client.post(address, {"do": "send"})
    node.carry()
    assert actions.open_places(node.kh.ledger, node_acting(node, desk), dossier) == (0, 2)


def node_acting(node: Node, desk: Officer) -> actions.Acting:
    """The desk officer in the post held."""
    return actions.acting(desk, desk.holdings.get().post)


def test_another_office_sees_neither_list_nor_sheet(node: Node, desk: Officer) -> None:
    dossier = node.vn.request(form_of("trace", to_office="KH-GCNP"))
    node.carry()
    for ending in ("subjects", "subjects.xlsx", "subjects.csv"):
        assert signed_in(desk).get(f"/requests/{dossier}/{ending}").status_code == 404


def test_500_subjects_are_released_answered_in_parts_and_printed(ministries: Ministries) -> None:
    people = tuple(Asked(role="SUSPECT", subject=person(f"Người thứ {number}")) for number in range(500))
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request(form_of("trace", subjects=people))
    ministries.settle()
    items = [
        entries.AnswerItem(
            subject=place, result="IN-CUSTODY", matched_by="fingerprint", handling="H1", source="A", information="1"
        )
        for place in range(500)
    ]  # fmt: skip
    actions.answer_some(kh.ledger, kh.desk, dossier, items[:-1], Words("km", "ចម្លើយ"))
    assert actions.open_places(kh.ledger, kh.desk, dossier) == (499,)
    entry = actions.answer_some(kh.ledger, kh.desk, dossier, items[-1:], Words("km", "ចម្លើយ"))
    ministries.settle()
    assert vn.state(dossier).phase == "answered"
    found = reading(vn.ledger, vn.desk, dossier)
    assert sum(line.type == entries.ANSWERED for line in found.lines) == -(-499 // MOST_ITEMS) + 1
    for one in (dossier, entry):
        assert print_letter(letter_of(vn.ledger, found, one)).startswith(b"%PDF")
    assert OFFICES
