"""Requests that may be on one matter: numbers and references in common, at once; what officers are told and say."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db import connections
from tests.capabilities.requests.ministries import Ministries, Ministry, missing_form, person, trace_form
from tests.capabilities.requests.test_pages import DESK, FIELDS, Node, node, signed_in
from tests.web.people import someone

from tripoint.audit.models import ReadKind, ReadLog
from tripoint.capabilities.requests import actions, told
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.contents import ChannelReference, RefusedContent
from tripoint.capabilities.requests.form import Asked
from tripoint.capabilities.requests.linking.leads import Shown, leads, leads_of_form
from tripoint.capabilities.requests.linking.linked import seen_together
from tripoint.capabilities.requests.linking.models import Link
from tripoint.capabilities.requests.linking.screened import numbers_of
from tripoint.capabilities.requests.models import RequestDraft, RequestState
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused
from tripoint.capabilities.requests.reading import reading
from tripoint.directory.models import Office, Role
from tripoint.ledger.append import Draft
from tripoint.ledger.common_entries import ErasedFacts
from tripoint.ledger.rebuild import rebuild
from tripoint.safeguards.data_stays_home import Graded
from tripoint.screening import marks
from tripoint.screening.models import Lead, Mark
from tripoint.subjects import BankAccount, Paper, Person, Phone, UserAccount, Vehicle
from tripoint.text import bare_letters

__all__ = ["node"]
INTERPOL = ChannelReference(channel="INTERPOL", number="SC-I/2026/4711", date=datetime.date(2026, 2, 20))
WHY = Words("en", "Another bearer of the name")


def holder(number: str = "B1234567", **more: object) -> Person:
    """A person with a passport."""
    passport = {"type": "PASSPORT", "number": number, "country": "VN"}
    return Person.model_validate({**person().model_dump(), "documents": [passport]}).model_copy(update=more)


def about(*subjects: Person, **changes: object) -> dict[str, object]:
    """A form about suspects."""
    return {"subjects": tuple(Asked(role="SUSPECT", subject=one) for one in subjects), **changes}


def found(one: Ministry, dossier: str, who: Acting | None = None) -> dict[str, tuple[str, ...]]:
    """By dossier, what a lead says is in common."""
    return {lead.row.dossier: lead.sorts for lead in shown(one, dossier, who)}


def shown(one: Ministry, dossier: str, who: Acting | None = None) -> list[Shown]:
    """The leads as an officer is told of them."""
    own = RequestState.objects.using(one.alias).filter(dossier=dossier).first()
    return leads(one.ledger, who or one.desk, dossier, own.reference if own else "")


def test_the_same_passport_is_found_on_both_sides_sent_and_received_for_twelve_months(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    first = vn.request(trace_form(**about(holder("B 1234567"))))
    apart = vn.request(trace_form(**about(holder("B1234568"))))
    ministries.settle()
    ministries.clock.go(days=360)
    second = vn.request(trace_form(**about(holder("b1234567"))))
    ministries.settle()
    for side in (vn, kh):
        assert found(side, second) == {first: ("document",)}
        assert found(side, first) == {second: ("document",)}
        assert found(side, apart) == {}
    ministries.clock.go(days=30)
    third = vn.request(trace_form(**about(holder())))
    ministries.settle()
    assert found(kh, third) == {second: ("document",)}  # the first came more than a year before
    everything = set(Lead.objects.using(kh.alias).values_list("dossier", "other", "sort"))
    digests = set(Mark.objects.using(kh.alias).values_list("digest", "sort", "dossier", "n"))
    rebuild(kh.ledger)
    assert not Mark.objects.using(kh.alias).exists()
    marks.catch_up(kh.ledger)
    assert set(Lead.objects.using(kh.alias).values_list("dossier", "other", "sort")) == everything
    assert set(Mark.objects.using(kh.alias).values_list("digest", "sort", "dossier", "n")) == digests
    assert not digests & set(Mark.objects.using(vn.alias).values_list("digest", "sort", "dossier", "n"))


def test_numbers_are_compared_however_they_were_parted_and_what_is_none_is_not() -> None:
    subjects = [
        Vehicle(plate="29A-123.45", country="VN"), Vehicle(plate="ກກ 1234", country="LA"),
        Paper.of("PASSPORT", "P 555 777", "LA", holder=holder()), Phone(number="+84912345678", imei="490154203237518"),
        UserAccount(service="Zalo", username="Sếp.Lớn"), BankAccount(number="0011-22", bank="V"),
    ]  # fmt: skip
    assert set(numbers_of(subjects)) == {
        ("vehicle", "VN 29a12345"), ("vehicle", "LA ກກ1234"), ("document", "LA p555777"), ("document", "VN b1234567"),
        ("phone", "+84912345678"), ("phone", "49015420323751"), ("account", "zalo sep.lon"), ("account", "001122"),
    }  # fmt: skip
    assert bare_letters("Ａ-12 \u200b3") == bare_letters("a 12.3")


def test_a_reference_of_another_channel_travels_is_found_and_brings_requests_together(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    first = vn.request(trace_form(**about(person("Một")), channels=(INTERPOL,)))
    spaced = INTERPOL.model_copy(update={"number": "sc i 2026 4711", "date": None})
    second = vn.request(trace_form(**about(person("Hai")), channels=(spaced,)))
    diplomatic = spaced.model_copy(update={"channel": "DIPLOMATIC"})
    third = vn.request(trace_form(**about(person("Ba")), channels=(diplomatic,)))
    reference = vn.state(first).reference
    fourth = vn.request(trace_form(**about(person("Bốn")), text=f"Tiếp theo {reference}."))
    ministries.settle()
    content = reading(kh.ledger, kh.desk, first).opening.content
    assert content is not None
    assert content.channels == (INTERPOL,)  # type: ignore[attr-defined]
    assert found(kh, first) == {second: ("channel",), fourth: ("reference",)}
    assert found(kh, third) == {}
    together = {row.dossier for row in seen_together(kh.alias, kh.desk, "KH", first)}
    assert together == {second, fourth}
    actions.part(kh.ledger, kh.desk, first, kh.state(second).reference, WHY)
    assert {row.dossier for row in seen_together(kh.alias, kh.desk, "KH", first)} == {fourth}
    with pytest.raises(ValueError, match="channel"):
        ChannelReference(channel="PIGEON", number="1")
    with pytest.raises(ValueError, match="number"):
        ChannelReference(channel="INTERPOL", number="1\u202e2")
    with pytest.raises(ValueError, match="channels"):
        trace_form().model_validate({"channels": [INTERPOL] * 7})
    late = INTERPOL.model_copy(update={"date": datetime.date(2027, 1, 1)})
    with pytest.raises(ActionRefused, match="channel-date"):
        vn.request(trace_form(channels=(late,)))


def test_what_is_erased_leads_nowhere_and_what_else_the_dossier_says_still_does(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    first = vn.request(trace_form(**about(holder("C7777777"), channels=(INTERPOL,))))
    ministries.settle()
    asked = actions.ask_back(kh.ledger, kh.desk, first, ["OTHER"], Words("km", "លេខ?"))
    ministries.settle()
    graded = Graded(handling="H0", source="A", information="1")
    actions.give(vn.ledger, vn.desk, first, asked, Words("vi", "B1234567"), graded, [holder()])
    second = vn.request(trace_form(**about(holder()), channels=(INTERPOL,)))
    ministries.settle()
    for side in (vn, kh):
        assert found(side, second) == {first: ("document", "channel")}
    reason = ErasedFacts(reason="recall")
    vn.ledger.append(vn.chief.author, [Draft("entry.erased.v1", reason, dossier=first, re=(first,))])
    ministries.settle()
    for side in (vn, kh):
        assert not Lead.objects.using(side.alias).exists()  # in the transaction that erased
        assert found(side, second) == {first: ("document",)}  # from the clarification
        before = set(Lead.objects.using(side.alias).values_list("dossier", "other", "sort"))
        rebuild(side.ledger)
        marks.catch_up(side.ledger)
        assert set(Lead.objects.using(side.alias).values_list("dossier", "other", "sort")) == before


def test_an_officer_says_what_it_is_and_the_partner_learns_nothing(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    first, second, third = (vn.request(trace_form(**about(holder()))) for _ in range(3))
    ministries.settle()
    with pytest.raises(ActionRefused, match="link-reason"):
        actions.part(kh.ledger, kh.desk, third, kh.state(first).reference, Words("en", " "))
    actions.part(kh.ledger, kh.desk, third, kh.state(first).reference, WHY)
    actions.link(kh.ledger, kh.desk, third, kh.state(second).reference, Words("km", "ដូចគ្នា"))
    assert found(kh, third) == {}
    assert {row.dossier for row in seen_together(kh.alias, kh.desk, "KH", third)} == {second}
    with pytest.raises(ActionRefused, match="link-apart"):
        actions.part(kh.ledger, kh.desk, third, kh.state(first).reference, WHY)
    assert kh.ledger.next_bundle("VN") is None
    assert set(found(vn, third)) == {first, second}
    before = set(Link.objects.using(kh.alias).values_list("one", "other", "same"))
    rebuild(kh.ledger)
    assert set(Link.objects.using(kh.alias).values_list("one", "other", "same")) == before
    notes = [one.content.text for one in reading(kh.ledger, kh.desk, third).home if one.content]  # type: ignore[attr-defined]
    assert notes == [WHY.text, "ដូចគ្នា"]


def test_what_was_answered_there_is_closed_by_either_side(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    first, second, third = (vn.request(trace_form(**about(holder()))) for _ in range(3))
    ministries.settle()
    reference = kh.state(first).reference
    with pytest.raises(ActionRefused, match="answered-not"):
        actions.answered_there(kh.ledger, kh.desk, second, reference, Words("km"))
    kh.answer(first)
    ministries.settle()
    actions.answered_there(kh.ledger, kh.desk, second, reference, Words("km", "ដូចគ្នា"))
    actions.answered_there(vn.ledger, vn.desk, third, reference, Words("vi"))
    ministries.settle()
    assert vn.state(second).refusal_ground == "ANSWERED"
    last = reading(vn.ledger, vn.desk, second).lines[-1]
    assert isinstance(last.content, RefusedContent)
    assert last.content.elsewhere is not None
    assert (last.content.elsewhere.channel, last.content.elsewhere.number) == ("TRIPOINT", reference)
    assert last.content.text == ""  # the officer's reason stays at home
    assert kh.state(third).withdrawal_reason == "DUPLICATE"
    assert {row.dossier for row in seen_together(kh.alias, kh.desk, "KH", first)} == {second}
    elsewhere = ChannelReference(channel="TRIPOINT", number=reference)
    fourth = vn.request(trace_form(**about(holder())))
    ministries.settle()
    with pytest.raises(ActionRefused, match="elsewhere"):
        actions.refuse(kh.ledger, kh.desk, fourth, "ONGOING", Words("km"), elsewhere)


def test_an_answer_to_a_third_party_is_nothing_to_point_at(ministries: Ministries) -> None:
    vn, kh, la = ministries["VN"], ministries["KH"], ministries["LA"]
    theirs = la.request(missing_form(subjects=(Asked(role="MISSING", subject=holder()),)))
    ours = vn.request(missing_form(subjects=(Asked(role="MISSING", subject=holder()),)))
    ministries.settle()
    kh.answer(theirs, result="FOUND-WELL", consent=True)
    assert set(found(kh, ours)) == {theirs}
    with pytest.raises(ActionRefused, match="answered-apart"):
        actions.answered_there(kh.ledger, kh.desk, ours, kh.state(theirs).reference, Words("km"))
    assert kh.state(ours).is_open


def test_before_release_a_draft_is_compared_and_what_is_said_of_it_holds(ministries: Ministries) -> None:
    vn = ministries["VN"]
    first = vn.request(trace_form(**about(holder())))
    second = vn.request(trace_form(**about(holder())))
    draft = actions.save(vn.ledger, vn.desk, trace_form(**about(holder())))
    home = actions.submit(vn.ledger, vn.desk, draft)
    assert set(found(vn, home, vn.chief)) == {first, second}
    assert set(found(vn, first)) == {second}  # others do not find what has not left
    said = vn.state(first).reference
    actions.judge_draft(vn.ledger, vn.chief, draft, said, Words("vi"), same=True)
    with pytest.raises(ActionRefused, match="link-reason"):
        actions.judge_draft(vn.ledger, vn.chief, draft, vn.state(second).reference, Words("vi"), same=False)
    actions.judge_draft(vn.ledger, vn.chief, draft, vn.state(second).reference, WHY, same=False)
    assert found(vn, home, vn.chief) == {}
    left = actions.release(vn.ledger, vn.chief, draft).entry.id
    assert found(vn, left) == {}
    assert {row.dossier for row in seen_together(vn.alias, vn.desk, "VN", left)} == {first}
    assert not Lead.objects.using(vn.alias).filter(dossier=home).exists()
    before = set(Link.objects.using(vn.alias).values_list("one", "other", "same"))
    rebuild(vn.ledger)
    assert set(Link.objects.using(vn.alias).values_list("one", "other", "same")) == before


def test_another_office_is_told_reference_and_office_and_no_stop_or_flag_shows(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    ncb = {"to_office": "KH-NCB"}
    free = vn.request(trace_form(**about(holder()), **ncb))
    kept = vn.request(trace_form(**about(holder()), **ncb, graded=Graded(handling="H2", source="A", information="1")))
    missing = vn.request(missing_form(subjects=(Asked(role="MISSING", subject=holder()),), **ncb))
    mine = vn.request(trace_form(**about(holder())))
    ministries.settle()

    def seen() -> list[tuple[str, str, bool, object]]:
        return [(one.row.reference, one.office, one.may_open, one.reasons) for one in shown(kh, mine)]

    before = seen()
    assert before == [(kh.state(free).reference, "KH-NCB", False, {})]
    registrar = replace(kh.desk, roles=frozenset({"registrar"}))
    assert set(found(kh, mine, registrar)) == {free, kept, missing}
    ncb_desk = replace(kh.other_desk, office="KH-NCB")
    for one in (free, kept):
        actions.stop(kh.ledger, ncb_desk, one, "FEAR-OF-RETURN", Words("en", "afraid"))
        actions.flag_victim(kh.ledger, ncb_desk, one, Words("en", "B1234567 again"))
    assert seen() == before
    for dossier in (kept, missing):
        with pytest.raises(ActionRefused, match="link-unknown"):
            actions.link(kh.ledger, kh.desk, mine, kh.state(dossier).reference)
    actions.link(kh.ledger, kh.desk, mine, kh.state(free).reference)
    assert seen() == []
    assert seen_together(kh.alias, kh.desk, "KH", mine) == []


def test_five_hundred_times_one_number_is_one_lead_and_junk_none(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    many = [holder(birth_date=f"{1900 + place % 99}") for place in range(500)]
    first = vn.request(trace_form(**about(*many)))
    second = vn.request(trace_form(**about(*many)))
    for junk in ("000000", "N/A", "----", "1"):
        vn.request(trace_form(**about(holder(junk))))
        vn.request(trace_form(**about(holder(junk))))
    ministries.settle()
    assert found(kh, second) == {first: ("document",)}
    assert Lead.objects.using(kh.alias).count() == 1
    assert Mark.objects.using(kh.alias).filter(sort="document").count() == 2


def test_a_number_that_stands_everywhere_leads_to_the_newest_alone(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossiers = [vn.request(trace_form(**about(holder()))) for _ in range(6)]
    marks.catch_up(vn.ledger)
    most, marks.MOST_LEADS = marks.MOST_LEADS, 3
    try:
        last = vn.request(trace_form(**about(holder())))
        assert set(found(vn, last)) == set(dossiers[-3:])
    finally:
        marks.MOST_LEADS = most


def test_the_tables_hold_no_number(ministries: Ministries) -> None:
    vn = ministries["VN"]
    vn.request(trace_form(**about(holder()), channels=(INTERPOL,)))
    marks.catch_up(vn.ledger)
    with connections[vn.alias].cursor() as cursor:
        for table in ("screening_mark", "screening_lead", "screening_unnamed", "screening_forgotten"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "1234567" not in repr(cursor.fetchall())
            assert "4711" not in repr(cursor.fetchall())
    assert Mark.objects.using(vn.alias).count() == 3
    said = told.dossier(vn.ledger, reading(vn.ledger, vn.desk, RequestState.objects.using(vn.alias).get().dossier))
    content = said.entries[0].content
    assert content is not None
    assert content["channels"] == [{"channel": "INTERPOL", "number": "SC-I/2026/4711", "date": "2026-02-20"}]


def test_the_pages_show_leads_and_take_what_the_officer_says(node: Node) -> None:
    first, second = (node.vn.request(trace_form(**about(holder()), to_office=DESK)) for _ in range(2))
    node.carry()
    marks.keep_up(node.kh.ledger)
    client = signed_in(someone((Role.OFFICER,), "desk"))
    today = client.get("/").content.decode()
    assert "Possibly the same matter: 1" in today
    reference = RequestState.objects.get(dossier=first).reference
    page = client.get(f"/requests/{second}").content.decode()
    assert "The same passport or paper" in page
    assert f"/requests/{second}/link?reference={reference}" in page
    assert f'value="{reference}"' in client.get(f"/requests/{second}/link?reference={reference}").content.decode()
    said = {"reference": reference, "judged": "apart", "text": ""}
    assert client.post(f"/requests/{second}/link", said).status_code == 422
    assert client.post(f"/requests/{second}/link", {**said, "text": "Another bearer"}).status_code == 302
    page = client.get(f"/requests/{second}").content.decode()
    assert "The same passport or paper" not in page
    assert "Another bearer" in page
    assert "Possibly the same matter: 1" not in client.get("/").content.decode()


PASSPORT = {"document_type": "PASSPORT", "document_number": "b 1234567", "document_country": "VN"}


def test_the_author_sees_leads_before_submitting_and_what_is_said_of_them_holds(node: Node) -> None:
    first, second = (node.vn.request(trace_form(**about(holder()), to_office=DESK)) for _ in range(2))
    node.carry()
    client, typed = signed_in(someone((Role.OFFICER,), "desk")), {**FIELDS, **PASSPORT}
    held = client.post("/requests/new/trace", {**typed, "submit": "1"})
    draft = RequestDraft.objects.get()
    place = f"/requests/draft/{draft.pk}"
    assert (held["Location"], draft.state) == (f"{place}#leads", "draft")
    page = client.get(place).content.decode()
    assert "Not submitted yet" in page
    assert "Possibly the same matter: 2" in page
    assert "The same passport or paper" in page
    assert set(ReadLog.objects.filter(kind=ReadKind.SEARCH).values_list("dossier", flat=True)) == {first, second}
    references = [RequestState.objects.get(dossier=one).reference for one in (first, second)]
    assert all(f'name="led" value="{one}"' in page for one in references)
    one, other = references
    refused = client.post(place, {**typed, "text": "បន្ថែម", "apart": one, f"why-{one}": " "})
    assert refused.status_code == 422
    assert "Say why the two are not on one matter." in refused.content.decode()
    assert "បន្ថែម" in refused.content.decode()  # nothing typed is lost, and it is saved
    assert client.post(place, {**typed, "apart": one, f"why-{one}": "Another bearer"}).status_code == 302
    assert "Possibly the same matter: 1" in client.get(place).content.decode()
    assert client.post(place, {**typed, "same": other}).status_code == 302
    assert "Possibly the same matter" not in client.get(place).content.decode()
    assert client.post(place, {**typed, "submit": "1"})["Location"] == "/requests/"
    assert RequestDraft.objects.get().state == "submitted"
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    assert "The same passport or paper" not in chief.get(f"/requests/release/{draft.pk}").content.decode()
    chief.post(f"/requests/release/{draft.pk}", {"decision": "release", "text": ""})
    ours = RequestState.objects.get(asker="KH").dossier
    assert set(Link.objects.filter(one=ours).values_list("other", "same")) | set(
        Link.objects.filter(other=ours).values_list("one", "same")
    ) == {(first, False), (second, True)}


def test_what_the_author_has_seen_is_submitted_and_what_came_since_is_shown_first(node: Node) -> None:
    node.vn.request(trace_form(**about(holder()), to_office=DESK))
    node.carry()
    client, typed = signed_in(someone((Role.OFFICER,), "desk")), {**FIELDS, **PASSPORT, "submit": "1"}
    client.post("/requests/new/trace", typed)
    place = f"/requests/draft/{RequestDraft.objects.get().pk}"
    seen = {"led": [lead["row"].reference for lead in client.get(place).context["leads"]]}
    incomplete = client.post(place, {**typed, "text": "", "offence": "", "penalty_kind": ""})
    assert incomplete.status_code == 422  # what is missing is said before it
    node.vn.request(trace_form(**about(holder()), to_office=DESK))
    node.carry()
    assert client.post(place, {**typed, **seen})["Location"].endswith("#leads")
    seen = {"led": [lead["row"].reference for lead in client.get(place).context["leads"]]}
    assert len(seen["led"]) == 2
    assert client.post(place, {**typed, **seen})["Location"] == "/requests/"


def test_an_author_is_told_of_another_office_no_more_than_later(node: Node) -> None:
    Office.objects.create(code="KH-NCB", party_id="KH", name_en="Another", level="department")
    theirs = node.vn.request(trace_form(**about(holder()), to_office="KH-NCB"))
    node.vn.request(
        trace_form(**about(holder()), to_office="KH-NCB", graded=Graded(handling="H2", source="A", information="1"))
    )
    node.carry()
    client = signed_in(someone((Role.OFFICER,), "desk"))
    client.post("/requests/new/trace", {**FIELDS, **PASSPORT})
    place = f"/requests/draft/{RequestDraft.objects.get().pk}"
    page = client.get(place)
    told = RequestState.objects.get(dossier=theirs).reference
    assert [lead["row"].reference for lead in page.context["leads"]] == [told]
    assert f"/requests/{theirs}" not in page.content.decode()
    assert client.post(place, {**FIELDS, **PASSPORT, "same": told}).status_code == 302
    kept = RequestState.objects.get(handling="H2").reference
    unknown = client.post(place, {**FIELDS, **PASSPORT, "same": kept})
    assert unknown.status_code == 422
    assert "There is no request of this reference" in unknown.content.decode()


def test_a_page_without_leads_says_at_most_that_names_are_not_compared_yet(node: Node) -> None:
    client = signed_in(someone((Role.OFFICER,), "desk"))
    client.post("/requests/new/trace", {**FIELDS, **PASSPORT})
    draft = RequestDraft.objects.get()
    page = client.get(f"/requests/draft/{draft.pk}").content.decode()
    assert "Possibly the same matter" not in page
    assert client.post(f"/requests/draft/{draft.pk}", {**FIELDS, **PASSPORT, "submit": "1"})["Location"] == "/requests/"
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    page = chief.get(f"/requests/release/{draft.pk}").content.decode()
    assert "Possibly the same matter" not in page
    assert "Names are not compared yet" in page


def test_a_draft_without_numbers_asks_the_tables_nothing(ministries: Ministries) -> None:
    vn = ministries["VN"]
    vn.request(trace_form(**about(holder())))
    assert leads_of_form(vn.ledger, vn.desk, trace_form()) == []
    assert [one.sorts for one in leads_of_form(vn.ledger, vn.desk, trace_form(**about(holder())))] == [("document",)]
    assert Mark.objects.using(vn.alias).count() == 2  # the request's: nothing of what was typed is kept
    assert not Lead.objects.using(vn.alias).exists()
