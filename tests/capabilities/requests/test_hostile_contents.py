"""A partner whose program has no rules states odd things: nothing of it stops a feed, a page, a search or an erasure."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.capabilities.requests.ministries import OFFICES, Ministries, Ministry, trace_form
from tests.capabilities.requests.test_pages import DESK, Node, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import pressing_entries as pressing
from tripoint.capabilities.requests.contents import Described, Title
from tripoint.capabilities.requests.letter import LETTERS
from tripoint.capabilities.requests.message_entries import MESSAGE, MessageContent, MessageFacts
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.reading import reading
from tripoint.capabilities.requests.told import dossier as told
from tripoint.capabilities.requests.translations import entries as t
from tripoint.capabilities.requests.translations.contents import TranslatedContent, TranslatedPart
from tripoint.capabilities.requests.translations.models import Translation, TranslationAsk
from tripoint.directory.models import Officer, Role
from tripoint.ledger.append import Draft
from tripoint.ledger.models import ContentState, Entry
from tripoint.ledger.rebuild import rebuild
from tripoint.ledger.registry import TYPES, Facts, TypeRegistry
from tripoint.safeguards.data_stays_home import Graded
from tripoint.screening import marks
from tripoint.search import index

__all__ = ["node"]
A, B = "a" * 22, "b" * 22
GRADED = Graded(handling="H0", source="A", information="1")
FAR = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
ODD = "\u202eeb os\u2028\u0001\x1b[31m\ufeff\U000e0041 <script>alert(1)</script> {{ x }} %s ﷽\u0301\u0301 ' OR 1=1 --"


class Anything(Facts):
    """Facts of a translation that names no entry."""

    item: Any = None


def without_rules(one: Ministry, **facts: type[Facts]) -> None:
    """Takes every rule of requests out of a program; `facts` replaces what a type, named by its middle, consists of."""
    one.ledger.types = TypeRegistry({
        name: dataclasses.replace(
            kind, rule=None, re_any=True, re_least=0, derived="", facts=facts.get(name.split(".")[1], kind.facts)
        )
        if name.startswith("request.")
        else kind
        for name, kind in TYPES.types.items()
    })  # fmt: skip


def origin() -> dict[str, str]:
    """Who states it in Viet Nam."""
    return {"office": OFFICES["VN"], "officer": A}


@pytest.mark.parametrize("item", [[], {"a": [1]}, 7, "x" * 3_000])
def test_a_void_translation_of_nothing_keeps_no_other_entry_from_being_erased(
    ministries: Ministries, item: object
) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    answer = kh.answer(dossier)
    ministries.settle()
    without_rules(vn, translated=Anything)
    words = TranslatedContent(language="vi", text="x")
    said = vn.ledger.append(vn.chief.author, [Draft(t.TRANSLATED, Anything(item=item), words, dossier, (answer,))])[0]
    ministries.settle()
    assert Entry.objects.using(kh.alias).get(id=said.entry.id).verdict == 2
    actions.recall(kh.ledger, kh.chief, dossier, answer, "recall")
    ministries.settle()
    for one in (vn, kh):
        assert Entry.objects.using(one.alias).get(id=answer).content_state == ContentState.ERASED


def odd_statements(dossier: str, text: str, label: str, language: Any, place: str) -> list[Draft]:
    """One of each type that an asker may add to its request, with these words in it."""
    said: dict[str, Any] = {
        "language": language, "signatory": label[:200], "title": Title(en=label[:200], km=label[:200]),
        "phone": label[:40], "number": label[:200],
    }  # fmt: skip
    line = " ".join(text.splitlines())[:500]
    part = (TranslatedPart(place=place, text=text or "x"), TranslatedPart(place=place, text=label or "x"))
    other: Any = "km" if language != "km" else "lo"
    rendered = t.TranslatedFacts(
        **origin(), item=dossier, from_language=other, language=language, made="machine", engine="A"
    )
    message = MessageFacts(**origin(), graded=GRADED)
    ask = t.TranslationAskedFacts(**origin(), item=dossier, of="KH", language=language)
    reminded = pressing.RemindedFacts(**origin(), number=1)
    escalated = pressing.EscalatedFacts(**origin(), to_office="KH-NCB", ground="DANGER")
    return [
        Draft(MESSAGE, message, MessageContent(**said, text=line, handling_words=label), dossier, (dossier,)),
        Draft(t.ASKED, ask, Described(**said, text=text), dossier, (dossier,)),
        Draft(t.TRANSLATED, rendered, TranslatedContent(**said, text=text, parts=part), dossier, (dossier,)),
        Draft(pressing.REMINDED, reminded, Described(**said, text=text), dossier, (dossier,)),
        Draft(pressing.ESCALATED, escalated, Described(**said, text=text), dossier, (dossier,)),
    ]


def everything_opens(node: Node, dossier: str) -> None:
    """Every page, letter, table and answer to a program about the dossier is there."""
    marks.catch_up(node.kh.ledger)
    index.catch_up(node.kh.ledger)
    statements = list(Entry.objects.filter(dossier=dossier, verdict=0).values_list("id", "type"))
    client = signed_in(Officer.objects.filter(username="desk").first() or someone((Role.OFFICER,), "desk"))
    places = ["/", "/requests/", "/requests/translations", "/requests/find?q=alert", "/requests/find/timeline?q=alert",
              "/requests/find/table?q=alert", f"/requests/{dossier}"]  # fmt: skip
    places += [f"/requests/{dossier}/letter/{entry}" for entry, kind in statements if kind in LETTERS]
    places += [f"/requests/{dossier}/translation/{entry}" for entry, kind in statements if kind in t.SOURCES]
    for place in places:
        page = client.post(place, {"use": "RECORD"}) if "/table?" in place else client.get(place)
        assert page.status_code == 200, place
        body = b"".join(page.streaming_content) if page.streaming else page.content  # type: ignore[arg-type]
        assert b"<script>alert" not in body, place
    here = dataclasses.replace(node.kh.desk, office=DESK)
    assert told(node.kh.ledger, reading(node.kh.ledger, here, dossier)).model_dump_json()


@pytest.mark.parametrize("when", [datetime(1, 1, 1, tzinfo=UTC), FAR], ids=["first", "last"])
def test_odd_words_and_times_beyond_every_calendar_are_read_like_others(node: Node, when: datetime) -> None:
    vn = node.vn
    dossier = vn.request(trace_form(to_office=DESK))
    node.carry()
    without_rules(vn)
    now, vn.clock.now = vn.clock.now, when
    retain = min(when.date().replace(month=12, day=31), date.max)
    drafts = odd_statements(dossier, ODD, ODD[:40], "vi", "items.499.text")
    for draft in drafts:
        draft.retain = retain
    vn.ledger.append(vn.chief.author, drafts)
    vn.clock.now = now
    node.carry()
    assert Entry.objects.filter(dossier=dossier, party="VN").count() == 1 + len(drafts)
    applied = set(Entry.objects.filter(dossier=dossier, verdict=0).values_list("type", flat=True))
    assert applied > {e.OPENED, t.ASKED, t.TRANSLATED}
    everything_opens(node, dossier)
    live = [list(one.objects.order_by("pk").values()) for one in (RequestState, TranslationAsk, Translation)]
    rebuild(node.kh.ledger)
    assert [list(one.objects.order_by("pk").values()) for one in (RequestState, TranslationAsk, Translation)] == live
