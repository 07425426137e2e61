"""A night at a gate: a telephone on a slow link that drops, and who works with it, each in one language.

A shift is taken over, a child is looked for, a number is tried, a call is written down and recorded, the morning comes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Error, expect
from tests.browser import follow, needs_chromium, until

from tripoint.directory.seed.titles import TITLES

from .cast import (
    DESK,
    Cast,
    a_route_is_set,
    ask_for_help,
    both_hold,
    comes,
    goes,
    held,
    neutral,
    on_one_sheet,
    press,
    press_in,
    release,
    sign,
)
from .phone import OfficerAtAGate
from .stage import Demo, demonstration

pytestmark = [pytest.mark.browser, pytest.mark.slow, needs_chromium]
CALLED = re.compile(r"/requests/call/[\w-]{43}$")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demonstration(tmp_path_factory.mktemp("night")) as running:
        yield running


def the_shift_begins(cast: Cast) -> None:
    """02:10. The roster, the shift of the evening taken over, on paper too."""
    gate, evening = cast.gate, cast.at("LA", "border2")
    press(evening, "nav a[href='/duty/']")
    press(evening, "a[href='/duty/hand-over']")
    evening.fill(text="ລົດບັນທຸກສີຟ້າ: ໂທຫາກົມຕອນ 6 ໂມງ.")
    evening.send()
    gate.go("/")
    gate.glance("today")
    press(gate, "main a[href='/duty/']")
    gate.glance("duty")
    press(gate, "a[href='/duty/roster']")
    begins = datetime.fromisoformat(gate.page.input_value("[name=begins]")) - timedelta(hours=2)
    gate.fill(
        begins=f"{begins:%Y-%m-%dT%H:%M}", ends=f"{begins + timedelta(hours=8):%Y-%m-%dT%H:%M}", phone="+856 41 000 417"
    )
    gate.glance("roster")
    gate.send()
    expect(gate.page.locator("section[aria-labelledby=now] li")).to_have_count(1)
    press(gate, ".say a")
    gate.glance("hand-over")
    follow(gate.page, "main form button.main")
    expect(gate.page.locator("main form button.main")).to_have_count(0)  # accepted
    on_one_sheet(gate)


def a_number_is_published(cast: Cast) -> None:
    """Hanoi publishes the number under which somebody answers by day and night."""
    desk = cast.at("VN", "supervisor")
    desk.go("/duty/hotlines")
    press(desk, "a[href='/duty/hotlines/publish']")
    desk.fill(at_office=DESK, level="MINISTRY", number="+84 243 000 417", languages="vi")
    desk.page.check("[name=round_the_clock]")
    desk.send()


def a_substitute_is_named(cast: Cast) -> None:
    """Who heads the section in Vientiane is away tonight: the administrator names the desk officer in his place."""
    admin = a_route_is_set(cast)
    admin.go("/directory/offices/LA-CRIM")
    press(admin, f"main a:has-text('{TITLES['supervisor']['lo']}')")
    press(admin, "main a[href$='/deputies']")
    stands_in = admin.page.locator("[name=deputy] option", has_text=f"· {TITLES['desk']['lo']}")
    offered = stands_in.evaluate_all(
        "all => all.filter(one => one.text.startsWith('ກົມຕຳຫຼວດອາຍາ')).map(one => one.value)"
    )
    assert len(offered) == 1
    admin.fill(deputy=offered[0], manner="substitute", valid_from=f"{datetime.now(UTC):%Y-%m-%d}")
    admin.glance("substitute")
    admin.send()


def an_alert_comes(cast: Cast) -> str:
    """Cambodia asks the gate for help; its supervisor returns the draft once. The telephone's title says that it came."""
    chief, gate = cast.at("KH", "supervisor"), cast.gate
    gate.go("/")
    desk = ask_for_help(cast, "សុខ ឧទាហរណ៍")
    press(chief, "nav a[href='/requests/release']")
    chief.glance("queue")
    press(chief, "main a.go")
    chief.fill(text="សូមបញ្ជាក់សម្លៀកបំពាក់។")
    chief.glance("decide")
    follow(chief.page, "button[value=return]")
    desk.go("/")
    press(desk, "main a[href*='/requests/draft/']")
    desk.glance("returned")
    expect(desk.page.locator("main")).to_contain_text("សូមបញ្ជាក់សម្លៀកបំពាក់។")
    desk.fill(text="ក្មេងស្រីម្នាក់ ពាក់អាវក្រហម អាចឆ្លងច្រកយប់នេះ។ សូមជួយភ្លាម។")
    desk.send()
    assert not re.match(r"\(\d+\) ", gate.page.title())
    dossier = release(chief)
    a_number_is_published(cast)  # while the gate's page waits for its next look at the node
    a_substitute_is_named(cast)
    gate.waits_on_today(dossier)
    assert re.match(r"\(\d+\) ", gate.page.title())
    gate.glance("alert")
    press(gate, f"main a[href$='{dossier}']")
    gate.glance("request")
    both_hold(chief, gate, dossier, "request.opened.v1")
    return dossier


