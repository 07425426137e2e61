"""The page that checks a file says what `tripoint verify` says, in the reader's language, and bears hostile files."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape
from tests.web.people import sign_in, someone

from tripoint.audit.models import ReadLog
from tripoint.cli.verify import verify as command
from tripoint.directory.models import Role
from tripoint.documents import proof
from tripoint.documents.letter import RECORD_MAX
from tripoint.documents.typeset import RECORD_NAME
from tripoint.documents.wording import say
from tripoint.ledger.registry import TYPES
from tripoint.web.views import verify as page

VECTORS = json.loads((Path(__file__).parents[2] / "protocol" / "vectors" / "dossiers.json").read_text())
SOUND = next(one["file"] for one in VECTORS if not one["expect"]["problems"]).encode()


def letter(record: bytes) -> bytes:
    """A PDF with RECORD attached as a letter has it."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments[RECORD_NAME] = record
        sheet = io.BytesIO()
        pdf.save(sheet, compress_streams=True)
    return sheet.getvalue()


def checked(client: Client, data: bytes, name: str = "a.tripoint") -> Any:
    return client.post("/verify", {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def auditor(client: Client, db: None) -> Client:
    sign_in(client, someone((Role.AUDITOR,)))
    return client


def test_strangers_check_nothing(client: Client, db: None) -> None:
    assert checked(client, SOUND)["Location"].startswith("/sign-in")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "vi", "lo", "km"])
def test_it_says_what_a_sound_file_proves_and_what_not(client: Client, language: str) -> None:
    sign_in(client, someone((Role.OFFICER,), language=language))
    answer = checked(client, SOUND)
    assert answer.status_code == 200
    said = answer.content.decode()
    for sentence in (proof.HOLDS, *proof.PROVES, *proof.PROVES_NOT, proof.COMPARE):
        assert escape(say(language, sentence)) in said
        assert language == "en" or say(language, sentence) != sentence
    assert not ReadLog.objects.exists()  # nothing of this node was read


def test_page_and_command_agree_on_every_vector(auditor: Client, tmp_path: Path) -> None:
    for vector in VECTORS:
        (tmp_path / "file").write_text(vector["file"])
        told = CliRunner().invoke(command, ["--json", str(tmp_path / "file")])
        report = checked(auditor, vector["file"].encode()).context["report"]
        assert report.sound == (not vector["expect"]["problems"]) == json.loads(told.output)["sound"], vector["name"]
        assert {one.code for one in report.problems} == set(vector["expect"]["problems"]), vector["name"]


def test_a_changed_letter_is_told_in_words(auditor: Client) -> None:
    place = SOUND.find(b"eyJ", SOUND.find(b'"entries"')) + 220  # within a signed payload
    changed = SOUND[:place] + (b"B" if SOUND[place : place + 1] == b"A" else b"A") + SOUND[place + 1 :]
    said = checked(auditor, changed).content.decode()
    for sentence in (proof.FAILS, proof.DO_NOT_RELY, "Bytes were changed after they were signed"):
        assert sentence in said
    assert proof.HOLDS not in said


def test_the_record_of_a_letter_is_checked(auditor: Client, tmp_path: Path) -> None:
    assert checked(auditor, letter(SOUND), "letter.pdf").context["report"].sound
    (tmp_path / "letter.pdf").write_bytes(letter(SOUND))
    assert CliRunner().invoke(command, [str(tmp_path / "letter.pdf")]).exit_code == 0


@pytest.mark.parametrize("record", [None, bytes(RECORD_MAX + 1), bytes(200 * 2**20)], ids=["none", "large", "bomb"])
def test_a_letter_with_no_record_or_one_that_unpacks_without_end_proves_nothing(
    auditor: Client, tmp_path: Path, record: bytes | None
) -> None:
    data = letter(SOUND).replace(RECORD_NAME.encode(), b"other.tripoint ") if record is None else letter(record)
    assert len(data) < 2**20
    answer = checked(auditor, data, "letter.pdf")
    assert answer.status_code == 422
    assert "it proves nothing" in answer.content.decode()
    (tmp_path / "letter.pdf").write_bytes(data)
    told = CliRunner().invoke(command, [str(tmp_path / "letter.pdf")])
    assert told.exit_code == 1
    assert "it proves nothing" in told.output


@pytest.mark.parametrize("data", [b"\0", b"{}", b"[" * 100_000, b"%PDF-1.7 nothing", b"\xff" * 5000])
def test_any_other_file_is_answered_plainly(auditor: Client, data: bytes) -> None:
    answer = checked(auditor, data)
    assert answer.status_code in (200, 422)
    assert proof.HOLDS not in answer.content.decode()


def test_too_large_missing_and_one_too_many_are_said(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Choose a file." in auditor.post("/verify").content.decode()
    monkeypatch.setattr(page, "MAX_FILE", 1000)
    assert "larger than 8 MB" in checked(auditor, b"x" * 1001).content.decode()
    monkeypatch.setattr(page, "WAIT", 0)
    with page._ONE_AT_A_TIME:
        assert "another file" in checked(auditor, b"{}").content.decode()
    assert "does not hold" in checked(auditor, b"{}").content.decode()


def test_every_statement_about_a_request_has_its_words() -> None:
    known = {name for name in TYPES.types if name.startswith("request.")}
    assert known - set(page.WORDS) == set()
