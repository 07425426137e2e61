"""Translations as entries: asked, taken, handed in at home and to the partner; gone with their source at every holder."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

import pytest
from tests.capabilities.requests.calls import a_call
from tests.capabilities.requests.ministries import OFFICES, Ministries, Ministry, missing_form, officer, trace_form
from tests.capabilities.requests.test_consent import DANGER, EVIDENCE, SAID, graded, refused_as
from tests.ledger.invariants import raw_bytes

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.consent.held_back import kept_back
from tripoint.capabilities.requests.letter import letter_of
from tripoint.capabilities.requests.reading import reading
from tripoint.capabilities.requests.translations import actions as translating
from tripoint.capabilities.requests.translations import asked as translations_asked
from tripoint.capabilities.requests.translations import entries as t
from tripoint.capabilities.requests.translations.actions import Written
from tripoint.capabilities.requests.translations.contents import TranslatedContent, TranslatedPart
from tripoint.capabilities.requests.translations.models import Translation, TranslationAsk
from tripoint.capabilities.requests.translations.numbers import numbers_left_out
from tripoint.capabilities.requests.translations.shown import translations_of
from tripoint.ledger.append import Draft
from tripoint.ledger.erasure import expire
from tripoint.ledger.models import ContentKey, ContentState, Entry, SealedContent
from tripoint.ledger.rebuild import rebuild
from tripoint.ledger.registry import TYPES, TypeRegistry

A = "a" * 22
KHMER = "សូមផ្ទៀងផ្ទាត់កន្លែងស្នាក់នៅរបស់បុគ្គលនេះ"
WRITTEN = Written("km", {"text": KHMER})


@pytest.fixture
def asked(ministries: Ministries) -> str:
    """A request of Viet Nam at Cambodia: the dossier."""
    dossier = ministries["VN"].request()
    ministries.settle()
    return dossier


def tables(one: Ministry) -> list[Any]:
    """What is projected of translations, in comparable form."""
    return [list(model.objects.using(one.alias).order_by("entry").values()) for model in (TranslationAsk, Translation)]


def state_of(one: Ministry, entry: str) -> ContentState:
    """What a ministry holds of an entry's content, and that key and ciphertext agree with it."""
    row = Entry.objects.using(one.alias).get(id=entry)
    held = [model.objects.using(one.alias).filter(n=row.n).exists() for model in (ContentKey, SealedContent)]
    assert held == [row.content_state == ContentState.PRESENT] * 2
    return ContentState(row.content_state)


def test_a_colleague_takes_what_is_asked_and_hands_it_in_at_home(ministries: Ministries, asked: str) -> None:
    kh, vn = ministries["KH"], ministries["VN"]
    translator, other = (officer("KH", "translator") for _ in range(2))
    ask = translating.ask_colleague(kh.ledger, kh.desk, asked, asked, "km", OFFICES["KH"], DANGER)
    with pytest.raises(NotPermitted):  # another office, which does not see the matter
        translating.take_ask(kh.ledger, officer("KH", "translator", office="KH-GDI"), ask)
    translating.take_ask(kh.ledger, translator, ask)
    assert refused_as(translating.take_ask, kh.ledger, other, ask) == "translation-taken"
    assert refused_as(translating.hand_in, kh.ledger, translator, asked, asked, WRITTEN, ask, shared=True) == "role"
    made = translating.hand_in(kh.ledger, translator, asked, asked, WRITTEN, ask, shared=False)
    assert refused_as(translating.decline_ask, kh.ledger, other, ask, SAID) == "translation-done"
    row = TranslationAsk.objects.using(kh.alias).get()
    assert (row.state, row.taken_by, row.answer) == ("done", translator.officer, made)
    (shown,) = translations_of(reading(kh.ledger, kh.desk, asked), asked)
    assert (shown.at_home, shown.language, [one.words for one in shown.texts]) == (True, "km", [KHMER])
    ministries.settle()
    assert tables(vn) == [[], []]  # nothing of it leaves the ministry
    live = tables(kh)
    rebuild(kh.ledger)
    assert tables(kh) == live