def the_hotline_is_tried(cast: Cast) -> None:
    """The gate calls the number in Hanoi and notes how it went."""
    gate = cast.gate
    comes(gate, "/duty/hotlines", "a[href='tel:+84243000417']")
    gate.page.click("main details summary")
    gate.glance("hotlines")
    gate.page.select_option("main select[name=result]", "ANSWERED")
    press(gate, "main details form button")
    expect(gate.page.locator("main .st .sh, main .st").first).to_be_visible()
    gate.glance("hotline-tried")


def a_photo_is_sent(gate: OfficerAtAGate, tmp_path: Path) -> None:
    """A photo taken while the link is gone, with one line: it leaves once the link is back."""
    photo = tmp_path / "gate.jpg"
    Image.effect_noise((800, 600), 12).convert("RGB").save(photo)  # two pieces once it has been made smaller
    gate.page.click("#message > summary")
    with gate.without_link():
        gate.page.set_input_files("#message input[capture]", photo)
        gate.fill(text="ຮູບຢູ່ດ່ານ 02:40.")
        gate.glance("photo-without-link")
    expect(gate.page.locator("#message [data-removal]")).to_be_visible(timeout=45_000)  # all of it is at the node
    expect(gate.page.locator("#message [name=attachment_upload]")).not_to_have_value("", timeout=45_000)
    gate.glance("photo-sent")
    follow(gate.page, "#message button.main")


def the_gate_answers(cast: Cast, dossier: str, tmp_path: Path) -> None:
    """Taken and answered from the telephone; the link drops while the answer is typed, and nothing typed is lost."""
    gate, desk = cast.gate, cast.at("KH", "desk")
    gate.step(dossier, "take")
    a_photo_is_sent(gate, tmp_path)
    both_hold(gate, desk, dossier, "request.message.v1")
    desk.go(f"/requests/{dossier}")
    expect(desk.page.locator(f"a[href*='/{dossier}/file/']")).to_have_count(1, timeout=20_000)
    gate.go(f"/requests/{dossier}/answer")
    with gate.without_link():
        gate.fill(
            scope="whole", result_0="SAFE", matched_by_0="document", handling="H1", source="A", information="1",
            text="ພົບແລ້ວ, ປອດໄພ, ຢູ່ຫ້ອງປະຈຳການ.",
        )  # fmt: skip
        expect(gate.page.locator("[data-draft-state] span")).not_to_be_empty()  # kept on the telephone
        gate.glance("no-link")
    gate.go(f"/requests/{dossier}/answer")
    expect(gate.page.locator("[name=text]")).to_have_value("ພົບແລ້ວ, ປອດໄພ, ຢູ່ຫ້ອງປະຈຳການ.")
    gate.glance("link-back")
    until(gate.page, "'ready' in place.dataset")
    with gate.without_link():
        gate.page.click("main form button.main")
        expect(gate.page.locator("[data-waiting] .say")).to_be_visible()
        gate.glance("answer-waits")
    goes(gate, dossier, "request.answered.v1")  # by itself
    with suppress(Error):  # at this moment the page may lead there by itself, too
        gate.go(f"/requests/{dossier}")
    expect(gate.page).to_have_url(f"{gate.url}/requests/{dossier}")
    gate.page.wait_for_load_state()
    gate.glance("answered")
    both_hold(gate, desk, dossier, "request.answered.v1")
    desk.go(f"/requests/{dossier}")
    desk.glance("help-answered")
    desk.step(dossier, "close", usefulness="USEFUL")


