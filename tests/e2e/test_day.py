"""A day at the desks: a draft goes its route, questions are asked back, lists and several parties answer, supervisors look.

The gate's telephone is on its slow link; each officer works in one language.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect
from tests.browser import follow, needs_chromium

from .cast import DESK, DOSSIER, SEEKER, Cast, a_route_is_set, both_hold, comes, entries, neutral, press, release
from .stage import Demo, demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]
LIST = "\n".join(
    ["Họ tên\tNgày sinh\tQuốc tịch"]
    + [f"Người Bịa {number}\t{2534 if number in (2, 5) else 1990}\tVN" for number in range(1, 9)]
)
DONE, PAUSED = ".st use[href$='#s-done']", ".st use[href$='#s-pause']"
BROKEN = 2  # rows of LIST with a year of the Buddhist era


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demonstration(tmp_path_factory.mktemp("day")) as running:
        yield running


def a_request_goes_its_route(cast: Cast) -> str:
    """The gate asks Hanoi: the route leads to Vientiane, which returns the draft and then agrees by telephone."""
    chief, evening, gate = cast.at("LA", "supervisor"), cast.at("LA", "border2"), cast.gate
    a_route_is_set(cast)
    gate.go("/requests/")
    press(gate, "main a[href='/requests/new']")
    press(gate, "main a[href='/requests/new/vehicle']")
    gate.glance("vehicle")
    gate.fill(
        to_office=DESK, purpose="CRIMINAL", asks="REGISTERED", role="STOLEN-VEHICLE", plate="29C-041.70", plate_country="VN",
        offence="VEHTHEFT", law="ມາດຕາ 235", penalty_kind="term", penalty_years="5", instrument="VNLA-MLA20", place="4",
        handling="H1", source="B", information="2",
        language="lo", text="ລົດບັນທຸກສີຟ້າ ຢູ່ດ່ານ.", **neutral(gate),
    )  # fmt: skip
    gate.send()
    gate.glance("submitted")
    press(chief, "nav a[href='/requests/release']")
    press(chief, "main a.go")
    chief.fill(text="ກະລຸນາຂຽນປ້າຍທະບຽນໃຫ້ຄົບ.")
    follow(chief.page, "button[value=return]")
    gate.go("/")
    gate.glance("returned")
    press(gate, "main a[href*='/requests/draft/']")
    expect(gate.page.locator("main")).to_contain_text("ກະລຸນາຂຽນປ້າຍທະບຽນໃຫ້ຄົບ.")
    gate.fill(text="ລົດບັນທຸກສີຟ້າ ຢູ່ດ່ານ. ປ້າຍທະບຽນຄົບແລ້ວ.")
    gate.send()
    evening.go("/requests/release")
    press(evening, "main a.go")
    evening.page.click("main details summary")
    evening.glance("by-telephone")
    press(evening, "button[value=call]")
    expect(evening.page).to_have_url(DOSSIER)
    dossier = evening.page.url.rpartition("/")[2]
    chief.go("/")
    press(chief, "main a[href*='/requests/approvals/']")
    chief.glance("confirm")
    press(chief, "button[value=confirm]")
    return dossier


def a_question_is_asked_back(cast: Cast, dossier: str) -> None:
    """Hanoi asks for a photo of the vehicle: its clock stands until the gate has replied from the telephone."""
    desk, gate = cast.at("VN", "desk"), cast.gate
    both_hold(cast.at("LA", "supervisor"), desk, dossier, "request.opened.v1")
    desk.step(dossier, "take")
    desk.step(dossier, "ask-back", asks="FACTS", text="Số khung của xe là bao nhiêu?")
    both_hold(desk, gate, dossier, "request.clarification-asked.v1")
    comes(desk, f"/requests/{dossier}", f".about {PAUSED}", 1)
    desk.glance("asked-back")
    gate.go("/")
    press(gate, f"main a[href$='{dossier}']")
    gate.glance("question")
    gate.step(dossier, "give", text="ເລກຖັງ 0417 EXERCISE.", handling="H1", source="A", information="1")
    both_hold(gate, desk, dossier, "request.clarification-given.v1")
    comes(desk, f"/requests/{dossier}", f".about {PAUSED}", 0)
    desk.step(
        dossier, "answer", scope="whole", result_0="REGISTERED", handling="H1", source="A",
        information="1", text="Xe đã đăng ký tại Quảng Trị.",
    )  # fmt: skip
    both_hold(desk, gate, dossier, "request.answered.v1")
    gate.go(f"/requests/{dossier}")
    gate.glance("vehicle-answered")


def a_list_is_asked(cast: Cast, tmp_path: Path) -> str:
    """Hanoi pastes a list, two rows of which are broken; Phnom Penh answers it by its own sheet."""
    desk, chief, other = cast.at("VN", "desk"), cast.at("VN", "supervisor"), cast.at("KH", "desk")
    desk.go("/requests/new/trace")
    desk.fill(
        to_office=SEEKER, purpose="MISSING", asks="WHEREABOUTS", handling="H1", source="B", information="2",
        language="vi", text="Các gia đình mất liên lạc.", **neutral(desk),
    )  # fmt: skip
    follow(desk.page, "[name=list]")
    desk.page.fill("[name=pasted]", LIST)
    follow(desk.page, "[value=read]")
    desk.page.select_option("[name=role]", "MISSING")
    follow(desk.page, "[value=map]")
    desk.glance("list-account")
    expect(desk.page.locator("section[aria-labelledby=account] tbody tr")).to_have_count(BROKEN)
    follow(desk.page, "[value=take]")
    press(desk, "main a[href*='/requests/draft/']")
    desk.send()
    dossier = release(chief)
    both_hold(chief, other, dossier, "request.opened.v1")
    other.step(dossier, "take")
    other.go(f"/requests/{dossier}/subjects")
    other.glance("list-to-answer")
    follow(other.page, "a[href*='/subjects.xlsx']")
    other.glance("list-use")
    with other.page.expect_download() as asked:
        other.page.click("main form button.main")
    other.go(f"/requests/{dossier}/subjects")
    answered = tmp_path / "answered.xlsx"
    answered.write_bytes(filled_in(Path(asked.value.path()).read_bytes()))
    other.fill(handling="H1", source="A", information="2")
    other.page.set_input_files("[name=file]", answered)
    follow(other.page, "[value=sheet]")
    follow(other.page, "[value=send]")
    other.glance("list-answered")
    both_hold(other, desk, dossier, "request.answered.v1")
    return dossier


def filled_in(sheet: bytes) -> bytes:
    """The sheet of a list with the same answer in every row."""
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    page = book.active
    assert page is not None
    heads = [cell.value for cell in page[1]]
    place = heads.index("លទ្ធផល ឬការបដិសេធ") + 1
    for row in range(2, page.max_row + 1):
        page.cell(row, place, "NOT-FOUND")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def two_parties_are_asked(cast: Cast) -> None:
    """Hanoi asks two parties in one joint dossier. Vientiane answers; Phnom Penh is silent until its office above hears."""
    desk, chief, laos = cast.at("VN", "desk"), cast.at("VN", "supervisor"), cast.at("LA", "desk")
    above, there = cast.at("KH", "supervisor"), cast.at("KH", "desk")
    desk.go("/requests/new/trace")
    desk.page.click("details:has([name=also_LA]) > summary")
    desk.fill(
        to_office="KH-NCB", also_LA="LA-CRIM", joint="joint", purpose="MISSING", asks="WHEREABOUTS", urgency="IMMEDIATE",
        urgency_ground="CHILD", role="MISSING", name_latn="Trần Thị Bịa", birth="03/2011", nationality="VN", handling="H1",
        source="B", information="2", language="vi", text="Cháu có thể đã bị đưa sang Campuchia hoặc Lào.", **neutral(desk),
    )  # fmt: skip
    desk.glance("two-parties")
    desk.send()
    dossier = release(chief)
    chief.glance("joint")
    both_hold(chief, laos, dossier, "request.opened.v1")
    laos.step(dossier, "take")
    laos.step(
        dossier, "answer", scope="whole", result_0="NO-RECORD", matched_by_0="none", handling="H1", source="A",
        information="1", text="ບໍ່ພົບຂໍ້ມູນການເຂົ້າເມືອງ.",
    )  # fmt: skip
    both_hold(laos, desk, dossier, "request.answered.v1")
    assert above.page.request.get(f"{above.url}/requests/{dossier}").status == 404  # another office was asked
    desk.step(dossier, "escalate", to_office=SEEKER, ground="DANGER", text="Cháu bé có thể đang gặp nguy hiểm.")
    desk.glance("escalated")
    comes(above, "/", f"main a[href$='{dossier}']", 2)  # to be answered, and: a partner turns to your office
    above.glance("turned-to")
    press(above, f"main a[href$='{dossier}']")
    above.glance("joint-above")
    both_hold(desk, above, dossier, "request.escalated.v1")
    there.step(dossier, "take")
    there.step(
        dossier, "answer", scope="whole", result_0="FOUND-WELL", matched_by_0="document", handling="H1", source="A",
        information="1", text="រកឃើញហើយ មានសុវត្ថិភាព។",
    )  # fmt: skip
    both_hold(there, desk, dossier, "request.answered.v1")
    both_hold(there, laos, dossier, "request.answered.v1")  # each party reads what the other has answered
    desk.go(f"/requests/{dossier}")
    desk.glance("joint-answered")
    desk.step(dossier, "close", usefulness="DECISIVE")


def use_is_asked_for(cast: Cast, dossier: str) -> None:
    """Hanoi asks for another use of the answer; Phnom Penh's supervisor consents, and later recalls the answer."""
    desk, chief = cast.at("VN", "desk"), cast.at("KH", "supervisor")
    desk.go(f"/requests/{dossier}/ask-consent")
    desk.fill(use="EVIDENCE", text="Cho phiên tòa tháng 12.")
    desk.glance("ask-consent")
    desk.send()
    both_hold(desk, chief, dossier, "request.consent-asked.v1")
    chief.go("/")
    chief.glance("today")
    press(chief, "main a[href$='/answer-consent']")
    chief.fill(decision="given")
    chief.glance("consent")
    chief.send()
    both_hold(chief, desk, dossier, "request.consent-answered.v1")
    chief.go(f"/requests/{dossier}/recall")
    chief.page.locator("main [name=entry]").last.check(force=True)
    chief.fill(reason="correction")
    chief.glance("recall")
    chief.send()
    both_hold(chief, desk, dossier, "entry.erased.v1")
    comes(chief, f"/requests/{dossier}", f"section.use {DONE}", 2)  # consented; Hanoi states that it has complied
    chief.glance("recalled")


