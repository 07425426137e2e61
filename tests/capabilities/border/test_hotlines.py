"""The hotline directory: published to all, tested by call, and marked when it cannot be relied on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.capabilities.border.conftest import who
from tests.capabilities.requests.ministries import OFFICES, Ministry
from tests.capabilities.requests.test_pages import DESK, Node, signed_in
from tests.web.people import someone

from tripoint.capabilities.border import actions
from tripoint.capabilities.border.hotlines import directory
from tripoint.capabilities.border.models import HotLine, TestCall
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.directory.models import Officer, Role
from tripoint.ledger.rebuild import rebuild


def published(node: Node, number: str = "+84 243 000 001", **more: object) -> None:
    """Viet Nam publishes a number; it is carried here."""
    vn = node.vn
    values: dict[str, object] = {"languages": ("vi", "en"), "round_the_clock": True, **more}
    actions.publish(vn.ledger, vn.chief, "C02-NIGHT", OFFICES["VN"], "MINISTRY", number, **values)  # type: ignore[arg-type]
    node.carry()


def states(kh: Ministry, **later: float) -> list[tuple[str, str]]:
    return [(one.number, one.state) for one in directory(kh.ledger, kh.ledger.now() + timedelta(**later))]


def test_a_partner_s_number_is_listed_and_replaced_and_taken_out(node: Node, kh: Ministry) -> None:
    published(node)
    node.ministries.clock.go(hours=1)
    published(node, "+84 243 000 002")
    assert states(kh) == [("+84 243 000 002", "untested")]
    node.ministries.clock.go(hours=1)
    published(node, "+84 243 000 002", is_open=False)
    assert states(kh) == []
    rows = list(HotLine.objects.order_by("entry").values())
    rebuild(kh.ledger)
    assert list(HotLine.objects.order_by("entry").values()) == rows


def test_a_number_that_was_not_reached_is_shown_as_such(node: Node, kh: Ministry, day: Officer) -> None:
    published(node)
    assert states(kh, days=89)[0][1] == "untested"
    assert states(kh, days=91)[0][1] == "stale"
    node.ministries.clock.go(hours=1)
    actions.log_call(kh.ledger, who(day), "VN", "C02-NIGHT", "NO-ANSWER")
    assert states(kh)[0][1] == "failed"
    node.ministries.clock.go(hours=1)
    actions.log_call(kh.ledger, who(day), "VN", "C02-NIGHT", "NO-LANGUAGE")
    assert (states(kh)[0][1], states(kh, days=91)[0][1]) == ("reached", "stale")
    node.ministries.clock.go(hours=1)
    published(node, "+84 243 000 003")
    assert states(kh)[0][1] == "untested"  # the new number was never called
    assert TestCall.objects.count() == 2
    with pytest.raises(ActionRefused, match="line"):
        actions.log_call(kh.ledger, who(day), "VN", "NO-SUCH", "ANSWERED")
    with pytest.raises(ActionRefused, match="code"):
        actions.log_call(kh.ledger, who(day), "VN", "C02-NIGHT", "SHRUG")


@pytest.mark.parametrize("number", ["113", "+84", "+84 243 <b>", "javascript:alert(1)", "+84" + "1" * 40])
def test_what_is_no_number_is_refused(node: Node, kh: Ministry, number: str) -> None:
    with pytest.raises(ActionRefused, match="number"):
        published(node, number)


def test_a_desk_officer_publishes_nothing(kh: Ministry, day: Officer) -> None:
    with pytest.raises(NotPermitted):
        actions.publish(kh.ledger, who(day), "X", DESK, "GATE", "+855 23 000 000")


def test_the_pages_publish_and_log_a_call(node: Node, kh: Ministry, chief: Officer, day: Officer) -> None:
    published(node)
    client = signed_in(chief)
    values = {"at_office": DESK, "level": "LIAISON", "place": "", "number": "+855-23-000 111", "spare": "",
              "languages": ["km", "en"], "is_open": "on"}  # fmt: skip
    assert client.get("/duty/hotlines/publish").status_code == 200
    assert client.post("/duty/hotlines/publish", {**values, "number": "023 000 111"}).status_code == 422
    assert client.post("/duty/hotlines/publish", values).status_code == 302
    node.carry()
    assert HotLine.objects.using(node.vn.alias).filter(party="KH").count() == 1
    desk = signed_in(day)
    page = desk.get("/duty/hotlines").content.decode()
    assert "+84 243 000 001" in page
    assert "+855 23 000 111" in page
    assert "/duty/hotlines/call" in page
    desk.post("/duty/hotlines/call", {"party": "VN", "line": "C02-NIGHT", "result": "ANSWERED"})
    assert TestCall.objects.get().officer == str(day.pk)
    desk.post("/duty/hotlines/call", {"party": "VN", "line": "C02-NIGHT", "result": "SHRUG"})
    assert TestCall.objects.count() == 1
    assert desk.get("/duty/hotlines/publish").status_code == 403
    auditor = signed_in(someone((Role.AUDITOR,), "auditor"))
    assert auditor.get("/duty/hotlines").status_code == 403
