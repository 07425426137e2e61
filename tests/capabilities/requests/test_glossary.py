"""The glossary: fixed terms found in four writings, the party's own before the lists', kept by who may."""

from __future__ import annotations

import time
import unicodedata

import pytest
from tests.capabilities.requests.ministries import OFFICES, Ministries, officer, trace_form
from tests.capabilities.requests.test_consent import refused_as
from tests.capabilities.requests.test_pages import DESK, Node, node, signed_in
from tests.web.people import someone

from tripoint import reference
from tripoint.capabilities.requests.actions import NotPermitted
from tripoint.capabilities.requests.translations import glossary
from tripoint.capabilities.requests.translations.models import GlossaryTerm
from tripoint.directory.models import Role

__all__ = ["node"]


def test_every_term_has_four_languages_a_source_and_is_found_as_it_is_written() -> None:
    terms = reference.terms()
    assert len(terms) > 80
    for one in terms:
        assert set(one.names) == set(reference.LANGUAGES), one.code
        assert one.source
        assert one.confidence in ("high", "medium", "low")
        assert all(text == unicodedata.normalize("NFC", text).strip() for text in one.names.values())
        for language in reference.LANGUAGES:
            into = "en" if language != "en" else "vi"
            (hit, *_more) = glossary.find(one.names[language], language, into)
            assert hit.start == 0, (one.code, language)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Căn cứ LỆNH  BẮT số 5, nghi can bỏ trốn.", "vi", ["arrest warrant", "suspect"]),  # the longest, in any case
        ("lệnh, bắt giữ", "vi", ["arrest"]),  # a comma parts
        ("ຕາມຫມາຍຈັບຂອງສານ", "lo", ["arrest warrant", "court"]),  # no spaces, older spelling
        ("តាមដីកា\u200bចាប់ខ្លួនរបស់តុលាការ", "km", ["arrest warrant", "court"]),
        ("Arrest warrants for two suspects", "en", ["lệnh bắt", "nghi can"]),
        ("", "vi", []),
        ("\ud800\udfff <mark>", "en", []),
    ],
)
def test_terms_are_found_in_a_text(text: str, language: str, found: list[str]) -> None:
    hits = glossary.find(text, language, "vi" if language == "en" else "en")
    assert [one.words for one in hits] == found
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in hits)


def test_a_text_without_end_is_looked_through_in_the_time_of_its_length() -> None:
    begun = time.process_time()
    assert len(glossary.find("lệnh bắt " * 2_200, "vi", "en")) == glossary.MOST_FOUND
    glossary.find("ດ" * 20_000, "lo", "en")
    assert time.process_time() - begun < 5  # about a second of processor time


def test_who_keeps_the_glossary_adds_a_term_which_comes_before_the_lists(ministries: Ministries) -> None:
    kh = ministries["KH"]
    translator = officer("KH", "translator")
    with pytest.raises(NotPermitted):
        glossary.add(kh.ledger, kh.desk, {"vi": "lệnh bắt", "en": "warrant"}, confirmed=False)
    for few in ({"vi": "lệnh bắt"}, {"vi": "lệnh bắt", "en": " … "}, {"xx": "a", "vi": "b"}):
        assert refused_as(glossary.add, kh.ledger, translator, few, confirmed=False) == "term-languages"
    term = glossary.add(kh.ledger, translator, {"vi": " Lệnh \n bắt ", "en": "warrant"}, confirmed=False)
    again = {"vi": "Lệnh bắt", "en": "warrant"}
    assert refused_as(glossary.add, kh.ledger, translator, again, confirmed=True) == "term-there"
    (hit,) = glossary.find("lệnh bắt", "vi", "en", glossary.own_terms(kh.alias))
    assert (hit.words, hit.confirmed) == ("warrant", False)
    glossary.end(kh.ledger, translator, term)
    with pytest.raises(NotPermitted):
        glossary.end(kh.ledger, translator, term)
    assert glossary.own_terms(kh.alias) == []
    assert GlossaryTerm.objects.using(kh.alias).get().ended_by == translator.officer


def test_terms_stand_beside_the_text_and_on_their_page(node: Node) -> None:
    dossier = node.vn.request(trace_form(to_office=DESK, text="Đề nghị bắt giữ nghi can theo <b>lệnh bắt</b>."))
    node.carry()
    client = signed_in(someone((Role.TRANSLATOR,), "translator"))
    page = client.get(f"/requests/{dossier}/translation/{dossier}?to=km").content.decode()
    assert "<mark>nghi can</mark>" in page
    assert "ជនសង្ស័យ" in page
    assert "&lt;b&gt;<mark>lệnh bắt</mark>&lt;/b&gt;" in page
    assert 'class="unconfirmed"' in page
    own = {"vi": "nghi can", "km": "<i>ជន</i>", "confirmed": "on"}
    assert client.post("/requests/glossary", own).status_code == 302
    assert "&lt;i&gt;ជន&lt;/i&gt;" in client.get(f"/requests/{dossier}/translation/{dossier}?to=km").content.decode()
    assert client.post("/requests/glossary", {"vi": "x"}).status_code == 422
    listed = client.get("/requests/glossary?q=NGHI%20CAN").content.decode()
    assert listed.count("<tr>") == 3
    assert ">SUSPECT</span>" in listed  # the quiet mark of what no native reader has confirmed
    desk = signed_in(someone((Role.OFFICER,), "desk"))
    term = GlossaryTerm.objects.get().pk
    assert desk.post("/requests/glossary", own).status_code == 403
    assert desk.post(f"/requests/glossary/{term}/end").status_code == 403
    assert client.post(f"/requests/glossary/{term}/end").status_code == 302
    assert signed_in(someone((Role.AUDITOR,), "auditor")).get("/requests/glossary").status_code == 403
    assert OFFICES["KH"] not in listed
