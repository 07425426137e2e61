"""Registry books: each letter a number of its sender's office, each year anew, none twice; found, printed, rebuilt."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.capabilities.requests.ministries import OFFICES, Ministries, officer
from tests.capabilities.requests.test_pages import Node, arrived, desk, node, signed_in
from tests.web.people import someone

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import ActionRefused
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.book_models import Book, BookCounter, BookLine
from tripoint.capabilities.requests.letter import letter_of
from tripoint.capabilities.requests.reading import reading
from tripoint.directory.models import Officer, Role
from tripoint.ledger.models import Entry
from tripoint.ledger.rebuild import rebuild

__all__ = ["desk", "node"]
VN, KH = OFFICES["VN"], OFFICES["KH"]


def numbers(alias: str, book: str) -> list[str]:
    """The numbers of a book, in their order."""
    return list(
        BookLine.objects.using(alias).filter(book=book).order_by("at", "number").values_list("written", flat=True)
    )


def test_letters_get_numbers_of_their_offices_books_and_carry_them(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    actions.set_book(vn.ledger, officer("VN", "registrar"), VN, "out", "{number}/{year}/C02-P5")
    first, second = vn.request(), vn.request()
    assert numbers(vn.alias, "out") == ["1/2026/C02-P5", "2/2026/C02-P5"]
    ministries.settle()
    actions.take(kh.ledger, kh.desk, first)
    actions.take(kh.ledger, kh.desk, second)
    kh.answer(first)
    assert numbers(kh.alias, "in") == [f"1/{KH}", f"2/{KH}"]
    assert numbers(kh.alias, "out") == [f"1/{KH}"]
    ministries.settle()
    found = reading(vn.ledger, vn.desk, first)
    answer = next(line for line in found.lines if line.type == "request.answered.v1")
    assert answer.content.number == f"1/{KH}"  # the partner's own number comes with its letter
    printed = letter_of(vn.ledger, found, first)
    assert "1/2026/C02-P5" in str(printed.blocks)
    assert actions.enter(vn.ledger, vn.desk, first, answer.id) == f"1/{VN}"
    with pytest.raises(ActionRefused) as refused:
        actions.enter(vn.ledger, vn.desk, first, answer.id)
    assert refused.value.problems[0].code == "state-numbered"
    with pytest.raises(ActionRefused):
        actions.enter(vn.ledger, vn.desk, second, answer.id)  # of another dossier
    live = [list(model.objects.using(vn.alias).order_by("pk").values()) for model in (Book, BookLine)]
    rebuild(vn.ledger)
    assert [list(model.objects.using(vn.alias).order_by("pk").values()) for model in (Book, BookLine)] == live
    assert not Entry.objects.using(kh.alias).filter(party="VN", type__startswith="home.").exists()


def test_a_year_begins_anew_by_the_partys_own_day(ministries: Ministries) -> None:
    vn = ministries["VN"]
    for now, written in (
        (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), f"1/{VN}"),
        (datetime(2026, 12, 31, 17, 30, tzinfo=UTC), f"1/{VN}"),  # half past midnight in Ha Noi
    ):
        ministries.clock.now = now
        vn.request()
        assert numbers(vn.alias, "out")[-1] == written
    assert list(BookLine.objects.using(vn.alias).order_by("at").values_list("year", flat=True)) == [2026, 2027]


def test_a_reminder_gets_a_number_too(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = vn.request()
    ministries.settle()
    ministries.clock.go(days=30)
    entry = actions.remind(vn.ledger, vn.desk, dossier, Words("vi", "Đề nghị sớm trả lời."))
    assert vn.ledger.content(entry).number == f"2/{VN}" == numbers(vn.alias, "out")[-1]


def test_a_counter_that_lags_after_a_restore_gives_no_number_twice(ministries: Ministries) -> None:
    vn = ministries["VN"]
    vn.request()
    vn.request()
    BookCounter.objects.using(vn.alias).update(last=0)
    vn.request()
    assert numbers(vn.alias, "out") == [f"1/{VN}", f"2/{VN}", f"3/{VN}"]


@pytest.mark.parametrize(
    "pattern", ["", "C02", "{number}{number}", "{0}", "{number.real}", "{number}/{x}", "{number}\n1"]
)
def test_a_pattern_is_a_number_with_words_around_it(ministries: Ministries, pattern: str) -> None:
    vn = ministries["VN"]
    with pytest.raises(ActionRefused) as refused:
        actions.set_book(vn.ledger, officer("VN", "registrar"), VN, "out", pattern or " ")
    assert refused.value.problems[0].code == "book-pattern"


def test_only_who_keeps_books_says_how_they_are_written(ministries: Ministries) -> None:
    vn = ministries["VN"]
    for one in (vn.desk, vn.chief):
        with pytest.raises(ActionRefused) as refused:
            actions.set_book(vn.ledger, one, VN, "out", "{number}")
        assert refused.value.problems[0].code == "role"


def test_an_office_finds_its_own_numbers_and_no_others(node: Node, desk: Officer) -> None:
    dossier, client = arrived(node), signed_in(desk)
    registrar = signed_in(someone((Role.REGISTRAR,), "registrar"))
    answer = registrar.post("/requests/books/written", {"office": "KH-MOI", "book": "in", "written_as": "{number} ក.ម"})
    assert answer.status_code == 302
    wrong = registrar.post("/requests/books/written", {"office": "KH-MOI", "book": "in", "written_as": "{x}"})
    assert wrong.status_code == 422
    client.post(f"/requests/{dossier}/take", {})
    page = client.get("/requests/books?book=in&q=ក.ម").content.decode()
    assert "1 ក.ម" in page
    assert f"/requests/{dossier}" in page
    assert "1 ក.ម" in client.get(f"/requests/{dossier}").content.decode()
    assert "1 ក.ម" not in client.get("/requests/books?book=in&q=999").content.decode()
    assert client.get("/requests/books?book=x").status_code == 404
    assert client.get("/requests/books/written").status_code == 403
    BookLine.objects.update(office="KH-GDI")
    assert "1 ក.ម" not in client.get("/requests/books?book=in").content.decode()
    assert "1 ក.ម" in registrar.get("/requests/books?book=in").content.decode()
