"""The index: what is said in a dossier finds it, what is erased does not, and the tables hold no word."""

from __future__ import annotations

from django.db import connections
from tests.capabilities.requests.ministries import Ministries, Ministry, person, trace_form

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.form import Asked
from tripoint.ledger.append import Draft
from tripoint.ledger.common_entries import ErasedFacts
from tripoint.ledger.models import ContentState, Entry
from tripoint.ledger.rebuild import rebuild
from tripoint.search import index
from tripoint.search.models import Pending, Posting
from tripoint.search.words import words


def found(ministry: Ministry, text: str) -> tuple[str, ...]:
    """Dossiers that hold `text`."""
    result = index.find(ministry.ledger, text)
    assert result is not None
    return result.dossiers


def test_both_sides_find_a_request_by_what_was_said_in_it(ministries: Ministries) -> None:
    vn, kh, la = ministries["VN"], ministries["KH"], ministries["LA"]
    one = vn.request(trace_form(subjects=(Asked(role="SUSPECT", person=person("Trần Quốc Toản")),)))
    other = vn.request()
    ministries.settle()
    kh.answer(one)
    ministries.settle()
    for side in (vn, kh):
        assert found(side, "tran quoc toan") == (one,)
        assert found(side, "xac minh noi o") == (other, one)  # the newest first
        assert found(side, "ចម្លើយ") == (one,)
        assert found(side, "tran quoc toan ចម្លើយ") == (one,)  # words of two entries of one dossier
        assert set(found(side, side.state(one).reference.lower())) & {one, other} == {one}
        assert found(side, "tran hung dao") == ()
    assert found(la, "tran quoc toan") == ()
    assert index.find(vn.ledger, "…") is None


def test_what_is_erased_is_found_no_more_and_its_reference_still_is(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    for side in (vn, kh):
        assert found(side, "xac minh") == (dossier,)
    vn.ledger.append(
        vn.chief.author, [Draft("entry.erased.v1", ErasedFacts(reason="recall"), dossier=dossier, re=(dossier,))]
    )
    ministries.settle()
    for side in (vn, kh):
        opening = Entry.objects.using(side.alias).get(id=dossier)
        assert not Posting.objects.using(side.alias).filter(n=opening.n).exists()  # in the transaction that erased
        assert found(side, "xac minh") == ()
        assert dossier in found(side, side.state(dossier).reference)


def test_a_rebuild_gives_the_same_index(ministries: Ministries) -> None:
    vn = ministries["VN"]
    vn.request()
    actions.note(vn.ledger, vn.desk, vn.request(), Words("vi", "Hỏi lại công an huyện"))

    def postings() -> list[tuple[int, int, int]]:
        index.catch_up(vn.ledger)
        return sorted(Posting.objects.using(vn.alias).values_list("word", "dossier", "n"))

    before = postings()
    rebuild(vn.ledger)
    assert not Posting.objects.using(vn.alias).exists()
    assert postings() == before
    assert index.catch_up(vn.ledger) == 0


def test_a_content_that_comes_later_is_indexed_then(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = vn.request()
    Entry.objects.using(vn.alias).filter(id=dossier).update(content_state=ContentState.WITHHELD)
    assert found(vn, "xac minh") == ()
    waiting = Pending.objects.using(vn.alias).get().n
    assert waiting == Entry.objects.using(vn.alias).get(id=dossier).n
    Entry.objects.using(vn.alias).filter(id=dossier).update(content_state=ContentState.PRESENT)
    assert found(vn, "xac minh") == (dossier,)
    assert not Pending.objects.using(vn.alias).exists()


def test_the_index_holds_no_word_and_two_nodes_no_common_digest(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    vn.request()
    ministries.settle()
    for side in (vn, kh):
        index.catch_up(side.ledger)
    rows = {side.code: set(Posting.objects.using(side.alias).values_list("word", flat=True)) for side in (vn, kh)}
    assert rows["VN"]
    assert rows["KH"]
    assert not rows["VN"] & rows["KH"]
    with connections[vn.alias].cursor() as cursor:
        columns = connections[vn.alias].introspection.get_table_description(cursor, "search_posting")
    assert {column.name for column in columns} == {"id", "word", "dossier", "n"}
    assert "minh" in words("xác minh")


def test_many_entries_are_indexed_in_parts_and_once(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = vn.request()
    number = index.BATCH + 7
    for place in range(number):
        actions.note(vn.ledger, vn.desk, dossier, Words("vi", f"ghi chú số {place}"))
    index.catch_up(vn.ledger, most=1)
    assert Pending.objects.using(vn.alias).count() > 0
    index.catch_up(vn.ledger)
    rows = list(Posting.objects.using(vn.alias).values_list("word", "n"))
    assert len(rows) == len(set(rows))
    homes = found(vn, "ghi chu so")
    assert len(homes) == 1
    assert homes[0] != dossier


def test_the_chore_gives_way_while_entries_come_in_or_go_out(ministries: Ministries) -> None:
    vn = ministries["VN"]
    vn.request()
    looks = [index.allowed(vn.ledger), index.allowed(vn.ledger)]
    ministries.settle()
    looks += [index.allowed(vn.ledger), index.allowed(vn.ledger)]
    assert looks == [index.BUSY, index.QUIET, index.BUSY, index.QUIET]


def test_the_chore_ends_its_work(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = vn.request()
    for place in range(3 * index.BATCH):
        actions.note(vn.ledger, vn.desk, dossier, Words("vi", f"ghi chú số {place}"))
    index.keep_up(vn.ledger)
    while Pending.objects.using(vn.alias).exists():
        index.keep_up(vn.ledger)
    assert len(found(vn, "ghi chu so")) == 1
