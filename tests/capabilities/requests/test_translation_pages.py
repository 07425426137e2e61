"""Translations on the screens: asked on Today, written beside the source, shown marked, declined with a remark."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.capabilities.requests.ministries import trace_form
from tests.capabilities.requests.test_pages import DESK, Node, desk, node, signed_in
from tests.web.people import someone

from tripoint.audit.models import ReadLog
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.translations import actions as translating
from tripoint.capabilities.requests.translations.actions import Written
from tripoint.capabilities.requests.translations.models import Translation, TranslationAsk
from tripoint.directory.models import Officer, Role
from tripoint.web import drafts
from tripoint.web.models import Draft

__all__ = ["desk", "node"]
KHMER = "សូមផ្ទៀងផ្ទាត់"


@pytest.fixture
def arrived(node: Node) -> str:
    """A request to this office."""
    node.ministries.clock.now = timezone.now()  # Today looks back from the real time
    dossier = node.vn.request(trace_form(to_office=DESK))
    node.carry()
    return dossier


def test_a_colleague_asks_a_translator_who_finds_it_on_today(node: Node, desk: Officer, arrived: str) -> None:
    client, translator = signed_in(desk), signed_in(someone((Role.TRANSLATOR,), "translator"))
    page = f"/requests/{arrived}/translation/{arrived}"
    assert page in client.get(f"/requests/{arrived}").content.decode()
    assert client.post(f"{page}/ask", {"whom": "office:VN-C02", "language": "km"}).status_code == 422
    assert client.post(f"{page}/ask", {"whom": f"office:{DESK}", "language": "vi"}).status_code == 422
    assert client.post(f"{page}/ask", {"whom": f"office:{DESK}", "language": "km", "text": "x"}).status_code == 302
    ask = TranslationAsk.objects.get()
    assert "To be translated into Khmer" in translator.get("/").content.decode()
    assert "To be translated" not in client.get("/").content.decode()  # there is a translator
    assert translator.post(f"/requests/translations/{ask.pk}/take").status_code == 302
    reads = ReadLog.objects.count()
    written = translator.get(f"{page}?ask={ask.pk}").content.decode()
    assert "của người này" in written
    assert ReadLog.objects.count() == reads + 1
    sent = {"ask": ask.pk, "t-text": KHMER, "language": "en"}  # the ask says the language
    assert translator.post(page, sent).status_code == 302
    assert (Translation.objects.get().language, Translation.objects.get().at_home) == ("km", True)
    dossier = client.get(f"/requests/{arrived}").content.decode()
    assert KHMER in dossier
    assert "Not the signed text" in dossier
    assert "A translation was handed in" in client.get("/").content.decode()
    assert "Handed in" in client.get("/requests/translations").content.decode()


def test_a_partner_s_ask_is_declined_or_answered_by_the_desk(node: Node, desk: Officer, arrived: str) -> None:
    from tests.capabilities.requests.ministries import entries

    who = actions.Acting(str(desk.pk), frozenset({"officer"}), DESK, "desk")
    item = entries.AnswerItem(subject=0, result="AT-ADDRESS", handling="H1", source="A", information="1",
                              matched_by="document")  # fmt: skip
    answer = actions.answer(node.kh.ledger, who, arrived, "whole", [item], Words("km", "ចម្លើយ លេខ N1234567"))
    node.carry()
    asks = [
        translating.ask_party(node.vn.ledger, node.vn.desk, arrived, answer, language, "KH", Words("vi"))
        for language in ("vi", "en")
    ]
    node.carry()
    client = signed_in(desk)
    assert "To be translated into Vietnamese" in client.get("/").content.decode()
    clerk = signed_in(someone((Role.AUDITOR,), "auditor"))
    assert clerk.get("/requests/translations").status_code == 403
    assert client.post(f"/requests/translations/{asks[1]}/decline", {"text": ""}).status_code == 422
    assert client.post(f"/requests/translations/{asks[1]}/decline", {"text": "no time"}).status_code == 302
    page = f"/requests/{arrived}/translation/{answer}"
    refused = client.post(page, {"ask": asks[0], "t-text": "Trả lời"})
    assert refused.status_code == 422
    assert "N1234567" in refused.content.decode().split("In the original and not in the translation")[1]
    assert client.post(page, {"ask": asks[0], "t-text": "Trả lời số N1234567"}).status_code == 302
    node.carry()
    states = TranslationAsk.objects.using(node.vn.alias).order_by("language").values_list("state", flat=True)
    assert list(states) == ["declined", "done"]


def test_a_translation_of_ours_is_sent_to_the_partner_by_the_desk(node: Node, desk: Officer, arrived: str) -> None:
    who = actions.Acting(str(desk.pk), frozenset({"officer"}), DESK, "desk")
    home = translating.hand_in(node.kh.ledger, who, arrived, arrived, Written("km", {"text": KHMER}), shared=False)
    client, page = signed_in(desk), f"/requests/{arrived}/translation/{arrived}"
    assert KHMER in client.get(f"{page}?to=km&basis={home}").content.decode()
    sent = {"language": "km", "basis": home, "t-text": KHMER, "shared": "both"}
    assert client.post(page, sent).status_code == 302
    reader = signed_in(someone((Role.TRANSLATOR,), "translator"))
    assert reader.post(page, {"language": "en", "t-text": "x", "shared": "both"}).status_code == 302
    assert sorted(Translation.objects.values_list("language", "at_home")) == [("en", True), ("km", False), ("km", True)]


def test_who_reads_a_translation_is_told_of_numbers_that_it_leaves_out(
    node: Node, desk: Officer, arrived: str
) -> None:  # fmt: skip
    dossier = node.vn.request(trace_form(to_office=DESK, text="Hộ chiếu N1234567, biển số 29A-123.45, tháng 5."))
    node.carry()
    left = Written("km", {"text": "លិខិតឆ្លងដែន N១២៣៤៥៦៧"}, numbers_read=True)
    translating.hand_in(node.vn.ledger, node.vn.desk, dossier, dossier, left, shared=True)
    node.carry()
    client = signed_in(desk)
    shown = client.get(f"/requests/{dossier}").content.decode().partition('class="translated"')[2]
    told = shown.partition("In the original and not in the translation:")[2].partition("</p>")[0]
    assert "29A-123.45" in told
    assert "1234567" not in told  # it is there, in other digits
    whole = Written("en", {"text": "Passport N1234567, plate 29A-123.45, in May."}, numbers_read=True)
    translating.hand_in(node.vn.ledger, node.vn.desk, dossier, dossier, whole, shared=True)
    node.carry()
    assert client.get(f"/requests/{dossier}").content.decode().count("In the original and not in the translation:") == 1


def test_what_is_being_written_goes_with_its_source(node: Node, desk: Officer, arrived: str) -> None:
    drafts.save(desk, f"translate:{arrived}", {"language": ["km"], "t-text": [KHMER]})
    client, page = signed_in(desk), f"/requests/{arrived}/translation/{arrived}"
    assert KHMER in client.get(f"{page}?to=km").content.decode()
    assert KHMER not in client.get(f"{page}?to=en").content.decode()
    actions.recall(node.vn.ledger, node.vn.chief, arrived, arrived, "recall")
    node.carry()
    assert not Draft.objects.exists()
    assert client.get(page).status_code == 404
    assert client.post(page, {"language": "km", "t-text": KHMER}).status_code == 404


def test_hostile_forms_are_plain_refusals(node: Node, desk: Officer, arrived: str) -> None:
    client, page = signed_in(desk), f"/requests/{arrived}/translation/{arrived}"
    script = "<script>alert(1)</script>"
    assert client.post(page, {"language": "km", "t-text": script, "shared": "home"}).status_code == 302
    shown = client.get(f"/requests/{arrived}").content.decode()
    assert script not in shown
    assert "&lt;script&gt;" in shown
    for wrong in ({}, {"language": "xx", "t-text": ""}, {"language": "km", "t-text": "x" * 20_001}):
        assert client.post(page, {**wrong, "shared": "home"}).status_code == 422
    for address in (f"/requests/{arrived}/translation/{'A' * 43}", "/requests/x/translation/y"):
        assert client.get(address).status_code == 404
    for act in ("take", "decline"):
        assert client.post(f"/requests/translations/{arrived}/{act}").status_code == 404