def test_a_partner_is_asked_declines_or_translates_and_both_have_the_same(ministries: Ministries, asked: str) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    refused = translating.ask_party(kh.ledger, kh.desk, asked, asked, "en", "VN", DANGER)
    ask = translating.ask_party(kh.ledger, kh.desk, asked, asked, "km", "VN", Words("km"))
    ministries.settle()
    assert refused_as(translating.decline_ask, vn.ledger, vn.desk, refused, Words("vi")) == "required"
    translating.decline_ask(vn.ledger, vn.desk, refused, SAID)
    assert refused_as(translating.hand_in, vn.ledger, vn.desk, asked, asked, WRITTEN, ask, shared=False) == (
        "translation-asked"
    )
    made = translating.hand_in(vn.ledger, vn.desk, asked, asked, WRITTEN, ask, shared=True)
    ministries.settle()
    assert tables(vn) == tables(kh)
    assert [row["state"] for row in sorted(tables(kh)[0], key=lambda row: str(row["language"]))] == ["declined", "done"]
    (shown,) = translations_of(reading(kh.ledger, kh.desk, asked), asked)
    assert (shown.line.id, shown.at_home, shown.by, shown.is_checked) == (made, False, "VN officer", True)
    for one in (vn, kh):
        live = tables(one)
        rebuild(one.ledger)
        assert tables(one) == live


