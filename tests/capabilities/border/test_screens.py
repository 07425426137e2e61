"""Duty, hotlines, limits and calendars in a real browser: nothing serious for axe, no overflow, in four languages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from tests.browser import needs_chromium
from tests.capabilities.border.conftest import who
from tests.capabilities.requests.ministries import OFFICES, officer, trace_form
from tests.capabilities.requests.test_pages import DESK, Node
from tests.capabilities.requests.test_screens import played
from tests.web.people import someone
from tests.web.test_screens import LANGUAGES, WIDTHS, enter, looked_at

from tripoint.capabilities.arrangements import actions as arrangements
from tripoint.capabilities.border import actions
from tripoint.capabilities.border.models import Alert
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.directory.models import Role

__all__ = ["played"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    needs_chromium,
]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_sound_in_every_language_and_width(
    browser: Browser, played: tuple[Node, str, str], language: str
) -> None:
    node, site, _dossier = played
    me = someone(roles=[Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR], language=language)
    page_of, calendar_of = _filled(node, me)
    screens = ["duty/", "duty/hand-over", page_of, "duty/roster", "duty/hotlines", "duty/hotlines/publish",
               "duty/alerts", "arrangements/", "arrangements/propose/VN", calendar_of, "requests/ageing"]  # fmt: skip
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
        page = context.new_page()
        broken: list[str] = []
        page.on("pageerror", lambda error, broken=broken: broken.append(str(error)))
        enter(page, site, me)
        for screen in screens:
            page.goto(f"{site}/{screen}")
            assert page.get_attribute("html", "lang") == language
            name = screen.strip("/").replace("/", "-")[:24]
            looked_at(page, f"duty-{name}-{language}-{width}", with_axe=language == "en")
        assert broken == []
        context.close()


def _filled(node: Node, me: Any) -> tuple[str, str]:
    """A desk with something of everything; gives the paths of a hand-over's page and of this year's calendar."""
    kh, vn, clock = node.kh, node.vn, node.ministries.clock
    clock.now = timezone.now().replace(microsecond=0) - 40 * 24 * HOUR
    vn.request(trace_form(to_office=DESK))
    node.carry()
    clock.now = timezone.now().replace(microsecond=0) - timedelta(seconds=5)
    now, chief = clock.now, who(me)
    night = someone((Role.DUTY_OFFICER,), "night")
    actions.roster(kh.ledger, chief, now - HOUR, now + 7 * HOUR, "+855 23 000 111", on_duty=str(me.pk))
    actions.roster(kh.ledger, chief, now + 6 * HOUR, now + 9 * HOUR, "+855 23 000 112", on_duty=str(night.pk))
    actions.roster(kh.ledger, chief, now + 20 * HOUR, now + 28 * HOUR, "+855 23 000 113")
    entry = actions.hand_over(kh.ledger, who(night), Words("km", "ស្នងការដ្ឋាននឹងទូរស័ព្ទមកវិញនៅម៉ោង ៩។"))
    languages = ("vi", "en")
    actions.publish(vn.ledger, vn.chief, "C02", OFFICES["VN"], "MINISTRY", "+84 243 000 001", languages=languages)
    actions.publish(
        kh.ledger, chief, "MOI", DESK, "LIAISON", "+855 23 000 111", languages=("km",), round_the_clock=True
    )
    node.carry()
    actions.log_call(kh.ledger, chief, "VN", "C02", "NO-ANSWER")
    day = (now + 30 * 24 * HOUR).date()
    arrangements.propose(vn.ledger, vn.chief, "KH", hours=6, urgent_days=2, normal_days=5, effective=day)
    admin = officer("KH", "administrator")
    arrangements.publish_calendar(kh.ledger, admin, day, day + 20 * 24 * HOUR, [day, day + 24 * HOUR])
    node.carry()
    Alert.objects.create(
        entry="e" * 43, channel="mail", office=DESK, reference="VN-KH-2026-0001", urgency="IMMEDIATE",
        code="unreachable", tries=3, made_at=now, next_at=now,
    )  # fmt: skip
    return f"duty/hand-over/{entry}", f"arrangements/calendar/{timezone.localdate().year}"
