"""The officers of three parties who play a night and a day, and what each of them does again and again.

What an officer does is looked at where it must arrive: in the entries that the other party's node holds.
"""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import dataclass
from typing import Any

import pikepdf
from playwright.sync_api import Browser, expect
from tests.browser import follow

from .phone import OfficerAtAGate
from .stage import Demo, OfficerAtWork

GATE, DESK, SEEKER = "LA-BLO-DANSAVAN", "VN-C02", "KH-GCNP"
DOSSIER = re.compile(r"/requests/[\w-]{43}$")
LANGUAGES = {"VN": "vi", "KH": "km", "LA": "lo"}


@dataclass
class Cast:
    """Who is at work. Each signs in when first needed."""

    demo: Demo
    browser: Browser
    story: str

    def __post_init__(self) -> None:
        self._at: dict[str, OfficerAtWork] = {}
        self.gate = OfficerAtAGate(self.demo, self.browser, "LA", "border", 360, "lo", story=self.story)

    def at(self, party: str, seat: str) -> OfficerAtWork:
        """An officer at a desk, in the party's language."""
        key = f"{party} {seat}"
        if key not in self._at:
            self._at[key] = OfficerAtWork(
                self.demo, self.browser, party, seat, 1280, LANGUAGES[party], story=self.story
            )
        return self._at[key]


def held(officer: OfficerAtWork, dossier: str) -> list[dict[str, Any]]:
    """The entries of a dossier that an officer's node holds, as its dossier file has them."""
    asked, address = officer.page.request, f"{officer.url}/requests/{dossier}/file-for"
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', asked.get(address).text())[-1]
    file = asked.post(address, form={"csrfmiddlewaretoken": token, "use": "RECORD"})
    assert file.status == 200
    found: list[dict[str, Any]] = json.loads(file.body())["entries"]
    return found


def entries(officer: OfficerAtWork, dossier: str) -> dict[str, str]:
    """The same: each one's signed token → its type."""
    found = {}
    for one in held(officer, dossier):
        body = one["jws"].split(".")[1]
        found[one["jws"]] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["type"]
    return found


def goes(officer: OfficerAtWork, dossier: str, entry_type: str) -> None:
    """Waits until the officer's node has stated what waited on the device."""
    for _ in range(120):
        if entry_type in entries(officer, dossier).values():
            return
        officer.page.wait_for_timeout(250)
    raise AssertionError(f"{entry_type} waits still")


def both_hold(here: OfficerAtWork, there: OfficerAtWork, dossier: str, entry_type: str) -> None:
    """Waits until the other side holds every entry that this side holds, one of the type among them."""
    mine = entries(here, dossier)
    assert entry_type in mine.values()
    for _ in range(60):
        theirs = entries(there, dossier)
        if theirs.keys() >= mine.keys():
            return
        there.page.wait_for_timeout(250)
    raise AssertionError(f"{there.party} lacks {[mine[one] for one in mine.keys() - theirs.keys()]}")


def comes(officer: OfficerAtWork, path: str, selector: str, count: int | None = None) -> None:
    """Opens a page until something stands on it, `count` times if given: a statement or a receipt is under way."""
    for _ in range(60):
        officer.go(path)
        found = officer.page.locator(selector).count()
        if found == count or (count is None and found):
            return
        officer.page.wait_for_timeout(250)
    raise AssertionError(f"{path}: {found} × {selector}")


def press(officer: OfficerAtWork, selector: str) -> None:
    """Follows a link or button to its page."""
    follow(officer.page, f"{selector} >> visible=true >> nth=0")


def press_in(officer: OfficerAtWork, fold: str, button: str) -> None:
    """Unfolds the first of its kind and presses a button in it."""
    officer.page.click(f"{fold} > summary")
    officer.glance("unfolded")
    press(officer, f"{fold} {button}")


def neutral(officer: OfficerAtWork) -> dict[str, str]:
    """No to each question of neutrality."""
    boxes = officer.page.locator("[name^=neutral_][value=no]")
    return dict.fromkeys(boxes.evaluate_all("all => all.map(box => box.name)"), "no")


def release(chief: OfficerAtWork) -> str:
    """The newest draft that waits is signed and leaves. Returns its dossier."""
    chief.go("/requests/release")
    chief.page.locator("main a.go").last.dispatch_event("click")
    chief.page.wait_for_url("**/requests/release/*")
    return sign(chief)


def sign(chief: OfficerAtWork) -> str:
    """The draft that is open is signed and leaves. Returns its dossier."""
    follow(chief.page, "button[value=release]")
    expect(chief.page).to_have_url(DOSSIER)
    return chief.page.url.rpartition("/")[2]


def ask_for_help(cast: Cast, name: str) -> OfficerAtWork:
    """Cambodia's desk asks the gate for help about a missing child; the draft goes to its supervisor."""
    desk = cast.at("KH", "desk")
    desk.go("/requests/new/local-help")
    desk.fill(
        to_office=GATE, purpose="MISSING", asks="GO", urgency="IMMEDIATE", urgency_ground="CHILD", help_province="LA-SV",
        help_place="ច្រកដានសាវ៉ាន់", role="MISSING", name_khmr=name, birth="2012", nationality="KH", document_type="PASSPORT",
        document_number="N0041700", document_country="KH", handling="H1", source="B",
        information="2", language="km", text="ក្មេងស្រីម្នាក់អាចឆ្លងច្រកយប់នេះ។ សូមជួយភ្លាម។", **neutral(desk),
    )  # fmt: skip
    desk.glance("help")
    desk.send()
    if desk.page.locator("main .leads").count():  # an earlier request has this passport: told before it is submitted
        desk.glance("same-matter-typed")
        desk.send()
    return desk


def a_route_is_set(cast: Cast, **kind: str) -> OfficerAtWork:
    """Laos's administrator has what the gate asks signed by the head of section in Vientiane."""
    admin = cast.at("LA", "admin")
    admin.go("/requests/routes/new")
    admin.fill(office=GATE, step1_role="supervisor", step1_office="LA-CRIM", phone_hours="8", **kind)
    admin.glance("route")
    admin.send()
    return admin


def on_one_sheet(officer: OfficerAtWork) -> None:
    """A hand-over prints on one sheet, with both signatures."""
    with pikepdf.open(io.BytesIO(officer.page.pdf(format="A4"))) as paper:
        assert len(paper.pages) == 1
    officer.page.emulate_media(media="print")
    expect(officer.page.locator("main dl.facts").last).to_be_visible()
    officer.page.emulate_media(media="screen")
