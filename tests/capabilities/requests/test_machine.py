"""Translation by machine: off unless set, only what may go, an answer that lies is no text, nothing counts unread."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.capabilities.requests.machines import JSON, machine, well
from tests.capabilities.requests.ministries import Ministries, missing_form, trace_form
from tests.capabilities.requests.test_consent import SAID, graded, refused_as
from tests.capabilities.requests.test_pages import DESK, Node, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import matter
from tripoint.capabilities.requests.translations import engine
from tripoint.capabilities.requests.translations import machine as drafting
from tripoint.capabilities.requests.translations.actions import source
from tripoint.capabilities.requests.translations.models import MachineDraft, Translation
from tripoint.directory.models import Role
from tripoint.ledger.models import Entry
from tripoint.ledger.registry import TYPES
from tripoint.node import runtime
from tripoint.node.config import NodeConfig
from tripoint.safeguards.offence_gate import Offence, Penalty

__all__ = ["node"]
KHMER = "សូមផ្ទៀងផ្ទាត់"


def config(url: str, **changes: Any) -> NodeConfig:
    """A node's settings with a machine."""
    said = {"translate_handling": ("H0", "H1"), "translate_seconds": 2, **changes}
    return NodeConfig(party="KH", exercise=True, translate_url=url, translate_name="Argos 1.9", **said)


def test_the_texts_are_asked_for_in_one_call_that_tells_nothing_else(tmp_path: Any) -> None:
    key = tmp_path / "key"
    key.write_text("secret\n")
    with machine(well("một", "hai\r\n\u200bba")) as server:
        found = engine.translate(config(server.url, translate_key_file=str(key)), ["one", "two three"], "en", "vi")
    assert found == ["một", "hai\n\u200bba"]
    ((path, headers, body),) = server.asked
    assert path == "/translate"
    assert body == {"q": ["one", "two three"], "source": "en", "target": "vi", "format": "text", "api_key": "secret"}
    assert not {"cookie", "authorization", "referer"} & {one.lower() for one in headers}
    with machine((200, JSON, {"translatedText": "một"})) as server:  # a machine that knows single texts alone
        assert engine.translate(config(server.url), ["one"], "en", "vi") == ["một"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((302, JSON, {"translatedText": ["x"]}), "refused"),
        ((500, JSON, {"error": "x"}), "refused"),
        ((200, "text/html", b"<p>x</p>"), "answer"),
        ((200, JSON, b"[" * 100_000), "too-large"),
        ((200, JSON, b"[" * 12_000), "answer"),
        ((200, JSON, b"\xff\xfe"), "answer"),
        ((200, JSON, {"translatedText": [["x"]]}), "answer"),
        ((200, JSON, {"translatedText": ["x", "y"]}), "answer"),
        ((200, JSON, {"translatedText": [7]}), "answer"),
        ((200, JSON, ["x"]), "answer"),
        (well("x" * 400), "answer"),  # ten times the source, and two hundred
        (well("   "), "answer"),
        (well("a\u0000b"), "answer"),
        (well("a\u001b[2Jb"), "answer"),
        (well("a\u202eb"), "answer"),
        ((200, JSON, b'{"translatedText": ["\\ud800"]}'), "answer"),
    ],
)
def test_what_is_no_text_of_a_translation_is_not_taken(answer: Any, code: str) -> None:
    with machine(well("stolen")) as other, machine(answer, elsewhere=other.url) as server:
        with pytest.raises(engine.NotTranslated) as why:
            engine.translate(config(server.url), ["Hello"], "en", "vi")
        assert why.value.code == code
        assert other.asked == []  # no redirect is followed


def test_a_machine_that_is_down_or_drips_ends_in_its_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(engine.NotTranslated, match="unreachable"):
        engine.translate(config(f"http://127.0.0.1:{port}/"), ["Hello"], "en", "vi")

    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(600):
            try:
                handler.wfile.write(f"X-{number}: x\r\n".encode())
            except OSError:
                return
            time.sleep(0.05)

    begun = time.monotonic()
    with machine(drip) as server, pytest.raises(engine.NotTranslated, match="stalled"):
        engine.translate(config(server.url, translate_seconds=1), ["Hello"], "en", "vi")
    assert time.monotonic() - begun < 15  # it would drip for thirty


def may(ministries: Ministries, form: Any, **changes: Any) -> bool:
    """Whether the request's words may go from Cambodia's node."""
    kh = ministries["KH"]
    dossier = ministries["VN"].request(form)
    ministries.settle()
    found = matter(kh.ledger, kh.desk, dossier)
    return drafting.may_go(
        kh.ledger, config("http://127.0.0.1:9/", **changes), found, source(kh.ledger, dossier, dossier), "km"
    )


def test_only_what_the_administrator_lets_go_and_nothing_of_victims_goes(ministries: Ministries) -> None:
    assert may(ministries, trace_form())
    assert not may(ministries, trace_form(), translate_handling=("H0",))
    assert not may(ministries, trace_form(), translate_languages=("km", "en"))
    assert not may(ministries, trace_form(graded=graded("H2")))
    assert not may(ministries, trace_form(text="x" * 5_001))
    assert not may(ministries, missing_form())
    offence = (Offence(code="TIP", penalty=Penalty(kind="term", months=180)),)
    assert not may(ministries, trace_form(offences=offence, laws=("Điều 150",)))
    kh, dossier = ministries["KH"], ministries["VN"].request()
    ministries.settle()
    for act, args in ((actions.flag_victim, ()), (actions.stop, ("TORTURE-RISK",))):
        act(kh.ledger, kh.desk, dossier, *args, SAID)
        found = matter(kh.ledger, kh.desk, dossier)
        origin = source(kh.ledger, dossier, dossier)
        assert not drafting.may_go(kh.ledger, config("http://127.0.0.1:9/"), found, origin, "km")
    assert refused_as(drafting.ask, kh.ledger, config(""), kh.desk, dossier, dossier, "km") == "machine-not"


