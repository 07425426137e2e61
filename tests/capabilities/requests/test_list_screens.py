"""A list in a real browser: 40 rows pasted, three of them broken; a list answered by its own sheet and taken down."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser
from tests.browser import follow, needs_chromium
from tests.capabilities.requests.kind_forms import form_of
from tests.capabilities.requests.ministries import OFFICES, person, trace_form
from tests.capabilities.requests.test_lists import PASTED
from tests.capabilities.requests.test_pages import Node
from tests.capabilities.requests.test_screens import played
from tests.web.people import someone
from tests.web.test_screens import enter, looked_at

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.form import Asked
from tripoint.capabilities.requests.permission import acting
from tripoint.directory.models import Role
from tripoint.documents.tables import read_table

__all__ = ["played"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    needs_chromium,
]


def test_a_list_is_pasted_mended_and_another_answered_by_its_sheet(
    browser: Browser, played: tuple[Node, str, str], tmp_path: Path
) -> None:
    node, site, _dossier = played
    officer = someone(roles=[Role.OFFICER], language="vi")
    who = acting(officer, officer.holdings.get().post)
    draft = actions.save(node.kh.ledger, who, trace_form(addressee="VN", to_office=OFFICES["VN"], subjects=()))
    people = tuple(Asked(role="SUSPECT", subject=person(f"Người {number}")) for number in range(1, 13))
    dossier = node.vn.request(form_of("trace", subjects=people, to_office="KH-MOI"))
    node.carry()

    context = browser.new_context(viewport={"width": 360, "height": 740}, accept_downloads=True)
    page = context.new_page()
    enter(page, site, officer)
    page.goto(f"{site}/requests/draft/{draft}")
    follow(page, "[name=list]")
    looked_at(page, "list-paste")
    page.fill("[name=pasted]", PASTED)
    follow(page, "[value=read]")
    looked_at(page, "list-map")
    assert page.locator("[name=column_1]").input_value() == "birth"
    page.select_option("[name=role]", "SUSPECT")
    follow(page, "[value=map]")
    looked_at(page, "list-account")
    assert page.locator("section[aria-labelledby=account] tbody tr").count() == 3
    with page.expect_download() as broken:
        page.click("a[href$='broken-rows.xlsx']")
    assert len(read_table(Path(broken.value.path()).read_bytes()).rows) == 4
    follow(page, "[value=take]")
    looked_at(page, "list-taken")
    assert page.locator("section[aria-labelledby=here] li").count() == 37

    page.goto(f"{site}/requests/{dossier}/subjects")
    looked_at(page, "list-answer")
    follow(page, "a[href*='/subjects.xlsx']")  # a partner's list leaves for a stated use
    looked_at(page, "list-use")
    with page.expect_download() as asked:
        page.click("main form button.main")
    page.goto(f"{site}/requests/{dossier}/subjects")
    book = openpyxl.load_workbook(io.BytesIO(Path(asked.value.path()).read_bytes()))
    sheet = book.active
    assert sheet is not None
    heads = [cell.value for cell in sheet[1]]
    for row in range(2, 14):
        sheet.cell(row, heads.index("Kết quả hoặc từ chối") + 1, "Đã tìm nhưng không thấy")
    answered = tmp_path / "answered.xlsx"
    book.save(answered)
    page.set_input_files("[name=file]", answered)
    follow(page, "[value=sheet]")
    looked_at(page, "list-read")
    follow(page, "[value=send]")
    looked_at(page, "list-answered")
    follow(page, "a[href*='/subjects.csv']")
    with page.expect_download() as done:
        page.click("main form button.main")
    rows = read_table(Path(done.value.path()).read_bytes()).rows
    assert [row[heads.index("Kết quả hoặc từ chối")] for row in rows[1:]] == ["Đã tìm nhưng không thấy"] * 12
    node.carry()
    assert node.vn.state(dossier).phase == "answered"
    context.close()