def the_gate_telephones(cast: Cast) -> str:
    """A bus has gone through: the gate has telephoned Hanoi and writes the call down. It leaves at once, marked ORAL."""
    gate, desk = cast.gate, cast.at("VN", "desk")
    gate.go("/")
    press(gate, "main a[href='/requests/call']")
    gate.fill(
        to_office=DESK, whom="ພັນຕີ ເຊີນ", text="ເດັກຊາຍອາດຢູ່ໃນລົດເມທີ່ຂ້າມດ່ານຕອນ 03:10.", urgency="IMMEDIATE",
        urgency_ground="CHILD", kind="trace", purpose="MISSING",
    )  # fmt: skip
    gate.glance("call")
    gate.send()
    expect(gate.page).to_have_url(CALLED)
    gate.glance("called")
    dossier = gate.page.url.rpartition("/")[2]
    both_hold(gate, desk, dossier, "request.called.v1")
    desk.step(dossier, "take")
    expect(desk.page.locator("main .tag.oral")).to_be_visible()
    expect(desk.page.locator(f"main a[href$='/{dossier}/answer']")).to_have_count(0)  # nothing from records before it
    desk.glance("oral")
    return dossier


def the_record_is_written(cast: Cast, dossier: str) -> None:
    """The record is owed within 24 hours: written on the telephone from what the call said, signed by the substitute."""
    gate, deputy, desk = cast.gate, cast.at("LA", "desk"), cast.at("VN", "desk")
    gate.go("/")
    gate.glance("record-owed")
    press(gate, f"main a[href='/requests/call/{dossier}']")
    press(gate, "main form[action$='/record'] button.main")
    expect(gate.page.locator("[name=text]")).to_have_value("ເດັກຊາຍອາດຢູ່ໃນລົດເມທີ່ຂ້າມດ່ານຕອນ 03:10.")
    gate.fill(
        role="MISSING", name_laoo="ບຸນທັນ ສົມມຸດ", birth="2014", nationality="LA", handling="H1", source="B",
        information="2", **neutral(gate),
    )  # fmt: skip
    gate.glance("record")
    gate.send()
    deputy.go("/")
    press(deputy, "main a[href*='/requests/release/']")
    expect(deputy.page.locator("main form .say")).to_contain_text(TITLES["supervisor"]["lo"])
    deputy.glance("as-substitute")
    assert sign(deputy) == dossier
    both_hold(gate, desk, dossier, "request.recorded.v1")
    signed = [one["content"]["text"] for one in held(desk, dossier) if one["content"]]
    assert any(TITLES["supervisor"]["lo"] in one for one in signed)  # the other side reads for whom it was signed
    desk.step(
        dossier, "answer", scope="whole", result_0="FOUND-WELL", matched_by_0="name", handling="H1", source="A",
        information="1", text="Cháu bé đã được tìm thấy tại bến xe, an toàn.",
    )  # fmt: skip
    both_hold(desk, gate, dossier, "request.answered.v1")
    gate.go(f"/requests/{dossier}")
    gate.glance("call-answered")


def the_morning_comes(cast: Cast) -> None:
    """A request is still open when the shift ends: it is counted, named on the page, and printed; the next accepts."""
    chief, gate, morning = cast.at("KH", "supervisor"), cast.gate, cast.at("LA", "border2")
    ask_for_help(cast, "សុខ ទីពីរ")
    chief.go("/requests/release")  # the same passport as in the night's request: seen before it leaves
    press(chief, "main a.go")
    press_in(chief, ".leads details", "button[value=same]")
    chief.glance("same-matter")
    both_hold(chief, gate, release(chief), "request.opened.v1")
    gate.go("/duty/")
    press(gate, "a[href='/duty/hand-over']")
    gate.fill(text="ເດັກຍິງພົບແລ້ວ. ຄຳຮ້ອງທີສອງຍັງຄ້າງ.")
    gate.glance("hand-over-morning")
    gate.send()
    gate.glance("hand-over-signed")
    morning.go("/")
    press(morning, "main a[href='/duty/']")
    press(morning, ".say a")
    expect(morning.page.locator("main table.list tbody tr")).to_have_count(1)
    follow(morning.page, "main form button.main")
    on_one_sheet(morning)
    morning.glance("hand-over-accepted")


def test_a_night_at_a_gate(demo: Demo, browser: Browser, tmp_path: Path) -> None:
    cast = Cast(demo, browser, "night")
    the_shift_begins(cast)
    child = an_alert_comes(cast)
    the_hotline_is_tried(cast)
    the_gate_answers(cast, child, tmp_path)
    called = the_gate_telephones(cast)
    the_record_is_written(cast, called)
    the_morning_comes(cast)
