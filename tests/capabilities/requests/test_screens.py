"""The pages of requests in a real browser: nothing worth mending for axe, no overflow, in four languages and two widths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser import needs_chromium
from tests.capabilities.requests.ministries import Ministries, Ministry, person, trace_form
from tests.capabilities.requests.test_pages import FIELDS, OFFICES, Node
from tests.web.live import serving
from tests.web.people import office, someone
from tests.web.test_screens import LANGUAGES, WIDTHS, enter, looked_at

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.contents import ChannelReference
from tripoint.capabilities.requests.form import Asked
from tripoint.capabilities.requests.models import RequestDraft
from tripoint.capabilities.requests.permission import Acting, acting
from tripoint.capabilities.requests.routes.models import Approval
from tripoint.capabilities.requests.routes.people import Approver
from tripoint.capabilities.requests.routes.steps import Route, RouteStep
from tripoint.capabilities.requests.translations import actions as translating
from tripoint.directory.models import Office, Officer, Party, Role
from tripoint.node import runtime
from tripoint.subjects import Document

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    needs_chromium,
]

SQUEEZED = "all => all.filter(one => one.offsetWidth < one.parentElement.offsetWidth / 2).map(one => one.innerText)"


@pytest.fixture
def played(
    transactional_db: None, request_databases: Any, django_db_blocker: Any, tmp_path: Path
) -> Iterator[tuple[Node, str, str]]:
    """A node with a request that was taken and asked back about, and a draft that waits; gives node, site, dossier."""
    with django_db_blocker.unblock():
        ministries = Ministries(request_databases, tmp_path / "m", codes=("VN",), introduce=False)
        kh = Ministry("KH", ministries.clock, tmp_path / "kh", alias="default")
        node = Node(ministries, kh)
        cards = [kh.card(), node.vn.card()]
        for one in (kh, node.vn):
            for card in cards:
                one.ledger.add_card(card, pin=True)
        Party.objects.create(code="VN", name_en="Viet Nam", name_vi="Việt Nam", name_lo="ຫວຽດນາມ", name_km="វៀតណាម")
        Office.objects.create(
            code=OFFICES["VN"], party_id="VN", name_en="Criminal Police Department", name_vi="Cục Cảnh sát hình sự",
            level="department",
        )  # fmt: skip
        office()
        runtime.use(kh.ledger)
        dossier = node.vn.request(trace_form(to_office="KH-MOI"))
        node.carry()
        with serving() as site:
            yield node, site, dossier
        runtime.use(None)
        ministries.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_sound_in_every_language_and_width(
    browser: Browser, played: tuple[Node, str, str], language: str
) -> None:
    node, site, dossier = played
    officer = someone(roles=[Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR], language=language)
    who = acting(officer, officer.holdings.get().post)
    actions.take(node.kh.ledger, who, dossier)
    actions.ask_back(node.kh.ledger, who, dossier, ["PHOTO", "BIRTH-DATE"], Words("km", "សូមផ្ញើរូបថតថ្មី។"))
    _translated(node, who, dossier)
    actions.note(node.kh.ledger, who, dossier, Words("km", "បានទូរស័ព្ទទៅស្នងការ។"))
    node.carry()
    led, reference = _led(node)
    call = _called(node, who)
    draft = _submitted(node)
    screens = ["requests/", "requests/find?q=xac+minh", "requests/find/timeline", "figures/", "requests/new",
               "requests/new/trace", "requests/new/custody",
               f"requests/{dossier}", f"requests/{dossier}/answer",
               f"requests/{led}", f"requests/{led}/link?reference={reference}", "",
               f"requests/{dossier}/translation/{dossier}", f"requests/{dossier}/translation/{dossier}/ask",
               "requests/translations", "requests/glossary?q=bat",
               f"requests/{dossier}/extend", "requests/release", f"requests/release/{draft}",
               f"requests/approvals/{call}", "requests/routes/new"]  # fmt: skip
    for width in WIDTHS:
        axe = width == WIDTHS[0] or language == "en"
        context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
        page = context.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error, broken=broken: broken.append(str(error)))
        enter(page, site, officer)
        for place, screen in enumerate(screens):
            page.goto(f"{site}/{screen}")
            assert page.get_attribute("html", "lang") == language
            looked_at(page, f"requests-{place}-{language}-{width}", with_axe=axe)
            assert page.locator(".coded dd").evaluate_all(SQUEEZED) == [], f"{screen} squeezes its values"
            if screen == f"requests/{dossier}":
                _reads_well(page, narrow=width == WIDTHS[0])
        assert broken == []
        context.close()


def _led(node: Node) -> tuple[str, str]:
    """A request with leads to two others, one of them with another office; and the reference of one."""
    channels = (ChannelReference(channel="INTERPOL", number="SC-I/2026/4711", date=date(2026, 2, 20)),)
    passport = Document(type="PASSPORT", number="B1234567", country="VN")
    subjects = (Asked(role="SUSPECT", subject=person().model_copy(update={"documents": (passport,)})),)
    first, _, led = (
        node.vn.request(trace_form(to_office=to, subjects=subjects, channels=channels))
        for to in ("KH-MOI", "KH-NCB", "KH-MOI")
    )
    node.carry()
    return led, node.vn.state(first).reference


def _translated(node: Node, who: Acting, dossier: str) -> None:
    """A translation for the ministry alone, and an ask that waits."""
    written = translating.Written("km", {"text": "សូមផ្ទៀងផ្ទាត់កន្លែងស្នាក់នៅរបស់បុគ្គលនេះ។"})
    translating.hand_in(node.kh.ledger, who, dossier, dossier, written, shared=False)
    translating.ask_colleague(node.kh.ledger, who, dossier, dossier, "en", "KH-MOI", Words("km"))


def _reads_well(page: Page, *, narrow: bool) -> None:
    """The first entry stands before the long facts on a phone; no paper shows what stays in the ministry."""
    facts, first = page.locator(".fold dl"), page.locator(".talk .entry").first
    assert facts.is_visible() is not narrow
    assert first.bounding_box()["y"] < 800  # type: ignore[index]
    assert page.locator(".at-home").first.is_visible()
    page.emulate_media(media="print")
    assert facts.is_visible()
    assert not page.locator(".at-home").first.is_visible()
    page.emulate_media(media="screen")


def _called(node: Node, who: Acting) -> str:
    """Two routes, the second of two steps; a draft of which the first step was approved by telephone. Its approval."""
    ledger = node.kh.ledger
    first = RouteStep(role="supervisor", office="KH-MOI")
    actions.set_route(ledger, who, Route(phone_hours=8), urgency="IMMEDIATE")
    actions.set_route(ledger, who, Route(steps=(first, RouteStep()), phone_hours=24), office="KH-MOI")
    writer, recorder = someone(username="writer"), someone((Role.DUTY_OFFICER,), "recorder")
    author, by = (acting(one, one.holdings.get().post) for one in (writer, recorder))
    draft = actions.save(ledger, author, trace_form(addressee="VN", to_office=OFFICES["VN"], language="km"))
    actions.submit(ledger, author, draft)
    spoken = actions.ByTelephone(Approver(who.officer, who.name, who.title, who.capacity), ledger.now())
    actions.approve(ledger, by, draft, spoken)
    return Approval.objects.get().entry


def _submitted(node: Node) -> str:
    from tripoint.capabilities.requests.form import RequestForm

    author: Officer = someone(username="author")
    who = acting(author, author.holdings.get().post)
    form: RequestForm = trace_form(addressee="VN", to_office=OFFICES["VN"], language="km", text=FIELDS["text"])
    draft = actions.save(node.kh.ledger, who, form)
    actions.submit(node.kh.ledger, who, draft)
    return str(RequestDraft.objects.get(owner=who.officer).pk)