def test_a_call_is_translated_before_its_record_is_there(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    called = actions.call(vn.ledger, vn.desk, a_call()).entry.id
    ministries.settle()
    ask = translating.ask_party(kh.ledger, kh.desk, called, called, "km", "VN", Words("km"))
    ministries.settle()
    translating.hand_in(vn.ledger, vn.desk, called, called, WRITTEN, ask, shared=True)
    ministries.settle()
    (shown,) = translations_of(reading(kh.ledger, kh.desk, called), called)
    assert shown.by == "VN officer"


def test_another_office_that_translates_may_read_only_where_the_owner_lets_it(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    open_one, kept = vn.request(), vn.request(trace_form(graded=graded("H2")))
    ministries.settle()
    there = officer("KH", "translator", office="KH-GDI")
    ask = translating.ask_colleague(kh.ledger, kh.desk, open_one, open_one, "km", "KH-GDI", Words("km"))
    assert reading(kh.ledger, there, open_one).shared_with == ("KH-GDI",)
    translating.hand_in(kh.ledger, there, open_one, open_one, WRITTEN, ask, shared=False)
    refused = refused_as(translating.ask_colleague, kh.ledger, kh.desk, kept, kept, "km", "KH-GDI", Words("km"))
    assert refused == "consent-onward"


def test_what_is_handed_in_follows_its_source(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request(trace_form(text="Hộ chiếu số B 1234567, xe 29A-123.45, ngày 5 tháng 3."))
    ministries.settle()

    def refused(**changes: Any) -> str:
        written = dataclasses.replace(Written("km", {"text": "លិខិតឆ្លងដែន"}), **changes)
        return refused_as(translating.hand_in, kh.ledger, kh.desk, dossier, dossier, written, shared=False)

    assert refused() == "translation-numbers"
    assert refused(language="vi") == "translation-language"
    assert refused(texts={"handling_words": "x"}) == "translation-place"
    assert refused(texts={"text": "  "}) == "required"
    assert refused(made="machine", numbers_read=True) == "translation-engine"
    left = numbers_left_out({"text": "B1234567 · 29A-123.45 · 5"}, {"text": "B១២៣៤៥៦៧, 29A12345"})
    assert left == []  # in other digits, parted otherwise
    written = Written("km", {"text": "លិខិតឆ្លងដែន"}, numbers_read=True)
    assert translating.hand_in(kh.ledger, kh.desk, dossier, dossier, written, shared=True)
    with pytest.raises(NotPermitted):  # a translation is no source
        translating.hand_in(
            kh.ledger, kh.desk, dossier, Translation.objects.using(kh.alias).get().entry, written, shared=True
        )


def test_while_a_stop_stands_no_translation_leaves(ministries: Ministries, asked: str) -> None:
    kh = ministries["KH"]
    answer = kh.answer(asked)
    ministries.settle()
    actions.stop(kh.ledger, kh.desk, asked, "FEAR-OF-RETURN", DANGER)
    for item, written in ((answer, Written("vi", {"text": "Ở Poipet"})), (asked, WRITTEN)):
        assert refused_as(translating.hand_in, kh.ledger, kh.desk, asked, item, written, shared=True) == "s3-stopped"
        refused = refused_as(translating.hand_in, kh.ledger, kh.other_desk, asked, item, written, shared=True)
        assert refused == "under-review"
        assert translating.hand_in(kh.ledger, kh.desk, asked, item, written, shared=False)
    assert kh.ledger.next_bundle("VN") is None


def test_who_asks_for_hundreds_hides_nobody_elses_ask(
    ministries: Ministries, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vn, kh, la = ministries["VN"], ministries["KH"], ministries["LA"]
    monkeypatch.setattr(translations_asked, "MOST", 3)
    elsewhere = vn.request(trace_form(to_office="KH-NCB"))
    theirs = la.request(missing_form())
    for dossier in (elsewhere, asked):
        for _ in range(4):
            translating.ask_party(vn.ledger, vn.desk, dossier, dossier, "km", "KH", Words("vi"))
    ministries.clock.go(minutes=1)
    translating.ask_party(la.ledger, la.desk, theirs, theirs, "km", "KH", Words("lo"))
    ministries.settle()
    translating.ask_colleague(kh.ledger, kh.desk, asked, asked, "km", OFFICES["KH"], DANGER)
    todo = [
        (one.row.party, one.state.dossier) for one in translations_asked.asked_here(kh.ledger, kh.desk) if one.is_for_us
    ]
    assert sorted(todo) == sorted([("VN", asked)] * 3 + [("LA", theirs), ("KH", asked)])


def test_consent_is_owed_for_a_translation_as_for_its_source(ministries: Ministries, asked: str) -> None:
    kh, vn = ministries["KH"], ministries["VN"]
    made = translating.hand_in(kh.ledger, kh.desk, asked, asked, WRITTEN, shared=True)
    ministries.settle()
    assert kept_back(kh.ledger, asked, EVIDENCE) == [asked]  # the file that holds both is kept back
    assert kept_back(vn.ledger, asked, EVIDENCE) == []  # the words are its own, whoever put them into Khmer
    with pytest.raises(NotPermitted):  # what is consented to is the source
        actions.recall(vn.ledger, vn.chief, asked, made, "recall")


def sealed(one: Ministry, entry: str) -> list[bytes]:
    """The ciphertext and the wrapped key of an entry as they lie on disk, as `invariants.secrets` has them."""
    n = Entry.objects.using(one.alias).get(id=entry).n
    rows = [
        SealedContent.objects.using(one.alias).get(n=n).sealed,
        ContentKey.objects.using(one.alias).get(n=n).wrapped,
    ]
    return [bytes(row)[-24:] for row in rows]


def on_disk(one: Ministry) -> bytes:
    """All bytes of a ministry's database."""
    return raw_bytes(cast(Any, one))  # it asks for the alias alone


def test_a_recall_takes_every_translation_with_it_at_every_holder(ministries: Ministries, asked: str) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    theirs = translating.hand_in(kh.ledger, kh.desk, asked, asked, WRITTEN, shared=True)
    own = translating.hand_in(vn.ledger, vn.desk, asked, asked, Written("en", {"text": "Please find"}), shared=True)
    home = translating.hand_in(kh.ledger, kh.desk, asked, asked, Written("en", {"text": "at home"}), shared=False)
    answer = kh.answer(asked)
    kept = translating.hand_in(kh.ledger, kh.desk, asked, answer, Written("vi", {"text": "Trả lời"}), shared=True)
    ministries.settle()
    held = {one.code: [*sealed(one, theirs), *sealed(one, own)] for one in (vn, kh)}
    held["KH"] += sealed(kh, home)
    assert all(part in on_disk(one) for one in (vn, kh) for part in held[one.code])
    actions.recall(vn.ledger, vn.chief, asked, asked, "recall")
    assert state_of(vn, theirs) == state_of(vn, own) == ContentState.ERASED  # at once at its own node
    ministries.settle()
    for one in (vn, kh):
        gone = (asked, theirs, own, *((home,) if one is kh else ()))
        assert [state_of(one, entry) for entry in gone] == [ContentState.ERASED] * len(gone)
        assert not any(part in on_disk(one) for part in held[one.code])
        assert state_of(one, kept) == ContentState.PRESENT
        assert tables(one)[1]  # that there was one stays known, without a word of it
        live = tables(one)
        rebuild(one.ledger)
        assert tables(one) == live
    assert (
        refused_as(translating.hand_in, kh.ledger, kh.desk, asked, asked, WRITTEN, shared=True) == "translation-erased"
    )
    assert refused_as(translating.ask_party, kh.ledger, kh.desk, asked, asked, "km", "VN", SAID) == "translation-erased"


def test_a_translation_that_crosses_the_erasure_is_not_kept(ministries: Ministries, asked: str) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    made = translating.hand_in(kh.ledger, kh.desk, asked, asked, WRITTEN, shared=True)
    actions.recall(vn.ledger, vn.chief, asked, asked, "recall")
    assert ministries.carry("KH", "VN")
    assert (Entry.objects.using(vn.alias).get(id=made).verdict, state_of(vn, made)) == (0, ContentState.ERASED)
    assert state_of(kh, made) == ContentState.PRESENT  # it does not know yet
    ministries.settle()
    assert state_of(kh, made) == ContentState.ERASED
    assert tables(vn) == tables(kh)


def test_what_is_kept_no_longer_takes_its_translations_along(ministries: Ministries, asked: str) -> None:
    kh = ministries["KH"]
    made = translating.hand_in(kh.ledger, kh.desk, asked, asked, WRITTEN, shared=True)
    home = translating.hand_in(kh.ledger, kh.desk, asked, asked, WRITTEN, shared=False)
    retain = ContentKey.objects.using(kh.alias).get(n=Entry.objects.using(kh.alias).get(id=asked).n).retain
    ContentKey.objects.using(kh.alias).exclude(retain__gt=retain).update(retain="2031-03-01")
    expire(kh.ledger, retain.replace(year=2031, month=3, day=2))
    assert [state_of(kh, one) for one in (asked, made, home)] == [ContentState.ERASED] * 3


@pytest.fixture
def hostile(ministries: Ministries) -> Ministry:
    """Viet Nam's program without any rule of requests."""
    vn = ministries["VN"]
    vn.ledger.types = TypeRegistry({
        name: dataclasses.replace(kind, rule=None, re_any=True, re_least=0, derived="")
        if name.startswith("request.")
        else kind
        for name, kind in TYPES.types.items()
    })  # fmt: skip
    return vn


def translated(item: str, **changes: Any) -> t.TranslatedFacts:
    """Facts of a translation of Viet Nam's."""
    base: dict[str, Any] = {"item": item, "from_language": "km", "language": "vi", "made": "officer"}
    return t.TranslatedFacts(office=OFFICES["VN"], officer=A, **{**base, **changes})


def no(asked: str) -> t.TranslationDeclinedFacts:
    """Facts of Viet Nam's word that it will not translate."""
    return t.TranslationDeclinedFacts(office=OFFICES["VN"], officer=A, asked=asked)


def test_a_statement_about_translations_that_breaks_a_rule_is_void(
    ministries: Ministries, hostile: Ministry, asked: str
) -> None:
    kh = ministries["KH"]
    answer = kh.answer(asked)
    theirs = translating.ask_party(kh.ledger, kh.desk, asked, answer, "vi", "VN", Words("km"))
    ministries.settle()
    said = TranslatedContent(language="vi", text="x")
    author = hostile.chief.author
    ask = t.TranslationAskedFacts(office=OFFICES["VN"], officer=A, item=answer, of="KH", language="vi")
    own = hostile.ledger.append(author, [Draft(t.ASKED, ask, None, asked, (answer,))])[0].entry.id
    wrong: list[tuple[Draft, str]] = [
        (Draft(t.ASKED, ask, None, asked, (asked,)), "re"),
        (Draft(t.ASKED, ask.model_copy(update={"of": "VN"}), None, asked, (answer,)), "translation-of"),
        (Draft(t.ASKED, ask.model_copy(update={"of": "LA"}), None, asked, (answer,)), "translation-of"),
        (Draft(t.ASKED, ask.model_copy(update={"item": theirs}), None, asked, (theirs,)), "re"),
        (Draft(t.TRANSLATED, translated(answer), said, asked, (asked,)), "re"),
        (Draft(t.TRANSLATED, translated(answer), None, asked, (answer,)), "required"),
        (Draft(t.TRANSLATED, translated(answer, from_language="vi"), said, asked, (answer,)), "translation-language"),
        (Draft(t.TRANSLATED, translated(answer, made="machine"), said, asked, (answer,)), "translation-engine"),
        (Draft(t.TRANSLATED, translated(answer, engine="X"), said, asked, (answer,)), "translation-engine"),
        (Draft(t.TRANSLATED, translated(answer, asked=own), said, asked, (answer, own)), "translation-of"),
        (Draft(t.TRANSLATED, translated(asked, asked=theirs), said, asked, (asked, theirs)), "translation-asked"),
        (Draft(t.TRANSLATED, translated(theirs), said, asked, (theirs,)), "re"),
        (Draft(t.DECLINED, no(own), None, asked, (own,)), "translation-of"),
        (Draft(t.DECLINED, no(theirs), None, asked, (theirs,)), "required"),
    ]  # fmt: skip
    stated = hostile.ledger.append(author, [draft for draft, _ in wrong])
    ministries.settle()
    rows = {row.id: (row.verdict, row.code) for row in Entry.objects.using(kh.alias).filter(party="VN")}
    assert [rows[one.entry.id] for one in stated] == [(2, code) for _, code in wrong]
    assert [row["state"] for row in tables(kh)[0] if row["entry"] == theirs] == ["open"]
    assert tables(kh)[1] == []


def test_a_translation_that_names_another_source_than_it_is_made_from_hides_nothing(
    ministries: Ministries, hostile: Ministry, asked: str
) -> None:
    """A hostile holder keeps what it read and may say it again; what it states as a translation of the erased goes."""
    kh = ministries["KH"]
    answer = kh.answer(asked)
    ministries.settle()
    actions.recall(kh.ledger, kh.chief, asked, answer, "recall")
    ministries.settle()
    parts = (TranslatedPart(place="items.0.text", text="what the answer said"),)
    content = TranslatedContent(language="vi", text="x", parts=parts)
    draft = Draft(t.TRANSLATED, translated(answer), content, asked, (answer,))
    made = hostile.ledger.append(hostile.chief.author, [draft])[0].entry.id
    assert state_of(hostile, made) == ContentState.PRESENT
    ministries.settle()
    assert (Entry.objects.using(kh.alias).get(id=made).verdict, state_of(kh, made)) == (0, ContentState.ERASED)


def test_a_place_that_no_translation_has_is_not_kept(ministries: Ministries, hostile: Ministry, asked: str) -> None:
    """Names, numbers and addresses have no place in a translation."""
    with pytest.raises(ValueError, match="place"):
        TranslatedPart(place="subjects.0.names.0.name", text="Another Name")
    with pytest.raises(ActionRefused):
        translating.source(hostile.ledger, asked, "A" * 43)


def test_a_letter_s_reading_copy_carries_the_translation_marked(ministries: Ministries, asked: str) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    translating.hand_in(kh.ledger, kh.desk, asked, asked, WRITTEN, shared=True)
    draft = Written("km", {"text": "ម៉ាស៊ីន"}, made="machine", engine="Argos 1.9")
    translating.hand_in(kh.ledger, kh.desk, asked, asked, draft, shared=True)
    translating.hand_in(vn.ledger, vn.desk, asked, asked, Written("en", {"text": "at home"}), shared=False)
    ministries.settle()
    (paragraph,) = letter_of(vn.ledger, reading(vn.ledger, vn.desk, asked), asked).paragraphs
    assert [(one.language, one.checked) for one in paragraph.translations] == [("km", True), ("km", False)]
    best = paragraph.reading("km")
    assert best is not None
    assert best.text == KHMER
