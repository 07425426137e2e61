"""What an officer reads: logged first, with ticks, contents, the clock and the next steps; and the letter made of it."""

from __future__ import annotations

import datetime
from unittest import mock

import pytest
from django.db import DatabaseError
from tests.capabilities.requests.ministries import OFFICES, Ministries

from tripoint.audit.models import ReadLog
from tripoint.audit.reads import ReadNotLogged
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import NotPermitted
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.letter import letter_of
from tripoint.capabilities.requests.reading import read, reading
from tripoint.directory.models import Office, Officer, Party, Post
from tripoint.documents.letter import print_letter
from tripoint.ledger.admission import Verdict


@pytest.fixture
def khmer_desk(db: None) -> tuple[Officer, Post]:
    """An officer of the directory at the asked office."""
    party = Party.objects.create(code="KH", name_en="Cambodia")
    office = Office.objects.create(code=OFFICES["KH"], party=party, name_en="Police", level="department")
    post = Post.objects.create(office=office, name_en="Desk officer", roles=["officer"])
    return Officer.objects.create_user("sok", "a-long-enough-word", name_latn="Sok Dara", language="km"), post


def test_a_read_is_logged_with_the_partner_as_owner(khmer_desk: tuple[Officer, Post], ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    found = read(ministries["KH"].ledger, *khmer_desk, dossier)
    assert found.state.dossier == dossier
    row = ReadLog.objects.get()
    assert (row.party, row.dossier, row.kind, row.protected) == ("VN", dossier, "screen", False)


def test_what_cannot_be_logged_is_not_read(khmer_desk: tuple[Officer, Post], ministries: Ministries) -> None:
    dossier = ministries["VN"].request()
    ministries.settle()
    with (
        mock.patch.object(ReadLog.objects, "create", side_effect=DatabaseError("disk full")),
        pytest.raises(ReadNotLogged),
    ):
        read(ministries["KH"].ledger, *khmer_desk, dossier)


def test_a_stranger_reads_nothing_and_no_read_is_logged(
    khmer_desk: tuple[Officer, Post], ministries: Ministries
) -> None:
    officer, post = khmer_desk
    dossier = ministries["VN"].request()
    ministries.settle()
    elsewhere = Office.objects.create(code="KH-GDI", party_id="KH", name_en="Elsewhere", level="department")
    with pytest.raises(NotPermitted):
        read(
            ministries["KH"].ledger, officer,
            Post.objects.create(office=elsewhere, name_en="Desk", roles=post.roles), dossier,
        )  # fmt: skip
    assert not ReadLog.objects.exists()


def test_ticks_say_how_far_an_entry_has_got(ministries: Ministries) -> None:
    vn = ministries["VN"]
    dossier = vn.request()
    assert reading(vn.ledger, vn.desk, dossier).opening.ticks == ()
    assert vn.ledger.next_bundle("KH") is not None
    (sent,) = reading(vn.ledger, vn.desk, dossier).opening.ticks
    assert (sent.peer, sent.delivered_at) == ("KH", None)
    ministries.settle()
    (delivered,) = reading(vn.ledger, vn.desk, dossier).opening.ticks
    assert delivered.delivered_at == ministries.clock.now


def test_the_steps_follow_the_state(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    assert reading(kh.ledger, kh.desk, dossier).steps[0] == "take"
    actions.take(kh.ledger, kh.desk, dossier)
    assert reading(kh.ledger, kh.desk, dossier).steps[0] == "answer"
    actions.ask_back(kh.ledger, kh.desk, dossier, ["PHOTO"], Words("km"))
    ministries.settle()
    assert reading(vn.ledger, vn.desk, dossier).steps == ("give", "withdraw", "escalate")
    ministries.clock.go(days=40)
    assert reading(vn.ledger, vn.desk, dossier).steps[0] == "give"  # it waits for us: the clock stands still
    kh.answer(dossier)
    ministries.settle()
    assert reading(vn.ledger, vn.desk, dossier).steps[0] == "close"


def test_subjects_and_text_come_from_the_content(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    found = reading(kh.ledger, kh.desk, dossier)
    assert found.subjects[0][0].birth_date == "1991-05"
    assert found.opening.described is not None
    assert found.opening.described.signatory == "VN supervisor"
    assert found.opening.verdict is Verdict.APPLIED
    assert found.clock.left(ministries.clock.now) == datetime.timedelta(days=9)


def test_the_letter_of_a_request_prints_in_both_languages(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    letter = letter_of(kh.ledger, reading(kh.ledger, kh.desk, dossier), dossier)
    assert letter.languages == ("vi", "km")
    assert letter.reference == "VN-KH-2026-0001"
    assert letter.handling == "H1"
    assert "SCAM" in [pair.code for pair in letter.blocks[0].pairs]
    assert print_letter(letter).startswith(b"%PDF")


def test_the_letter_of_an_answer_goes_the_other_way(ministries: Ministries) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    dossier = vn.request()
    ministries.settle()
    answer = kh.answer(dossier)
    letter = letter_of(kh.ledger, reading(kh.ledger, kh.desk, dossier), answer)
    assert (letter.sender.party, letter.addressee.party, letter.languages) == ("KH", "VN", ("km", "vi"))
    assert print_letter(letter).startswith(b"%PDF")


def test_the_letter_of_an_answer_says_the_address(ministries: Ministries) -> None:
    from tripoint.capabilities.requests.contents import ItemContent
    from tripoint.capabilities.requests.entries import AnswerItem
    from tripoint.subjects import Address

    dossier = ministries["VN"].request()
    ministries.settle()
    kh = ministries["KH"]
    item = AnswerItem(subject=0, result="AT-ADDRESS", matched_by="photo", handling="H1", source="A", information="1")
    said = ItemContent(subject=0, text="seen on Monday", address=Address(full="106 Street, Phnom Penh"))
    entry = actions.answer(kh.ledger, kh.desk, dossier, "whole", [item], Words("en", "more"), [said])
    letter = letter_of(kh.ledger, reading(kh.ledger, kh.desk, dossier), entry)
    values = [pair.value.pick("en")[0] for pair in letter.blocks[0].pairs if not isinstance(pair.value, str)]
    assert {"106 Street, Phnom Penh", "seen on Monday"} <= set(values)
    assert [one.text for one in letter.paragraphs] == ["more"]