def test_a_draft_is_made_beside_the_pages_tried_again_and_gone_with_its_source(ministries: Ministries) -> None:
    kh, vn = ministries["KH"], ministries["VN"]
    dossier = vn.request()
    ministries.settle()
    with machine((503, JSON, {}), well(KHMER)) as server:
        said = config(server.url)
        drafting.ask(kh.ledger, said, kh.desk, dossier, dossier, "km")
        drafting.ask(kh.ledger, said, kh.desk, dossier, dossier, "km")  # once is enough
        assert server.asked == []  # not while an officer waits
        assert drafting.make_due(kh.ledger, said)
        assert not drafting.make_due(kh.ledger, said)  # not at once again
        ministries.clock.go(seconds=11)
        assert drafting.make_due(kh.ledger, said)
        assert len(server.asked) == 2
    made = drafting.drafted(kh.ledger, dossier, "km")
    assert made is not None
    assert (made.state, made.texts, made.engine) == ("done", {"text": KHMER}, "Argos 1.9")
    assert not Entry.objects.using(kh.alias).filter(type__endswith="translated.v1").exists()  # nobody has read it
    assert KHMER.encode() not in bytes(MachineDraft.objects.using(kh.alias).get().sealed or b"")
    actions.recall(vn.ledger, vn.chief, dossier, dossier, "recall")
    ministries.settle()
    assert not MachineDraft.objects.using(kh.alias).exists()


def test_a_stop_that_is_set_meanwhile_and_three_failures_end_it(ministries: Ministries) -> None:
    kh = ministries["KH"]
    first, second = ministries["VN"].request(), ministries["VN"].request()
    ministries.settle()
    with machine((500, JSON, {})) as server:
        said = config(server.url)
        drafting.ask(kh.ledger, said, kh.desk, first, first, "km")
        actions.stop(kh.ledger, kh.desk, first, "TORTURE-RISK", SAID)
        assert drafting.make_due(kh.ledger, said)
        assert server.asked == []
        drafting.ask(kh.ledger, said, kh.desk, second, second, "km")
        for _ in range(5):
            drafting.make_due(kh.ledger, said)
            ministries.clock.go(minutes=3)
        assert len(server.asked) == 3
        states = MachineDraft.objects.using(kh.alias).values_list("state", "code", "sealed")
        assert sorted(states) == [("failed", "machine-not", None), ("failed", "refused", None)]
        drafting.ask(kh.ledger, said, kh.desk, second, second, "km")  # an officer may ask again
        assert drafting.make_due(kh.ledger, said)


@pytest.fixture
def with_machine(node: Node, settings: Any) -> Iterator[Any]:
    """Cambodia's node with a machine that answers with markup."""
    with machine(well(f"<b>{KHMER}</b>")) as server:
        own = settings.NODE
        changed = own.model_copy(update={
            "translate_url": server.url, "translate_name": "Argos 1.9", "translate_handling": ("H0", "H1"),
        })  # fmt: skip
        changed._folder = own.folder
        settings.NODE = changed
        yield server


def test_a_machine_s_draft_is_read_and_handed_in_as_what_it_is(node: Node, with_machine: Any) -> None:
    dossier = node.vn.request(trace_form(to_office=DESK))
    node.carry()
    client, page = signed_in(someone((Role.TRANSLATOR,), "translator")), f"/requests/{dossier}/translation/{dossier}"
    assert "Argos 1.9" in client.get(f"{page}?to=km").content.decode()
    assert client.post(f"{page}/machine", {"language": "km"}).status_code == 302
    assert "The machine has been asked" in client.get(f"{page}?to=km").content.decode()
    drafting.run(node.kh.ledger)
    live = client.get(f"{page}/machine?to=km")
    assert "has made a draft" in live.content.decode()
    assert client.get(f"{page}/machine?to=km", headers={"If-None-Match": live["ETag"]}).status_code == 304
    shown = client.get(f"{page}?to=km&draft=1").content.decode()
    assert f"&lt;b&gt;{KHMER}&lt;/b&gt;" in shown
    assert f"<b>{KHMER}" not in shown
    sent = {"language": "km", "draft": "1", "t-text": KHMER, "shared": "home"}
    assert client.post(page, sent).status_code == 422  # it must be said how it was read
    assert client.post(page, {**sent, "made": "machine"}).status_code == 302
    assert Translation.objects.get().made == "machine"
    facts = TYPES.types["home.translated.v1"].read_facts  # what is signed names the machine
    row = Entry.objects.get(id=Translation.objects.get().entry)
    from tripoint.ledger.entry import parse_facts

    assert getattr(facts(parse_facts(row.facts)), "engine", "") == "Argos 1.9"
    page_of_dossier = client.get(f"/requests/{dossier}").content.decode()
    assert "made by a machine, not checked (Argos 1.9)" in page_of_dossier
    assert not MachineDraft.objects.exists()


def test_without_an_address_no_machine_is_spoken_of(node: Node) -> None:
    dossier = node.vn.request(trace_form(to_office=DESK))
    node.carry()
    client, page = signed_in(someone((Role.TRANSLATOR,), "translator")), f"/requests/{dossier}/translation/{dossier}"
    assert "machine" not in client.get(f"{page}?to=km").content.decode().split("<main")[1]
    assert client.post(f"{page}/machine", {"language": "km"}).status_code == 302
    assert not MachineDraft.objects.exists()
    assert not runtime.config().translate_url