def a_colleague_translates(cast: Cast, dossier: str) -> None:
    """Hanoi's desk reads no Lao: its translator hands the text in, and it stays in the ministry."""
    desk, translator, words = cast.at("VN", "desk"), cast.at("VN", "translator"), "Người này có thể ở tỉnh Quảng Trị."
    desk.go(f"/requests/{dossier}/translation/{dossier}/ask")
    desk.fill(language="vi")
    desk.glance("ask-translation")
    desk.send()
    translator.go("/requests/translations")
    press(translator, "main a.go")
    translator.fill(**{"t-text": words})
    translator.glance("translate")
    translator.send()
    desk.go(f"/requests/{dossier}")
    expect(desk.page.locator("details.translated")).to_contain_text(words)
    desk.glance("translated")
    assert not any("translation" in one for one in entries(cast.at("LA", "supervisor"), dossier).values())


def the_supervisors_look(cast: Cast, read: str) -> None:
    """Vientiane reminds Hanoi of what is late; Phnom Penh looks at ages and figures; an auditor sees who read."""
    chief, desk, late = cast.at("LA", "supervisor"), cast.at("VN", "desk"), "LA-VN-2026-0001"
    chief.go("/requests/ageing")
    expect(chief.page.locator("main .st.late").first).to_be_visible()
    chief.glance("ageing")
    chief.go("/requests/?side=wait")
    press(chief, f"main li:has-text('{late}') a.go")
    dossier = chief.page.url.rpartition("/")[2]
    chief.step(dossier, "remind", text="ກະລຸນາຕອບ.")
    both_hold(chief, desk, dossier, "request.reminded.v1")
    desk.go(f"/requests/{dossier}")
    desk.glance("reminded")
    a_colleague_translates(cast, dossier)
    figures = cast.at("KH", "supervisor")
    figures.go("/figures/")
    figures.glance("figures")
    auditor = cast.at("LA", "auditor")
    auditor.go("/audit")
    auditor.glance("who-read")
    expect(auditor.page.locator(f"main tr:has-text('la.border'):has-text('{read[:6]}')").first).to_be_visible()


def test_a_day_at_the_desks(demo: Demo, browser: Browser, tmp_path: Path) -> None:
    cast = Cast(demo, browser, "day")
    vehicle = a_request_goes_its_route(cast)
    a_question_is_asked_back(cast, vehicle)
    listed = a_list_is_asked(cast, tmp_path)
    use_is_asked_for(cast, listed)
    two_parties_are_asked(cast)
    the_supervisors_look(cast, vehicle)
